import { type Contract, CUSTOM, type Permissions } from '../framework/contract';
import { optional, text } from '../framework/schema';

export interface TargetStackProperties {
  readonly StackName: string;
  /** The role that CloudFormation goes on using for the stack, when it is made here. */
  readonly RoleArn: string | undefined;
}

export type TargetStackAttribute = 'StackName' | 'StackId';

export const TARGET_STACK: Contract<TargetStackProperties, TargetStackAttribute> = {
  resourceType: `${CUSTOM}TargetStack`,
  properties: { StackName: text(1, 100), RoleArn: optional(text(1, 1_024)) },
  attributes: ['StackName', 'StackId'],
};

/** What it does to the stack itself is allowed by a policy of each use, for that stack only. */
export const TARGET_STACK_PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetSyncConfiguration'], on: '*' }],
  continues: true,
};
