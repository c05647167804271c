import { setImmediate } from 'node:timers/promises';
import {
  type Simulator,
  type StackContent,
  type SyncedStack,
  type SyncStatusChange,
  startSimulator,
} from '../../../local/simulator/index.ts';
import { availableConnection, type Client, client, ROLE } from './client.ts';

let simulator: Simulator;
let call: Client;
let connection: string;
let link: string;

const prod = { SyncType: 'CFN_STACK_SYNC', ResourceName: 'prod' };
const files = { 'deploy/prod.yaml': 'template-file-path: app.yaml\n', 'app.yaml': 'Resources: {}' };
const PATH = 'template-file-path: app.yaml';
const tags = (count: number) => `tags: { ${Array.from({ length: count }, (_, n) => `t${n}: v`).join(', ')} }`;
const push = (more: object = {}) => simulator.push({ repository: 'my-org/infra', branch: 'main', files, ...more });
const finish = () => simulator.advance(10_000);

async function follow(input: object = {}) {
  await call('CreateSyncConfiguration', {
    ...prod,
    Branch: 'main',
    ConfigFile: 'deploy/prod.yaml',
    RepositoryLinkId: link,
    RoleArn: ROLE,
    ...input,
  });
}

const repositoryStatus = async () =>
  (await call('GetRepositorySyncStatus', { RepositoryLinkId: link, Branch: 'main', SyncType: prod.SyncType }))
    .LatestSync;
const stackStatus = () => call('GetResourceSyncStatus', prod);
const blockers = async () => (await call('GetSyncBlockerSummary', prod)).SyncBlockerSummary.LatestBlockers;
const resolve = (id: string, reason = 'reviewed') =>
  call('UpdateSyncBlocker', { ...prod, Id: id, ResolvedReason: reason });

beforeAll(async () => {
  simulator = await startSimulator();
  call = client(simulator);
});
afterAll(() => simulator.close());

