import { type HttpRequest, type HttpResponse, NetworkError, send } from './http';
import { type Verdict, withRetries } from './retry';
import type { Runtime } from './runtime';
import { sign } from './sign';
import { oneLine } from './text';
import { textIn } from './xml';

const DNS_SUFFIXES: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
};

/** The host name without the suffix: a service and a Region. */
const NAMES = /^[a-z-]+\.[a-z][a-z-]+-\d+$/;

/** The destination of a request. */
export interface Target {
  /** The name of the service in host names, signatures and IAM actions. */
  readonly service: string;
  readonly partition: string;
  readonly region: string;
}

/** One request to an AWS API. */
export interface AwsRequest extends Target {
  /** The name of the operation, which is also that of the IAM action. */
  readonly operation: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether to retry if access is denied, because a policy may not be in force yet. */
  readonly retryDenied?: boolean;
}

/**
 * What a code says of an error. AWS's sources differ on the statuses of the same errors, so a status tells only where the
 * code is none of this service: for an error of another one, or of a proxy.
 */
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded/;
const TRANSIENT = /^(Internal|ServiceUnavailable|ConcurrentModification)/;
const FINAL =
  /^(AccessDenied|Condition\w+|Conflict|InvalidInput|LimitExceeded|Resource(AlreadyExists|NotFound|Unavailable)|Retry\w+|Sync\w+|Unsupported\w+|Update\w+|Validation)Exception$/;

/** The error response of a service. */
export class ServiceError extends Error {
  public readonly denied: boolean;
  public readonly throttled: boolean;
  public readonly transient: boolean;

  constructor(
    action: string,
    public readonly code: string,
    status: number,
    detail: string,
  ) {
    // The credentials of a new role may be unknown for some seconds. That is treated like a policy not yet in force.
    const denied = /AccessDenied|AuthorizationError|NotAuthorized|InvalidClientTokenId|UnrecognizedClient/.test(code);
    super(
      denied
        ? `the handler is not allowed to call ${action}: ${detail} (${code}); check permissions boundaries, service control policies and resource policies`
        : `${action} failed: ${detail} (${code})`,
    );
    this.denied = denied;
    const passes = TRANSIENT.test(code);
    const unknown = passes || FINAL.test(code) ? 0 : status;
    this.throttled = unknown === 429 || THROTTLED.test(code);
    this.transient = this.throttled || passes || unknown >= 500;
  }
}

/** Whether the error is a service error with one of these codes. */
export function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return error instanceof ServiceError && codes.includes(error.code);
}

/** Whether the error says that a resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return isOneOf(error, ['ResourceNotFoundException']);
}

/** The response of a service, or nothing if the resource does not exist. */
export async function ignoreNotFound<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether the same request may succeed a little later. */
export function isTransient(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ServiceError && error.transient);
}

/**
 * Signs and sends a request, with retries.
 *
 * @param read converts the response's body to the result
 */
export function callAws<T>(runtime: Runtime, request: AwsRequest, read: (body: string) => T): Promise<T> {
  const { retryDenied = true } = request;
  const judge = (error: unknown): Verdict => verdictOn(error, retryDenied);
  return withRetries(runtime, judge, () => callAwsOnce(runtime, request, read));
}

/** The reaction to an error of a service. */
export function verdictOn(error: unknown, retryDenied = true): Verdict {
  if (isTransient(error)) return 'transient';
  return retryDenied && error instanceof ServiceError && error.denied ? 'denied' : 'final';
}

/** Signs and sends a request, once. */
export async function callAwsOnce<T>(runtime: Runtime, request: AwsRequest, read: (body: string) => T): Promise<T> {
  const { env } = runtime;
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: env.AWS_SESSION_TOKEN,
  };
  const url = new URL(endpointOf(request, env) + (request.path ?? '/'));
  const unsigned: HttpRequest = { url, method: 'POST', headers: request.headers, body: request.body };
  const response = await send(sign(unsigned, request, credentials, runtime.now()));
  const action = `${request.service}:${request.operation}`;
  if (response.status >= 300) throw serviceError(action, response);
  try {
    return read(response.body);
  } catch {
    throw new NetworkError(`${action} succeeded, but its response cannot be read`);
  }
}

/**
 * The endpoint of a service without a trailing slash: the one configured in the environment, or that of AWS.
 *
 * @throws when the host is not an AWS host, because a Region can come from an event
 */
export function endpointOf({ service, region, partition }: Target, env: Runtime['env']): string {
  const names = `${service}.${region}`;
  if (!NAMES.test(names)) throw new Error(`not an AWS host: ${names}`);
  const own = `AWS_ENDPOINT_URL_${service.toUpperCase().replace(/-/g, '_')}`;
  const configured = env[own] || env.AWS_ENDPOINT_URL;
  if (configured) return configured.replace(/\/$/, '');
  return `https://${names}.${DNS_SUFFIXES[partition] ?? DNS_SUFFIXES.aws}`;
}

/** Whether a text is an HTTPS URL of AWS, or a URL of the endpoint that is configured instead. */
export function isOfAws(text: unknown, { AWS_ENDPOINT_URL }: Runtime['env']): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, host, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (AWS_ENDPOINT_URL) {
    const configured = new URL(AWS_ENDPOINT_URL);
    return protocol === configured.protocol && host === configured.host;
  }
  return protocol === 'https:' && Object.values(DNS_SUFFIXES).some((suffix) => hostname.endsWith(`.${suffix}`));
}

/** Reads an error of any protocol: JSON with the code in a header or in the body, or XML. */
function serviceError(action: string, { status, headers, body }: HttpResponse): ServiceError {
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(body);
  } catch {
    // XML, or the page of a proxy
  }
  const code = headers['x-amzn-errortype'] ?? json.__type ?? json.code ?? textIn(body, 'Code') ?? `HTTP ${status}`;
  const detail = json.message ?? json.Message ?? textIn(body, 'Message') ?? 'no message';
  // It can repeat text that people have written.
  return new ServiceError(action, String(code).replace(/^.*#|:.*$/g, ''), status, oneLine(String(detail)));
}
