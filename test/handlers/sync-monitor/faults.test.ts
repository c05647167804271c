import { randomBytes } from 'node:crypto';
import { FAULT_KINDS } from '../../../local/simulator/faults';
import {
  EVENT_BUS_ACTIONS,
  STATE_TABLE_ACTIONS,
  SYNC_MONITOR_CALLS,
  TOPIC_ACTIONS,
} from '../../../src/handlers/sync-monitor/contract';
import { MonitorRig, STUCK_AFTER } from './monitor-rig';
import { eachInAnEmptyAccount, stackEvent, World } from './world';

jest.setTimeout(120_000); // thousands of requests, on a machine that may be busy

let rig: MonitorRig;
let world: World;
eachInAnEmptyAccount((...given) => {
  [rig, world] = given;
});

/** Two stacks on a branch each, whose syncs have failed, and one that is well. */
async function problemdAccount() {
  const connection = await world.connection();
  const links = [await world.link(connection), await world.link(connection, 'other')];
  await world.stack('first', links[0]);
  await world.stack('second', links[1]);
  await world.stack('well', links[1], 'stable');
  rig.pass(1);
  for (const link of links) world.push(link, { failure: 'no' });
  world.push(links[1], { branch: 'stable' });
  rig.pass(1);
  return links;
}

const KINDS = [
  'CONNECTION_UNAVAILABLE',
  'HOST_UNAVAILABLE',
  'REPOSITORY_SYNC_FAILED',
  'SYNC_BLOCKED',
  'SYNC_FAILED',
  'SYNC_STUCK',
];

/** Something that is wrong of each kind. */
async function everyProblem() {
  const [link] = await problemdAccount();
  world.block('well');
  rig.simulator.failHost(await world.host());
  rig.simulator.failConnection(await world.connection('unused'));
  const lost = await world.link(await world.connection('lost'), 'lost');
  await world.stack('left', lost);
  await world.call('DeleteConnection', { ConnectionArn: lost.ConnectionArn });
  rig.simulator.failConnection(link.ConnectionArn);
  world.push(lost);
  rig.pass(STUCK_AFTER + 1);
  rig.pass(1);
  await rig.run();
  rig.pass(STUCK_AFTER + 1);
  for (let poll = 0; poll < 4; poll += 1) await rig.run();
}

const told = () => rig.told.map(({ began, detail }) => `${began ? '+' : '-'}${detail.stackName ?? detail.kind}`).sort();

describe.each(FAULT_KINDS)('the fault %s', (kind) => {
  test('of some calls delays what is told, and makes nothing up', async () => {
    await problemdAccount();
    rig.simulator.fault({ kind, times: 3 });
    await rig.run();
    rig.simulator.clearFaults();
    await rig.run();
    expect(told()).toEqual(['+first', '+second']);
    expect(rig.metrics).toMatchObject({
      FailedCalls: 0,
      UnseenConfigurations: 0,
      FailedSyncs: 2,
      SyncConfigurations: 3,
    });
  });

  test('of every call about one stack does not lose the others, and neither begins nor ends anything there', async () => {
    const [link] = await problemdAccount();
    const fails = kind !== 'slow';
    rig.simulator.fault({ kind, resource: 'first', rate: 1, delay: 5 });
    if (kind === 'throttling')
      rig.simulator.clearFaults(); // that is waited out, see below
    else {
      await rig.run();
      expect(told()).toEqual(fails ? ['+second'] : ['+first', '+second']);
      expect(rig.metrics).toMatchObject({ UnseenConfigurations: fails ? 1 : 0, StacksBehind: fails ? 1 : 2 });
    }
    rig.simulator.clearFaults();
    await rig.run();
    expect(told()).toEqual(['+first', '+second']);
    world.push(link);
    rig.pass(1);
    rig.simulator.fault({ kind, resource: 'first', rate: 1, delay: 5 });
    await rig.run({}, { time: 5_000 });
    expect(told()).toEqual(fails ? ['+first', '+second'] : ['+first', '+second', '-first']);
    rig.simulator.clearFaults();
    await rig.run();
    expect(told()).toEqual(['+first', '+second', '-first']);
  });
});

test('an outage of the service ends nothing, and shows in the metrics', async () => {
  await problemdAccount();
  await rig.run();
  rig.simulator.configure({ outage: true });
  await rig.run();
  expect(told()).toEqual(['+first', '+second']);
  expect(rig.metrics).toMatchObject({ FailedSyncs: 2, StacksBehind: 2, FailedCalls: 3 });
  rig.simulator.configure({ outage: false });
  await rig.run();
  expect(told()).toEqual(['+first', '+second']);
});

