import type { AwsEnvironment } from '../../../local/aws/aws-request';
import type { ProtocolName, ServiceName } from '../../../local/simulator/model/operations';
import { bodyOf, WIRES, type Wire } from '../simulator/client';
import { signerOf } from './signed-request';

export interface ApiResponse {
  readonly status: number;
  readonly type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: outputs are as different as operations
  readonly body: any;
}

/** What is other than in a well-formed request. A header that is undefined is left out. */
export interface Deviation extends Partial<Omit<Wire, 'headers'>> {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  /** Headers beside those that are signed. */
  readonly unsigned?: Record<string, string>;
  /** The API that the request names. */
  readonly service?: ServiceName;
  /** The API that the request is signed for; none for a request without a signature. */
  readonly scope?: ServiceName | 'none';
}

/** Calls an operation of the newer API at the local AWS's endpoint. */
export async function apiCall(
  env: AwsEnvironment,
  protocol: ProtocolName,
  operation: string,
  input: unknown = {},
  deviation: Deviation = {},
): Promise<ApiResponse> {
  const { service = 'codeconnections', scope = 'codeconnections' } = deviation;
  const wire = WIRES[protocol](service, operation, input);
  const { method = 'POST', path = wire.path, unsigned = {} } = deviation;
  const body = method === 'GET' ? undefined : (deviation.body ?? wire.body);
  const url = new URL(path, env.AWS_ENDPOINT_URL);
  const given = Object.entries({ ...wire.headers, ...deviation.headers }).filter(([, value]) => value !== undefined);
  const headers = { host: url.host, ...(Object.fromEntries(given) as Record<string, string>) };
  const signed = await signerOf(scope, {
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
  }).sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    body,
  });
  const sent = { ...(scope === 'none' ? headers : signed.headers), ...unsigned };
  const response = await fetch(url, { method, headers: sent, body });
  return { status: response.status, type: response.headers.get('content-type'), body: await bodyOf(response) };
}
