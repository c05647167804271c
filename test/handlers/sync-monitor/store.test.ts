import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { STATE_TABLE_KEY } from '../../../src/handlers/sync-monitor/contract';
import { EMPTY_MEMORY, type Memory } from '../../../src/handlers/sync-monitor/memory';
import type { Problem } from '../../../src/handlers/sync-monitor/problem';
import { pack, unpack } from '../../../src/handlers/sync-monitor/store';
import { MonitorRig } from '../rig/monitor-rig';
import { useRig } from '../rig/rig';
import { World } from './world';

jest.setTimeout(60_000);

// Slower than in other tests: an item of 400 kB takes its time on a machine that is busy.
const rig = useRig(new MonitorRig(10));

const packed = (value: unknown) => deflateRawSync(JSON.stringify(value)).toString('base64');
const item = (Memory: object | undefined, Version: object | undefined = { N: '7' }) => ({
  [STATE_TABLE_KEY]: { S: 'SyncMonitor' },
  ...(Version && { Version }),
  ...(Memory && { Memory }),
});

/** Few bytes in the table. */
const LARGE = JSON.stringify(EMPTY_MEMORY).padStart(20_000_000);

const problem = { id: 'a', scope: 'stack a', kind: 'SYNC_FAILED', since: 1, reason: 'no', seenAt: 1 };
const announcement = { channel: 'bus', at: 1, problem, owner: 'run', until: 1 };
const wrong: [string, unknown][] = [
  ['null', null],
  ['a list', []],
  ['a string', 'memory'],
  ['an empty object', {}],
  ['problems that are null', { ...EMPTY_MEMORY, problems: null }],
  ['a problem that is null', { ...EMPTY_MEMORY, problems: { a: null } }],
  ['a problem without a scope', { ...EMPTY_MEMORY, problems: { a: { ...problem, scope: undefined } } }],
  ['a problem with a time out of range', { ...EMPTY_MEMORY, problems: { a: { ...problem, since: 1e20 } } }],
  ['a problem under another key', { ...EMPTY_MEMORY, problems: { b: problem } }],
  ['a stack name that is a number', { ...EMPTY_MEMORY, problems: { a: { ...problem, stackName: 5 } } }],
  ['a problem with a link', { ...EMPTY_MEMORY, problems: { a: { ...problem, consoleLink: 'https://evil.example' } } }],
  ['contexts that are not strings', { ...EMPTY_MEMORY, problems: { a: { ...problem, blockerContexts: { a: {} } } } }],
  ['an end that is a string', { ...EMPTY_MEMORY, resolved: { a: 'x' } }],
  ['an outbox of strings', { ...EMPTY_MEMORY, outbox: { a: 'x' } }],
  ['an announcement without a problem', { ...EMPTY_MEMORY, outbox: { a: { ...announcement, problem: undefined } } }],
  ['an announcement for an unknown channel', { ...EMPTY_MEMORY, outbox: { a: { ...announcement, channel: 'radio' } } }],
  ['an announcement without a time', { ...EMPTY_MEMORY, outbox: { a: { ...announcement, at: undefined } } }],
  [
    'an announcement with an unknown outcome',
    { ...EMPTY_MEMORY, outbox: { a: { ...announcement, outcome: 'constructor' } } },
  ],
  ['a problem of an unknown kind', { ...EMPTY_MEMORY, problems: { a: { ...problem, kind: 'constructor' } } }],
  [
    'an announcement with an end that is not a time',
    { ...EMPTY_MEMORY, outbox: { a: { ...announcement, resolvedAt: 'x' } } },
  ],
];

test('a memory is the same after it was packed and unpacked', () => {
  const memory = {
    polls: 3,
    problems: { a: problem },
    resolved: { b: 2 },
    outbox: { c: announcement, d: { ...announcement, resolvedAt: 2, outcome: 'GONE' } },
  };
  expect(unpack(pack(memory as unknown as Memory, () => {}))).toEqual(memory);
});

