import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { callAws, isOneOf } from '../client/aws';
import type { Runtime } from '../client/runtime';
import { STATE_TABLE_KEY } from './contract';
import { EMPTY_MEMORY, type Memory } from './memory';
import { isMemory } from './memory-validation';
import { byAge } from './outbox';
import type { Location } from './run';

const KEY = { [STATE_TABLE_KEY]: { S: 'SyncMonitor' } };

/** Several times the size in an account in which everything is wrong, and small enough for the function. */
const MAX_MEMORY_BYTES = 8 * 1_024 * 1_024;

/** Of the 400 KB of an item. */
const MAX_PACKED_BYTES = 380 * 1_024;

/** An attribute of DynamoDB. Anybody who may write to the table can change its type. */
type Attribute = Readonly<Record<string, unknown>>;

interface Item {
  readonly Version?: Attribute;
  readonly Memory?: Attribute;
}

/** The memory, and its version, which shows whether another run has changed it meanwhile. */
export interface Stored {
  /** `undefined` if there was no item, or no version in it. */
  readonly version: Attribute | undefined;
  readonly memory: Memory;
}

/** Keeps the memory in one item of a DynamoDB table. */
export interface Store {
  /** Reads the memory. An item that cannot be read counts as empty, and is replaced by the next update. */
  readonly load: () => Promise<Stored>;
  /** Applies a change, which must be a pure function: it is applied again if another run was faster. */
  readonly update: (stored: Stored, change: (memory: Memory) => Memory) => Promise<Stored>;
}

export function newStore(table: string, location: Location, runtime: Runtime): Store {
  const call = <T>(operation: string, input: object): Promise<T> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const body = JSON.stringify({ TableName: table, ...input });
    return callAws(runtime, { ...location, service: 'dynamodb', operation, headers, body }, JSON.parse);
  };

  const load = async (): Promise<Stored> => {
    const { Item } = await call<{ Item?: Item }>('GetItem', { Key: KEY, ConsistentRead: true });
    if (!Item) return { version: undefined, memory: EMPTY_MEMORY };
    try {
      return { version: Item.Version, memory: unpack(Item.Memory?.B) };
    } catch (error) {
      runtime.log(JSON.stringify({ type: 'UnreadableState', reason: (error as Error).message }));
      return { version: Item.Version, memory: EMPTY_MEMORY };
    }
  };

  /** Replaces the item that was read, whatever was in it. */
  const replace = async (expected: Attribute | undefined, { version, memory }: Stored): Promise<void> => {
    const Item = { ...KEY, Version: version, Memory: { B: pack(memory, runtime.log) } };
    const condition = expected
      ? { ConditionExpression: 'Version = :expected', ExpressionAttributeValues: { ':expected': expected } }
      : { ConditionExpression: 'attribute_not_exists(Version)' };
    await call('PutItem', { Item, ...condition });
  };

  const update: Store['update'] = async (stored, change) => {
    for (let before = stored; ; before = await load()) {
      const after = { version: { N: following(before.version) }, memory: change(before.memory) };
      try {
        await replace(before.version, after);
        return after;
      } catch (error) {
        if (!isOneOf(error, ['ConditionalCheckFailedException'])) throw error;
      }
    }
  };
  return { load, update };
}

/** The number after a version, or the first one if the version is not a number that can be counted up. */
function following(version: Attribute | undefined): string {
  const number = Number(version?.N);
  return String(Number.isSafeInteger(number) ? number + 1 : 1);
}

/**
 * Packs a memory into an item that can be written, and read again. If it is too large, it loses the contexts of
 * blockers, then the oldest announcements, and as a last resort everything, so that the monitor never stops.
 */
export function pack(memory: Memory, log: (text: string) => void): string {
  const whole = deflate(memory);
  if (whole) return whole;
  const small: Memory = JSON.parse(JSON.stringify(memory, withoutContexts));
  const announcements = byAge(small.outbox);
  for (let tenths = 0; ; tenths += 1) {
    const droppedAnnouncements = Math.ceil((announcements.length * Math.min(tenths, 10)) / 10);
    const droppedProblems = tenths > 10;
    const outbox = Object.fromEntries(announcements.slice(droppedAnnouncements));
    const packed = deflate(droppedProblems ? EMPTY_MEMORY : { ...small, outbox });
    if (!packed) continue;
    log(JSON.stringify({ type: 'TruncatedState', droppedAnnouncements, droppedProblems }));
    return packed;
  }
}

const withoutContexts = (key: string, value: unknown) => (key === 'blockerContexts' ? undefined : value);

/** `undefined` if the result could not be written, or not be read again. */
function deflate(memory: Memory): string | undefined {
  const text = JSON.stringify(memory);
  if (Buffer.byteLength(text) > MAX_MEMORY_BYTES) return undefined;
  const packed = deflateRawSync(text);
  return packed.length <= MAX_PACKED_BYTES ? packed.toString('base64') : undefined;
}

/** @throws if `pack` cannot have made it */
export function unpack(packed: unknown): Memory {
  const options = { maxOutputLength: MAX_MEMORY_BYTES };
  const memory = JSON.parse(inflateRawSync(Buffer.from(packed as string, 'base64'), options).toString());
  if (!isMemory(memory)) throw new Error('the item was not written by this version of the monitor');
  return memory;
}
