import { cbor, tagSymbol } from '@smithy/core/cbor';
import type { Simulator } from '../../../local/simulator/index.ts';
import type { OperationName, ProtocolName, ServiceName } from '../../../local/simulator/model/operations.ts';
import type { Output } from '../../../local/simulator/model/types.ts';
import { operationOf, validate } from '../../../local/simulator/model/validate.ts';
import { sign } from '../../../src/handlers/client/sign';

export { ROLE } from './inputs.ts';

const TARGETS: Record<ServiceName, string> = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
};

export interface Caller {
  readonly service?: ServiceName;
  readonly region?: string;
  readonly account?: string;
  /** @default - JSON */
  readonly protocol?: ProtocolName;
}

/** An error response of the service. */
export class CallError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** A simulator in this process, or what is known of one elsewhere. */
export type Target = Pick<Simulator, 'url' | 'credentials'>;

/** The headers of a call, signed as the handlers sign: that is not how the simulator checks it. */
export function signedHeaders(
  { url, credentials }: Target,
  body: string | Buffer,
  { service = 'codeconnections', region = 'us-east-1', account }: Caller = {},
  headers: Record<string, string> = {},
  path = '/',
): Record<string, string> {
  const request = {
    url: new URL(path, url),
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
    body: body as string, // it is hashed, which takes bytes, too
  };
  const { host: _, ...signed } = sign(request, { service, region }, credentials(account), Date.now()).headers;
  return signed;
}

/** What a call is on the wire. */
export interface Wire {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** How each protocol names an operation and writes its input. The CBOR is that of AWS's SDK, and the simulator's is not. */
export const WIRES: Record<ProtocolName, (service: ServiceName, operation: string, input: unknown) => Wire> = {
  json: (service, operation, input) => ({
    path: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${TARGETS[service]}.${operation}` },
    body: JSON.stringify(input),
  }),
  'smithy-rpc-v2-cbor': (service, operation, input) => ({
    path: `/service/${TARGETS[service]}/operation/${operation}`,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', accept: 'application/cbor' },
    body: Uint8Array.from(cbor.serialize(input)),
  }),
};

/** Sends one call as plain HTTP, and returns its response. */
export function send(target: Target, operation: string, input: object, caller: Caller = {}): Promise<Response> {
  const { service = 'codeconnections', protocol = 'json' } = caller;
  const { path, headers, body } = WIRES[protocol](service, operation, input);
  const signed = signedHeaders(target, Buffer.from(body), caller, headers, path);
  return fetch(new URL(path, target.url), { method: 'POST', headers: signed, body });
}

/** The body of a response, in which each timestamp of CBOR has its tag. */
export async function bodyOf(response: Response): Promise<object> {
  if (response.headers.get('content-type') !== 'application/cbor') return (await response.json()) as object;
  expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
  return withoutTags(cbor.deserialize(new Uint8Array(await response.arrayBuffer()))) as object;
}

/** With timestamps as they are in JSON: in CBOR a number without the tag is none. */
function withoutTags(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutTags);
  if (tagSymbol in value) {
    const { tag, value: seconds } = value as unknown as { tag: number; value: number };
    expect(tag).toBe(1);
    return seconds;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutTags(item)]));
}

/** A client that returns the output of a call, which has to be valid by the model of the API, or throws its error. */
export function client(target: Target, caller: Caller = {}) {
  const { service = 'codeconnections' } = caller;
  return async <Name extends OperationName>(operation: Name, input: object = {}): Promise<Output<Name>> => {
    const response = await send(target, operation, input, caller);
    const body: unknown = await bodyOf(response);
    if (!response.ok) {
      const { __type, Message } = body as { __type: string; Message: string };
      throw new CallError(__type.split('#')[1], Message, response.status);
    }
    expect(validate(service, operationOf(service, operation).output, body as object)).toEqual({
      violations: [],
      known: body,
    });
    return body as Output<Name>;
  };
}

export type Client = ReturnType<typeof client>;

/** A connection whose handshake was completed, and its ARN. */
export async function availableConnection(
  call: Client,
  complete: (arn: string) => void,
  name = 'github',
  input: object = { ProviderType: 'GitHub' },
): Promise<string> {
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: name, ...input });
  complete(ConnectionArn);
  return ConnectionArn;
}
