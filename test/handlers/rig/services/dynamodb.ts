import { STATE_TABLE_KEY } from '../../../../src/handlers/sync-monitor/contract';
import { ACCOUNT } from '../account';
import { jsonError, type Reply, type Service, type ServiceRequest } from './service';

type Item = Record<string, { readonly S?: string; readonly N?: string; readonly B?: string }>;

interface Input {
  readonly TableName: string;
  readonly Key?: Item;
  readonly ConsistentRead?: boolean;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}

const MAX_BYTES = 400 * 1_024;

/** A fake of a DynamoDB table with one item, for the operations and the conditions that the monitor uses. */
export class Table implements Service {
  /** The item. Anybody who may write to the table can store anything. */
  item: Item | undefined;
  /** How often a condition did not hold. */
  conflicts = 0;
  /** How many of the next calls fail with an internal error. */
  failures = 0;
  /** It does not respond before this is resolved. */
  isReady: Promise<unknown> = Promise.resolve();

  /** The size of the item, with its binary attribute decoded. */
  get bytes(): number {
    return bytesOf(this.item);
  }

  resourceOf({ input, region }: ServiceRequest<Input>): string {
    return `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${input.TableName}`;
  }

  async respond({ operation, input }: ServiceRequest<Input>): Promise<Reply> {
    await this.isReady;
    expect(input.TableName).toBe('state');
    if (this.failures > 0) {
      this.failures -= 1;
      return jsonError(500, 'InternalServerError', 'try later');
    }
    if (operation === 'GetItem') {
      expect(input.ConsistentRead).toBe(true);
      expect(Object.keys(input.Key ?? {})).toEqual([STATE_TABLE_KEY]);
      return reply(this.item ? { Item: this.item } : {});
    }
    if (!this.holds(input)) {
      this.conflicts += 1;
      return jsonError(400, 'ConditionalCheckFailedException', 'The conditional request failed');
    }
    if (bytesOf(input.Item) > MAX_BYTES) {
      return jsonError(400, 'ValidationException', 'Item size to update has exceeded the maximum allowed size');
    }
    this.item = input.Item;
    return reply({});
  }

  private holds({ ConditionExpression, ExpressionAttributeValues = {} }: Input): boolean {
    if (ConditionExpression === 'attribute_not_exists(Version)') return this.item?.Version === undefined;
    if (ConditionExpression !== 'Version = :expected') throw new Error(`unexpected: ${ConditionExpression}`);
    return JSON.stringify(this.item?.Version) === JSON.stringify(ExpressionAttributeValues[':expected']);
  }
}

const reply = (body: object): Reply => ({ status: 200, body: JSON.stringify(body) });

/** The sum of names, strings and decoded binaries; a number takes at most as many bytes as it has digits. */
function bytesOf(item: Item = {}): number {
  const sizes = Object.entries(item).map(
    ([name, { S = '', N = '', B = '' }]) => Buffer.byteLength(name + S + N) + Buffer.from(B, 'base64').length,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
