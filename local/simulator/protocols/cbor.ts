import cbor from 'cbor';
import { ServiceError } from '../errors.ts';
import { OtherValue, Timestamp } from '../model/values.ts';
import { DEEPEST, inputOf, unreadable } from './input.ts';
import type { Protocol } from './protocol.ts';
import { mediaType, targetOf, unknownOperation } from './target.ts';

// Node.js finds no names in this module when it runs the sources.
const { decodeFirstSync, encodeOne, Tagged } = cbor;

const CONTENT_TYPE = 'application/cbor';
const PROTOCOL = 'rpc-v2-cbor';
const PATH = /^\/service\/([\w.]+)\/operation\/(\w+)$/;

/** The library takes long on each item, however small. The largest input of the API has about 1,000: 200 tags. */
const MOST_ITEMS = 10_000;

const TIMESTAMP_TAG = 1;
/** The library makes dates, URLs, regular expressions and more of tagged values. The API has timestamps only. */
const TAGS = {
  ...Object.fromEntries(Object.keys(Tagged.TAGS).map((tag) => [tag, null])),
  [TIMESTAMP_TAG]: (seconds: unknown) => (typeof seconds === 'number' ? new Timestamp(seconds) : new OtherValue('tag')),
};
const DECODING = { max_depth: DEEPEST, preventDuplicateKeys: true, required: true, tags: TAGS };
/** The library encodes no more bytes than this, and says nothing of those that it leaves out. */
const ENCODING: Parameters<typeof encodeOne>[1] & { highWaterMark: number } = { highWaterMark: 2 ** 30 };

/** Smithy RPC v2 CBOR: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export const RPC_V2_CBOR: Protocol = {
  name: 'smithy-rpc-v2-cbor',
  malformed: Buffer.from('\xbf\x66__type', 'latin1'),
  target({ method, path, headers, body }) {
    const [, service, operation] = (method === 'POST' && PATH.exec(path)) || [];
    if (service === undefined || operation === undefined) {
      const form = 'POST /service/<service>/operation/<operation>';
      throw unknownOperation(`The API takes ${form}, not ${method} ${path}`, 404);
    }
    if (headers['smithy-protocol'] !== PROTOCOL) {
      throw unknownOperation(`Smithy-Protocol must be ${PROTOCOL}, but is ${headers['smithy-protocol']}`);
    }
    if (headers['x-amz-target'] !== undefined || headers['x-amzn-target'] !== undefined) {
      throw unknownOperation('The path names the operation: there must be no X-Amz-Target beside it');
    }
    const contentType = mediaType(headers['content-type']);
    if (contentType !== CONTENT_TYPE && body.length > 0) {
      throw unknownOperation(`Content-Type must be ${CONTENT_TYPE}, but is ${contentType}`);
    }
    return targetOf(this.name, service, operation);
  },
  read(body) {
    if (body.length === 0) return {};
    if (hasMoreItems(body, MOST_ITEMS)) {
      throw new ServiceError('RequestEntityTooLargeException', `The body has more than ${MOST_ITEMS} data items`);
    }
    let input: unknown;
    try {
      input = decodeFirstSync(body, DECODING);
    } catch (error) {
      throw unreadable(`is not the CBOR that the API takes: ${(error as Error).message}`);
    }
    return inputOf(plain(input));
  },
  write: (output) => encodeOne(encodable(output), ENCODING),
  headers: () => ({ 'content-type': CONTENT_TYPE, 'smithy-protocol': PROTOCOL }),
};

/** Whether there are more heads of data items than that. Heads follow each other, as each tells its length. */
function hasMoreItems(body: Buffer, most: number): boolean {
  let at = 0;
  for (let items = 0; items <= most; items++) {
    if (at >= body.length) return false;
    const [type, info] = [body[at] >> 5, body[at] & 31];
    const bytes = info >= 24 && info <= 27 ? 2 ** (info - 24) : 0;
    const hasContent = (type === 2 || type === 3) && info < 28;
    if (hasContent && at + bytes >= body.length) return false; // it is cut off
    const argument = bytes === 0 ? info : Number(`0x${body.toString('hex', at + 1, at + 1 + bytes)}`);
    at += 1 + bytes + (hasContent ? argument : 0);
  }
  return true;
}

/** What the library read, in the types that JSON has as far as there are any. */
function plain(value: unknown): unknown {
  if (value === undefined) return null; // as the protocol says
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null || value instanceof Timestamp) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [textKey(key), plain(item)]));
  if (Object.getPrototypeOf(value) !== Object.prototype)
    return new OtherValue(Buffer.isBuffer(value) ? 'bytes' : 'tag');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function textKey(key: unknown): string {
  if (typeof key !== 'string') throw unreadable('has a key that is no text');
  return key;
}

function encodable(value: unknown): unknown {
  if (value instanceof Timestamp) return new Tagged(TIMESTAMP_TAG, value.seconds);
  if (Array.isArray(value)) return value.map(encodable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, encodable(item)]])),
  );
}
