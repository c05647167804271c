import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { STATE_TABLE_KEY } from '../../../src/handlers/sync-monitor/contract';
import type { Problem } from '../../../src/handlers/sync-monitor/judge';
import { EMPTY, type Memory } from '../../../src/handlers/sync-monitor/remember';
import { pack, unpack } from '../../../src/handlers/sync-monitor/store';
import { MonitorRig } from './monitor-rig';
import { World } from './world';

jest.setTimeout(60_000);

let rig: MonitorRig;
beforeAll(async () => {
  rig = await MonitorRig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const packed = (value: unknown) => deflateRawSync(JSON.stringify(value)).toString('base64');
const item = (Memory: object | undefined, Version: object | undefined = { N: '7' }) => ({
  [STATE_TABLE_KEY]: { S: 'SyncMonitor' },
  ...(Version && { Version }),
  ...(Memory && { Memory }),
});

/** Few bytes in the table. */
const LARGE = JSON.stringify(EMPTY).padStart(20_000_000);

const problem = { id: 'a', scope: 'stack a', kind: 'SYNC_FAILED', since: 1, reason: 'no', seenAt: 1 };
const news = { channel: 'bus', at: 1, problem, by: 'run', until: 1 };
const wrong: [string, unknown][] = [
  ['null', null],
  ['a list', []],
  ['a text', 'memory'],
  ['nothing in it', {}],
  ['problems that are none', { ...EMPTY, problems: null }],
  ['a problem that is null', { ...EMPTY, problems: { a: null } }],
  ['a problem without a scope', { ...EMPTY, problems: { a: { ...problem, scope: undefined } } }],
  ['a problem since no time', { ...EMPTY, problems: { a: { ...problem, since: 1e20 } } }],
  ['a problem under the name of another', { ...EMPTY, problems: { b: problem } }],
  ['a name of a stack that is a number', { ...EMPTY, problems: { a: { ...problem, stackName: 5 } } }],
  ['a link of its own', { ...EMPTY, problems: { a: { ...problem, consoleLink: 'https://evil.example' } } }],
  ['contexts that are no texts', { ...EMPTY, problems: { a: { ...problem, blockerContexts: { a: {} } } } }],
  ['an end that is a text', { ...EMPTY, ended: { a: 'x' } }],
  ['an outbox of texts', { ...EMPTY, outbox: { a: 'x' } }],
  ['news without a problem', { ...EMPTY, outbox: { a: { ...news, problem: undefined } } }],
  ['news for an unknown channel', { ...EMPTY, outbox: { a: { ...news, channel: 'radio' } } }],
  ['news that were seen at no time', { ...EMPTY, outbox: { a: { ...news, at: undefined } } }],
  ['news with an outcome that is none', { ...EMPTY, outbox: { a: { ...news, outcome: 'constructor' } } }],
  ['a problem of an unknown kind', { ...EMPTY, problems: { a: { ...problem, kind: 'constructor' } } }],
  ['news that end at no time', { ...EMPTY, outbox: { a: { ...news, resolvedAt: 'x' } } }],
];

test('what is stored is read again, whatever is in it', () => {
  const memory = {
    polls: 3,
    problems: { a: problem },
    ended: { b: 2 },
    outbox: { c: news, d: { ...news, resolvedAt: 2, outcome: 'GONE' } },
  };
  expect(unpack(pack(memory as unknown as Memory, () => {}))).toEqual(memory);
});

describe('a memory that cannot be read is logged and replaced, and the monitor goes on:', () => {
  test.each<[string, object]>([
    ['it is not packed', item({ B: Buffer.from('{"polls":0}').toString('base64') })],
    ['it is not JSON', item({ B: deflateRawSync('memory').toString('base64') })],
    ['it is empty', item({ B: '' })],
    ['it is a text', item({ S: 'memory' })],
    ['there is none', item(undefined)],
    ['there is neither a memory nor a version', item(undefined, undefined)],
    ['its version is a text', item({ B: 'x' }, { S: 'x' })],
    ['its version cannot be counted on', item({ B: 'x' }, { N: '1e125' })],
    ['it is in order, but has 20 MB', item({ B: deflateRawSync(LARGE).toString('base64') })],
    ...wrong.map(([name, value]): [string, object] => [`it has the wrong shape: ${name}`, item({ B: packed(value) })]),
  ])('%s', async (_, stored) => {
    const world = new World(rig);
    const link = await world.syncedStack();
    world.push(link, { failure: 'no' });
    rig.pass(1);
    rig.table.item = stored as typeof rig.table.item;
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    expect(rig.log.filter((line) => line.includes('"type":"UnreadableMemory"'))).toHaveLength(1);
    await rig.run();
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    expect(rig.log.filter((line) => line.includes('"type":"UnreadableMemory"'))).toHaveLength(1);
  });
});

test.each([[{ N: '7' }], [{ N: '1e125' }], [{ S: 'x' }], [undefined]])(
  'of two runs that find such a memory, one replaces it, and the other goes on from there (version %j)',
  async (version) => {
    const world = new World(rig);
    world.push(await world.syncedStack(), { failure: 'no' });
    rig.pass(1);
    rig.table.item = item({ B: 'x' }, version) as typeof rig.table.item;
    await Promise.all([rig.run(), rig.run()]);
    expect(rig.news).toEqual(['+SYNC_FAILED']);
    expect(rig.table.conflicts).toBeGreaterThan(0);
  },
);

test('contexts without end are left out, so that the rest fits into the table', () => {
  const random = () => Math.random().toString(36);
  const blockerContexts = Object.fromEntries(Array.from({ length: 60_000 }, () => [random(), random()]));
  const blocked = { ...problem, blockerContexts } as Problem & { seenAt: number };
  const text = pack({ ...EMPTY, problems: { a: blocked } }, () => {});
  expect(Buffer.from(text, 'base64').length).toBeLessThan(400_000);
  expect(unpack(text).problems).toEqual({ a: problem });
});

/** Texts that cannot be made smaller. */
const noise = (bytes: number) => randomBytes(bytes).toString('base64');
const outboxOf = (count: number, reason: () => string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const id = `stack ${index} SYNC_FAILED`;
      return [`topic ${id}`, { ...news, channel: 'topic', at: index, problem: { ...problem, id, reason: reason() } }];
    }),
  );
