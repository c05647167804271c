import type { ServiceError } from '../errors.ts';
import { APIS, type ServiceName } from '../model/operations.ts';
import type { Protocol } from './protocol.ts';

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function responseOf(
  protocol: Protocol,
  requestId: string,
  status: number,
  output: object,
  error?: ServiceError,
): ApiResponse {
  const headers = { ...protocol.headers(error), 'x-amzn-requestid': requestId };
  return { status, headers, body: protocol.write(output) };
}

/** The response that tells an error, of the API that declares it if one does. */
export function errorResponse(
  protocol: Protocol,
  requestId: string,
  status: number,
  declaring: ServiceName | undefined,
  error: ServiceError,
): ApiResponse {
  const output = { __type: errorType(declaring, error), Message: error.message };
  return responseOf(protocol, requestId, status, output, error);
}

/** The `__type` of an error: declared ones carry the namespace of their API, as in the model. */
function errorType(service: ServiceName | undefined, { name }: ServiceError): string {
  const namespace = service && APIS[service].targetPrefix.replace(/\.[^.]+$/, '');
  return `${namespace ?? 'com.amazon.coral.service'}#${name}`;
}
