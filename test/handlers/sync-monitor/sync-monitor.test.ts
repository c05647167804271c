import { type MonitorRig, STUCK_AFTER } from './monitor-rig';
import { branchEvent, eachInAnEmptyAccount, stackEvent, World } from './world';

jest.setTimeout(60_000); // thousands of requests, on a machine that may be busy

let rig: MonitorRig;
let world: World;
eachInAnEmptyAccount((...given) => {
  [rig, world] = given;
});

const { objectContaining } = expect;

describe('an account', () => {
  test('without anything is fine', async () => {
    await rig.run();
    expect(rig.told).toEqual([]);
    expect(rig.metrics).toMatchObject({ SyncConfigurations: 0, StacksBehind: 0, FailedCalls: 0, Calls: 3 });
    expect(rig.metrics).not.toHaveProperty('OldestSuccessAge');
  });

  test('in which all is well has nothing told, and its figures in the metrics', async () => {
    await world.syncedStack();
    rig.pass(3_600);
    await rig.run();
    expect(rig.told).toEqual([]);
    expect(rig.lines).toEqual([]);
    const { OldestSuccessAge = 0, PollDuration = 0, ...metrics } = rig.metrics;
    expect(metrics).toEqual({
      SyncConfigurations: 1,
      UnseenConfigurations: 0,
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

describe('a sync that fails', () => {
  test('is told once, however often it is seen, and told to be over once', async () => {
    const link = await world.syncedStack();
    const sha = world.push(link, { failure: 'Parameter Size is missing' });
    rig.pass(1);
    for (let poll = 0; poll < 3; poll += 1) await rig.run();
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    expect(rig.metrics).toMatchObject({ FailedSyncs: 1, StacksBehind: 1 });
    const [{ detail }] = rig.told;
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
    expect(rig.news).toEqual(['+SYNC_FAILED', '-SYNC_FAILED RESOLVED']);
    expect(rig.told[1].detail.problemId).toBe(detail.problemId);
    expect(rig.metrics).toMatchObject({ FailedSyncs: 0, StacksBehind: 0 });
  });

  test('is not over while the next one is under way, and replaced when that fails, too', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'first' });
    rig.pass(1);
    await rig.run();
    rig.simulator.configure({ syncDelay: 60_000 });
    world.push(link, { failure: 'second' });
    rig.pass(61); // the branch is read, the stack is under way
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    rig.pass(600);
    await rig.run();
    expect(rig.news.toSorted()).toEqual(['+SYNC_FAILED', '+SYNC_FAILED', '-SYNC_FAILED SUPERSEDED']);
  });

  test('that is seen again at the same commit is the same problem', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'always' });
    rig.pass(1);
    await rig.run();
    const id = world.block('prod');
    await world.resolve('prod', id); // tries the latest commit again
    rig.pass(1);
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_FAILED']);
  });
});

describe('a sync blocker', () => {
  test('is told with its reason and contexts, and with the two ways to answer it', async () => {
    const link = await world.syncedStack();
    const id = world.block('prod', { resource: 'Queue' });
    world.push(link);
    rig.pass(1);
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_BLOCKED']); // the failed sync comes of it
    const [{ detail }] = rig.told;
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
    expect(rig.news).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
    expect(rig.metrics).toMatchObject({ ActiveBlockers: 0, StacksBehind: 0 });
  });

  test('of a stack that seems well is found within four polls', async () => {
    await world.syncedStack();
    world.block('prod');
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    expect(rig.news).toEqual(['+SYNC_BLOCKED']);
  });

  test('is never resolved by the monitor', async () => {
    await world.syncedStack();
    world.block('prod');
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    await rig.run(stackEvent('prod', 'FAILED'));
    expect(rig.calls.filter(({ operation }) => !/^(Get|List)/.test(operation))).toEqual([]);
  });
});

