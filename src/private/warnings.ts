import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { withoutTokens } from './texts';

/**
 * The warnings of constructs, in addition to those of the rules: the ids by which they are acknowledged, each with a
 * description. The ids are part of the contract.
 */
export const CONSTRUCT_WARNINGS = {
  'cdk-codeconnections:handshakeOfAnyProvider':
    '`completeHandshake` allows any provider, because the provider of the connection is unknown',
  'cdk-codeconnections:mixinAppliedToNothing': 'a mixin finds no resource of the type that it supports',
  'cdk-codeconnections:monitorRoleOutsideOfPath':
    'the role of a `SyncMonitor` is precreated, and a central event bus accepts roles under one path only',
  'cdk-codeconnections:roleTakesNoPermissions':
    'a role is imported as immutable, so the permissions that it needs must be added elsewhere',
  'cdk-codeconnections:stackOutlivesItsRole':
    'removing a `GitSyncedStack` would retain the stack, but delete the role that the stack needs',
  'cdk-codeconnections:stackWithoutPermissions':
    'the stack operations role of a `GitSyncedStack` has no permissions, so no resource can be deployed',
} as const;

export type WarningId = keyof typeof CONSTRUCT_WARNINGS;

/** Adds a warning that can be acknowledged by its id. */
export function warn(construct: IConstruct, id: WarningId, message: string): void {
  Validations.of(construct).addWarning(id, withoutTokens(message, '<token>'));
}
