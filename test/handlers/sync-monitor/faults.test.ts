import { randomBytes } from 'node:crypto';
import { FAULT_KINDS } from '../../../local/simulator/faults';
import {
  EVENT_BUS_ACTIONS,
  STATE_TABLE_ACTIONS,
  SYNC_MONITOR_CALLS,
  TOPIC_ACTIONS,
} from '../../../src/handlers/sync-monitor/contract';
import { MonitorRig, STUCK_AFTER } from '../rig/monitor-rig';
import { stackEvent, useEmptyAccount, World } from './world';

jest.setTimeout(120_000); // thousands of requests, on a machine that may be busy

const { rig, world } = useEmptyAccount();

/** Two stacks whose syncs have failed, and one without a problem. */
async function accountWithProblems() {
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

/** A problem of each kind. */
async function everyProblem() {
  const [link] = await accountWithProblems();
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

const announced = () =>
  rig.events.map(({ detected, detail }) => `${detected ? '+' : '-'}${detail.stackName ?? detail.kind}`).sort();

describe.each(FAULT_KINDS)('the fault %s', (kind) => {
  test('in some calls delays announcements, but causes no false ones', async () => {
    await accountWithProblems();
    rig.simulator.fault({ kind, times: 3 });
    await rig.run();
    rig.simulator.clearFaults();
    await rig.run();
    expect(announced()).toEqual(['+first', '+second']);
    expect(rig.metrics).toMatchObject({
      FailedCalls: 0,
      UnreadSyncConfigurations: 0,
      FailedSyncs: 2,
      SyncConfigurations: 3,
    });
  });

  test('in every call about one stack affects no other stack, and neither detects nor resolves a problem of this one', async () => {
    const [link] = await accountWithProblems();
    const fails = kind !== 'slow';
    rig.simulator.fault({ kind, resource: 'first', rate: 1, delay: 5 });
    if (kind === 'throttling')
      rig.simulator.clearFaults(); // throttled calls are repeated until the deadline, see below
    else {
      await rig.run();
      expect(announced()).toEqual(fails ? ['+second'] : ['+first', '+second']);
      expect(rig.metrics).toMatchObject({ UnreadSyncConfigurations: fails ? 1 : 0, StacksBehind: fails ? 1 : 2 });
    }
    rig.simulator.clearFaults();
    await rig.run();
    expect(announced()).toEqual(['+first', '+second']);
    world.push(link);
    rig.pass(1);
    rig.simulator.fault({ kind, resource: 'first', rate: 1, delay: 5 });
    await rig.run({}, { time: 5_000 });
    expect(announced()).toEqual(fails ? ['+first', '+second'] : ['+first', '+second', '-first']);
    rig.simulator.clearFaults();
    await rig.run();
    expect(announced()).toEqual(['+first', '+second', '-first']);
  });
});

test('an outage of the service resolves no problem, and shows in the metrics', async () => {
  await accountWithProblems();
  await rig.run();
  rig.simulator.configure({ outage: true });
  await rig.run();
  expect(announced()).toEqual(['+first', '+second']);
  expect(rig.metrics).toMatchObject({ FailedSyncs: 2, StacksBehind: 2, FailedCalls: 3 });
  rig.simulator.configure({ outage: false });
  await rig.run();
  expect(announced()).toEqual(['+first', '+second']);
});

describe('a permission that is removed', () => {
  const operations = SYNC_MONITOR_CALLS.flatMap((call) => [...call.operations]);
  const polled = operations.filter((operation) => operation !== 'GetSyncConfiguration');

  test.each(polled)('(%s) is named in the log and announced once; known problems stay', async (operation) => {
    await everyProblem();
    await rig.run();
    const known = announced();
    rig.simulator.configure({ deniedOperations: [operation] });
    for (let poll = 0; poll < 4; poll += 1) await rig.run(); // each poll reads the blockers of a quarter of the stacks that are up to date
    expect(new Set(rig.announced)).toEqual(new Set([...KINDS.map((kind) => `+${kind}`), '+INCOMPLETE_POLL']));
    expect(announced()).toEqual([...known, '+INCOMPLETE_POLL'].sort());
    expect(rig.events.at(-1)?.detail).toMatchObject({ kind: 'INCOMPLETE_POLL', operation });
    expect(rig.events.at(-1)?.detail.reason).toContain(operation);
    expect(rig.log.find((line) => line.includes('"type":"FailedCall"'))).toContain(operation);
    expect(rig.metrics.FailedCalls).toBeGreaterThan(0);
    if (/SyncConfigurations|Links|ResourceSyncStatus/.test(operation)) {
      expect(rig.metrics.UnreadSyncConfigurations).toBeGreaterThan(0);
    }
    rig.simulator.configure({ deniedOperations: [] });
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    expect(announced()).toEqual([...known, '+INCOMPLETE_POLL', '-INCOMPLETE_POLL'].sort());
  });

  test('(GetSyncConfiguration, which only events need) is announced once, and resolved by the next poll', async () => {
    await accountWithProblems();
    rig.simulator.configure({ deniedOperations: ['GetSyncConfiguration'] });
    await rig.run(stackEvent('first', 'FAILED'));
    await rig.run(stackEvent('first', 'FAILED'));
    expect(announced()).toEqual(['+INCOMPLETE_POLL']);
    rig.simulator.configure({ deniedOperations: [] });
    await rig.run();
    expect(announced()).toContain('-INCOMPLETE_POLL');
  });
});

test('the monitor makes every call that the contract allows', async () => {
  const [link] = await accountWithProblems();
  await world.call('DeleteConnection', { ConnectionArn: link.ConnectionArn });
  await rig.run();
  await rig.run(stackEvent('first', 'FAILED'));
  const allowed = SYNC_MONITOR_CALLS.flatMap((call) => [...call.operations]);
  expect(new Set(rig.operations)).toEqual(new Set(allowed));
  const others = new Set(rig.calls.map(({ action }) => action).filter((action) => !/^code/.test(action)));
  expect(others).toEqual(new Set([...STATE_TABLE_ACTIONS, ...EVENT_BUS_ACTIONS, ...TOPIC_ACTIONS]));
});

describe('a run that reaches its deadline', () => {
  test('logs how many calls it skipped, and resolves no problem that it has not read', async () => {
    const links = await accountWithProblems();
    await rig.run();
    for (const link of links) world.push(link);
    rig.pass(1);
    rig.simulator.fault({ kind: 'slow', operation: 'GetResourceSyncStatus', rate: 1, delay: 20 });
    rig.simulator.configure({ requestsPerSecond: 4 }); // of real seconds: the bucket is empty soon
    await rig.run({}, { time: 4_000 });
    expect(rig.log.join('\n')).toMatch(/"type":"DeadlineExceeded","calls":\d+,"skippedCalls":[1-9]/);
    expect(rig.metrics.FailedSyncs).toBe(2);
    expect(announced()).toEqual(['+first', '+second']);
    rig.simulator.clearFaults();
    rig.simulator.configure({ requestsPerSecond: 0 });
    await rig.run();
    expect(announced()).toEqual(['+first', '+second', '-first', '-second']);
  });
});

describe('a run whose process dies', () => {
  test.each([
    [true, 'its effect'],
    [false, 'no effect'],
  ])(
    'at any of its requests is followed by a retry of Lambda that announces everything (%s: the request has %s)',
    async (afterTheEffect) => {
      const [link] = await accountWithProblems();
      const { RepositoryLinkId } = link;
      const twice = new Set<string>();
      const messageSubjects = () => new Set(rig.sns.messages.map(({ subject }) => subject));
      await rig.run();
      const sent = messageSubjects();
      expect(sent.size).toBe(2);
      for (let diesAt = 1; ; diesAt += 1) {
        rig.table.item = undefined;
        rig.events.length = 0;
        rig.sns.messages.length = 0;
        const requestId = `${RepositoryLinkId} ${diesAt}`;
        const died = await rig.run({}, { diesAt, afterTheEffect, requestId }).then(
          () => false,
          () => true,
        );
        if (!died) break;
        await rig.run({}, { requestId });
        expect(new Set(announced())).toEqual(new Set(['+first', '+second']));
        expect(messageSubjects()).toEqual(sent);
        if (rig.events.length > 2) twice.add('bus');
        if (rig.sns.messages.length > 2) twice.add('topic');
        rig.events.length = 0;
        rig.sns.messages.length = 0;
        await rig.run();
        expect([rig.events, rig.sns.messages]).toEqual([[], []]);
      }
      expect(twice).toContain('topic'); // the process died after the message, and before the table was updated
    },
  );

  test('and is not tried again leaves its announcements to a later run', async () => {
    await accountWithProblems();
    await rig.run();
    const putEvents = rig.calls.findIndex(({ action }) => action === 'events:PutEvents') + 1;
    rig.table.item = undefined;
    rig.events.length = 0;
    await rig.run({}, { diesAt: putEvents }).catch(() => {});
    expect(rig.events).toEqual([]);
    await rig.run();
    expect(rig.events).toEqual([]); // the first run may still be in progress
    rig.pass(300);
    await rig.run();
    expect(announced()).toEqual(['+first', '+second']);
  });
});

describe('an event bus', () => {
  test('that rejects some events receives these again, and no others', async () => {
    await accountWithProblems();
    rig.buses.rejections = 1;
    await rig.run();
    expect(announced()).toEqual(['+first', '+second']);
  });

  test('that is down makes the run fail, and receives the events later', async () => {
    await accountWithProblems();
    rig.buses.rejections = Number.POSITIVE_INFINITY;
    await expect(rig.run()).rejects.toThrow('the event bus problems did not accept 2 of 2 messages');
    expect(rig.metrics).toMatchObject({ FailedSyncs: 2 });
    rig.buses.rejections = 0;
    await rig.run();
    expect(announced()).toEqual(['+first', '+second']);
    await rig.run();
    expect(rig.events).toHaveLength(2);
  });
});

test.each(['dynamodb:GetItem', 'dynamodb:PutItem', 'events:PutEvents', 'sns:Publish'])(
  'without the permission %s the run fails with its name, and no announcement is lost',
  async (action) => {
    await accountWithProblems();
    rig.deny(action);
    await expect(rig.run()).rejects.toThrow(`not allowed to call ${action}`);
    expect(rig.events).toHaveLength(action === 'sns:Publish' ? 2 : 0);
    expect(rig.sns.messages).toHaveLength(action === 'events:PutEvents' ? 2 : 0);
    rig.clearDenials();
    await rig.run();
    expect(announced()).toEqual(['+first', '+second']);
    expect(rig.sns.messages).toHaveLength(2);
  },
);

test('a request to the table that fails is sent again', async () => {
  await accountWithProblems();
  rig.table.failures = 2;
  await rig.run();
  expect(announced()).toEqual(['+first', '+second']);
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

  test('takes less than half of three calls for each, and never more than 25 at a time', async () => {
    const [link] = await fullAccount(20);
    for (let poll = 0; poll < 4; poll += 1) {
      rig.calls.length = 0;
      await rig.run();
      expect(rig.operations.length).toBeLessThan(150);
    }
    expect(rig.events).toEqual([]);
    expect(rig.metrics).toMatchObject({ SyncConfigurations: 100, UnreadSyncConfigurations: 0 });
    expect(rig.maxInFlight).toBeLessThanOrEqual(25);
    world.push(link, { failure: 'no' });
    rig.pass(1);
    await rig.run();
    expect(rig.events).toHaveLength(20);
  });

  test('that all have problems fits into one item of the table', async () => {
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
    expect(rig.events).toHaveLength(301);
    expect(rig.table.bytes).toBeLessThan(400 * 1_024);
  });
});

describe('a service that throttles', () => {
  test('loses no response, and costs few additional calls', async () => {
    const real = await new MonitorRig(1).start(); // the service's bucket is filled in real time
    try {
      const there = new World(real);
      const link = await there.link(await there.connection());
      for (let stack = 0; stack < 40; stack += 1) await there.stack(`stack-${stack}`, link);
      real.pass(5);
      there.push(link, { failure: 'no' });
      real.pass(5);
      await real.run();
      const { Calls = 0 } = real.metrics;
      real.table.item = undefined;
      real.events.length = 0;
      real.simulator.configure({ requestsPerSecond: 20 });
      await real.run();
      expect(real.events).toHaveLength(40);
      const { Calls: calls = 0, ThrottledCalls = 0, FailedCalls } = real.metrics;
      expect([FailedCalls, calls - ThrottledCalls]).toEqual([0, Calls]);
      expect(ThrottledCalls).toBeGreaterThan(0);
      expect(ThrottledCalls).toBeLessThanOrEqual(25 + 0.1 * Calls); // those in flight at the first throttle, and a few
    } finally {
      await real.stop();
    }
  });
});
