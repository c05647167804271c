import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { awsRequest } from '../../local/aws/aws-request.ts';
import {
  Connection,
  ConnectionLookup,
  GitRepository,
  GitSyncedStack,
  GitSyncSynthesizer,
  StackPermissions,
} from '../../src';
import { Account, OWNER, REPOSITORY } from './account';
import { Deployment, ENV } from './deployment';

jest.setTimeout(240_000);

const FILES = { templateFilePath: 'templates/prod.yaml', configFile: 'deploy/prod.yaml' };

interface Sync {
  readonly Status: string;
  readonly TargetRevision: { readonly Sha: string };
}

/** One stack that the CLI deploys, and one that a push does. The tests are steps: each goes on from the last. */
describe('a stack of the app that is written into the repository', () => {
  let deployment: Deployment;
  let connectionArn: string;
  let workingTree: string;

  beforeAll(async () => {
    workingTree = mkdtempSync(join(tmpdir(), 'git-sync-'));
    mkdirSync(join(workingTree, '.git'));
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    deployment = await Deployment.start();
    deployment.aws.simulator.configure({ syncDelay: 0 });
    connectionArn = await new Account(deployment).availableConnection('github');
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await deployment?.stop();
    rmSync(workingTree, { recursive: true, force: true });
  });

  /** Synthesises the stack into the working tree, and pushes what stands there. */
  function push(size: string): string {
    const app = new App();
    const synthesizer = new GitSyncSynthesizer({ ...FILES, repositoryRoot: workingTree, parameters: { Size: size } });
    const prod = new Stack(app, 'prod', { env: ENV, tags: { team: 'platform' }, synthesizer });
    new Topic(prod, 'Topic', { displayName: new CfnParameter(prod, 'Size').valueAsString });
    const { connectionArn } = new ConnectionLookup(prod, 'GitHub', { connectionName: 'github', onlyAvailable: true });
    new CfnOutput(prod, 'Connection', { value: connectionArn });
    app.synth();
    const files = Object.fromEntries(
      Object.values(FILES).map((name) => [name, readFileSync(join(workingTree, name), 'utf8')]),
    );
    return deployment.aws.simulator.push({ repository: `${OWNER}/${REPOSITORY}`, branch: 'main', files });
  }

  /** The sync to the commit, when it is over. */
  async function syncTo(sha: string): Promise<Sync> {
    for (;;) {
      const input = { ResourceName: 'prod', SyncType: 'CFN_STACK_SYNC' };
      const { LatestSync } = await deployment
        .codeConnections<{ LatestSync?: Sync }>('GetResourceSyncStatus', input)
        .catch(() => ({ LatestSync: undefined })); // there is none before the first
      if (LatestSync?.TargetRevision.Sha === sha && /SUCCEEDED|FAILED/.test(LatestSync.Status)) return LatestSync;
      await sleep(100);
    }
  }

  const describeStack = () => {
    const parameters = { Action: 'DescribeStacks', Version: '2010-05-15', StackName: 'prod' };
    return awsRequest<string>(deployment.aws.env, { service: 'cloudformation', parameters });
  };

  test('is deployed by a push, with its parameters, its tags and a custom resource of this library', async () => {
    const wiring = await deployment.deploy('wiring', (stack) => {
      new GitSyncedStack(stack, 'Prod', {
        stackName: 'prod',
        repository: GitRepository.fromConnection(
          Connection.fromConnectionArn(stack, 'GitHub', connectionArn),
          `${OWNER}/${REPOSITORY}`,
        ),
        branch: 'main',
        configFile: FILES.configFile,
        stackPermissions: StackPermissions.gitSyncRole({
          statements: [new PolicyStatement({ actions: ['*'], resources: ['*'] })],
        }),
      });
    });
    expect(wiring).toMatchObject({ exitCode: 0 });

    expect(await syncTo(push('small'))).toMatchObject({ Status: 'SUCCEEDED' });
    const stack = await describeStack();
    expect(stack).toMatch(/<ParameterKey>Size<\/ParameterKey>\s*<ParameterValue>small</);
    expect(stack).toMatch(/<Key>team<\/Key>\s*<Value>platform</);
    expect(stack).toContain(`<OutputValue>${connectionArn}</OutputValue>`);
  });

  test('follows what the code says, and then has nothing to write', async () => {
    expect(await syncTo(push('large'))).toMatchObject({ Status: 'SUCCEEDED' });
    expect(await describeStack()).toMatch(/<ParameterKey>Size<\/ParameterKey>\s*<ParameterValue>large</);
    const write = jest.mocked(process.stderr.write).mockClear();
    push('large');
    expect(write).not.toHaveBeenCalled();
  });
});
