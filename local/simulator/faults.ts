import { ServiceError } from './errors.ts';
import type { OperationName } from './model/operations.ts';

/** What can go wrong. */
export const FAULT_KINDS = [
  'throttling',
  'server-error',
  'unavailable',
  'expired-token',
  'slow',
  'cut-before',
  'cut-after',
  'malformed-json',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultSpecification {
  readonly kind: FaultKind;
  /** Only calls of this operation; all if omitted. */
  readonly operation?: OperationName;
  /** Only calls that name this ARN, id or name in their input; all if omitted. */
  readonly resource?: string;
  /** How many of the calls that match; 1, or with a rate no limit, if omitted. */
  readonly times?: number;
  /** The share of the calls that match, from 0 to 1, spread evenly; all if omitted. */
  readonly rate?: number;
  /** How long a slow response takes, in milliseconds; 1000 if omitted. */
  readonly delay?: number;
}

interface Fault extends FaultSpecification {
  left: number;
  due: number;
}

/** The faults that are to come. */
export class Faults {
  private faults: Fault[] = [];

  add(specification: FaultSpecification): void {
    const { times, rate } = specification;
    this.faults.push({ ...specification, left: times ?? (rate === undefined ? 1 : Number.POSITIVE_INFINITY), due: 0 });
  }

  clear(): void {
    this.faults = [];
  }

  /** The faults of this call: the first one that is due, and all that make it slow. The others wait. */
  faultsFor(operation: OperationName, input: object): FaultSpecification[] {
    const found: Fault[] = [];
    for (const fault of this.faults) {
      const waits = fault.kind !== 'slow' && found.some(({ kind }) => kind !== 'slow');
      if (!waits && matches(fault, operation, input) && isDue(fault)) {
        found.push(fault);
      }
    }
    this.faults = this.faults.filter(({ left }) => left > 0);
    return found;
  }
}

/** The error that the service responds with, if the fault is one. */
export function errorOf({ kind }: FaultSpecification): ServiceError | undefined {
  switch (kind) {
    case 'throttling':
      return new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'server-error':
      return new ServiceError('InternalServerException', 'Something went wrong on our side');
    case 'unavailable':
      return new ServiceError('ServiceUnavailableException', 'The service is not available');
    case 'expired-token':
      return new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
    default:
      return undefined;
  }
}

function matches({ operation, resource }: Fault, called: OperationName, input: object): boolean {
  return (
    (operation === undefined || operation === called) &&
    (resource === undefined || Object.values(input).some((value) => value === resource))
  );
}

function isDue(fault: Fault): boolean {
  fault.due += fault.rate ?? 1;
  if (fault.due < 1 || fault.left <= 0) {
    return false;
  }
  fault.due -= 1;
  fault.left -= 1;
  return true;
}
