import { type CfnResource, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { createdRole, namedRole } from '../private/roles';
import { constructOf, resourceOf } from '../validation/values';

/** The role that a property of a resource refers to, or names by its ARN or name, which may be a function of CloudFormation. */
export function roleBehind(resource: CfnResource, role: unknown): IRole {
  const created = resourceOf(role);
  return created?.cfnResourceType === 'AWS::IAM::Role'
    ? createdRole(created, constructOf(created))
    : namedRole(resource, Token.asString(role));
}
