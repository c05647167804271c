import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { warn } from './warnings';

/**
 * Allows a role something by a policy of its own, on which resources can depend: the default policy of the role may
 * refer to these resources.
 *
 * For a precreated role (`Role.customizeRoles`), the statements are added to the report. For an immutable import, a warning
 * names the actions.
 *
 * @returns the policy, if there is one
 */
export function allowRole(
  scope: Construct,
  id: string,
  role: iam.IRole,
  ...statements: iam.PolicyStatement[]
): iam.Policy | undefined {
  if (isPrecreated(role)) {
    for (const statement of statements) role.addToPrincipalPolicy(statement);
    return undefined;
  }
  const existing = scope.node.tryFindChild(id) as iam.Policy | undefined;
  const policy = existing ?? new iam.Policy(scope, id);
  policy.addStatements(...statements);
  if (!existing) role.attachInlinePolicy(policy);
  if (isAttached(policy)) return policy;
  if (iam.Role.isRole(role)) {
    // `Role.customizeRoles` creates the role, but only reports its policies, and has copied this one for that already.
    for (const statement of statements) role.addToPrincipalPolicy(statement);
    return undefined;
  }
  warnOfPermissions(
    scope,
    role,
    statements.flatMap(({ actions }) => actions),
  );
  return undefined;
}

function warnOfPermissions(scope: Construct, role: iam.IRole, actions: string[]): void {
  warn(
    scope,
    'cdk-codeconnections:roleTakesNoPermissions',
    `the role '${role.node.path}' takes no permissions from this app; allow it ${actions.join(', ')} where it is managed`,
  );
}

/**
 * A grantee for a role that is given to a construct: its permissions are in a policy of their own, on which resources
 * can depend, for the reason above.
 *
 * If there can be no such policy, the role is its own grantee. For an immutable import, a warning names the actions.
 *
 * @param role a role in the account of the scope
 */
export function withPolicyOfItsOwn(scope: Construct, id: string, role: iam.IRole, actions: string[]): iam.IGrantable {
  if (isPrecreated(role)) return role;
  const policy = new iam.Policy(scope, id);
  role.attachInlinePolicy(policy);
  if (isAttached(policy)) return { grantPrincipal: new PrincipalWithPolicy(role, policy) };
  if (!iam.Role.isRole(role)) warnOfPermissions(scope, role, actions);
  return role;
}

/** A role whose new permissions are in a policy. */
class PrincipalWithPolicy implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  public constructor(
    { assumeRoleAction, policyFragment, principalAccount }: iam.IRole,
    private readonly policy: iam.Policy,
  ) {
    this.assumeRoleAction = assumeRoleAction;
    this.policyFragment = policyFragment;
    if (principalAccount !== undefined) this.principalAccount = principalAccount;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}

/** Whether `Role.customizeRoles` replaces a role of this app by one that exists. */
function isPrecreated(role: iam.IRole): role is iam.Role {
  return iam.Role.isRole(role) && role.node.defaultChild === undefined;
}

/** Whether `Role.customizeRoles` applies: permissions are then reported as they are when they are granted. */
export function isReportedOnly(scope: IConstruct): boolean {
  return scope.node.tryGetContext('@aws-cdk/iam:customizeRoles') !== undefined;
}

/** Whether a role has taken a policy. An immutable import and a precreated role take none. */
export function isAttached(policy: iam.Policy): boolean {
  const { roles } = policy.node.defaultChild as iam.CfnPolicy;
  return Stack.of(policy).resolve(roles)?.length > 0;
}

const IMPORTED_ID = 'ImportedRole';

/** The role that a resource of the app creates: its L2, or else an import by its name, since an ARN has a path, too. */
export function createdRole(resource: CfnResource, owner: IConstruct): iam.IRole {
  if (iam.Role.isRole(owner)) return owner;
  const existing = resource.node.tryFindChild(IMPORTED_ID) as iam.IRole | undefined;
  return existing ?? iam.Role.fromRoleName(resource, IMPORTED_ID, resource.ref);
}

/** The role that a property of a resource names by an ARN or by a name. A token is taken for an ARN. */
export function namedRole(resource: CfnResource, role: string): iam.IRole {
  const existing = resource.node.tryFindChild(IMPORTED_ID) as iam.IRole | undefined;
  if (existing) return existing;
  return Token.isUnresolved(role) || role.startsWith('arn:')
    ? iam.Role.fromRoleArn(resource, IMPORTED_ID, role)
    : iam.Role.fromRoleName(resource, IMPORTED_ID, role);
}
