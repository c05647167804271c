import { setTimeout } from 'node:timers/promises';
import { RECORDED } from '../git-sync';
import { STUCK_AFTER } from '../rig/monitor-rig';
import { branchEvent, stackEvent, useEmptyAccount, World } from './world';

jest.setTimeout(60_000); // thousands of requests, on a machine that may be busy

const { rig, world } = useEmptyAccount();

const { objectContaining } = expect;

describe('a poll', () => {
  test('of an empty account announces nothing', async () => {
    await rig.run();
    expect(rig.events).toEqual([]);
    expect(rig.metrics).toMatchObject({ SyncConfigurations: 0, StacksBehind: 0, FailedCalls: 0, Calls: 3 });
    expect(rig.metrics).not.toHaveProperty('OldestSuccessAge');
  });

  test('of an account without problems announces nothing, and writes all metrics', async () => {
    await world.syncedStack();
    rig.pass(3_600);
    await rig.run();
    expect(rig.events).toEqual([]);
    expect(rig.lines).toEqual([]);
    const { OldestSuccessAge = 0, PollDuration = 0, ...metrics } = rig.metrics;
    expect(metrics).toEqual({
      SyncConfigurations: 1,
      UnreadSyncConfigurations: 0,
      StacksBehind: 0,
      LongestBehind: 0,
      ActiveBlockers: 0,
      FailedSyncs: 0,
      StuckSyncs: 0,
      UnavailableConnections: 0,
      UnavailableHosts: 0,
      Calls: metrics.Calls,
      ThrottledCalls: 0,
      FailedCalls: 0,
    });
    expect(OldestSuccessAge).toBeGreaterThanOrEqual(3_600);
    expect(PollDuration).toBeGreaterThan(0);
  });
});

test('a poll lists everything while its memory loads', async () => {
  await world.syncedStack();
  let release = () => {};
  rig.table.isReady = new Promise<void>((resolve) => {
    release = resolve;
  });
  const run = rig.run();
  const listed = () => new Set(rig.operations);
  while (!listed().has('ListSyncConfigurations') || listed().size < 4) await setTimeout(1);
  release();
  await run;
  expect(rig.metrics).toMatchObject({ SyncConfigurations: 1, UnreadSyncConfigurations: 0 });
});

describe('a sync that fails', () => {
  test('is announced once when it is detected and once when it is resolved, by any number of polls', async () => {
    const link = await world.syncedStack();
    const sha = world.push(link, { failure: 'Parameter Size is missing' });
    rig.pass(1);
    for (let poll = 0; poll < 3; poll += 1) await rig.run();
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
    expect(rig.metrics).toMatchObject({ FailedSyncs: 1, StacksBehind: 1 });
    const [{ detail }] = rig.events;
    expect(detail).toMatchObject({
      account: '123456789012',
      region: 'us-east-1',
      stackName: 'prod',
      repository: 'my-org/infra',
      branch: 'main',
      commit: sha,
      consoleLink:
        'https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks?filteringText=prod',
    });
    expect(detail.reason).toContain('Parameter Size is missing');
    expect(detail.message).toContain('Parameter Size is missing');
    expect(detail.message).toContain(detail.consoleLink);
    expect(detail).not.toHaveProperty('resolveByCli');

    world.push(link);
    rig.pass(1);
    for (let poll = 0; poll < 3; poll += 1) await rig.run();
    expect(rig.announced).toEqual(['+SYNC_FAILED', '-SYNC_FAILED RESOLVED']);
    expect(rig.events[1].detail.problemId).toBe(detail.problemId);
    expect(rig.metrics).toMatchObject({ FailedSyncs: 0, StacksBehind: 0 });
  });

  test('is not resolved while the next one is in progress, and superseded if that one fails', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'first' });
    rig.pass(1);
    await rig.run();
    rig.simulator.configure({ syncDelay: 60_000 });
    world.push(link, { failure: 'second' });
    rig.pass(61); // the branch is read, the stack is under way
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
    rig.pass(600);
    await rig.run();
    expect(rig.announced.toSorted()).toEqual(['+SYNC_FAILED', '+SYNC_FAILED', '-SYNC_FAILED SUPERSEDED']);
  });

  test('is the same problem if it fails again at the same commit', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'always' });
    rig.pass(1);
    await rig.run();
    const id = world.block('prod');
    await world.resolve('prod', id); // tries the latest commit again
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
  });
});

