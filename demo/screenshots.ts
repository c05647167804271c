/**
 * `npm run screenshots`: takes the pictures in docs/images, with Chromium. Deploys examples/typescript/git-synced-stack to a
 * local AWS, with more stacks beside it. One push fails, and a change by hand blocks another one.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalAws, startLocalAws } from 'cdk-codeconnections-local';
import { chromium } from 'playwright-core';
import { Monitor } from './monitor.ts';
import { SyncedStack } from './synced-stack.ts';
import { detail, headline } from './terminal.ts';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLE = join(ROOT, 'examples', 'typescript', 'git-synced-stack');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const IMAGES = join(ROOT, 'docs', 'images');
const CHROMIUM_PATHS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const GIT_SYNC = 'cloudformation.sync.codeconnections.amazonaws.com';
const OTHERS = ['billing', 'network', 'search'];
const REPOSITORY = { repository: 'my-org/platform', branch: 'main' };
const EMPTY = 'Resources: { Nothing: { Type: AWS::CloudFormation::WaitConditionHandle } }';
const POLL_MINUTES = 5;

const executablePath = CHROMIUM_PATHS.find((path) => path && existsSync(path));
if (!executablePath) throw new Error('no Chromium was found: install it, or set CHROMIUM_PATH');

const aws = await startLocalAws({ port: 0, simulatorPort: 0, completeHandshakes: true, log: detail });
try {
  headline('Deploying examples/typescript/git-synced-stack');
  await deploy(aws);
  headline('Syncing stacks');
  await live(aws);
  headline('Taking the pictures');
  await take(aws);
} finally {
  await aws.stop();
}

async function deploy(aws: LocalAws): Promise<void> {
  const args = ['deploy', '--all', '--concurrency', '2', '--require-approval', 'never'];
  const { exitCode, output } = await aws.run(process.execPath, [CDK, ...args], { cwd: EXAMPLE });
  if (exitCode !== 0) throw new Error(output);
}

/** An hour of pushes and polls, some of them with problems. */
async function live(aws: LocalAws): Promise<void> {
  const prod = new SyncedStack(aws, 'prod', join(EXAMPLE, 'repository'));
  const monitor = new Monitor(aws, 'git-sync-monitor');
  const polls = async (count: number) => {
    for (let poll = 0; poll < count; poll++) {
      await aws.passTime(POLL_MINUTES);
      await monitor.poll();
    }
  };
  await follow(aws);
  const files = Object.fromEntries(OTHERS.map((name) => [`${name}.yaml`, `template-file-path: ${name}.template.yaml`]));
  const templates = Object.fromEntries(OTHERS.map((name) => [`${name}.template.yaml`, EMPTY]));
  const push = async (changed: Record<string, string>) => {
    const sha = await aws.push({ ...REPOSITORY, files: changed });
    await Promise.all(OTHERS.map((name) => new SyncedStack(aws, name, '').syncTo(sha)));
  };
  await push({ ...files, ...templates });
  await prod.show(await prod.push(), 'SUCCEEDED');
  await polls(5);

  await push({ 'search.template.yaml': 'Resources: { Index: { Type: AWS::S3::Bukcet } }' });
  await polls(3);

  const renamed = (template: string) => template.replace('New orders', 'Orders');
  await prod.updateByHand(renamed);
  await prod.push(renamed);
  await polls(3);
}

/** More synced stacks, in another repository, with one role for all. */
async function follow(aws: LocalAws): Promise<void> {
  const statement = (part: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...part }] });
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'git-sync-platform',
      AssumeRolePolicyDocument: statement({ Principal: { Service: GIT_SYNC }, Action: 'sts:AssumeRole' }),
      Policies: [
        {
          PolicyName: 'sync',
          PolicyDocument: statement({ Action: ['cloudformation:*', 'events:Put*'], Resource: '*' }),
        },
      ],
    },
  };
  const stacks = {
    platform: JSON.stringify({ Resources: { Role } }),
    ...Object.fromEntries(OTHERS.map((name) => [name, EMPTY])),
  };
  const cloudFormation = (Action: string, parameters: Record<string, string>) =>
    aws.request({ service: 'cloudformation', parameters: { Action, Version: '2010-05-15', ...parameters } });
  for (const [StackName, TemplateBody] of Object.entries(stacks)) {
    const capabilities = { 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' };
    await cloudFormation('CreateStack', { StackName, TemplateBody, ...capabilities });
    while ((await aws.stack(StackName))?.status === 'CREATE_IN_PROGRESS') await sleep(100);
  }
  const call = <T>(operation: string, body: object) =>
    aws.request<T>({ service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body });
  const [{ arn }] = await aws.connections();
  const link = { ConnectionArn: arn, OwnerId: 'my-org', RepositoryName: 'platform' };
  type Linked = { RepositoryLinkInfo: { RepositoryLinkId: string } };
  const { RepositoryLinkId } = (await call<Linked>('CreateRepositoryLink', link)).RepositoryLinkInfo;
  for (const name of OTHERS) {
    await call('CreateSyncConfiguration', {
      ResourceName: name,
      SyncType: 'CFN_STACK_SYNC',
      Branch: 'main',
      ConfigFile: `${name}.yaml`,
      RepositoryLinkId,
      RoleArn: 'arn:aws:iam::123456789012:role/git-sync-platform',
    });
  }
}

async function take(aws: LocalAws): Promise<void> {
  await mkdir(IMAGES, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const pages = {
      dashboard: [1280, await new Monitor(aws, 'git-sync-monitor').dashboardUrl()],
      'synced-stack': [1000, `${aws.simulator.url}/cloudformation/123456789012/us-east-1/prod`],
    } as const;
    for (const [name, [width, url]] of Object.entries(pages)) {
      const page = await browser.newPage({ viewport: { width, height: 600 }, colorScheme: 'light' });
      await page.goto(url);
      await page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true });
      detail(`docs/images/${name}.png`);
    }
  } finally {
    await browser.close();
  }
}
