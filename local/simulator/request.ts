import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from './errors.ts';
import type { OperationName, ServiceName } from './model/operations.ts';
import { isRegion, parseTarget } from './protocol.ts';
import { isSecret, type Secrets } from './secrets.ts';
import { type ReceivedRequest, verifySignature } from './signature.ts';
import { DEFAULT_ACCOUNT } from './state.ts';

/** What the headers of a request say. */
export interface Caller {
  service?: ServiceName;
  operation?: OperationName;
  account?: string;
  region?: string;
  /** Whether AWS itself calls, on somebody's behalf. */
  internal?: boolean;
}

export const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** The header with the token of this start. */
export const TOKEN_HEADER = 'x-sim-token';

/**
 * Reads who calls into `caller`, as far as it is good: what was learned before an error stays known.
 *
 * The local AWS has checked who calls it already, and says in headers for whom it asks. It is known by the token.
 */
export async function readCaller(request: ReceivedRequest, caller: Caller, secrets: Secrets): Promise<void> {
  const { headers } = request;
  const { service, operation } = parseTarget(single(headers['x-amz-target']));
  caller.service = service;
  caller.operation = operation;
  const contentType = headers['content-type']?.split(';')[0].trim().toLowerCase();
  if (contentType !== CONTENT_TYPE) {
    throw new ServiceError('UnknownOperationException', `Content-Type must be ${CONTENT_TYPE}, but is ${contentType}`);
  }
  const isLocalAws = isSecret(secrets.token, single(headers[TOKEN_HEADER]));
  caller.internal = isLocalAws && headers['x-sim-internal'] === '1';
  const { account, region } = isLocalAws ? named(headers) : await verifySignature(request, service, secrets);
  caller.account = account;
  caller.region = region;
}

/** Whom the local AWS asks for. */
function named(headers: IncomingHttpHeaders): { account: string; region: string } {
  const region = single(headers['x-sim-region']) ?? 'us-east-1';
  if (!isRegion(region)) {
    throw new ServiceError('ValidationException', `x-sim-region must be the name of a Region, but is ${region}`);
  }
  const account = single(headers['x-sim-account']) ?? DEFAULT_ACCOUNT;
  if (!/^\d{12}$/.test(account)) {
    throw new ServiceError('ValidationException', `x-sim-account must be 12 digits, but is ${account}`);
  }
  return { account, region };
}

export function readBody(body: Buffer): object {
  let input: unknown;
  try {
    input = isUtf8(body) && JSON.parse(body.toString() || '{}');
  } catch {
    throw new ServiceError('SerializationException', 'The body of the request is not JSON');
  }
  if (isDeeper(input, DEEPEST)) {
    throw new ServiceError('SerializationException', `The body of the request is nested deeper than ${DEEPEST} levels`);
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ServiceError('SerializationException', 'The body of the request is not a JSON object');
  }
  return input;
}

/** No input of the API is nested half as deep. */
const DEEPEST = 10;

function isDeeper(value: unknown, levels: number): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1)))
  );
}

export const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
