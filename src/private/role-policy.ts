import { type CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { warn } from './warnings';

/**
 * Allows a role something by a policy of its own, on which resources can depend: the default policy of the role may
 * refer to these resources.
 *
 * A precreated role (`Role.customizeRoles`) gets the statement in its report, and an immutable import gets nothing but
 * a warning.
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
  if (iam.Role.isRole(role)) {
    // `Role.customizeRoles` makes the role, but only reports its policies, and has copied this one for that already.
    role.addToPrincipalPolicy(statement);
    return undefined;
  }
  warn(
    scope,
    'cdk-codeconnections:roleTakesNoPermissions',
    `the role ${role.node.path} takes no permissions from this app, so allow it ${actionsOf(statement)} where it is managed`,
  );
  return undefined;
}

/** Whether `Role.customizeRoles` replaces a role of this app by one that exists. */
function isPrecreated(role: iam.IRole): role is iam.Role {
  return iam.Role.isRole(role) && role.node.defaultChild === undefined;
}

function isAttached(policy: iam.Policy): boolean {
  const { roles } = policy.node.defaultChild as iam.CfnPolicy;
  return Stack.of(policy).resolve(roles)?.length > 0;
}

function actionsOf(statement: iam.PolicyStatement): string {
  return statement.actions.join(', ');
}

/**
 * The role of a resource: that of its L2, or else the one that its property names by an ARN or a name.
 *
 * @param made the L1 of the role, if the app makes it: a name cannot be told from the ARN of a role with a path
 */
export function roleOf(
  resource: CfnResource,
  owner: IConstruct,
  roleArn: string,
  made: CfnResource | undefined,
): iam.IRole {
  const { role } = owner as { role?: iam.IRole };
  if (role) return role;
  const id = 'ImportedRole';
  const existing = resource.node.tryFindChild(id) as iam.IRole | undefined;
  if (existing) return existing;
  if (made?.cfnResourceType === iam.CfnRole.CFN_RESOURCE_TYPE_NAME)
    return iam.Role.fromRoleName(resource, id, made.ref);
  return /^arn:|\$\{/.test(roleArn)
    ? iam.Role.fromRoleArn(resource, id, roleArn)
    : iam.Role.fromRoleName(resource, id, roleArn);
}
