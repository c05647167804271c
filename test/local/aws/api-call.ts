import type { AwsEnvironment } from '../../../local/aws/aws-request';
import type { ProtocolName } from '../../../local/simulator/model/operations';
import { bodyOf, WIRES, type Wire } from '../simulator/client';
import { signerOf } from './signed-request';

export interface ApiResponse {
  readonly status: number;
  readonly type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: outputs are as different as operations
  readonly body: any;
}

/** Calls an operation of the newer API at the local AWS's endpoint, with what is other than in a well-formed request. */
export async function apiCall(
  env: AwsEnvironment,
  protocol: ProtocolName,
  operation: string,
  input: unknown = {},
  deviation: Partial<Wire> & { readonly method?: string; readonly unsigned?: Record<string, string> } = {},
): Promise<ApiResponse> {
  const wire = WIRES[protocol]('codeconnections', operation, input);
  const { method = 'POST', path = wire.path, body = wire.body, unsigned = {} } = deviation;
  const url = new URL(path, env.AWS_ENDPOINT_URL);
  const signed = await signerOf('codeconnections', {
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
  }).sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...wire.headers, ...deviation.headers },
    body,
  });
  const response = await fetch(url, { method, headers: { ...signed.headers, ...unsigned }, body });
  return { status: response.status, type: response.headers.get('content-type'), body: await bodyOf(response) };
}