describe.each(RECORDED)('a sync blocker, where %s,', (_, settings) => {
  beforeEach(() => rig.simulator.configure(settings));

  test('is announced with its reason, its contexts and both ways to resolve it', async () => {
    const link = await world.syncedStack();
    const id = world.block('prod', { resource: 'Queue' });
    world.push(link);
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_BLOCKED']); // the sync fails, or does not start, because of it
    const [{ detail }] = rig.events;
    expect(detail).toMatchObject({ blockerId: id, reason: 'changed by hand', blockerContexts: { resource: 'Queue' } });
    expect(detail.resolveByCli).toContain(`--resource-name 'prod' --id '${id}'`);
    expect(detail.resolveByConstruct).toContain('new SyncBlockerResolution(');
    for (const part of [detail.resolveByCli, detail.resolveByConstruct, "'resource': 'Queue'", detail.consoleLink]) {
      expect(detail.message).toContain(part);
    }
    expect(rig.metrics).toMatchObject({ ActiveBlockers: 1, FailedSyncs: 0, StacksBehind: 1 });

    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
    expect(rig.metrics).toMatchObject({ ActiveBlockers: 0, StacksBehind: 0 });
  });

  test('of a stack that is up to date is detected within four polls', async () => {
    await world.syncedStack();
    world.block('prod');
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    expect(rig.announced).toEqual(['+SYNC_BLOCKED']);
  });

  test('is found by the poll after a push, also if the status of its stack shows nothing of that', async () => {
    const link = await world.syncedStack('prod', { TriggerResourceUpdateOn: 'FILE_CHANGE' });
    rig.pass(10);
    const id = world.block('prod');
    world.push(link);
    rig.pass(1);
    await rig.run(); // in which the stack does not have its turn
    expect(rig.events.map(({ detail }) => detail.blockerId)).toEqual([id]);
  });

  test('is the only problem of its stack, however long it waits', async () => {
    const link = await world.syncedStack();
    world.block('prod');
    world.push(link);
    rig.pass(1);
    await rig.run();
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_BLOCKED']);
    expect(rig.metrics).toMatchObject({ ActiveBlockers: 1, StuckSyncs: 0, FailedSyncs: 0 });
  });

  test('of a stack that was deleted, or the sync that fails then, is announced with what to do', async () => {
    const link = await world.syncedStack();
    const id = rig.simulator.stackChanged({ stackName: 'prod', change: 'deleted' });
    world.push(link, { failure: 'Stack prod does not exist' });
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual([id ? '+SYNC_BLOCKED' : '+SYNC_FAILED']);
    expect(rig.events[0].detail.message).toContain(
      'If the stack was deleted, create it again first: Git sync does not.',
    );
  });

  test('of one stack in twenty costs one call in the poll after a push, and those of the others none', async () => {
    const link = await world.syncedStack();
    for (let number = 1; number < 20; number += 1) await world.stack(`stack-${number}`, link);
    world.push(link);
    rig.pass(60); // also what creating them may start
    world.push(link);
    rig.pass(1);
    /** The calls for blockers in as many polls as it takes until each stack has had its turn. */
    const calls = async () => {
      rig.calls.length = 0;
      for (let poll = 0; poll < 4; poll += 1) await rig.run();
      return rig.operations.filter((operation) => operation === 'GetSyncBlockerSummary').length;
    };
    expect(await calls()).toBe(20);
    world.push(link);
    rig.pass(1);
    expect(await calls()).toBe(20);
    world.block('prod');
    world.push(link);
    rig.pass(1);
    expect(await calls()).toBe(23); // one more in each poll that is not its turn
    expect(rig.announced).toEqual(['+SYNC_BLOCKED']);
  });

  test('is looked for after pushes that are not for a stack, but not for long', async () => {
    await world.syncedStack('prod', { TriggerResourceUpdateOn: 'FILE_CHANGE' });
    rig.pass(3_600);
    rig.simulator.push({ repository: 'my-org/infra', branch: 'main', files: { README: 'other' } });
    rig.pass(1);
    const summaries = async () => {
      rig.calls.length = 0;
      for (let poll = 0; poll < 4; poll += 1) await rig.run();
      return rig.operations.filter((operation) => operation === 'GetSyncBlockerSummary').length;
    };
    expect(await summaries()).toBe(4);
    rig.pass(900);
    expect(await summaries()).toBe(1);
  });

  test('is never resolved by the monitor', async () => {
    await world.syncedStack();
    world.block('prod');
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    await rig.run(stackEvent('prod', 'FAILED'));
    expect(rig.operations.filter((operation) => !/^(Get|List)/.test(operation))).toEqual([]);
  });
});

