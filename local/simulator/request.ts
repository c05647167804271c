import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { OperationName } from './model/operations.ts';
import type { ServiceName } from './model/validate.ts';
import { isRegion, parseAuthorization, parseTarget, ServiceError } from './protocol.ts';
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

/** Reads the headers into `caller`, as far as they are good: what was learned before an error stays known. */
export function readHeaders(headers: IncomingHttpHeaders, caller: Caller): asserts caller is Required<Caller> {
  const { service, operation } = parseTarget(single(headers['x-amz-target']));
  caller.service = service;
  caller.operation = operation;
  const contentType = headers['content-type']?.split(';')[0].trim().toLowerCase();
  if (contentType !== CONTENT_TYPE) {
    throw new ServiceError('UnknownOperationException', `Content-Type must be ${CONTENT_TYPE}, but is ${contentType}`);
  }
  caller.internal = headers['x-sim-internal'] === '1' && headers.authorization === undefined;
  caller.region = caller.internal ? (single(headers['x-sim-region']) ?? 'us-east-1') : signedRegion(headers, service);
  if (!isRegion(caller.region)) {
    throw new ServiceError('ValidationException', `x-sim-region must be the name of a Region, but is ${caller.region}`);
  }
  caller.account = single(headers['x-sim-account']) ?? DEFAULT_ACCOUNT;
  if (!/^\d{12}$/.test(caller.account)) {
    throw new ServiceError('ValidationException', `x-sim-account must be 12 digits, but is ${caller.account}`);
  }
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

function signedRegion(headers: IncomingHttpHeaders, service: ServiceName): string {
  if (headers.authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'The request is not signed');
  }
  return parseAuthorization(headers.authorization, service).region;
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

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