describe('an item of the table is logged and replaced, and the monitor continues,', () => {
  test.each<[string, object]>([
    ['it is not packed', item({ B: Buffer.from('{"polls":0}').toString('base64') })],
    ['it is not JSON', item({ B: deflateRawSync('memory').toString('base64') })],
    ['it is empty', item({ B: '' })],
    ['it is a string', item({ S: 'memory' })],
    ['it has no memory', item(undefined)],
    ['it has neither a memory nor a version', item(undefined, undefined)],
    ['its version is a string', item({ B: 'x' }, { S: 'x' })],
    ['its version cannot be counted up', item({ B: 'x' }, { N: '1e125' })],
    ['it is valid, but has 20 MB', item({ B: deflateRawSync(LARGE).toString('base64') })],
    ...wrong.map(([name, value]): [string, object] => [`it has the wrong shape: ${name}`, item({ B: packed(value) })]),
  ])('if %s', async (_, stored) => {
    const world = new World(rig);
    const link = await world.syncedStack();
    world.push(link, { failure: 'no' });
    rig.pass(1);
    rig.table.item = stored as typeof rig.table.item;
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
    expect(rig.log.filter((line) => line.includes('"type":"UnreadableState"'))).toHaveLength(1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
    expect(rig.log.filter((line) => line.includes('"type":"UnreadableState"'))).toHaveLength(1);
  });
});

test.each([[{ N: '7' }], [{ N: '1e125' }], [{ S: 'x' }], [undefined]])(
  'of two runs that find such an item, one replaces it, and the other one continues from there (version %j)',
  async (version) => {
    const world = new World(rig);
    world.push(await world.syncedStack(), { failure: 'no' });
    rig.pass(1);
    rig.table.item = item({ B: 'x' }, version) as typeof rig.table.item;
    await Promise.all([rig.run(), rig.run()]);
    expect(rig.announced).toEqual(['+SYNC_FAILED']);
    expect(rig.table.conflicts).toBeGreaterThan(0);
  },
);

test('contexts are dropped first if a memory is too large for the table', () => {
  const random = () => Math.random().toString(36);
  const blockerContexts = Object.fromEntries(Array.from({ length: 60_000 }, () => [random(), random()]));
  const blocked = { ...problem, blockerContexts } as Problem & { seenAt: number };
  const text = pack({ ...EMPTY_MEMORY, problems: { a: blocked } }, () => {});
  expect(Buffer.from(text, 'base64').length).toBeLessThan(400_000);
  expect(unpack(text).problems).toEqual({ a: problem });
});

/** Text that cannot be compressed. */
const noise = (bytes: number) => randomBytes(bytes).toString('base64');
const outboxOf = (count: number, reason: () => string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const id = `stack ${index} SYNC_FAILED`;
      return [
        `topic ${id}`,
        { ...announcement, channel: 'topic', at: index, problem: { ...problem, id, reason: reason() } },
      ];
    }),
  );
const problemsOf = (count: number, reason: () => string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `stack ${index}`,
      { ...problem, id: `stack ${index}`, reason: reason() },
    ]),
  );

describe('a run always writes an item that the next one can read:', () => {
  const write = (memory: object) => {
    const log: string[] = [];
    const text = pack(memory as Memory, (line) => log.push(line));
    expect(Buffer.from(text, 'base64').length).toBeLessThan(400_000);
    return { read: unpack(text), log: log.map((line) => JSON.parse(line)) };
  };

  test('a memory that fits is written completely, without a log line', () => {
    const memory = { ...EMPTY_MEMORY, outbox: outboxOf(600, () => 'no') };
    expect(write(memory)).toEqual({ read: memory, log: [] });
  });

  test.each<[string, () => object]>([
    ['for an item', () => outboxOf(5_000, () => noise(150))],
    ['to be read again, although they are small when packed', () => outboxOf(40_000, () => 'no '.repeat(90))],
  ])('if announcements are too large %s, it has the newest ones', (_, outbox) => {
    const memory = { ...EMPTY_MEMORY, problems: problemsOf(10, () => 'no'), outbox: outbox() };
    const { read, log } = write(memory);
    const [left, all] = [read, memory].map((each) => Object.keys(each.outbox));
    expect(read.problems).toEqual(memory.problems);
    expect(left).toEqual(all.slice(-left.length));
    expect(left.length).toBeGreaterThan(all.length / 20);
    expect(log).toEqual([
      { type: 'TruncatedState', droppedAnnouncements: all.length - left.length, droppedProblems: false },
    ]);
  });

  test('if problems are too large for an item, it has none of them', () => {
    const { read, log } = write({
      ...EMPTY_MEMORY,
      problems: problemsOf(5_000, () => noise(150)),
      outbox: outboxOf(3, () => ''),
    });
    expect(read).toEqual(EMPTY_MEMORY);
    expect(log).toEqual([{ type: 'TruncatedState', droppedAnnouncements: 3, droppedProblems: true }]);
  });
});

describe('a full item', () => {
  const full = (memory: object) => {
    rig.table.item = item({ B: packed(memory) }) as typeof rig.table.item;
    expect(rig.table.bytes).toBeLessThan(400 * 1_024);
  };

  test('with messages for a topic that denies access does not keep events from the event bus', async () => {
    const world = new World(rig);
    const link = await world.syncedStack();
    full({ ...EMPTY_MEMORY, outbox: outboxOf(1_900, () => noise(145)) });
    rig.deny('sns:Publish');
    for (let poll = 0; poll < 3; poll += 1) {
      world.push(link, { failure: `no ${poll}` });
      rig.pass(400);
      await expect(rig.run()).rejects.toThrow('not allowed to call sns:Publish');
    }
    expect(rig.announced.filter((what) => what === '+SYNC_FAILED')).toHaveLength(3);
    expect(rig.table.bytes).toBeLessThan(20_000);
    expect(rig.calls.filter(({ action }) => action === 'sns:Publish').length).toBeLessThan(50); // old messages are dropped
  });

  test('with problems that are all resolved at once does not make runs fail', async () => {
    full({ ...EMPTY_MEMORY, problems: problemsOf(1_600, () => noise(150)), polls: 1 });
    rig.topic = undefined;
    await rig.run();
    await rig.run();
    expect(rig.table.bytes).toBeLessThan(400_000);
  });
});
