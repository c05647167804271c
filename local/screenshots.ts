/**
 * `npm run screenshots`: takes the pictures in docs/images, with Chromium. Deploys examples/typescript/git-synced-stack to a
 * local AWS, with more stacks beside it. One push fails, and a change by hand blocks another one.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { cloudFormation, settled } from './aws/cloudformation.ts';
import { callCodeConnections, codeConnections } from './aws/codeconnections.ts';
import { type LocalAws, startLocalAws } from './aws/local-aws.ts';
import { passTime } from './aws/time-lapse.ts';
import { cdk } from './cdk.ts';
import { Monitor } from './monitor.ts';
import { SyncedStack } from './synced-stack.ts';
import { detail, headline } from './terminal.ts';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLE = join(ROOT, 'examples', 'typescript', 'git-synced-stack');
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

const aws = await startLocalAws({ port: 0, simulatorPort: 0, log: detail });
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

async function deploy({ env, simulator }: LocalAws): Promise<void> {
  const deployment = cdk(['deploy', '--all', '--concurrency', '2', '--require-approval', 'never'], {
    cwd: EXAMPLE,
    env,
  });
  let isOver = false;
  void deployment.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const { connections } = await codeConnections(env);
    const pending = connections.find(({ ConnectionStatus }) => ConnectionStatus === 'PENDING');
    if (pending) simulator.completeConnection(pending.ConnectionArn);
    await sleep(250);
  }
  const { exitCode, output } = await deployment;
  if (exitCode !== 0) throw new Error(output);
}

/** An hour of pushes and polls, some of them with problems. */
async function live(aws: LocalAws): Promise<void> {
  const prod = new SyncedStack(aws, 'prod', join(EXAMPLE, 'repository'));
  const monitor = new Monitor(aws, 'git-sync-monitor');
  const polls = async (count: number) => {
    for (let poll = 0; poll < count; poll++) {
      await passTime(aws, POLL_MINUTES);
      await monitor.poll();
    }
  };
  await follow(aws);
  const files = Object.fromEntries(OTHERS.map((name) => [`${name}.yaml`, `template-file-path: ${name}.template.yaml`]));
  const templates = Object.fromEntries(OTHERS.map((name) => [`${name}.template.yaml`, EMPTY]));
  const push = async (changed: Record<string, string>) => {
    const sha = aws.simulator.push({ ...REPOSITORY, files: changed });
    await Promise.all(OTHERS.map((name) => new SyncedStack(aws, name, '').syncTo(sha)));
  };
  await push({ ...files, ...templates });
  await prod.show(await prod.push(), 'SUCCEEDED');
  await polls(5);

  await push({ 'search.template.yaml': 'Resources: { Index: { Type: AWS::S3::Bukcet } }' });
  await polls(3);

  await prod.deleteTopic('Invoices');
  await prod.show(await prod.push((template) => template.replace('New orders', 'Orders')), 'FAILED');
  await polls(3);
}

/** More synced stacks, in another repository, with one role for all. */
async function follow({ env }: LocalAws): Promise<void> {
  const statement = (part: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...part }] });
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'git-sync-platform',
      AssumeRolePolicyDocument: statement({ Principal: { Service: GIT_SYNC }, Action: 'sts:AssumeRole' }),
      Policies: [{ PolicyName: 'sync', PolicyDocument: statement({ Action: 'cloudformation:*', Resource: '*' }) }],
    },
  };
  const stacks = {
    platform: JSON.stringify({ Resources: { Role } }),
    ...Object.fromEntries(OTHERS.map((name) => [name, EMPTY])),
  };
  for (const [StackName, TemplateBody] of Object.entries(stacks)) {
    await cloudFormation(env, 'CreateStack', {
      StackName,
      TemplateBody,
      'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    });
    await settled(() => cloudFormation(env, 'DescribeStacks', { StackName }), 'StackStatus');
  }
  const [{ ConnectionArn }] = (await codeConnections(env)).connections;
  const link = { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'platform' };
  type Linked = { RepositoryLinkInfo: { RepositoryLinkId: string } };
  const { RepositoryLinkId } = (await callCodeConnections<Linked>(env, 'CreateRepositoryLink', link))
    .RepositoryLinkInfo;
  for (const name of OTHERS) {
    await callCodeConnections(env, 'CreateSyncConfiguration', {
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
