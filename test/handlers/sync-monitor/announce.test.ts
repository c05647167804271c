import { ACCOUNT, CENTRAL_BUS, REGION, TOPIC } from '../rig/account';
import { useEmptyAccount } from './world';

const { rig, world } = useEmptyAccount();

const subjects = () => rig.sns.messages.map(({ subject }) => subject);
const BLOCKED = 'Git sync of the stack prod is blocked (branch "main" of "my-org/infra")';

describe('a message to the topic', () => {
  test('about the end of a problem is not sent if notifyOnResolved is false', async () => {
    rig.notifyOnResolved = false;
    const id = await world.detectedBlocker();
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(subjects()).toEqual([BLOCKED]);
    expect(rig.announced).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
  });

  test('about the end of a problem is not sent if another problem has superseded it', async () => {
    const link = await world.syncedStack();
    for (const failure of ['first', 'second']) {
      world.push(link, { failure });
      rig.pass(1);
      await rig.run();
    }
    expect(rig.announced.toSorted()).toEqual(['+SYNC_FAILED', '+SYNC_FAILED', '-SYNC_FAILED SUPERSEDED']);
    expect(subjects()).toEqual([expect.stringContaining('has failed'), expect.stringContaining('has failed')]);
  });

  test('is not sent without a topic, and costs no write to the table', async () => {
    rig.topic = undefined;
    await world.detectedBlocker();
    expect(rig.sns.messages).toEqual([]);
    expect(rig.announced).toEqual(['+SYNC_BLOCKED']);
    expect(rig.calls.filter(({ action }) => action === 'dynamodb:PutItem')).toHaveLength(5); // one for each of four polls, and one for the announcement
  });

  test('to a FIFO topic has a group and a deduplication id of its own', async () => {
    rig.topic = `${TOPIC}.fifo`;
    await world.detectedBlocker();
    expect(rig.sns.messages.map(({ groupId }) => groupId)).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
  });
});

describe('each channel is independent of the others:', () => {
  test('a topic that is down does not delay events, and receives its messages later', async () => {
    rig.sns.rejections = Number.POSITIVE_INFINITY;
    await world.syncedStack();
    world.push(await world.link(await world.connection('other'), 'other'));
    world.block('prod');
    const runs = [];
    for (let poll = 0; poll < 4; poll += 1) runs.push(await rig.run().catch(({ message }: Error) => message));
    expect(runs).toContainEqual(expect.stringContaining(`the topic ${TOPIC} did not accept 1 of 1 messages`));
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], []]);
    rig.sns.rejections = 0;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('an event bus that is down does not delay messages, and receives its events later', async () => {
    rig.buses.rejections = Number.POSITIVE_INFINITY;
    await expect(world.detectedBlocker()).rejects.toThrow('the event bus problems did not accept 1 of 1 messages');
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
    expect([rig.announced, subjects()]).toEqual([[], [BLOCKED]]);
    rig.buses.rejections = 0;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('the error of a run names both if both are down', async () => {
    rig.buses.rejections = rig.sns.rejections = Number.POSITIVE_INFINITY;
    await expect(world.detectedBlocker()).rejects.toThrow(
      /the event bus problems did not accept.*; the topic .* did not accept/,
    );
  });

  test('a topic that denies access does not use up the time of the run', async () => {
    rig.deny('sns:Publish');
    const begun = rig.now();
    await expect(world.detectedBlocker()).rejects.toThrow(/not allowed to call sns:Publish/);
    expect(rig.now() - begun).toBeLessThan(60_000);
    rig.clearDenials();
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('messages for a topic that was removed are dropped', async () => {
    rig.sns.rejections = Number.POSITIVE_INFINITY;
    await expect(world.detectedBlocker()).rejects.toThrow('the topic');
    rig.topic = undefined;
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    rig.topic = TOPIC;
    rig.sns.rejections = 0;
    await rig.run();
    expect(rig.sns.messages).toEqual([]);
  });
});

describe('the central event bus', () => {
  const kinds = () => rig.buses.centralEvents.map(({ detail }) => detail);

  test('receives the same events as the bus of the account, in its own Region', async () => {
    rig.centralEventBus = CENTRAL_BUS;
    const id = await world.detectedBlocker();
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
    expect(kinds()).toEqual(rig.events.map(({ detail }) => detail));
    expect(rig.buses.centralEvents.map(({ detected }) => detected)).toEqual([true, false]);
  });

  test('does not delay the other channels if it is down, and receives its events later', async () => {
    rig.centralEventBus = CENTRAL_BUS;
    rig.buses.isCentralBusDown = true;
    await expect(world.detectedBlocker()).rejects.toThrow(
      `the event bus ${CENTRAL_BUS} did not accept 1 of 1 messages`,
    );
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
    expect([rig.announced, subjects(), kinds()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED], []]);
    rig.buses.isCentralBusDown = false;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect(kinds()).toMatchObject([{ kind: 'SYNC_BLOCKED' }]);
  });

  test('receives no event that others have put on the bus of the account', async () => {
    rig.centralEventBus = CENTRAL_BUS;
    await rig.run({ 'detail-type': 'Git Sync Problem Detected', account: ACCOUNT, region: REGION, detail: {} });
    expect(rig.buses.centralEvents).toEqual([]);
  });
});

describe('an event that the bus would reject', () => {
  /** Five stacks with a blocker each. */
  async function five(
    reason: (index: number) => string,
    contexts: (index: number) => Record<string, string> = () => ({}),
  ) {
    const link = await world.syncedStack('stack-0');
    for (let index = 1; index < 5; index += 1) await world.stack(`stack-${index}`, link);
    world.push(link);
    rig.pass(1);
    for (let index = 0; index < 5; index += 1) {
      rig.simulator.raiseBlocker({ stackName: `stack-${index}`, reason: reason(index), contexts: contexts(index) });
    }
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
  }
  const stacks = () => rig.events.map(({ detail }) => detail.stackName).sort();

  test('does not keep other events of the same call from the bus', async () => {
    rig.buses.poison = 'poison';
    await five((index) => (index === 2 ? 'poison' : 'by hand'));
    expect(stacks()).toEqual(['stack-0', 'stack-1', 'stack-3', 'stack-4']);
  });

  test('for its size does not exist: contexts are limited, or left out', async () => {
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`key ${index}`, '橋'.repeat(3_000)]));
    await five(
      () => 'by hand',
      (index) => (index === 0 ? many : index === 1 ? { [`k"`.repeat(100_000)]: 'v' } : { why: 'a "context"' }),
    );
    expect(stacks()).toEqual(['stack-0', 'stack-1', 'stack-2', 'stack-3', 'stack-4']);
    const contexts = Object.fromEntries(rig.events.map(({ detail }) => [detail.stackName, detail.blockerContexts]));
    expect(contexts['stack-0']).toBeUndefined();
    expect(Object.keys(contexts['stack-1'] ?? {})).toEqual([`${`k'`.repeat(150).slice(0, 299)}…`]);
    expect(contexts['stack-2']).toEqual({ why: "a 'context'" });
    const message = rig.sns.messages.find((sent) => sent.message.includes('stack-0'))?.message ?? '';
    expect(message.split('\n').filter((line) => line.startsWith('"key'))).toHaveLength(20);
  });
});
