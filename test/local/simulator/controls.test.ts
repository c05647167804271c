import { setTimeout as sleep } from 'node:timers/promises';
import { connectSimulator, type SimulatorControls } from '../../../local/simulator/index.ts';
import { call, files, finish, follow, push, setUpGitSync, simulator } from './git-sync/rig.ts';
import { ghes } from './scenario.ts';

jest.setTimeout(30_000);
setUpGitSync();

const create = async (ConnectionName: string): Promise<string> =>
  (await call('CreateConnection', { ConnectionName, ProviderType: 'GitHub' })).ConnectionArn;

/** The same in this process and from another one. */
describe.each<[string, () => SimulatorControls]>([
  ['in the same process', () => simulator],
  ['over HTTP', () => connectSimulator(simulator.env)],
])('%s', (_, controls) => {
  test('pendingConnections waits for a connection, and says where it is completed', async () => {
    const pending = controls().pendingConnections();
    await sleep(100);
    const arn = await create('mine');
    const url = `${simulator.url}/codesuite/settings/123456789012/us-east-1/codeconnections/connections/${arn.split('/')[1]}`;
    expect(await pending).toEqual([{ arn, name: 'mine', providerType: 'GitHub', url }]);
  });

  test('pendingConnections with atLeast 0 does not wait', async () => {
    expect(await controls().pendingConnections({ atLeast: 0 })).toEqual([]);
  });

  test('pendingConnections ends when the time is up, and says how many there are', async () => {
    await create('mine');
    const pending = controls().pendingConnections({ atLeast: 2, timeout: 200 });
    await expect(pending).rejects.toThrow('2 pending connections were waited for, and there are 1 after 0.2 seconds');
  });

  test('pendingConnections ends with the deployment that was to make them, and shows its output', async () => {
    const during = Promise.resolve({ exitCode: 1, output: 'no credentials' });
    const pending = controls().pendingConnections({ during });
    await expect(pending).rejects.toThrow(
      /it ended before there were .*pending connections: exit code 1\nno credentials/,
    );
  });

  test('completeAll sets hosts up and completes connections, also those on the hosts', async () => {
    const { HostArn } = await call('CreateHost', ghes());
    const { ConnectionArn: onHost } = await call('CreateConnection', { ConnectionName: 'on-host', HostArn });
    const arn = await create('mine');
    expect((await controls().pendingHosts()).map((host) => host.arn)).toEqual([HostArn]);
    expect(await controls().completeAll()).toEqual([HostArn, onHost, arn]);
    expect((await controls().connections()).map(({ name, status }) => [name, status])).toEqual(
      expect.arrayContaining([
        ['on-host', 'AVAILABLE'],
        ['mine', 'AVAILABLE'],
      ]),
    );
    expect(await controls().completeAll()).toEqual([]);
  });

  test('completeAll leaves a connection whose host has failed', async () => {
    const { HostArn } = await call('CreateHost', ghes());
    await call('CreateConnection', { ConnectionName: 'on-host', HostArn });
    await controls().failHost(String(HostArn), 'no certificate');
    expect(await controls().completeAll()).toEqual([]);
  });

  test('a handshake can fail', async () => {
    const arn = await create('mine');
    await controls().failConnection(arn);
    expect(simulator.connectionStatus(arn)).toBe('ERROR');
  });

  test('syncResult waits for the sync of a commit', async () => {
    await follow();
    const sha = await controls().push({ repository: 'my-org/infra', branch: 'main', files });
    const result = controls().syncResult({ stackName: 'prod', sha });
    await sleep(100);
    finish();
    expect(await result).toMatchObject({
      status: 'SUCCEEDED',
      sha,
      events: expect.arrayContaining([expect.stringContaining(sha)]),
    });
  });

  test('syncResult has the reason of a sync that failed as its last event', async () => {
    await follow();
    push({ failure: 'the template is invalid' });
    finish();
    const { status, events } = await controls().syncResult({ stackName: 'prod' });
    expect([status, events.at(-1)]).toEqual(['FAILED', 'the template is invalid']);
  });

  test('syncResult fails with the sync of the repository, when no stack is reached', async () => {
    await follow();
    const [{ arn }] = simulator.connections();
    simulator.failConnection(arn);
    const sha = push();
    finish();
    const { status, events } = await controls().syncResult({ stackName: 'prod', sha });
    expect([status, events.at(-1)]).toEqual(['FAILED', `Connection ${arn} is ERROR`]);
  });

  test('syncResult ends when the time is up, and says what has not ended', async () => {
    await follow();
    const result = controls().syncResult({ stackName: 'prod', sha: 'abc', timeout: 100 });
    await expect(result).rejects.toThrow('the sync of stack prod to abc has not ended after 0.1 seconds');
  });

  test('syncResult of a stack without a sync configuration is an error at once', async () => {
    const result = controls().syncResult({ stackName: 'test' });
    await expect(result).rejects.toThrow('stack test has no sync configuration in account 123456789012, us-east-1');
  });

  test('syncBlockers has the blockers of a stack, with what was changed by hand', async () => {
    await follow();
    const id = await controls().raiseBlocker({
      stackName: 'prod',
      reason: 'a queue is gone',
      contexts: { Queue: 'DELETED' },
    });
    const blocker = { id, status: 'ACTIVE', createdReason: 'a queue is gone', contexts: { Queue: 'DELETED' } };
    expect(await controls().syncBlockers({ stackName: 'prod' })).toEqual([blocker]);
  });

  test('faults hit calls until they are cleared', async () => {
    await controls().fault({ kind: 'throttling', operation: 'ListHosts', rate: 1 });
    await expect(call('ListHosts')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await controls().clearFaults();
    expect(await call('ListHosts')).toEqual({ Hosts: [] });
  });
});

test('whoever waits is told when the simulator is closed', async () => {
  const { startSimulator } = await import('../../../local/simulator/index.ts');
  const other = await startSimulator();
  const waiting = expect(other.pendingConnections()).rejects.toThrow('the simulator was closed');
  await other.close();
  await waiting;
});

test('connectSimulator without its environment says how to get it', () => {
  expect(() => connectSimulator({})).toThrow(/SIMULATOR_URL and SIMULATOR_TOKEN are not set: run this by `npx /);
});