const problemsOf = (count: number, reason: () => string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `stack ${index}`,
      { ...problem, id: `stack ${index}`, reason: reason() },
    ]),
  );

describe('whatever a run has to remember, it writes what the next one can read:', () => {
  const write = (memory: object) => {
    const log: string[] = [];
    const text = pack(memory as Memory, (line) => log.push(line));
    expect(Buffer.from(text, 'base64').length).toBeLessThan(400_000);
    return { read: unpack(text), log: log.map((line) => JSON.parse(line)) };
  };

  test('what fits is written whole, and nothing is logged', () => {
    const memory = { ...EMPTY, outbox: outboxOf(600, () => 'no') };
    expect(write(memory)).toEqual({ read: memory, log: [] });
  });

  test.each<[string, () => object]>([
    ['more than an item takes', () => outboxOf(5_000, () => noise(150))],
    ['more than may be read, which is small when it is packed', () => outboxOf(40_000, () => 'no '.repeat(90))],
  ])('%s to be told: the newest', (_, outbox) => {
    const memory = { ...EMPTY, problems: problemsOf(10, () => 'no'), outbox: outbox() };
    const { read, log } = write(memory);
    const [left, all] = [read, memory].map((each) => Object.keys(each.outbox));
    expect(read.problems).toEqual(memory.problems);
    expect(left).toEqual(all.slice(-left.length));
    expect(left.length).toBeGreaterThan(all.length / 20);
    expect(log).toEqual([{ type: 'LargeMemory', droppedMessages: all.length - left.length, droppedProblems: false }]);
  });

  test('more problems than an item takes: nothing', () => {
    const { read, log } = write({
      ...EMPTY,
      problems: problemsOf(5_000, () => noise(150)),
      outbox: outboxOf(3, () => ''),
    });
    expect(read).toEqual(EMPTY);
    expect(log).toEqual([{ type: 'LargeMemory', droppedMessages: 3, droppedProblems: true }]);
  });
});

describe('an item that is full', () => {
  const full = (memory: object) => {
    rig.table.item = item({ B: packed(memory) }) as typeof rig.table.item;
    expect(rig.table.bytes).toBeLessThan(400 * 1_024);
  };

  test('of messages for a topic that takes none does not keep the event bus from being told', async () => {
    const world = new World(rig);
    const link = await world.syncedStack();
    full({ ...EMPTY, outbox: outboxOf(1_900, () => noise(145)) });
    rig.denied.add('sns:Publish');
    for (let poll = 0; poll < 3; poll += 1) {
      world.push(link, { failure: `no ${poll}` });
      rig.pass(400);
      await expect(rig.run()).rejects.toThrow('not allowed to call sns:Publish');
    }
    expect(rig.news.filter((what) => what === '+SYNC_FAILED')).toHaveLength(3);
    expect(rig.table.bytes).toBeLessThan(20_000);
    expect(rig.actions.filter((action) => action === 'sns:Publish').length).toBeLessThan(50); // what is old is dropped
  });

  test('of problems that are all over at once, which takes more, does not make runs fail', async () => {
    full({ ...EMPTY, problems: problemsOf(1_600, () => noise(150)), polls: 1 });
    rig.topic = undefined;
    await rig.run();
    await rig.run();
    expect(rig.table.bytes).toBeLessThan(400_000);
  });
});
