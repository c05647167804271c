import type { ServiceError } from './errors.ts';
import { APIS, type ServiceName } from './model/operations.ts';

/** The HTTP statuses of the errors that the model of the API gives none. */
const STATUSES: Readonly<Record<string, number>> = {
  InternalServerException: 500,
  InternalFailure: 500,
  ServiceUnavailableException: 503,
  RequestEntityTooLargeException: 413,
};

const DEFAULT_STATUS = 400;

/** Where the HTTP statuses of errors are from. */
export const ERROR_STATUSES = ['model', 'api-reference'] as const;

export type ErrorStatuses = (typeof ERROR_STATUSES)[number];

/**
 * The HTTP status of an error. The model of the older API has none, and the API Reference of neither: there each error of a
 * client is 400.
 */
export function statusOf(
  service: ServiceName | undefined,
  { name, status }: ServiceError,
  source: ErrorStatuses = 'model',
): number {
  const declared: Readonly<Record<string, number>> = service && source === 'model' ? APIS[service].statuses : {};
  return status ?? declared[name] ?? STATUSES[name] ?? DEFAULT_STATUS;
}