describe('a sync that goes on for long', () => {
  test('is a problem when it has taken longer than the limit', async () => {
    const link = await world.syncedStack();
    world.push(link);
    rig.pass(0.3); // the branch is being read
    rig.simulator.configure({ syncDelay: 10 * STUCK_AFTER * 1_000 });
    rig.pass(1);
    await rig.run();
    expect(rig.news).toEqual([]);
    expect(rig.lines).toEqual([objectContaining({ type: 'StackBehind', subject: 'prod', kind: 'IN_PROGRESS' })]);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_STUCK']);
    expect(rig.metrics).toMatchObject({ StuckSyncs: 1, StacksBehind: 1 });
    expect(rig.metrics.LongestBehind).toBeGreaterThan(STUCK_AFTER);
  });

  test('of a branch, likewise', async () => {
    const link = await world.syncedStack();
    rig.simulator.configure({ syncDelay: 10 * STUCK_AFTER * 1_000 });
    world.push(link);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.news).toContain('+REPOSITORY_SYNC_STUCK');
  });

  test('or that never begins: a stack that was never synced', async () => {
    const link = await world.link(await world.connection());
    await world.stack('new', link);
    await rig.run();
    expect(rig.news).toEqual([]);
    expect(rig.lines).toEqual([objectContaining({ subject: 'new', reason: 'it has never been synced' })]);
    rig.pass(STUCK_AFTER + 1);
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_STUCK']);
  });
});

test('a stack that follows its own files only is not behind when others change', async () => {
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
  test('is told as such', async () => {
    const link = await world.syncedStack();
    rig.simulator.failConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run();
    expect(rig.news.toSorted()).toEqual(['+CONNECTION_UNAVAILABLE', '+REPOSITORY_SYNC_FAILED']);
    expect(rig.told.find(({ detail }) => detail.kind === 'REPOSITORY_SYNC_FAILED')?.detail).toMatchObject({
      repository: 'my-org/infra',
      branch: 'main',
    });
    expect(rig.metrics).toMatchObject({ UnavailableConnections: 1, FailedSyncs: 1 });
    expect(rig.lines.map(({ type }) => type)).toContain('OtherProblem');

    rig.simulator.completeConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run();
    expect(rig.news.slice(2).toSorted()).toEqual([
      '-CONNECTION_UNAVAILABLE RESOLVED',
      '-REPOSITORY_SYNC_FAILED RESOLVED',
    ]);
  });
});

describe('connections and hosts', () => {
  test('that are not available are told, with the link to where they are completed', async () => {
    const { ConnectionArn } = await world.call<{ ConnectionArn: string }>('CreateConnection', {
      ConnectionName: 'waiting',
      ProviderType: 'GitHub',
    });
    const host = await world.host();
    rig.simulator.failHost(host, 'the app was deleted');
    await rig.run();
    expect(rig.news.toSorted()).toEqual(['+CONNECTION_UNAVAILABLE', '+HOST_UNAVAILABLE']);
    const byKind = Object.fromEntries(rig.told.map(({ detail }) => [detail.kind, detail]));
    expect(byKind.CONNECTION_UNAVAILABLE.connectionArn).toBe(ConnectionArn);
    expect(byKind.CONNECTION_UNAVAILABLE.consoleLink).toContain('/codesuite/settings/123456789012/us-east-1/');
    expect(byKind.HOST_UNAVAILABLE.reason).toContain('the app was deleted');
    expect(rig.metrics).toMatchObject({ UnavailableConnections: 1, UnavailableHosts: 1 });
    rig.simulator.completeConnection(ConnectionArn);
    await world.call('DeleteHost', { HostArn: host });
    await rig.run();
    expect(rig.news.slice(2).toSorted()).toEqual(['-CONNECTION_UNAVAILABLE RESOLVED', '-HOST_UNAVAILABLE GONE']);
  });

  test('of other Regions count only where a repository link is on them', async () => {
    const [unused, used] = [await world.connection('unused', 'eu-west-1'), await world.connection('used', 'eu-west-1')];
    await world.link(used);
    for (const arn of [unused, used]) rig.simulator.failConnection(arn);
    await rig.run();
    expect(rig.told.map(({ detail }) => detail.connectionArn)).toEqual([used]);
  });

  test('that were deleted under a repository link are told', async () => {
    const link = await world.syncedStack();
    await world.call('DeleteConnection', { ConnectionArn: link.ConnectionArn });
    await rig.run();
    expect(rig.news).toEqual(['+CONNECTION_UNAVAILABLE']);
    expect(rig.told[0].detail.reason).toContain('does not exist any more');
  });
});

