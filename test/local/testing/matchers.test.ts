import { useSimulator } from 'cdk-codeconnections-local/jest';
import { availableConnection, client, ROLE } from '../simulator/client.ts';

jest.setTimeout(30_000);

const simulator = useSimulator();
const files = { 'prod.yaml': 'template-file-path: t.yaml', 't.yaml': 'Resources: {}' };

/** What a matcher says when it fails. */
const failure = (assertion: () => unknown): Promise<string> =>
  Promise.resolve()
    .then(assertion)
    .then(
      () => 'passed',
      ({ message }: Error) => message,
    );

beforeAll(async () => {
  const call = client(simulator);
  const ConnectionArn = await availableConnection(call, (arn) => simulator.completeConnection(arn));
  const link = { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'infra' };
  const { RepositoryLinkId } = (await call('CreateRepositoryLink', link)).RepositoryLinkInfo;
  const sync = {
    SyncType: 'CFN_STACK_SYNC',
    ResourceName: 'prod',
    Branch: 'main',
    ConfigFile: 'prod.yaml',
    RoleArn: ROLE,
  };
  await call('CreateSyncConfiguration', { ...sync, RepositoryLinkId });
  await call('CreateConnection', { ConnectionName: 'pending', ProviderType: 'GitHub' });
});

test('useSimulator has a simulator for the tests, and not before them', async () => {
  expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await simulator.pendingConnections()).toHaveLength(1);
});

test('toSucceed passes for exit code 0, and shows the output otherwise', async () => {
  expect({ exitCode: 0, output: '' }).toSucceed();
  expect({ exitCode: 1, output: '' }).not.toSucceed();
  const message = await failure(() => expect({ exitCode: 3, output: 'no credentials' }).toSucceed());
  expect(message).toBe('the command ended with exit code 3, and printed:\nno credentials');
});

test('toHaveAvailableConnection passes by name and by ARN, and says what there is otherwise', async () => {
  const [{ name, arn }] = simulator.connections();
  await expect(simulator).toHaveAvailableConnection(name);
  await expect(simulator).toHaveAvailableConnection(arn);
  await expect(simulator).not.toHaveAvailableConnection('pending');
  expect(await failure(() => expect(simulator).toHaveAvailableConnection('pending'))).toBe(
    'the connection pending is PENDING',
  );
  expect(await failure(() => expect(simulator).toHaveAvailableConnection('other'))).toBe(
    `there is no connection other; the connections are: ${name}, pending`,
  );
});

test('toHaveSynced waits for the sync, and shows its events when it failed', async () => {
  const sha = simulator.push({ repository: 'my-org/infra', branch: 'main', files });
  await expect(simulator).toHaveSynced('prod', sha);
  const bad = simulator.push({ repository: 'my-org/infra', branch: 'main', files, failure: 'a queue exists already' });
  await expect(simulator).not.toHaveSynced('prod', bad);
  expect(await failure(() => expect(simulator).toHaveSynced('prod'))).toMatch(
    new RegExp(`^the sync of stack prod to ${bad} is FAILED:\n.*\n  a queue exists already$`, 's'),
  );
});

test('toHaveSyncBlocker passes for an active blocker with the reason, and says which there are otherwise', async () => {
  await expect(simulator).not.toHaveSyncBlocker('prod');
  expect(await failure(() => expect(simulator).toHaveSyncBlocker('prod'))).toBe(
    'the active sync blockers of stack prod are: none',
  );
  simulator.raiseBlocker({ stackName: 'prod', reason: 'a topic was deleted' });
  await expect(simulator).toHaveSyncBlocker('prod');
  await expect(simulator).toHaveSyncBlocker('prod', 'topic');
  await expect(simulator).toHaveSyncBlocker('prod', /^a topic/);
  await expect(simulator).not.toHaveSyncBlocker('prod', 'queue');
});

test('a matcher that is given something else says what it takes', async () => {
  expect(await failure(() => expect(undefined).toHaveSynced('prod'))).toBe(
    'expect() has to be given a local AWS or a simulator, but got undefined',
  );
  expect(await failure(() => expect('ok').toSucceed())).toBe(
    'expect() has to be given the result of aws.run(), but got ok',
  );
});