describe('a sync that takes too long', () => {
  test('is a problem after the limit, and waits before', async () => {
    const link = await world.syncedStack();
    world.push(link);
    rig.pass(0.3); // the branch is being read
    rig.simulator.configure({ syncDelay: 10 * STUCK_AFTER * 1_000 });
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual([]);
    expect(rig.lines).toEqual([objectContaining({ type: 'StackBehind', subject: 'prod', kind: 'WAITING' })]);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_STUCK']);
    expect(rig.metrics).toMatchObject({ StuckSyncs: 1, StacksBehind: 1 });
    expect(rig.metrics.LongestBehind).toBeGreaterThan(STUCK_AFTER);
  });

  test('is a problem of a branch after the limit', async () => {
    const link = await world.syncedStack();
    rig.simulator.configure({ syncDelay: 10 * STUCK_AFTER * 1_000 });
    world.push(link);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.announced).toContain('+REPOSITORY_SYNC_STUCK');
  });

  test.each(['on-push', 'on-creation'] as const)(
    'is a problem of a stack that was never synced (first sync: %s)',
    async (firstSync) => {
      rig.simulator.configure({ firstSync });
      const link = await world.link(await world.connection());
      await world.stack('new', link);
      await rig.run();
      expect(rig.announced).toEqual([]);
      expect(rig.lines).toEqual([
        objectContaining({ subject: 'new', reason: 'no sync has started yet: a push to the branch starts one' }),
      ]);
      rig.pass(STUCK_AFTER + 1);
      await rig.run();
      expect(rig.announced).toEqual(['+SYNC_STUCK']);
    },
  );
});

test('a stack with the trigger FILE_CHANGE is not behind when other files change', async () => {
  const link = await world.syncedStack('prod', { TriggerResourceUpdateOn: 'FILE_CHANGE' });
  const files = { README: 'other' };
  rig.simulator.push({ repository: 'my-org/infra', branch: 'main', files });
  rig.pass(1);
  await rig.run();
  expect(rig.metrics).toMatchObject({ StacksBehind: 0 });
  world.push(link, { failure: 'no' });
  rig.pass(1);
  await rig.run();
  expect(rig.metrics).toMatchObject({ StacksBehind: 1 });
});

describe('a branch that cannot be read', () => {
  test('is announced with its repository and name', async () => {
    const link = await world.syncedStack();
    rig.simulator.failConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run();
    expect(rig.announced.toSorted()).toEqual(['+CONNECTION_UNAVAILABLE', '+REPOSITORY_SYNC_FAILED']);
    expect(rig.events.find(({ detail }) => detail.kind === 'REPOSITORY_SYNC_FAILED')?.detail).toMatchObject({
      repository: 'my-org/infra',
      branch: 'main',
    });
    expect(rig.metrics).toMatchObject({ UnavailableConnections: 1, FailedSyncs: 1 });
    expect(rig.lines.map(({ type }) => type)).toContain('OtherProblem');

    rig.simulator.completeConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run();
    expect(rig.announced.slice(2).toSorted()).toEqual([
      '-CONNECTION_UNAVAILABLE RESOLVED',
      '-REPOSITORY_SYNC_FAILED RESOLVED',
    ]);
  });
});

