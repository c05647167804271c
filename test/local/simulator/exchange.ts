import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { cbor } from '@smithy/core/cbor';
import type { ProtocolName } from '../../../local/simulator/model/operations.ts';
import { signedHeaders, type Target, WIRES } from './client.ts';

/** What is other than in a well-formed call of ListConnections. A header that is undefined is left out. */
export interface Deviation {
  readonly method?: string;
  readonly path?: string;
  readonly operation?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

export interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decoded by its content type. */
  readonly body: unknown;
}

/** Sends a signed call that deviates from a well-formed one, on a connection of its own. */
export async function exchange(target: Target, protocol: ProtocolName, deviation: Deviation = {}): Promise<Exchange> {
  const wire = WIRES[protocol]('codeconnections', deviation.operation ?? 'ListConnections', {});
  const { method = 'POST', path = wire.path, body = Buffer.from(wire.body) } = deviation;
  const given = Object.entries({ ...wire.headers, ...deviation.headers }).filter(([, value]) => value !== undefined);
  const { 'content-type': contentType, ...headers } = Object.fromEntries(given) as Record<string, string>;
  const signed = signedHeaders(target, body, {}, { ...headers, 'content-type': contentType ?? '' }, path);
  if (contentType === undefined) delete signed['content-type'];
  const sent = request(new URL(path, target.url), { method, agent: false, headers: signed }).end(body);
  const [response] = await once(sent, 'response');
  return {
    status: response.statusCode,
    headers: response.headers,
    body: decoded(response.headers, await buffer(response)),
  };
}

function decoded({ 'content-type': type }: IncomingHttpHeaders, body: Buffer): unknown {
  if (type === 'application/cbor') return cbor.deserialize(new Uint8Array(body));
  return type?.startsWith('application/') ? JSON.parse(body.toString()) : body.toString();
}

/** That it is an error of the service, in the protocol of the request. */
export function expectError({ status, headers, body }: Exchange, protocol: ProtocolName, name: string, expected = 400) {
  expect(body).toEqual({ __type: expect.stringMatching(`#${name}$`), Message: expect.stringMatching(/\S/) });
  expect(status).toBe(expected);
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers['x-amzn-errortype']).toBe(protocol === 'json' ? name : undefined);
  expect(headers['content-type']).toBe(protocol === 'json' ? 'application/x-amz-json-1.0' : 'application/cbor');
  expect(headers['smithy-protocol']).toBe(protocol === 'json' ? undefined : 'rpc-v2-cbor');
}
