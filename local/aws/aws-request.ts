import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../simulator/index.ts';

/** One call to an AWS API: JSON or REST, or the query protocol when it has parameters. */
export interface AwsRequest {
  readonly service: string;
  /** @default POST */
  readonly method?: 'GET' | 'POST';
  /** Path and query. @default / */
  readonly path?: string;
  /** `X-Amz-Target` of a JSON API. */
  readonly target?: string;
  readonly body?: unknown;
  /** Form parameters of a query API, `Action` and `Version` included. */
  readonly parameters?: Record<string, string>;
}

/** Endpoint, Region and credentials, as the cdk CLI reads them from its environment. */
export type AwsEnvironment = Record<string, string>;

/** What an API has refused. The message has the response as it came. */
export class AwsRequestError extends Error {
  readonly response: string;
  readonly status: number;

  constructor(what: string, status: number, response: string) {
    super(`${what} failed with ${status}: ${response}`);
    this.status = status;
    this.response = response;
  }
}

/** Whether CloudFormation says that a stack does not exist. */
export const isMissing = (error: Error): boolean =>
  error instanceof AwsRequestError && error.status === 400 && error.message.includes('does not exist');

/** Sends a signed request to the local AWS; returns the parsed JSON response, or the XML of a query API as text. */
export async function awsRequest<T = unknown>(env: AwsEnvironment, request: AwsRequest): Promise<T> {
  const { service, method = 'POST', path = '/', target, body, parameters } = request;
  const url = new URL(path, env.AWS_ENDPOINT_URL);
  const signer = new SignatureV4({
    service,
    region: env.AWS_REGION,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    },
    sha256: Sha256,
  });
  const payload = method === 'GET' ? undefined : parameters ? formEncode(parameters) : JSON.stringify(body ?? {});
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: {
      host: url.host,
      'content-type': parameters ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.0',
      ...(target && { 'x-amz-target': target }),
    },
    body: payload,
  });
  const response = await fetch(url, { method, headers: signed.headers, body: payload });
  const text = await response.text();
  if (!response.ok) throw new AwsRequestError(target ?? parameters?.Action ?? path, response.status, text);
  return (parameters ? text : JSON.parse(text)) as T;
}

function formEncode(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}
