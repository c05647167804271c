import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { callAws, isOneOf, type Target } from '../client/aws';
import type { Runtime } from '../client/runtime';
import { STATE_TABLE_KEY } from './contract';
import { byAge, EMPTY, type Memory } from './remember';
import { isMemory } from './shape';

const KEY = { [STATE_TABLE_KEY]: { S: 'SyncMonitor' } };

/** Some times what all that can be wrong within the service's quotas takes, and no problem for the function. */
const MAX_MEMORY = 8 * 1_024 * 1_024;

/** An item has 400 kB at most, with all that is around the memory. */
const MAX_ITEM = 380 * 1_024;

/** As DynamoDB has it: what somebody else has put there may be of any type. */
type Attribute = Readonly<Record<string, unknown>>;

interface Item {
  readonly Version?: Attribute;
  readonly Memory?: Attribute;
}

/** A memory, with the version that tells whether another run has changed it meanwhile: none when there was nothing. */
export interface Stored {
  readonly version: Attribute | undefined;
  readonly memory: Memory;
}

/** Keeps the memory in one item of a DynamoDB table. */
export class Store {
  constructor(
    private readonly table: string,
    private readonly home: Omit<Target, 'service'>,
    private readonly runtime: Runtime,
  ) {}

  /** What is stored. What cannot be read is as good as nothing: the next update replaces it. */
  async load(): Promise<Stored> {
    const { Item } = await this.call<{ Item?: Item }>('GetItem', { Key: KEY, ConsistentRead: true });
    if (!Item) return { version: undefined, memory: EMPTY };
    try {
      return { version: Item.Version, memory: unpack(Item.Memory?.B) };
    } catch (error) {
      this.runtime.log(JSON.stringify({ type: 'UnreadableMemory', reason: (error as Error).message }));
      return { version: Item.Version, memory: EMPTY };
    }
  }

  /** Changes what is stored, again if another run has changed it meanwhile: the change must be a pure function. */
  async update(stored: Stored, change: (memory: Memory) => Memory): Promise<Stored> {
    for (let before = stored; ; before = await this.load()) {
      const after = { version: { N: following(before.version) }, memory: change(before.memory) };
      try {
        await this.save(before.version, after);
        return after;
      } catch (error) {
        if (!isOneOf(error, ['ConditionalCheckFailedException'])) throw error;
      }
    }
  }

  /** Puts it in the place of what was read, whatever that was. */
  private async save(expected: Attribute | undefined, { version, memory }: Stored): Promise<void> {
    const Item = { ...KEY, Version: version, Memory: { B: pack(memory, this.runtime.log) } };
    const condition = expected
      ? { ConditionExpression: 'Version = :expected', ExpressionAttributeValues: { ':expected': expected } }
      : { ConditionExpression: 'attribute_not_exists(Version)' };
    await this.call('PutItem', { Item, ...condition });
  }

  private call<T>(operation: string, input: object): Promise<T> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const body = JSON.stringify({ TableName: this.table, ...input });
    return callAws(this.runtime, { ...this.home, service: 'dynamodb', operation, headers, body }, JSON.parse);
  }
}

/** The number after a version; what is none, or cannot be counted on, is followed by the first. */
function following(version: Attribute | undefined): string {
  const number = Number(version?.N);
  return String(Number.isSafeInteger(number) ? number + 1 : 1);
}

/**
 * The memory, as far as it can be written and read again. What is dropped first, and logged, are the contexts of
 * blockers, then the oldest of what is to be told, and at last everything: that begins anew, but it goes on.
 */
export function pack(memory: Memory, log: (text: string) => void): string {
  const whole = deflated(memory);
  if (whole) return whole;
  const light: Memory = JSON.parse(JSON.stringify(memory, withoutContexts));
  const news = byAge(light.outbox);
  for (let tenths = 0; ; tenths += 1) {
    const droppedMessages = Math.ceil((news.length * Math.min(tenths, 10)) / 10);
    const droppedProblems = tenths > 10;
    const outbox = Object.fromEntries(news.slice(droppedMessages));
    const packed = deflated(droppedProblems ? EMPTY : { ...light, outbox });
    if (!packed) continue;
    log(JSON.stringify({ type: 'LargeMemory', droppedMessages, droppedProblems }));
    return packed;
  }
}

const withoutContexts = (key: string, value: unknown) => (key === 'blockerContexts' ? undefined : value);

/** Nothing when it takes more than can be written, or would be read again. */
function deflated(memory: Memory): string | undefined {
  const text = JSON.stringify(memory);
  if (Buffer.byteLength(text) > MAX_MEMORY) return undefined;
  const packed = deflateRawSync(text);
  return packed.length <= MAX_ITEM ? packed.toString('base64') : undefined;
}

/** @throws when it is not what `pack` makes */
export function unpack(packed: unknown): Memory {
  const options = { maxOutputLength: MAX_MEMORY };
  const memory = JSON.parse(inflateRawSync(Buffer.from(packed as string, 'base64'), options).toString());
  if (!isMemory(memory)) throw new Error('it is not the memory of this version of the monitor');
  return memory;
}
