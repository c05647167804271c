import type { ReceivedRequest } from '../signature.ts';
import { RPC_V2_CBOR } from './cbor.ts';
import { JSON_1_0 } from './json.ts';
import type { Protocol } from './protocol.ts';
import { mediaType } from './target.ts';

export type { Protocol } from './protocol.ts';
export { type ApiResponse, errorResponse, responseOf } from './response.ts';

const API_HEADERS = ['x-amz-target', 'smithy-protocol', 'x-amz-date'];
const API_BODY = /^application\/(x-amz-json-1\.\d|cbor)$/;
const PAGES = ['GET', 'HEAD', 'POST'];

/** Whether a request is one for the API, well-formed or not, and not for a page of the console. */
export function isApiRequest({ method, path, query, headers }: Omit<ReceivedRequest, 'body'>): boolean {
  return (
    !PAGES.includes(method) ||
    (method === 'POST' && path === '/') ||
    API_HEADERS.some((name) => headers[name] !== undefined) ||
    API_BODY.test(mediaType(headers['content-type']) ?? '') ||
    /^AWS4-/.test(headers.authorization ?? '') ||
    query.has('X-Amz-Signature')
  );
}

/** The protocol that the sender of a request reads: errors are written in it, too. */
export function protocolOf({ path, headers }: Pick<ReceivedRequest, 'path' | 'headers'>): Protocol {
  const contentType = mediaType(headers['content-type']);
  const isCbor =
    headers['smithy-protocol'] !== undefined ||
    contentType === 'application/cbor' ||
    (contentType === undefined && path.startsWith('/service/'));
  return isCbor ? RPC_V2_CBOR : JSON_1_0;
}