describe('a permission that is taken away', () => {
  const operations = SYNC_MONITOR_CALLS.flatMap((call) => [...call.operations]);
  const polled = operations.filter((operation) => operation !== 'GetSyncConfiguration');

  test.each(polled)('%s is named in the log and told once; what was known stays', async (operation) => {
    await everyProblem();
    await rig.run();
    const known = told();
    rig.simulator.configure({ deniedOperations: [operation] });
    for (let poll = 0; poll < 4; poll += 1) await rig.run(); // blockers of stacks that are well are asked for by turns
    expect(new Set(rig.news)).toEqual(new Set([...KINDS.map((kind) => `+${kind}`), '+INCOMPLETE_POLL']));
    expect(told()).toEqual([...known, '+INCOMPLETE_POLL'].sort());
    expect(rig.told.at(-1)?.detail).toMatchObject({ kind: 'INCOMPLETE_POLL', operation });
    expect(rig.told.at(-1)?.detail.reason).toContain(operation);
    expect(rig.log.find((line) => line.includes('"type":"FailedCall"'))).toContain(operation);
    expect(rig.metrics.FailedCalls).toBeGreaterThan(0);
    if (/SyncConfigurations|Links|ResourceSyncStatus/.test(operation)) {
      expect(rig.metrics.UnseenConfigurations).toBeGreaterThan(0);
    }
    rig.simulator.configure({ deniedOperations: [] });
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    expect(told()).toEqual([...known, '+INCOMPLETE_POLL', '-INCOMPLETE_POLL'].sort());
  });

  test('GetSyncConfiguration, which is for events, likewise', async () => {
    await problemdAccount();
    rig.simulator.configure({ deniedOperations: ['GetSyncConfiguration'] });
    await rig.run(stackEvent('first', 'FAILED'));
    await rig.run(stackEvent('first', 'FAILED'));
    expect(told()).toEqual(['+INCOMPLETE_POLL']);
    rig.simulator.configure({ deniedOperations: [] });
    await rig.run();
    expect(told()).toContain('-INCOMPLETE_POLL');
  });
});

test('every call that the contract allows is made', async () => {
  const [link] = await problemdAccount();
  await world.call('DeleteConnection', { ConnectionArn: link.ConnectionArn });
  await rig.run();
  await rig.run(stackEvent('first', 'FAILED'));
  const allowed = SYNC_MONITOR_CALLS.flatMap((call) => [...call.operations]);
  expect(new Set(rig.calls.map(({ operation }) => operation))).toEqual(new Set(allowed));
  const others = new Set(rig.actions.filter((action) => !/^code/.test(action)));
  expect(others).toEqual(new Set([...STATE_TABLE_ACTIONS, ...EVENT_BUS_ACTIONS, ...TOPIC_ACTIONS]));
});

describe('a run whose time is up', () => {
  test('says how far it came, and ends nothing that it has not seen', async () => {
    const links = await problemdAccount();
    await rig.run();
    for (const link of links) world.push(link);
    rig.pass(1);
    rig.simulator.fault({ kind: 'slow', operation: 'GetResourceSyncStatus', rate: 1, delay: 20 });
    rig.simulator.configure({ requestsPerSecond: 4 }); // of real seconds: the bucket is empty soon
    await rig.run({}, { time: 4_000 });
    expect(rig.log.join('\n')).toMatch(/the time was up after \d+ calls/);
    expect(rig.metrics.FailedSyncs).toBe(2);
    expect(told()).toEqual(['+first', '+second']);
    rig.simulator.clearFaults();
    rig.simulator.configure({ requestsPerSecond: 0 });
    await rig.run();
    expect(told()).toEqual(['+first', '+second', '-first', '-second']);
  });
});

describe('a run that dies', () => {
  test.each([
    [true, 'its effect'],
    [false, 'no effect'],
  ])('at any of its requests: Lambda tries again, and all is told (%s: the request has %s)', async (afterTheEffect) => {
    const [link] = await problemdAccount();
    const { RepositoryLinkId } = link;
    const twice = new Set<string>();
    const mailed = () => new Set(rig.mails.map(({ subject }) => subject));
    await rig.run();
    const mails = mailed();
    expect(mails.size).toBe(2);
    for (let diesAt = 1; ; diesAt += 1) {
      rig.table.reset();
      rig.told.length = 0;
      rig.mails.length = 0;
      const requestId = `${RepositoryLinkId} ${diesAt}`;
      const died = await rig.run({}, { diesAt, afterTheEffect, requestId }).then(
        () => false,
        () => true,
      );
      if (!died) break;
      await rig.run({}, { requestId });
      expect(new Set(told())).toEqual(new Set(['+first', '+second']));
      expect(mailed()).toEqual(mails);
      if (rig.told.length > 2) twice.add('bus');
      if (rig.mails.length > 2) twice.add('topic');
      rig.told.length = 0;
      rig.mails.length = 0;
      await rig.run();
      expect([rig.told, rig.mails]).toEqual([[], []]);
    }
    expect(twice).toContain('topic'); // where it was told, and the table was not
  });

  test('and that nobody tries again: a later run tells what it had to', async () => {
    await problemdAccount();
    const requests = rig.actions.length;
    await rig.run();
    const putEvents = rig.actions.slice(requests).indexOf('events:PutEvents') + 1;
    rig.table.reset();
    rig.told.length = 0;
    await rig.run({}, { diesAt: putEvents }).catch(() => {});
    expect(rig.told).toEqual([]);
    await rig.run();
    expect(rig.told).toEqual([]); // the one that died may still be at it
    rig.pass(300);
    await rig.run();
    expect(told()).toEqual(['+first', '+second']);
  });
});

