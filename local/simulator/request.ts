import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from './errors.ts';
import type { OperationName, ServiceName } from './model/operations.ts';
import type { Protocol } from './protocols/index.ts';
import { isRegion } from './regions.ts';
import { isSecret, type Secrets } from './secrets.ts';
import { type ReceivedRequest, verifySignature } from './signature.ts';
import { DEFAULT_ACCOUNT } from './state.ts';

/** What a request says beside its input. */
export interface Caller {
  service?: ServiceName;
  operation?: OperationName;
  account?: string;
  region?: string;
  /** Whether AWS itself calls, on somebody's behalf. */
  internal?: boolean;
}

/** The header with the token of this start. */
export const TOKEN_HEADER = 'x-sim-token';

/**
 * Reads who calls into `caller`, as far as it is good: what was learned before an error stays known.
 *
 * The local AWS has checked who calls it already, and says in headers for whom it asks. It is known by the token.
 */
export async function readCaller(
  request: ReceivedRequest,
  protocol: Protocol,
  caller: Caller,
  secrets: Secrets,
): Promise<void> {
  const { headers } = request;
  const { service, operation } = protocol.target(request);
  caller.service = service;
  caller.operation = operation;
  const isTrusted = isOfLocalAws(headers, secrets);
  caller.internal = isTrusted && headers['x-sim-internal'] === '1';
  const { account, region } = isTrusted ? named(headers) : await verifySignature(request, service, secrets);
  caller.account = account;
  caller.region = region;
}

/** Whether the local AWS asks, on behalf of a caller. */
export const isOfLocalAws = (headers: IncomingHttpHeaders, { token }: Secrets): boolean =>
  isSecret(token, single(headers[TOKEN_HEADER]));

/** Whom the local AWS asks for. */
export function named(headers: IncomingHttpHeaders): { account: string; region: string } {
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

export const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