test('what was made through the older API is watched, too', async () => {
  world = new World(rig, 'codestar-connections');
  const link = await world.syncedStack();
  world.push(link, { failure: 'no' });
  rig.pass(1);
  await rig.run();
  expect(rig.news).toEqual(['+SYNC_FAILED']);
  expect(rig.metrics).toMatchObject({ SyncConfigurations: 1, FailedCalls: 0 });
});

test('a problem of what is removed is gone with it', async () => {
  const link = await world.syncedStack();
  world.push(link, { failure: 'no' });
  rig.pass(1);
  await rig.run();
  await world.remove('prod');
  await rig.run();
  expect(rig.news).toEqual(['+SYNC_FAILED', '-SYNC_FAILED GONE']);
  expect(rig.metrics).toMatchObject({ FailedSyncs: 0, StacksBehind: 0 });
});

describe('an event of Git sync', () => {
  test.each(['GitSync', 'Git Sync'])('has only its stack looked at, in the spelling %s', async (spelling) => {
    const link = await world.syncedStack();
    await world.stack('other', link);
    rig.pass(1);
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run(stackEvent('prod', 'FAILED', spelling));
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    expect(new Set(rig.calls.map(({ input }) => input.ResourceName))).toEqual(new Set(['prod']));
    expect(Object.keys(rig.metrics)).toEqual(['Calls', 'ThrottledCalls', 'FailedCalls', 'PollDuration']);
    await rig.run();
    expect(rig.told.map(({ detail }) => detail.stackName).toSorted()).toEqual(['other', 'prod']);
  });

  test('of a success ends what was wrong, and costs no call when nothing was', async () => {
    const link = await world.syncedStack();
    await rig.run(stackEvent('prod', 'SUCCEEDED'));
    expect(rig.calls).toEqual([]);
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run();
    world.push(link);
    rig.pass(1);
    await rig.run(stackEvent('prod', 'SUCCEEDED'));
    expect(rig.news).toEqual(['+SYNC_FAILED', '-SYNC_FAILED RESOLVED']);
  });

  test('of a branch has the branch looked at', async () => {
    const link = await world.syncedStack();
    rig.simulator.failConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run(branchEvent(link, 'FAILED'));
    expect(rig.news).toEqual(['+REPOSITORY_SYNC_FAILED']);
    expect(rig.calls.map(({ operation }) => operation)).toEqual(['ListSyncConfigurations', 'GetRepositorySyncStatus']);
    rig.simulator.completeConnection(link.ConnectionArn);
    world.push(link);
    rig.pass(1);
    await rig.run(branchEvent(link, 'SUCCEEDED'));
    expect(rig.news).toEqual(['+REPOSITORY_SYNC_FAILED', '-REPOSITORY_SYNC_FAILED RESOLVED']);
  });

  test('of a stack whose sync configuration is gone ends its problems', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run();
    await world.remove('prod');
    await rig.run(stackEvent('prod', 'FAILED'));
    expect(rig.news).toEqual(['+SYNC_FAILED', '-SYNC_FAILED GONE']);
  });

  test.each(['INITIATED', 'IN_PROGRESS'])('of the status %s is of no interest', async (status) => {
    await world.syncedStack();
    await rig.run(stackEvent('prod', status));
    expect(rig.calls).toEqual([]);
  });

  test('of a branch that no stack follows is of no interest', async () => {
    const link = await world.syncedStack();
    rig.simulator.failConnection(link.ConnectionArn);
    await rig.run(branchEvent(link, 'FAILED', 'mine'));
    expect(rig.calls.map(({ operation }) => operation)).toEqual(['ListSyncConfigurations']);
    expect(rig.told).toEqual([]);
  });

  test('of another account is not taken for one of this', async () => {
    await world.syncedStack();
    await rig.run({ ...stackEvent('prod', 'FAILED'), account: '210987654321' });
    expect(rig.calls).toEqual([]);
  });

  test('together with a poll is told once', async () => {
    const link = await world.syncedStack();
    world.push(link, { failure: 'no' });
    rig.pass(1);
    const runs = [rig.run(), rig.run(stackEvent('prod', 'FAILED')), rig.run(stackEvent('prod', 'FAILED'))];
    await Promise.all(runs);
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    expect(rig.table.conflicts).toBeGreaterThan(0);
  });
});
