import type { ReceivedRequest } from '../signature.ts';
import { RPC_V2_CBOR } from './cbor.ts';
import { JSON_1_0 } from './json.ts';
import type { Protocol } from './protocol.ts';
import { mediaType } from './target.ts';

export type { Protocol } from './protocol.ts';
export { type ApiResponse, errorResponse, responseOf } from './response.ts';

const API_HEADERS = ['x-amz-target', 'x-amzn-target', 'x-amz-date'];
const JSON_BODY = /^application\/x-amz-json-/;
const CBOR_BODY = 'application/cbor';
const PAGES = ['GET', 'HEAD', 'POST'];

/** Whether a request is one for the API, well-formed or not, and not for a page of the console. */
export function isApiRequest(request: Omit<ReceivedRequest, 'body'>): boolean {
  const { method, path, query, headers } = request;
  return (
    readsCbor(request) ||
    !PAGES.includes(method) ||
    (method === 'POST' && path === '/') ||
    API_HEADERS.some((name) => headers[name] !== undefined) ||
    JSON_BODY.test(mediaType(headers['content-type']) ?? '') ||
    /^AWS4-/.test(headers.authorization ?? '') ||
    query.has('X-Amz-Signature')
  );
}

/** The protocol that the sender of a request reads: errors are written in it, too. */
export function protocolOf(request: Pick<ReceivedRequest, 'path' | 'headers'>): Protocol {
  return readsCbor(request) ? RPC_V2_CBOR : JSON_1_0;
}

function readsCbor({ path, headers }: Pick<ReceivedRequest, 'path' | 'headers'>): boolean {
  const contentType = mediaType(headers['content-type']) ?? '';
  return (
    headers['smithy-protocol'] !== undefined ||
    contentType === CBOR_BODY ||
    (path.startsWith('/service/') && !JSON_BODY.test(contentType))
  );
}
