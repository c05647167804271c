import { CfnOutput, Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { CommandResult } from '../../local/aws/command.ts';
import {
  AvailableConnection,
  Connection,
  ConnectionLookup,
  HostLookup,
  ProviderType,
  RepositoryLink,
  RepositoryLinkLookup,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncBlockerResolution,
  SyncConfiguration,
} from '../../src';
import { Account, OWNER, REPOSITORY } from './account';
import { Deployment } from './deployment';

jest.setTimeout(240_000);

const STACK = 'app';
/** What people have set up by themselves, which no deployment takes away. */
const NOT_OURS = { connections: ['github'], hosts: ['ghes'] };
const removalPolicy = RemovalPolicy.DESTROY;

interface Version {
  readonly configFile?: string;
  readonly reason: string;
  readonly trigger: string;
  /** Whether its last resource fails. */
  readonly broken?: boolean;
}

/** All that CloudFormation cannot do by itself, on a connection and a host that exist. */
function app({ configFile = 'prod.yaml', reason, trigger, broken = false }: Version) {
  return (stack: Stack) => {
    const connection = new ConnectionLookup(stack, 'GitHub', { connectionName: 'github', onlyAvailable: true });
    const host = new HostLookup(stack, 'Ghes', { tags: { team: 'platform' } });
    const { link, sync } = synced(stack, connection, configFile, true);
    const found = new RepositoryLinkLookup(stack, 'Found', { repository: `${OWNER}/${REPOSITORY}`, connection });
    found.node.addDependency(link);
    const definitions = new RepositorySyncDefinitions(stack, 'Definitions', { repositoryLink: link, trigger });
    definitions.node.addDependency(sync);
    const resolution = new SyncBlockerResolution(stack, 'Resolution', {
      syncConfiguration: sync,
      reason,
      waitForSync: true,
    });
    const success = new SuccessfulSync(stack, 'Success', { syncConfiguration: sync, trigger });
    success.node.addDependency(resolution);

    const outputs = {
      Connection: connection.connectionArn,
      Host: host.hostName,
      OwnLink: link.repositoryLinkId,
      FoundLink: found.repositoryLinkId,
      Stacks: Fn.join(' ', definitions.stackNames),
      Resolved: Fn.join(' ', resolution.resolvedBlockerIds),
      Revision: success.successfulSyncRevision,
      Directory: success.successfulSyncDirectory,
    };
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
    if (broken) last(stack, success, definitions);
  };
}

/** The same app without all that. */
function withoutCustomResources(connectionArn: string) {
  return (stack: Stack) => {
    synced(stack, Connection.fromConnectionArn(stack, 'GitHub', connectionArn), 'live.yaml', undefined);
  };
}

function synced(
  stack: Stack,
  connection: ConnectionLookup | ReturnType<typeof Connection.fromConnectionArn>,
  configFile: string,
  pullRequestComment: boolean | undefined,
) {
  const link = new RepositoryLink(stack, 'Link', { connection, ownerId: OWNER, repositoryName: REPOSITORY });
  const sync = new SyncConfiguration(stack, 'Sync', {
    repositoryLink: link,
    branch: 'main',
    configFile,
    stackName: 'prod',
    removalPolicy,
    ...(pullRequestComment !== undefined && { pullRequestComment }),
  });
  return { link, sync };
}

/** A connection that is waited for when everything else has been done. */
function last(stack: Stack, ...before: (SuccessfulSync | RepositorySyncDefinitions)[]): void {
  const connection = new Connection(stack, 'Last', { providerType: ProviderType.GITLAB, removalPolicy });
  connection.node.addDependency(...before);
  new AvailableConnection(stack, 'LastReady', { connection });
}

/** An app through the whole life of its stack. The tests are steps: each goes on from the last. */
describe('lookups, syncs, sync blockers and comments on pull requests, deployed by the cdk CLI', () => {
  let deployment: Deployment;
  let account: Account;
  let connectionArn: string;

  beforeAll(async () => {
    deployment = await Deployment.start({ simulatedSyncs: true });
    deployment.aws.simulator.configure({ firstSync: 'on-creation' });
    account = new Account(deployment);
    connectionArn = await account.availableConnection('github');
    await account.host('ghes', [{ Key: 'team', Value: 'platform' }]);
  });

  afterAll(() => deployment.stop());

  const deploy = (version: Version) => deployment.deploy(STACK, app(version));
  const output = (result: CommandResult, name: string) =>
    new RegExp(`^${STACK}\\.${name} = (.*)$`, 'm').exec(result.output)?.[1];
  const resolutions = () => deployment.aws.simulator.calls.filter((call) => call.operation === 'UpdateSyncBlocker');

  test('the first deployment finds what exists, waits for the sync, and has its attributes', async () => {
    const sha = account.push('the first template');
    const result = await deploy({ reason: 'nothing yet', trigger: '1' });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(output(result, 'Connection')).toBe(connectionArn);
    expect(output(result, 'Host')).toBe('ghes');
    expect(output(result, 'FoundLink')).toBe(output(result, 'OwnLink'));
    expect(output(result, 'Stacks')).toBe('prod');
    expect(output(result, 'Revision')).toBe(sha);
    expect(output(result, 'Directory')).toBe('prod.yaml');
    expect(await account.pullRequestComment('prod')).toBe('ENABLED');
    expect(resolutions()).toEqual([]);
  });

  test('there is nothing to do when nothing has changed', async () => {
    const { exitCode, output } = await deploy({ reason: 'nothing yet', trigger: '1' });
    expect(output).toContain('(no changes)');
    expect(exitCode).toBe(0);
  });

  test('an update resolves what blocks the sync, waits for the retried one, and sets the comment again', async () => {
    const blocker = account.changeByHand('prod');
    const sha = account.push('the second template');
    const result = await deploy({ configFile: 'live.yaml', reason: 'the bucket is not needed', trigger: '2' });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(output(result, 'Resolved')).toBe(blocker);
    expect(output(result, 'Revision')).toBe(sha);
    expect(output(result, 'Directory')).toBe('live.yaml');
    expect(await account.blockers('prod')).toEqual([
      expect.objectContaining({ Id: blocker, Status: 'RESOLVED', ResolvedReason: 'the bucket is not needed' }),
    ]);
    expect(await account.pullRequestComment('prod')).toBe('ENABLED');
  });

  test('the rollback of a failed update repeats no decision, and waits for nothing', async () => {
    const decided = account.changeByHand('prod');
    const deploying = deploy({ reason: 'that one neither', trigger: '3', broken: true });
    const pending = await deployment.pendingConnection();
    expect(resolutions().map(({ input }) => (input as { Id: string }).Id)).toContain(decided);
    const since = account.changeByHand('prod'); // the rollback meets a sync blocker, and a sync that has failed
    account.push('the third template');
    deployment.aws.simulator.failConnection(pending);

    expect(await deploying).not.toMatchObject({ exitCode: 0 });
    expect(await deployment.status(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(resolutions()).toHaveLength(2);
    expect(await account.blockers('prod')).toContainEqual(expect.objectContaining({ Id: since, Status: 'ACTIVE' }));
    expect(await account.pullRequestComment('prod')).toBe('ENABLED');
    expect(await deployment.left()).toMatchObject(NOT_OURS);
  });

  test('a decision of the update that failed is not made again by the next one', async () => {
    const result = await deploy({ configFile: 'live.yaml', reason: 'that one neither', trigger: '2' });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(resolutions()).toHaveLength(2);
  });

  test('constructs that are removed from the app give the comment its value from before, and leave the rest', async () => {
    expect(await deployment.deploy(STACK, withoutCustomResources(connectionArn))).toMatchObject({ exitCode: 0 });
    expect(await account.pullRequestComment('prod')).toBe('DISABLED');
    expect(resolutions()).toHaveLength(2);
    expect(await deployment.left()).toEqual({
      ...NOT_OURS,
      stacks: [STACK],
      'repository links': [`${OWNER}/${REPOSITORY}`],
      'sync configurations': ['prod'],
      roles: [expect.any(String), expect.any(String)],
    });
  });

  test('nothing is left when the stack is destroyed, but what others have set up', async () => {
    expect(await deployment.destroy(STACK)).toMatchObject({ exitCode: 0 });
    expect(await deployment.left()).toEqual(NOT_OURS);
  });
});
