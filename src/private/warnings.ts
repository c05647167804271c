import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * The warnings of constructs, in addition to those of the rules: the ids by which they are acknowledged, each with a
 * description. The ids are part of the contract.
 */
export const CONSTRUCT_WARNINGS = {
  'cdk-codeconnections:functionRoleTakesNoPolicies':
    'the role that is given to a function takes no policies from the app, so it must have all permissions already',
  'cdk-codeconnections:handshakeOfAnyProvider':
    '`completeHandshake` allows any provider, because the provider of the connection is unknown',
  'cdk-codeconnections:monitorRoleOutsideOfPath':
    'the role of a `SyncMonitor` is precreated or given, and a central event bus accepts roles under one path only',
  'cdk-codeconnections:stackOutlivesItsRole':
    'removing a `GitSyncedStack` would retain the stack, but delete the role that the stack needs',
} as const;

export type WarningId = keyof typeof CONSTRUCT_WARNINGS;

/** Adds a warning that can be acknowledged by its id. */
export function warn(construct: IConstruct, id: WarningId, message: string): void {
  Annotations.of(construct).addWarningV2(id, message);
}
