import { ServiceError } from '../errors.ts';
import { APIS, OPERATIONS, type OperationName, type ProtocolName, type ServiceName } from '../model/operations.ts';
import type { Target } from './protocol.ts';

const SERVICES = Object.keys(APIS) as ServiceName[];

/** An operation of an API that speaks the protocol. SDKs name the API by the last part of its prefix, botocore by all of it. */
export function targetOf(protocol: ProtocolName, prefix: string, operation: string): Target {
  const service = SERVICES.find((name) => {
    const { targetPrefix, protocols } = APIS[name];
    const isNamed = prefix === targetPrefix || prefix === targetPrefix.split('.').at(-1);
    return isNamed && (protocols as readonly ProtocolName[]).includes(protocol);
  });
  if (!service || !Object.hasOwn(OPERATIONS, operation)) {
    const named = [prefix, operation].filter(Boolean).join('.');
    throw unknownOperation(`The operation ${named || '(none)'} is not known`);
  }
  return { service, operation: operation as OperationName };
}

export const unknownOperation = (message: string, status?: number) =>
  new ServiceError('UnknownOperationException', message, status);

/** The media type of a body, without its parameters. */
export const mediaType = (header: string | undefined): string | undefined => header?.split(';')[0].trim().toLowerCase();
