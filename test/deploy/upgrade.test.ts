process.env.CDK_VALIDATION = 'false';

import { join } from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { awsRequest } from '../../local/aws/aws-request.ts';
import {
  AvailableConnection,
  Connection,
  ProviderType,
  RepositoryLink,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncBlockerResolution,
  SyncConfiguration,
} from '../../src';
import { Account, OWNER, REPOSITORY } from './account';
import { Deployment } from './deployment';

jest.setTimeout(240_000);

const STACK = 'upgraded';
const removalPolicy = RemovalPolicy.DESTROY;

/**
 * The stack as an earlier version of this library made it, whose handler knew `AvailableConnection` and
 * `AvailableHost` only: a connection `Connection` that `Ready` waits for, a repository link `Link` and a sync
 * configuration `Sync`.
 */
function versionBefore(stack: Stack): void {
  new CfnInclude(stack, 'Before', { templateFile: join(__dirname, 'version-before.template.json') });
}

/** The same app with this version, and with what has been added to it since. */
function thisVersion({ broken }: { broken: boolean }) {
  return (stack: Stack) => {
    const connection = new Connection(stack, 'Connection', { providerType: ProviderType.GITHUB, removalPolicy });
    const repositoryLink = new RepositoryLink(stack, 'Link', {
      connection: new AvailableConnection(stack, 'Ready', { connection }),
      ownerId: OWNER,
      repositoryName: REPOSITORY,
    });
    const syncConfiguration = new SyncConfiguration(stack, 'Sync', {
      repositoryLink,
      branch: 'main',
      configFile: 'prod.yaml',
      stackName: 'prod',
      removalPolicy,
      pullRequestComment: true,
    });
    const added = [
      new RepositorySyncDefinitions(stack, 'Definitions', { repositoryLink }),
      new SyncBlockerResolution(stack, 'Resolution', { syncConfiguration, reason: 'reviewed' }),
      new SuccessfulSync(stack, 'Synced', { syncConfiguration }),
    ];
    if (!broken) return;
    const last = new Connection(stack, 'Last', { providerType: ProviderType.GITLAB, removalPolicy });
    last.node.addDependency(...added);
    new AvailableConnection(stack, 'LastReady', { connection: last });
  };
}

/** The tests are steps: each goes on from the last. */
describe('a stack of the version before', () => {
  let deployment: Deployment;
  let account: Account;
  let codeBefore: number;
  let leftBefore: object;

  beforeAll(async () => {
    deployment = await Deployment.start({ simulatedSyncs: true });
    account = new Account(deployment);
    const deploying = deployment.deploy(STACK, versionBefore);
    deployment.aws.simulator.completeConnection(await deployment.pendingConnection());
    expect(await deploying).toMatchObject({ exitCode: 0 });
    account.push('a template');
    codeBefore = await handlersCode();
    leftBefore = await deployment.left();
  });

  afterAll(() => deployment.stop());

  test('goes back to it when its upgrade fails, handler and all', async () => {
    const upgrading = deployment.deploy(STACK, thisVersion({ broken: true }));
    const pending = await deployment.pendingConnection();
    expect(await handlersCode()).not.toBe(codeBefore);
    deployment.aws.simulator.failConnection(pending);
    expect(await upgrading).not.toMatchObject({ exitCode: 0 });

    expect(await deployment.status(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await handlersCode()).toBe(codeBefore);
    expect(await deployment.left()).toEqual(leftBefore);
  });

  test('has nothing to do with the version before after that', async () => {
    const { exitCode, output } = await deployment.deploy(STACK, versionBefore);
    expect(output).toContain('(no changes)');
    expect(exitCode).toBe(0);
  });

  test('is upgraded without a wait for what was accepted before, and without replacing anything', async () => {
    const { exitCode, output } = await deployment.deploy(STACK, thisVersion({ broken: false }));
    expect(exitCode).toBe(0);
    expect(output).not.toMatch(/DELETE_(IN_PROGRESS|COMPLETE)/);
    expect(await handlersCode()).not.toBe(codeBefore);
    expect(await account.pullRequestComment('prod')).toBe('ENABLED');
    expect(await deployment.left()).toEqual(leftBefore);
  });

  test('leaves nothing when it is destroyed', async () => {
    expect(await deployment.destroy(STACK)).toMatchObject({ exitCode: 0 });
    expect(await deployment.left()).toEqual({});
  });

  /** The size tells the versions apart. The hash changes with each deployment: it is of a file with a date. */
  async function handlersCode(): Promise<number> {
    type Page = { Functions: { CodeSize: number }[] };
    const request = { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' } as const;
    const { Functions } = await awsRequest<Page>(deployment.aws.env, request);
    expect(Functions).toHaveLength(1);
    return Functions[0].CodeSize;
  }
});
