import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  /** All headers but Content-Length and Connection. A name may be repeated, and `Host` may be missing. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  /** @default 1.1 */
  readonly version?: string;
}

export interface RawResponse {
  readonly status: number;
  readonly text: string;
}

/** Sends a request as it is given, with its length. */
export async function rawRequest(url: string, request: RawRequest): Promise<RawResponse> {
  const { method = 'GET', path = '/', headers = [], body = '', version = '1.1' } = request;
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const lines = [
    `${method} ${path} HTTP/${version}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  const response = await text(socket);
  return { status: Number(response.split(' ')[1]), text: response };
}
