import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { validationError } from './errors';

/** The members by which the references of CDK are recognized, and what has them. */
const REFERENCES = {
  connectionRef: 'a connection',
  eventBusRef: 'an event bus',
  hostRef: 'a host',
  repositoryLinkRef: 'a repository link',
  roleRef: 'a role',
  syncConfigurationRef: 'a sync configuration',
  topicRef: 'a topic',
} as const;

type Reference = keyof typeof REFERENCES;

/**
 * Refuses a value that is not a construct with a reference, which the compiler lets through in JavaScript or as `any`.
 *
 * @throws when the value is something else, or is undefined and not optional
 */
export function checkReference(
  name: string,
  value: unknown,
  reference: Reference,
  scope: IConstruct | undefined,
): void {
  if (typeof value === 'object' && value !== null && reference in value) return;
  throw validationError(
    ErrorCode.INVALID_CONSTRUCT,
    `'${name}' must be ${REFERENCES[reference]} (an L2, an L1 or an import), got ${kindOf(value)}`,
    scope,
  );
}

/** The same for a value that may be absent. */
export function checkOptionalReference(
  name: string,
  value: unknown,
  reference: Reference,
  scope: IConstruct | undefined,
): void {
  if (value !== undefined) checkReference(name, value, reference, scope);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Array.isArray(value) ? 'a list' : `an object of the class ${value.constructor?.name ?? 'null'}`;
}