describe('an event bus', () => {
  test('that does not take some events at first is told them again, and only them', async () => {
    await problemdAccount();
    rig.unwantedEvents = 1;
    await rig.run();
    expect(told()).toEqual(['+first', '+second']);
  });

  test('that is down makes the run fail, and is told later', async () => {
    await problemdAccount();
    rig.unwantedEvents = Number.POSITIVE_INFINITY;
    await expect(rig.run()).rejects.toThrow(
      'the event bus problems did not take 2 of 2 messages, which the next run sends again: try later (InternalFailure)',
    );
    expect(rig.metrics).toMatchObject({ FailedSyncs: 2 });
    rig.unwantedEvents = 0;
    await rig.run();
    expect(told()).toEqual(['+first', '+second']);
    await rig.run();
    expect(rig.told).toHaveLength(2);
  });
});

test.each(['dynamodb:GetItem', 'dynamodb:PutItem', 'events:PutEvents', 'sns:Publish'])(
  'without the permission %s the run fails and names it; nothing is lost',
  async (action) => {
    await problemdAccount();
    rig.denied.add(action);
    await expect(rig.run()).rejects.toThrow(`not allowed to call ${action}`);
    expect(rig.told).toHaveLength(action === 'sns:Publish' ? 2 : 0);
    expect(rig.mails).toHaveLength(action === 'events:PutEvents' ? 2 : 0);
    rig.denied.clear();
    await rig.run();
    expect(told()).toEqual(['+first', '+second']);
    expect(rig.mails).toHaveLength(2);
  },
);

test('a table that fails for a moment is tried again', async () => {
  await problemdAccount();
  rig.table.failures = 2;
  await rig.run();
  expect(told()).toEqual(['+first', '+second']);
});

describe('an account with 100 sync configurations', () => {
  async function fullAccount(perLink: number) {
    const connection = await world.connection();
    const links = [];
    for (let link = 0; link < 100 / perLink; link += 1) links.push(await world.link(connection, `repository-${link}`));
    for (let stack = 0; stack < 100; stack += 1)
      await world.stack(`stack-${stack}`, links[Math.floor(stack / perLink)]);
    rig.pass(5);
    for (const link of links) world.push(link);
    rig.pass(5);
    return links;
  }

  test('is looked at with less than half of the calls of three for each, and never more than 25 at a time', async () => {
    const [link] = await fullAccount(20);
    for (let poll = 0; poll < 4; poll += 1) {
      rig.calls.length = 0;
      await rig.run();
      expect(rig.calls.length).toBeLessThan(150);
    }
    expect(rig.told).toEqual([]);
    expect(rig.metrics).toMatchObject({ SyncConfigurations: 100, UnseenConfigurations: 0 });
    expect(rig.mostInFlight).toBeLessThanOrEqual(25);
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run();
    expect(rig.told).toHaveLength(20);
  });

  test('in which everything is wrong fits into the memory', async () => {
    const links = await fullAccount(1);
    for (const { ConnectionArn } of links.slice(0, 1)) rig.simulator.failConnection(ConnectionArn);
    const text = () => randomBytes(1_000).toString('base64'); // it cannot be packed well
    for (let stack = 0; stack < 100; stack += 1) {
      for (let blocker = 0; blocker < 2; blocker += 1) {
        rig.simulator.raiseBlocker({ stackName: `stack-${stack}`, reason: text(), contexts: { why: text() } });
      }
    }
    for (const link of links) world.push(link);
    rig.pass(1);
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    expect(rig.metrics).toMatchObject({ ActiveBlockers: 200, FailedSyncs: 100, UnavailableConnections: 1 });
    expect(rig.told).toHaveLength(301);
    expect(rig.table.bytes).toBeLessThan(400 * 1_024);
  });
});

describe('a service that throttles', () => {
  test('loses nothing, and is not called much more often for it', async () => {
    const real = await MonitorRig.start(1); // the service's bucket is filled in real time
    try {
      const there = new World(real);
      const link = await there.link(await there.connection());
      for (let stack = 0; stack < 40; stack += 1) await there.stack(`stack-${stack}`, link);
      real.pass(5);
      there.push(link, { failure: 'no' });
      real.pass(5);
      await real.run();
      const { Calls = 0 } = real.metrics;
      real.table.reset();
      real.told.length = 0;
      real.simulator.configure({ requestsPerSecond: 20 });
      await real.run();
      expect(real.told).toHaveLength(40);
      const { Calls: calls = 0, ThrottledCalls = 0, FailedCalls } = real.metrics;
      expect([FailedCalls, calls - ThrottledCalls]).toEqual([0, Calls]);
      expect(ThrottledCalls).toBeGreaterThan(0);
      expect(ThrottledCalls).toBeLessThanOrEqual(25 + 0.1 * Calls); // those in flight at the first throttle, and a few
    } finally {
      await real.stop();
    }
  });
});
