import { ROLE_ARN, STACK_NAME } from '../../private/limits';
import { type Contract, CUSTOM } from '../framework/contract';
import { optional, text } from '../framework/schema';
import { PERMISSIONS } from './permissions';

export interface TargetStackProperties {
  readonly StackName: string;
  /** The role that CloudFormation uses for the stack, if the stack is created here. */
  readonly RoleArn: string | undefined;
  /** The ARN of the stack, if it was deleted by somebody else and shall be created again. */
  readonly DeletedStackId: string | undefined;
}

export type TargetStackAttribute = 'StackName' | 'StackId';

export const TARGET_STACK: Contract<TargetStackProperties, TargetStackAttribute> = {
  resourceType: `${CUSTOM}TargetStack`,
  version: 1,
  properties: {
    StackName: text(STACK_NAME.min, STACK_NAME.max),
    RoleArn: optional(text(ROLE_ARN.min, ROLE_ARN.max)),
    DeletedStackId: optional(text(1)),
  },
  attributes: ['StackName', 'StackId'],
  permissions: PERMISSIONS,
};
