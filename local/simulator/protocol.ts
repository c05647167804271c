import { ServiceError } from './errors.ts';
import { APIS, OPERATIONS, type OperationName, type ServiceName } from './model/operations.ts';

/** The HTTP statuses of the errors that the model of the API gives none. */
const STATUSES: Readonly<Record<string, number>> = {
  InternalServerException: 500,
  InternalFailure: 500,
  ServiceUnavailableException: 503,
  RequestEntityTooLargeException: 413,
};

const DEFAULT_STATUS = 400;

const SERVICES = Object.keys(APIS) as ServiceName[];

/** Which operation of which API a request is for. */
export function parseTarget(header: string | undefined): { service: ServiceName; operation: OperationName } {
  const dot = header?.lastIndexOf('.') ?? -1;
  const prefix = header?.slice(0, dot);
  const operation = header?.slice(dot + 1) ?? '';
  // SDKs send the last part of the prefix only; botocore sends all of it.
  const service = SERVICES.find(
    (name) => prefix === APIS[name].targetPrefix || prefix === APIS[name].targetPrefix.split('.').at(-1),
  );
  if (!service || !Object.hasOwn(OPERATIONS, operation)) {
    throw new ServiceError('UnknownOperationException', `The operation ${header ?? '(none)'} is not known`);
  }
  return { service, operation: operation as OperationName };
}

/** The `__type` of an error: declared ones carry the namespace of their API, as in the model. */
export function errorType(service: ServiceName | undefined, { name }: ServiceError): string {
  const namespace = service && APIS[service].targetPrefix.replace(/\.[^.]+$/, '');
  return `${namespace ?? 'com.amazon.coral.service'}#${name}`;
}

/** The HTTP status of an error. The model of the older API has none: there each error of a client is 400. */
export function statusOf(service: ServiceName | undefined, { name, status }: ServiceError): number {
  const declared: Readonly<Record<string, number>> = service ? APIS[service].statuses : {};
  return status ?? declared[name] ?? STATUSES[name] ?? DEFAULT_STATUS;
}

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** Whether it is the name of a Region, by its form. */
export const isRegion = (name: string): boolean => REGION.test(name);

export function partitionOf(region: string): string {
  const prefixes = { 'us-gov-': 'aws-us-gov', 'cn-': 'aws-cn', 'us-iso-': 'aws-iso', 'us-isob-': 'aws-iso-b' };
  return Object.entries(prefixes).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
