import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type Construct, DependencyGroup, type IConstruct, type IDependable } from 'constructs';
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
  const policy = policyOfItsOwn(scope, id, role, ...statements);
  if (policy) return policy;
  if (iam.Role.isRole(role)) for (const statement of statements) role.addToPrincipalPolicy(statement);
  else warnOfPermissions(scope, role, statements.flatMap(({ actions }) => actions).join(', '));
  return undefined;
}

/** Allows something in the policies that a role has. For an immutable import, a warning names the actions. */
export function allowByDefaultPolicy(scope: Construct, role: iam.IRole, statements: iam.PolicyStatement[]): void {
  const dependables = statements.map((statement) => role.addToPrincipalPolicy(statement).policyDependable);
  // Such an import only pretends to have taken the statement: there is no policy.
  if (iam.Role.isRole(role) || dependables.some(isConstruct)) return;
  warnOfPermissions(scope, role, statements.flatMap(({ actions }) => actions).join(', '));
}

function isConstruct(dependable: unknown): boolean {
  return typeof dependable === 'object' && dependable !== null && 'node' in dependable;
}

/**
 * The same as `allowRole` for what is granted later: a grantee whose permissions are in a policy of their own.
 *
 * If there can be no such policy, the role is its own grantee.
 *
 * @param role a role in the account of the scope
 * @param lacks what an immutable import is not allowed by this app, for the warning
 */
export function withPolicyOfItsOwn(scope: Construct, id: string, role: iam.IRole, lacks: string): iam.IGrantable {
  const policy = policyOfItsOwn(scope, id, role);
  if (policy) return new Principal((statement) => policy.addStatements(statement), policy, role);
  if (!iam.Role.isRole(role)) warnOfPermissions(scope, role, lacks);
  return role;
}

/** What a grant allows, as statements. */
export function statementsOf(grant: (grantee: iam.IGrantable) => unknown): iam.PolicyStatement[] {
  const statements: iam.PolicyStatement[] = [];
  grant(new Principal((statement) => statements.push(statement)));
  return statements;
}

/**
 * The policy that a scope makes for a role, with statements, or none if the role takes none. `Role.customizeRoles` reports
 * the statements of a policy as they are when it is attached.
 */
function policyOfItsOwn(
  scope: Construct,
  id: string,
  role: iam.IRole,
  ...statements: iam.PolicyStatement[]
): iam.Policy | undefined {
  if (isPrecreated(role)) return undefined;
  const [place, name] = placeOf(scope, id);
  const existing = place.node.tryFindChild(name) as iam.Policy | undefined;
  const policy = existing ?? new iam.Policy(place, name);
  policy.addStatements(...statements);
  if (!existing) role.attachInlinePolicy(policy);
  return isAttached(policy) ? policy : undefined;
}

/** Beside an L1: below it, the policy would itself come after all other policies that the L1 comes after. */
function placeOf(scope: Construct, id: string): [Construct, string] {
  const around = CfnResource.isCfnResource(scope) ? scope.node.scope : undefined;
  return around ? [around as Construct, `${scope.node.id}${id}`] : [scope, id];
}

function warnOfPermissions(scope: Construct, role: iam.IRole, lacks: string): void {
  warn(
    scope,
    'cdk-codeconnections:roleTakesNoPermissions',
    `the role '${role.node.path}' takes no permissions from this app; allow it ${lacks} where it is managed`,
  );
}

/** A principal that passes on what it is allowed, for a role or for any. */
class Principal implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  public constructor(
    private readonly add: (statement: iam.PolicyStatement) => void,
    private readonly policyDependable: IDependable = new DependencyGroup(),
    role?: iam.IRole,
  ) {
    this.assumeRoleAction = role?.assumeRoleAction ?? 'sts:AssumeRole';
    this.policyFragment = role?.policyFragment ?? new iam.PrincipalPolicyFragment({});
    if (role?.principalAccount !== undefined) this.principalAccount = role.principalAccount;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.add(statement);
    return { statementAdded: true, policyDependable: this.policyDependable };
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
