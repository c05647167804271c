import { deflateRawSync } from 'node:zlib';
import { STATE_TABLE_KEY } from '../../../src/handlers/sync-monitor/contract';
import { EMPTY, type Memory } from '../../../src/handlers/sync-monitor/memory';
import { pack, unpack } from '../../../src/handlers/sync-monitor/store';
import type { Trouble } from '../../../src/handlers/sync-monitor/troubles';
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

const trouble = { id: 'a', scope: 'stack a', kind: 'SYNC_FAILED', since: 1, reason: 'no', seenAt: 1 };
const news = { channel: 'bus', trouble, by: 'run', until: 1 };
const wrong: [string, unknown][] = [
  ['null', null],
  ['a list', []],
  ['a text', 'memory'],
  ['nothing in it', {}],
  ['troubles that are none', { ...EMPTY, troubles: null }],
  ['a trouble that is null', { ...EMPTY, troubles: { a: null } }],
  ['a trouble without a scope', { ...EMPTY, troubles: { a: { ...trouble, scope: undefined } } }],
  ['a trouble since no time', { ...EMPTY, troubles: { a: { ...trouble, since: 1e20 } } }],
  ['a trouble under the name of another', { ...EMPTY, troubles: { b: trouble } }],
  ['a name of a stack that is a number', { ...EMPTY, troubles: { a: { ...trouble, stackName: 5 } } }],
  ['a link of its own', { ...EMPTY, troubles: { a: { ...trouble, consoleLink: 'https://evil.example' } } }],
  ['contexts that are no texts', { ...EMPTY, troubles: { a: { ...trouble, blockerContexts: { a: {} } } } }],
  ['an end that is a text', { ...EMPTY, ended: { a: 'x' } }],
  ['an outbox of texts', { ...EMPTY, outbox: { a: 'x' } }],
  ['news without a trouble', { ...EMPTY, outbox: { a: { ...news, trouble: undefined } } }],
  ['news for an unknown channel', { ...EMPTY, outbox: { a: { ...news, channel: 'radio' } } }],
  ['news that end at no time', { ...EMPTY, outbox: { a: { ...news, endedAt: 'x' } } }],
];

test('what is stored is read again, whatever is in it', () => {
  const memory = {
    polls: 3,
    troubles: { a: trouble },
    ended: { b: 2 },
    outbox: { c: news, d: { ...news, endedAt: 2, outcome: 'GONE' } },
  };
  expect(unpack(pack(memory as unknown as Memory))).toEqual(memory);
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
  const blocked = { ...trouble, blockerContexts } as Trouble & { seenAt: number };
  const text = pack({ ...EMPTY, troubles: { a: blocked } });
  expect(Buffer.from(text, 'base64').length).toBeLessThan(400_000);
  expect(unpack(text).troubles).toEqual({ a: trouble });
});
