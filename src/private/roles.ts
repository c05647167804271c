import { type CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { warn } from './warnings';

/**
 * Allows a role something by a policy of its own, on which resources can depend: the default policy of the role may
 * refer to these resources.
 *
 * For a precreated role (`Role.customizeRoles`), the statement is added to the report. For an immutable import, a warning
 * names the actions.
 *
 * @returns the policy, if there is one
 */
export function allowRole(
  scope: Construct,
  id: string,
  role: iam.IRole,
  statement: iam.PolicyStatement,
): iam.Policy | undefined {
  if (isPrecreated(role)) {
    role.addToPrincipalPolicy(statement);
    return undefined;
  }
  const existing = scope.node.tryFindChild(id) as iam.Policy | undefined;
  const policy = existing ?? new iam.Policy(scope, id);
  policy.addStatements(statement);
  if (!existing) role.attachInlinePolicy(policy);
  if (isAttached(policy)) return policy;
  warn(
    scope,
    'cdk-codeconnections:roleTakesNoPermissions',
    `the role '${role.node.path}' takes no permissions from this app; allow it ${statement.actions.join(', ')} where it is managed`,
  );
  return undefined;
}

/** Whether `Role.customizeRoles` replaces a role of this app by one that exists. */
function isPrecreated(role: iam.IRole): role is iam.Role {
  return iam.Role.isRole(role) && role.node.defaultChild === undefined;
}

/** Whether a role has taken a policy. An immutable import and a precreated role take none. */
export function isAttached(policy: iam.Policy): boolean {
  const { roles } = policy.node.defaultChild as iam.CfnPolicy;
  return Stack.of(policy).resolve(roles)?.length > 0;
}

/** The role of a resource: that of its L2, or else the one that its property names by an ARN or a name. */
export function roleOf(resource: CfnResource, owner: IConstruct, roleArn: string): iam.IRole {
  const { role } = owner as { role?: iam.IRole };
  if (role) return role;
  const id = 'ImportedRole';
  const existing = resource.node.tryFindChild(id) as iam.IRole | undefined;
  if (existing) return existing;
  return /^arn:|\$\{/.test(roleArn)
    ? iam.Role.fromRoleArn(resource, id, roleArn)
    : iam.Role.fromRoleName(resource, id, roleArn);
}
