import type { Simulator } from '../../../local/simulator/index.ts';
import type { OperationName, ServiceName } from '../../../local/simulator/model/operations.ts';
import type { Output } from '../../../local/simulator/model/types.ts';
import { operationOf, validate } from '../../../local/simulator/model/validate.ts';
import { sign } from '../../../src/handlers/client/sign';

const TARGETS: Record<ServiceName, string> = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
};

export interface Caller {
  readonly service?: ServiceName;
  readonly region?: string;
  readonly account?: string;
}

/** A response of the service that is an error. */
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
): Record<string, string> {
  const request = {
    url: new URL(url),
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
    body: body as string, // it is hashed, which takes bytes, too
  };
  const { host: _, ...signed } = sign(request, { service, region }, credentials(account), Date.now()).headers;
  return signed;
}

/** Sends one call as plain HTTP, and returns its response. */
export function send(target: Target, operation: string, input: object, caller: Caller = {}): Promise<Response> {
  const body = JSON.stringify(input);
  const headers = signedHeaders(target, body, caller, {
    'x-amz-target': `${TARGETS[caller.service ?? 'codeconnections']}.${operation}`,
  });
  return fetch(target.url, { method: 'POST', headers, body });
}

/** A client that returns the output of a call, which has to be valid by the model of the API, or throws its error. */
export function client(target: Target, caller: Caller = {}) {
  const { service = 'codeconnections' } = caller;
  return async <Name extends OperationName>(operation: Name, input: object = {}): Promise<Output<Name>> => {
    const response = await send(target, operation, input, caller);
    const body: unknown = await response.json();
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

export const ROLE = 'arn:aws:iam::123456789012:role/git-sync';

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
