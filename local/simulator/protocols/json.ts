import { isUtf8 } from 'node:buffer';
import { inputOf, unreadable } from './input.ts';
import type { Protocol } from './protocol.ts';
import { mediaType, targetOf, unknownOperation } from './target.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** AWS JSON 1.0: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export const JSON_1_0: Protocol = {
  name: 'json',
  malformed: '{"__type":',
  target({ method, path, headers }) {
    if (method !== 'POST' || path !== '/') {
      throw unknownOperation(`The API takes POST /, not ${method} ${path}`, 404);
    }
    const target = String(headers['x-amz-target'] ?? '');
    const dot = target.lastIndexOf('.');
    const named = targetOf(this.name, target.slice(0, Math.max(dot, 0)), target.slice(dot + 1));
    const contentType = mediaType(headers['content-type']);
    if (contentType !== CONTENT_TYPE) {
      throw unknownOperation(`Content-Type must be ${CONTENT_TYPE}, but is ${contentType}`);
    }
    return named;
  },
  read(body) {
    let input: unknown;
    try {
      input = isUtf8(body) && JSON.parse(body.toString() || '{}');
    } catch {
      throw unreadable('is not JSON');
    }
    return inputOf(input);
  },
  write: (output) => JSON.stringify(output),
  headers: (error) => ({ 'content-type': CONTENT_TYPE, ...(error && { 'x-amzn-errortype': error.name }) }),
};
