import { type Contract, CUSTOM } from '../framework/contract';
import { optional, text } from '../framework/schema';
import { PERMISSIONS } from './permissions';

export interface TargetStackProperties {
  readonly StackName: string;
  /** The role that CloudFormation uses for the stack, if the stack is created here. */
  readonly RoleArn: string | undefined;
}

export type TargetStackAttribute = 'StackName' | 'StackId';

export const TARGET_STACK: Contract<TargetStackProperties, TargetStackAttribute> = {
  resourceType: `${CUSTOM}TargetStack`,
  version: 1,
  properties: { StackName: text(1, 100), RoleArn: optional(text(1, 1_024)) },
  attributes: ['StackName', 'StackId'],
  permissions: PERMISSIONS,
};