describe('connections and hosts', () => {
  test('that are not available are announced with a link to their page', async () => {
    const ConnectionArn = await world.connection();
    rig.simulator.failConnection(ConnectionArn);
    const host = await world.host();
    rig.simulator.failHost(host, 'the app was deleted');
    await rig.run();
    expect(rig.announced.toSorted()).toEqual(['+CONNECTION_UNAVAILABLE', '+HOST_UNAVAILABLE']);
    const byKind = Object.fromEntries(rig.events.map(({ detail }) => [detail.kind, detail]));
    expect(byKind.CONNECTION_UNAVAILABLE.connectionArn).toBe(ConnectionArn);
    expect(byKind.CONNECTION_UNAVAILABLE.consoleLink).toContain('/codesuite/settings/123456789012/us-east-1/');
    expect(byKind.HOST_UNAVAILABLE.reason).toContain('the app was deleted');
    expect(rig.metrics).toMatchObject({ UnavailableConnections: 1, UnavailableHosts: 1 });
    rig.simulator.completeConnection(ConnectionArn);
    await world.call('DeleteHost', { HostArn: host });
    await rig.run();
    expect(rig.announced.slice(2).toSorted()).toEqual(['-CONNECTION_UNAVAILABLE RESOLVED', '-HOST_UNAVAILABLE GONE']);
  });

  test('that are pending are a problem only after the limit, and are shown as waiting before', async () => {
    const input = { ConnectionName: 'waiting', ProviderType: 'GitHub' };
    const { ConnectionArn } = await world.call<{ ConnectionArn: string }>('CreateConnection', input);
    await rig.run();
    expect(rig.announced).toEqual([]);
    expect(rig.metrics).toMatchObject({ UnavailableConnections: 0, StacksBehind: 0, LongestBehind: 0 });
    expect(rig.lines).toEqual([objectContaining({ type: 'OtherProblem', subject: ConnectionArn, kind: 'WAITING' })]);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.announced).toEqual(['+CONNECTION_UNAVAILABLE']);
    expect(rig.metrics).toMatchObject({ UnavailableConnections: 1 });
    rig.simulator.completeConnection(ConnectionArn);
    await rig.run();
    expect(rig.announced).toEqual(['+CONNECTION_UNAVAILABLE', '-CONNECTION_UNAVAILABLE RESOLVED']);
  });

  test('that were completed in time are never announced', async () => {
    const input = { ConnectionName: 'waiting', ProviderType: 'GitHub' };
    const { ConnectionArn } = await world.call<{ ConnectionArn: string }>('CreateConnection', input);
    await rig.run();
    rig.simulator.completeConnection(ConnectionArn);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.announced).toEqual([]);
    expect(rig.lines).toHaveLength(1); // of the first run
  });

  test('of other Regions are announced only if a repository link uses them', async () => {
    const [unused, used] = [await world.connection('unused', 'eu-west-1'), await world.connection('used', 'eu-west-1')];
    await world.link(used);
    for (const arn of [unused, used]) rig.simulator.failConnection(arn);
    await rig.run();
    expect(rig.events.map(({ detail }) => detail.connectionArn)).toEqual([used]);
  });

  test('that were deleted although a repository link uses them are announced', async () => {
    const link = await world.syncedStack();
    await world.call('DeleteConnection', { ConnectionArn: link.ConnectionArn });
    await rig.run();
    expect(rig.announced).toEqual(['+CONNECTION_UNAVAILABLE']);
    expect(rig.events[0].detail.reason).toContain(
      'was deleted, but a repository link still uses it: give the link another one',
    );
  });
});

test('resources of the older API are monitored', async () => {
  const older = new World(rig, 'codestar-connections');
  older.push(await older.syncedStack(), { failure: 'no' });
  rig.pass(1);
  await rig.run();
  expect(rig.announced).toEqual(['+SYNC_FAILED']);
  expect(rig.metrics).toMatchObject({ SyncConfigurations: 1, FailedCalls: 0 });
});

