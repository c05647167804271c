import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { callAws, isOneOf, type Target } from '../shared/aws';
import type { Runtime } from '../shared/runtime';
import { STATE_TABLE_KEY } from './contract';
import { EMPTY, type Memory } from './memory';

const KEY = { [STATE_TABLE_KEY]: { S: 'SyncMonitor' } };

interface Item {
  readonly Version: { readonly N: string };
  readonly Memory: { readonly B: string };
}

/** A memory, with the version that tells whether another run has changed it meanwhile. */
export interface Stored {
  readonly version: number;
  readonly memory: Memory;
}

/** Keeps the memory in one item of a DynamoDB table. */
export class Store {
  constructor(
    private readonly table: string,
    private readonly home: Omit<Target, 'service'>,
    private readonly runtime: Runtime,
  ) {}

  async load(): Promise<Stored> {
    const { Item } = await this.call<{ Item?: Item }>('GetItem', { Key: KEY, ConsistentRead: true });
    if (!Item) return { version: 0, memory: EMPTY };
    return { version: Number(Item.Version.N), memory: unpack(Item.Memory.B) };
  }

  /** Changes what is stored, again if another run has changed it meanwhile: the change must be a pure function. */
  async update(stored: Stored, change: (memory: Memory) => Memory): Promise<Stored> {
    for (let before = stored; ; before = await this.load()) {
      const after = { version: before.version + 1, memory: change(before.memory) };
      try {
        await this.save(before.version, after);
        return after;
      } catch (error) {
        if (!isOneOf(error, ['ConditionalCheckFailedException'])) throw error;
      }
    }
  }

  private async save(expected: number, { version, memory }: Stored): Promise<void> {
    const Item = { ...KEY, Version: { N: String(version) }, Memory: { B: pack(memory) } };
    const condition =
      expected === 0
        ? { ConditionExpression: `attribute_not_exists(${STATE_TABLE_KEY})` }
        : {
            ConditionExpression: 'Version = :expected',
            ExpressionAttributeValues: { ':expected': { N: String(expected) } },
          };
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

/** An item has 400 kB at most, which texts of everything that can be wrong in an account would exceed. */
export function pack(memory: Memory): string {
  return deflateRawSync(JSON.stringify(memory)).toString('base64');
}

export function unpack(packed: string): Memory {
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString());
}