beforeEach(async () => {
  simulator.reset();
  simulator.freeze();
  connection = await availableConnection(call, (arn) => simulator.completeConnection(arn));
  const input = { ConnectionArn: connection, OwnerId: 'my-org', RepositoryName: 'infra' };
  link = (await call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkId;
});

test('nothing has a status before the first push', async () => {
  await follow();
  await expect(repositoryStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(await blockers()).toEqual([]);
});

test('a push is synced to the repository, then to the stack, with every step in the events', async () => {
  await follow();
  const sha = push();
  expect(await repositoryStatus()).toMatchObject({ Status: 'INITIATED' });
  simulator.advance(200);
  expect(await repositoryStatus()).toMatchObject({ Status: 'IN_PROGRESS' });
  simulator.advance(200);
  expect((await repositoryStatus()).Events.map(({ Type }) => Type)).toEqual(['INITIATED', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(await stackStatus()).toMatchObject({ LatestSync: { Status: 'INITIATED' }, DesiredState: { Sha: sha } });
  expect(await stackStatus()).not.toHaveProperty('LatestSuccessfulSync');
  simulator.advance(400);
  const { DesiredState, LatestSuccessfulSync, LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ Status: 'SUCCEEDED', Target: 'prod' });
  expect(LatestSync.Events.map(({ Type }) => Type)).toEqual(['INITIATED', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(LatestSync.TargetRevision).toEqual({
    Branch: 'main',
    Directory: 'deploy/prod.yaml',
    OwnerId: 'my-org',
    RepositoryName: 'infra',
    ProviderType: 'GitHub',
    Sha: sha,
  });
  expect(LatestSuccessfulSync).toEqual(LatestSync);
  expect(DesiredState).toEqual(LatestSync.TargetRevision);
});

test('the next sync starts from the revision of the last successful one', async () => {
  await follow();
  const first = push();
  finish();
  push({ failure: 'The template is not valid' });
  finish();
  const third = push({ sha: 'abc123' });
  finish();
  expect(third).toBe('abc123');
  const { LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ InitialRevision: { Sha: first }, TargetRevision: { Sha: 'abc123' } });
});

test('a commit that CloudFormation refuses fails, and leaves the last success', async () => {
  await follow();
  const good = push();
  finish();
  const bad = push({ failure: 'The template is not valid' });
  finish();
  const { DesiredState, LatestSuccessfulSync, LatestSync } = await stackStatus();
  expect(LatestSync.Status).toBe('FAILED');
  expect(LatestSync.Events.at(-1)).toMatchObject({ Type: 'FAILED', Event: 'The template is not valid' });
  expect(LatestSuccessfulSync?.TargetRevision.Sha).toBe(good);
  expect(DesiredState?.Sha).toBe(bad);
});

test.each([
  ['no deployment file', { 'deploy/prod.yaml': null }, 'Deployment file deploy/prod.yaml does not exist'],
  ['no path of a template', { 'deploy/prod.yaml': 'tags: {}' }, 'has no template-file-path'],
  ['no template', { 'app.yaml': null }, 'Template file app.yaml does not exist'],
  ['no YAML', { 'deploy/prod.yaml': 'a: b: c' }, 'Deployment file deploy/prod.yaml is not YAML: Nested mappings'],
  ['a key twice', { 'deploy/prod.yaml': `${PATH}\n${PATH}` }, 'is not YAML: Map keys must be unique'],
  [
    'an intrinsic function',
    { 'deploy/prod.yaml': `${PATH}\ntags: { a: !Ref B }` },
    'is not YAML: Unresolved tag: !Ref',
  ],
  ['a list', { 'deploy/prod.yaml': '- a' }, 'must be a mapping of keys to values, but what it holds is ["a"]'],
  ['nothing in it', { 'deploy/prod.yaml': '' }, 'must be a mapping of keys to values'],
  ['unknown keys', { 'deploy/prod.yaml': `${PATH}\nstack: x` }, 'unknown keys stack: it takes template-file-path'],
  ['a path outside', { 'deploy/prod.yaml': 'template-file-path: ../app.yaml' }, 'outside of the repository'],
  ['an absolute path', { 'deploy/prod.yaml': 'template-file-path: /app.yaml' }, 'outside of the repository'],
  [
    'a nested value',
    { 'deploy/prod.yaml': `${PATH}\ntags: { a: [b] }` },
    'must give a in tags as a text, but has ["b"]',
  ],
  ['parameters in a list', { 'deploy/prod.yaml': `${PATH}\nparameters: [a]` }, 'but parameters is ["a"]'],
  ['51 tags', { 'deploy/prod.yaml': `${PATH}\n${tags(51)}` }, 'has 51 tags, of at most 50'],
])('a commit with %s fails', async (_, change, message) => {
  await follow();
  push({ files: { ...files, ...change } });
  finish();
  const { LatestSync } = await stackStatus();
  expect(LatestSync.Events.at(-1)).toMatchObject({ Type: 'FAILED', Event: expect.stringContaining(message) });
});

test.each([
  ['JSON', '{"template-file-path": "app.yaml", "parameters": {}}'],
  ['YAML with comments', `# ours\n'template-file-path': "app.yaml" # theirs\nparameters:\n`],
  ['50 tags', `${PATH}\n${tags(50)}`],
])('a deployment file may be %s', async (_, deployment) => {
  await follow();
  push({ files: { ...files, 'deploy/prod.yaml': deployment } });
  finish();
  expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
});

test('the repository sync fails while the connection is not AVAILABLE, and no stack is touched', async () => {
  await follow();
  simulator.failConnection(connection);
  push();
  finish();
  expect(await repositoryStatus()).toMatchObject({ Status: 'FAILED' });
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  ['ANY_CHANGE', 'README.md', true],
  ['FILE_CHANGE', 'README.md', false],
  ['FILE_CHANGE', 'deploy/prod.yaml', true],
  ['FILE_CHANGE', 'app.yaml', true],
])('with %s, a change of %s syncs the stack: %s', async (trigger, changed, synced) => {
  await follow({ TriggerResourceUpdateOn: trigger });
  const first = push();
  finish();
  const second = push({ files: { [changed]: 'template-file-path: app.yaml' } });
  finish();
  expect((await stackStatus()).LatestSync.TargetRevision.Sha).toBe(synced ? second : first);
  expect((await repositoryStatus()).Status).toBe('SUCCEEDED');
});

test('pushes that arrive during a sync are queued, and synced together', async () => {
  await follow({ TriggerResourceUpdateOn: 'FILE_CHANGE' });
  push();
  push({ files: { 'app.yaml': 'Resources: { Topic: {} }' } });
  expect(await repositoryStatus()).toMatchObject({ Status: 'QUEUED' });
  const last = push({ files: { 'README.md': 'hello' } });
  finish();
  expect(await repositoryStatus()).toMatchObject({ Status: 'SUCCEEDED' });
  expect((await stackStatus()).LatestSync.TargetRevision.Sha).toBe(last);
});

test('a commit that arrives while its stack is synced is synced after that', async () => {
  await follow();
  push();
  simulator.advance(400);
  const next = push({ files: { 'README.md': 'hello' } });
  simulator.advance(400);
  expect((await stackStatus()).LatestSync).toMatchObject({ Status: 'INITIATED', TargetRevision: { Sha: next } });
  finish();
  expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(next);
});

test('a sync configuration that is deleted during its sync is gone', async () => {
  await follow();
  push();
  simulator.advance(400);
  await call('DeleteSyncConfiguration', prod);
  finish();
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await follow();
  finish();
  expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
});

test('a push that is queued is taken up, also when nothing follows the branch any more', async () => {
  await follow();
  push();
  push();
  await call('DeleteSyncConfiguration', prod);
  expect(await repositoryStatus()).toMatchObject({ Status: 'QUEUED' });
  finish();
  expect(await repositoryStatus()).toMatchObject({ Status: 'SUCCEEDED' });
});

test('a push to another branch, or another repository, starts nothing', async () => {
  await follow();
  push({ branch: 'develop' });
  push({ repository: 'my-org/other' });
  finish();
  await expect(repositoryStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a sync configuration made after the push is brought to its commit', async () => {
  const sha = push();
  await follow();
  finish();
  expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(sha);
});

test('a sync configuration that moves to another branch is brought to its commit', async () => {
  await follow();
  push();
  const sha = push({ branch: 'release' });
  finish();
  await call('UpdateSyncConfiguration', { ...prod, Branch: 'release' });
  finish();
  expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision).toMatchObject({ Branch: 'release', Sha: sha });
});

test('the first sync starts from the commit before', async () => {
  const before = push();
  const sha = push({ files: { 'README.md': 'hello' } });
  await follow();
  finish();
  const { InitialRevision, TargetRevision } = (await stackStatus()).LatestSync;
  expect([InitialRevision.Sha, TargetRevision.Sha]).toEqual([before, sha]);
});

test('the older API does not tell of comments that were asked for through the newer one', async () => {
  await follow({ PullRequestComment: 'ENABLED' });
  const older = client(simulator, { service: 'codestar-connections' });
  expect((await older('GetSyncConfiguration', prod)).SyncConfiguration).not.toHaveProperty('PullRequestComment');
  expect((await call('GetSyncConfiguration', prod)).SyncConfiguration.PullRequestComment).toBe('ENABLED');
});

test('a change that moves nothing syncs nothing', async () => {
  await follow();
  push();
  finish();
  const { LatestSync } = await stackStatus();
  await call('UpdateSyncConfiguration', { ...prod, Branch: 'main', TriggerResourceUpdateOn: 'FILE_CHANGE' });
  finish();
  expect((await stackStatus()).LatestSync).toEqual(LatestSync);
});

test('the id of a repository link may be written in capitals', async () => {
  const { RepositoryLinkInfo } = await call('GetRepositoryLink', { RepositoryLinkId: link.toUpperCase() });
  expect(RepositoryLinkInfo.RepositoryLinkId).toBe(link);
});

test('nothing is changed under a running sync', async () => {
  await follow();
  push();
  await expect(call('UpdateRepositoryLink', { RepositoryLinkId: link })).rejects.toMatchObject({
    name: 'UpdateOutOfSyncException',
  });
  simulator.advance(400);
  await expect(call('UpdateSyncConfiguration', prod)).rejects.toMatchObject({ name: 'UpdateOutOfSyncException' });
  finish();
  await call('UpdateSyncConfiguration', prod);
});

test('a stack that was changed by hand is blocked; resolving the blocker tries the latest commit again', async () => {
  await follow();
  push();
  finish();
  const id = simulator.raiseBlocker({
    stackName: 'prod',
    reason: 'Bucket was renamed',
    contexts: { Resource: 'Bucket' },
  });
  const blocked = push({ files: { 'README.md': 'hello' } });
  finish();
  const { LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ Status: 'FAILED', TargetRevision: { Sha: blocked } });
  expect(LatestSync.Events.at(-1)?.Event).toContain(id);
  expect(await blockers()).toMatchObject([
    {
      Id: id,
      Type: 'AUTOMATED',
      Status: 'ACTIVE',
      CreatedReason: 'Bucket was renamed',
      Contexts: [{ Key: 'Resource', Value: 'Bucket' }],
    },
  ]);

  expect(await resolve(id, 'renamed back')).toMatchObject({
    ResourceName: 'prod',
    SyncBlocker: { Id: id, Status: 'RESOLVED', ResolvedReason: 'renamed back' },
  });
  finish();
  expect(await stackStatus()).toMatchObject({
    LatestSync: { Status: 'SUCCEEDED' },
    LatestSuccessfulSync: { TargetRevision: { Sha: blocked } },
  });
  expect(await blockers()).toMatchObject([{ Id: id, Status: 'RESOLVED', ResolvedAt: expect.any(Number) }]);
});

test('only the last of several blockers tries the latest commit again', async () => {
  await follow();
  push();
  finish();
  const [first, second] = [1, 2].map(() => simulator.raiseBlocker({ stackName: 'prod' }));
  const started = (await stackStatus()).LatestSync.StartedAt;
  simulator.advance(1);
  await resolve(first);
  expect((await stackStatus()).LatestSync.StartedAt).toBe(started);
  await resolve(second);
  expect((await stackStatus()).LatestSync.StartedAt).toBeGreaterThan(started);
});

test('the latest 10 blockers are remembered, and all that are active', async () => {
  await follow();
  const active = simulator.raiseBlocker({ stackName: 'prod' });
  const resolved: string[] = [];
  for (let n = 0; n < 12; n++) {
    const id = simulator.raiseBlocker({ stackName: 'prod' });
    await resolve(id);
    resolved.unshift(id);
  }
  expect((await blockers())?.map(({ Id }) => Id)).toEqual([...resolved.slice(0, 10), active]);
});

test('a blocker that does not exist, or is resolved already, cannot be resolved', async () => {
  await follow();
  await expect(resolve('nothing')).rejects.toMatchObject({ name: 'SyncBlockerDoesNotExistException' });
  const id = simulator.raiseBlocker({ stackName: 'prod' });
  await resolve(id);
  await expect(resolve(id)).rejects.toMatchObject({ name: 'SyncBlockerDoesNotExistException' });
});

test('a blocker stays while the latest commit cannot be tried again', async () => {
  await follow();
  push();
  finish();
  const id = simulator.raiseBlocker({ stackName: 'prod' });
  simulator.failRetries({ stackName: 'prod' });
  await expect(resolve(id)).rejects.toMatchObject({ name: 'RetryLatestCommitFailedException' });
  simulator.failConnection(connection);
  await expect(resolve(id)).rejects.toMatchObject({ name: 'RetryLatestCommitFailedException' });
  expect(await blockers()).toMatchObject([{ Status: 'ACTIVE' }]);
  simulator.completeConnection(connection);
  await resolve(id);
});

test('the definitions of a repository link name what it keeps in sync', async () => {
  await follow();
  await follow({ ResourceName: 'staging', Branch: 'develop', ConfigFile: 'deploy/staging.yaml' });
  const input = { RepositoryLinkId: link, SyncType: prod.SyncType };
  expect(await call('ListRepositorySyncDefinitions', input)).toEqual({
    RepositorySyncDefinitions: [
      { Branch: 'main', Directory: 'deploy/prod.yaml', Parent: 'prod', Target: 'prod' },
      { Branch: 'develop', Directory: 'deploy/staging.yaml', Parent: 'staging', Target: 'staging' },
    ],
  });
});

describe('with a deployer', () => {
  const deployed: [SyncedStack, StackContent][] = [];
  let drift: Record<string, string>;
  let deploying: () => Promise<void>;

  beforeEach(() => {
    deployed.length = 0;
    drift = {};
    deploying = () => Promise.resolve();
    simulator.deployWith({
      driftOf: async () => drift,
      deploy: async (stack, content, note) => {
        deployed.push([stack, content]);
        note('Created a change set', 'arn:change-set');
        await deploying();
      },
    });
  });

  /** Lets the clock run, and what it sets off. */
  const settle = async () => {
    finish();
    await setImmediate();
  };
  const lastEvent = async () => (await stackStatus()).LatestSync.Events.at(-1);

  test('the stack is deployed from its files, in the name of its role and connection', async () => {
    await follow();
    const deployment = `${PATH}\nparameters: { Name: 012 }\ntags: { live: true }`;
    push({ files: { ...files, 'deploy/prod.yaml': deployment } });
    await settle();

    const stack = { stackName: 'prod', region: 'us-east-1', roleArn: ROLE, connectionArn: connection };
    const content = { template: 'Resources: {}', parameters: { Name: '012' }, tags: { live: 'true' } };
    expect(deployed).toEqual([[stack, content]]);
    const { LatestSync } = await stackStatus();
    expect(LatestSync.Status).toBe('SUCCEEDED');
    expect(LatestSync.Events).toContainEqual(
      expect.objectContaining({ Type: 'IN_PROGRESS', Event: 'Created a change set', ExternalId: 'arn:change-set' }),
    );
  });

  test('a sync is in progress until the deployment is over, and the next one begins then', async () => {
    await follow();
    const { promise, resolve: end } = Promise.withResolvers<void>();
    deploying = () => promise;
    const first = push();
    await settle();
    const second = push({ files: { 'README.md': 'hello' } });
    await settle();
    expect((await stackStatus()).LatestSync).toMatchObject({ Status: 'IN_PROGRESS', TargetRevision: { Sha: first } });
    await expect(call('UpdateSyncConfiguration', prod)).rejects.toMatchObject({ name: 'UpdateOutOfSyncException' });

    end();
    await settle();
    await settle();
    expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(second);
    expect(deployed).toHaveLength(2);
  });

  test('a deployment that fails is a sync that fails, for the same reason', async () => {
    await follow();
    deploying = () => Promise.reject(new Error('Stack prod is UPDATE_ROLLBACK_COMPLETE'));
    push();
    await settle();
    expect(await lastEvent()).toMatchObject({ Type: 'FAILED', Event: 'Stack prod is UPDATE_ROLLBACK_COMPLETE' });
    expect(await stackStatus()).not.toHaveProperty('LatestSuccessfulSync');
  });

  test('nothing is deployed from files that are not well-formed, nor past a blocker', async () => {
    await follow();
    push({ files: { ...files, 'app.yaml': null } });
    await settle();
    push({ files });
    simulator.raiseBlocker({ stackName: 'prod' });
    await settle();
    expect((await lastEvent())?.Event).toContain('Blocked by');
    expect(deployed).toEqual([]);
  });

  test('drift blocks the sync, once: what a person has resolved is deployed, with the drift', async () => {
    await follow();
    drift = { Topic: 'DELETED' };
    push();
    await settle();
    const [{ Id, ...blocker }] = (await blockers()) ?? [];
    expect(blocker).toMatchObject({
      CreatedReason: 'Stack prod was changed by hand: Topic',
      Contexts: [{ Key: 'Topic', Value: 'DELETED' }],
    });
    expect((await lastEvent())?.Event).toBe(`Blocked by ${Id}: ${blocker.CreatedReason}`);
    expect(deployed).toEqual([]);

    await resolve(Id);
    await settle();
    expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
    push();
    await settle();
    expect(deployed).toHaveLength(2);
  });

  test('other drift, and drift that comes back, block anew', async () => {
    await follow();
    const [topic, queue] = [{ Topic: 'DELETED' }, { Queue: 'DELETED' }];
    for (drift of [topic, { ...topic, ...queue }, {}, topic]) {
      push();
      await settle();
      for (const { Id, Status } of (await blockers()) ?? []) if (Status === 'ACTIVE') await resolve(Id);
      await settle();
    }
    expect(await blockers()).toHaveLength(3);
  });

  test('a sync configuration that is deleted before its deployment deploys nothing', async () => {
    await follow();
    push();
    simulator.advance(400);
    await call('DeleteSyncConfiguration', prod);
    await settle();
    expect(deployed).toEqual([]);
  });
});

test('each change of a status is announced, in its order', async () => {
  const changes: SyncStatusChange[] = [];
  simulator.announceTo((change) => changes.push(change));
  simulator.deployWith({ driftOf: async () => ({}), deploy: async (_, __, note) => note('a step') });
  await follow();
  const commit = push();
  finish();
  await setImmediate();

  const statuses = changes.map(({ stackName = 'branch', detail }) => [stackName, detail.previousStatus, detail.status]);
  const steps = [
    [undefined, 'INITIATED'],
    ['INITIATED', 'IN_PROGRESS'],
    ['IN_PROGRESS', 'SUCCEEDED'],
  ];
  expect(statuses).toEqual(['branch', 'prod'].flatMap((subject) => steps.map((step) => [subject, ...step])));
  expect(changes[0]).toMatchObject({
    account: '123456789012',
    region: 'us-east-1',
    detail: { connectionArn: connection, repositoryLinkId: link, branch: 'main', commit, repositoryName: 'infra' },
  });
});

test('with a deployer, syncs go on by themselves', async () => {
  const own = await startSimulator();
  try {
    own.configure({ syncDelay: 1 });
    const { promise, resolve: told } = Promise.withResolvers<string>();
    own.deployWith({ driftOf: async () => ({}), deploy: async ({ stackName }) => told(stackName) });
    const ownCall = client(own);
    const ConnectionArn = await availableConnection(ownCall, (arn) => own.completeConnection(arn));
    const input = { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'infra' };
    const { RepositoryLinkId } = (await ownCall('CreateRepositoryLink', input)).RepositoryLinkInfo;
    const sync = { ...prod, Branch: 'main', ConfigFile: 'deploy/prod.yaml', RoleArn: ROLE };
    await ownCall('CreateSyncConfiguration', { ...sync, RepositoryLinkId });
    own.push({ repository: 'my-org/infra', branch: 'main', files });
    expect(await promise).toBe('prod');
  } finally {
    await own.close();
  }
});