test('a problem ends with the outcome GONE if its sync configuration is deleted', async () => {
  const link = await world.syncedStack();
  world.push(link, { failure: 'no' });
  rig.pass(1);
  await rig.run();
  await world.remove('prod');
  await rig.run();
  expect(rig.announced).toEqual(['+SYNC_FAILED', '-SYNC_FAILED GONE']);
  expect(rig.metrics).toMatchObject({ FailedSyncs: 0, StacksBehind: 0 });
});

describe('an event of Git sync', () => {
  test.each(['GitSync', 'Git Sync'])(
    'makes the monitor read only its stack (detail type with %s)',
    async (spelling) => {
      const link = await world.syncedStack();
      await world.stack('other', link);
      rig.pass(1);
      world.push(link, { failure: 'no' });
      rig.pass(1);
      await rig.run(stackEvent('prod', 'FAILED', spelling));
      expect(rig.announced).toEqual(['+SYNC_FAILED']);
      const calls = rig.simulator.calls.filter(({ internal }) => !internal);
      expect(calls).toHaveLength(rig.operations.length);
      for (const { input } of calls) expect(input).toHaveProperty('ResourceName', 'prod');
      expect(Object.keys(rig.metrics)).toEqual(['Calls', 'ThrottledCalls', 'FailedCalls', 'PollDuration']);
      await rig.run();
      expect(rig.events.map(({ detail }) => detail.stackName).toSorted()).toEqual(['other', 'prod']);
    },
  );

  test('of a success resolves a problem, and costs no call if there is none', async () => {
    const link = await world.syncedStack();
    await rig.run(stackEvent('prod', 'SUCCEEDED'));
    expect(rig.operations).toEqual([]);
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run();
    world.push(link);
    rig.pass(1);
    await rig.run(stackEvent('prod', 'SUCCEEDED'));
    expect(rig.announced).toEqual(['+SYNC_FAILED', '-SYNC_FAILED RESOLVED']);
  });

  test('of a branch makes the monitor read only the branch', async () => {
    const link = await world.syncedStack();
    rig.simulator.failConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run(branchEvent(link, 'FAILED'));
    expect(rig.announced).toEqual(['+REPOSITORY_SYNC_FAILED']);
    expect(rig.operations).toEqual(['ListSyncConfigurations', 'GetRepositorySyncStatus']);
    rig.simulator.completeConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run(branchEvent(link, 'SUCCEEDED'));
    expect(rig.announced).toEqual(['+REPOSITORY_SYNC_FAILED', '-REPOSITORY_SYNC_FAILED RESOLVED']);
  });

  test('of a stack whose sync configuration was deleted ends its problems', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run();
    await world.remove('prod');
    await rig.run(stackEvent('prod', 'FAILED'));
    expect(rig.announced).toEqual(['+SYNC_FAILED', '-SYNC_FAILED GONE']);
  });

  test.each(['INITIATED', 'IN_PROGRESS'])('of the status %s costs no call', async (status) => {
    await world.syncedStack();
    await rig.run(stackEvent('prod', status));
    expect(rig.operations).toEqual([]);
  });

  test('of a branch that no stack follows announces nothing', async () => {
    const link = await world.syncedStack();
    rig.simulator.failConnection(link.ConnectionArn);
    await rig.run(branchEvent(link, 'FAILED', 'mine'));
    expect(rig.operations).toEqual(['ListSyncConfigurations']);
    expect(rig.events).toEqual([]);
  });

  test('of another account is ignored', async () => {
    await world.syncedStack();
    await rig.run({ ...stackEvent('prod', 'FAILED'), account: '210987654321' });
    expect(rig.operations).toEqual([]);
  });

  test('at the same time as a poll leads to one announcement', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'no' });
    rig.pass(1);
    const runs = [rig.run(), rig.run(stackEvent('prod', 'FAILED')), rig.run(stackEvent('prod', 'FAILED'))];
    await Promise.all(runs);
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
    expect(rig.table.conflicts).toBeGreaterThan(0);
  });
});
