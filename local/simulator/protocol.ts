import { OPERATIONS, type OperationName } from './model/operations.ts';
import type { ServiceName } from './model/validate.ts';

/** An error as the service answers it. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = STATUS_OF[name] ?? 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The HTTP status of the errors that are no client's fault; every other one is answered with 400. */
const STATUS_OF: Readonly<Record<string, number>> = {
  InternalServerException: 500,
  InternalFailure: 500,
  ServiceUnavailableException: 503,
  RequestEntityTooLargeException: 413,
};

interface Api {
  readonly service: ServiceName;
  /** What stands before the operation in X-Amz-Target, in short; botocore puts a Java-like package before it. */
  readonly target: string;
  readonly longTarget: string;
  readonly namespace: string;
}

const APIS: readonly Api[] = [
  {
    service: 'codeconnections',
    target: 'CodeConnections_20231201',
    longTarget: 'com.amazonaws.codeconnections.CodeConnections_20231201',
    namespace: 'com.amazonaws.codeconnections',
  },
  {
    service: 'codestar-connections',
    target: 'CodeStar_connections_20191201',
    longTarget: 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
    namespace: 'com.amazonaws.codestar.connections',
  },
];

/** Which operation of which API a request is for. */
export function parseTarget(header: string | undefined): { service: ServiceName; operation: OperationName } {
  const dot = header?.lastIndexOf('.') ?? -1;
  const prefix = header?.slice(0, dot);
  const operation = header?.slice(dot + 1) ?? '';
  const api = APIS.find(({ target, longTarget }) => prefix === target || prefix === longTarget);
  if (!api || !Object.hasOwn(OPERATIONS, operation)) {
    throw new ServiceError('UnknownOperationException', `The operation ${header ?? '(none)'} is not known`);
  }
  return { service: api.service, operation: operation as OperationName };
}

/** The `__type` of an error: declared ones carry the namespace of their API, as in the model. */
export function errorType(service: ServiceName | undefined, error: ServiceError): string {
  const api = APIS.find((candidate) => candidate.service === service);
  return `${api?.namespace ?? 'com.amazon.coral.service'}#${error.name}`;
}

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** Whether it is the name of a Region, by its looks. */
export const isRegion = (name: string): boolean => REGION.test(name);

export function partitionOf(region: string): string {
  const prefixes = { 'us-gov-': 'aws-us-gov', 'cn-': 'aws-cn', 'us-iso-': 'aws-iso', 'us-isob-': 'aws-iso-b' };
  return Object.entries(prefixes).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
