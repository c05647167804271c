import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { validationError } from './errors';
import { typeOf } from './texts';

const CONSTRUCT = '(an L2, an L1 or an import)';

/** The members by which values are recognized, each with what has it. */
const EXPECTED = {
  connectionRef: `a connection ${CONSTRUCT}`,
  eventBusRef: `an event bus ${CONSTRUCT}`,
  hostRef: `a host ${CONSTRUCT}`,
  projectRef: 'a project of CodeBuild',
  keyRef: `a key ${CONSTRUCT}`,
  repositoryLinkRef: `a repository link ${CONSTRUCT}`,
  roleRef: `a role ${CONSTRUCT}`,
  syncConfigurationRef: `a sync configuration ${CONSTRUCT}`,
  topicRef: `a topic ${CONSTRUCT}`,
  rolePolicyStatements:
    'a CodeBuildStep of CDK Pipelines (a ShellStep takes no permissions: make it a CodeBuildStep, which has the same props)',
  grantPrincipal: 'a principal, such as a role',
  value: 'a ProviderType, such as ProviderType.GITHUB',
  _bind: 'a GitRepository',
  _blockerIds: 'SyncBlockers, such as SyncBlockers.all()',
  _commentApproval: 'a PullRequestBuildPolicy, such as PullRequestBuildPolicy.disabled()',
  _completeRole: 'StackPermissions, such as StackPermissions.operationsRole()',
  _sourceReference: "an OmicsWorkflowSourceReference, such as OmicsWorkflowSourceReference.branch('main')",
  _successfulSync: 'a GitSyncedStack',
} as const;

type Reference = keyof typeof EXPECTED;

/**
 * Refuses a value of another type than expected, which the compiler lets through in JavaScript or as `any`.
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
    ErrorCode.UNEXPECTED_TYPE,
    `'${name}' must be ${EXPECTED[reference]}, got ${typeOf(value)}`,
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
