import { Annotations, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { messageOf } from './texts';

/**
 * The warnings of constructs, in addition to those of the rules: the ids by which they are acknowledged, each with a
 * description. The ids are part of the contract.
 */
export const CONSTRUCT_WARNINGS = {
  'cdk-codeconnections:functionRoleTakesNoPolicies':
    'the role that is given to a function takes no policies from the app, so it must have all permissions already',
  'cdk-codeconnections:handshakeOfAnyProvider':
    '`completeHandshake` allows any provider, because the provider of the connection is unknown',
  'cdk-codeconnections:mixinAppliedToNothing': 'a mixin was applied to a construct in which it can change nothing',
  'cdk-codeconnections:monitorRoleOutsideOfPath':
    'the role of a `SyncMonitor` is not created by it, and a central event bus accepts only roles under one path',
  'cdk-codeconnections:roleTakesNoPermissions':
    'a role takes no permissions from the app, because it is imported as immutable or from another account',
  'cdk-codeconnections:stackOutlivesItsRole':
    'removing a `GitSyncedStack` would retain the stack, but delete the role that the stack needs',
  'cdk-codeconnections:stackWithoutPermissions':
    'the stack operations role of a `GitSyncedStack` has no permissions, so no resource can be deployed',
} as const;

export type WarningId = keyof typeof CONSTRUCT_WARNINGS;

/** The information that constructs print at synthesis, by ids that are part of the contract. */
export const CONSTRUCT_INFORMATION = {
  'cdk-codeconnections:waitWithoutTopic':
    'the deployment waits for a person, but no topic gets the link to the AWS console',
} as const;

export type InformationId = keyof typeof CONSTRUCT_INFORMATION;

/** Adds a warning of a construct. See `addWarning`. */
export function warn(construct: IConstruct, id: WarningId, message: string): void {
  addWarning(construct, id, message);
}

/**
 * Adds a warning that can be acknowledged by its id, and returns whether it was added: an acknowledged one is not.
 *
 * If a warning comes later than its acknowledgment, the CDK looks for that around the construct, but neither at it nor
 * outside of its Stage.
 */
export function addWarning(construct: IConstruct, id: string, message: string): boolean {
  const metadata = construct.node.scopes.flatMap(({ node }) => node.metadata);
  const isAcknowledged = metadata.some(
    ({ type, data }) =>
      type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && Object.keys(data).some((key) => key.endsWith(`::${id}`)),
  );
  if (isAcknowledged) return false;
  Validations.of(construct).addWarning(id, messageOf(message));
  return construct.node.metadata.some(({ data }) => String(data).includes(id));
}

/** Prints information at synthesis, which is no warning. `Annotations.acknowledgeInfo` silences it by its id. */
export function inform(construct: IConstruct, id: InformationId, message: string): void {
  Annotations.of(construct).addInfoV2(id, message);
}
