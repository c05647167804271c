import { Stack } from 'aws-cdk-lib';
import {
  type CfnPolicy,
  type CfnRole,
  type IManagedPolicy,
  type IRole,
  Policy,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { generatedName } from '../private/names';
import { isAttached } from '../private/roles';
import { warn } from '../private/warnings';

/** The maximum length of the name of a policy. */
const MAX_POLICY_NAME = 128;

export interface FunctionRoleProps {
  readonly description: string;
  readonly path: string | undefined;
  readonly permissionsBoundary: IManagedPolicy | undefined;
  /** The permissions that the function has from the beginning, by the names of their policies. */
  readonly statements: Readonly<Record<string, PolicyStatement[]>>;
}

/** The role of a function: its own, or one that is given. Both get policies, on which resources can depend. */
export class FunctionRole {
  /** Creates the role `Role` of a function. */
  public static own(scope: Construct, { statements, ...props }: FunctionRoleProps): FunctionRole {
    const documents = Object.entries(statements).map(([name, some]) => [
      name,
      new PolicyDocument({ statements: some }),
    ]);
    // Not AWS's managed policy: it allows to create log groups, so a late run would recreate the deleted one.
    const role = new Role(scope, 'Role', {
      ...props,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: Object.fromEntries(documents),
    });
    return new FunctionRole(role);
  }

  /** Adds what a function needs to a role. */
  public static given(scope: Construct, role: IRole, statements: PolicyStatement[]): FunctionRole {
    const functionRole = new FunctionRole(role, true);
    functionRole.allow(scope, 'Policy', statements);
    scope.node.addValidation({ validate: () => functionRole.warnWithoutPolicies(scope) });
    return functionRole;
  }

  /** The policies in addition to those that are part of an own role. */
  public readonly policies: Policy[] = [];

  private constructor(
    public readonly role: IRole,
    private readonly isGiven = false,
  ) {}

  /** What counts towards the quota of the role: policies that it takes, and those that are part of an own role. */
  public get documents(): unknown[] {
    const own = this.isGiven ? undefined : (this.role.node.defaultChild as CfnRole | undefined)?.policies;
    return [...this.policies.filter(isAttached).map(({ document }) => document), own];
  }

  /** What grants are for. A grant to a role that is given would end up in the stack of the role. */
  public get grantee(): IRole | Policy {
    return (this.isGiven && this.policies[0]) || this.role;
  }

  /** Adds a separate policy. It is not in the template if the role takes none, and then nothing depends on it. */
  public allow(scope: Construct, id: string, statements: PolicyStatement[]): Policy {
    const policy = new Policy(scope, id, { document: new PolicyDocument({ statements }) });
    // Two stacks that share a role must not replace each other's policies, even if their constructs have the same ids.
    if (this.isGiven) (policy.node.defaultChild as CfnPolicy).policyName = generatedName(policy, MAX_POLICY_NAME);
    // Not by `roles`, which would change immutable roles.
    this.role.attachInlinePolicy(policy);
    this.policies.push(policy);
    return policy;
  }

  private warnWithoutPolicies(scope: Construct): string[] {
    const missing = this.policies.filter((policy) => !isAttached(policy));
    // A precreated role has them in the report of `Role.customizeRoles`.
    if (missing.length === 0 || Role.isRole(this.role)) return [];
    const statements: { Action: string | string[] }[] = missing.flatMap(
      ({ document }) => Stack.of(scope).resolve(document.toJSON()).Statement,
    );
    const actions = [...new Set(statements.flatMap(({ Action }) => Action))].sort();
    warn(
      scope,
      'cdk-codeconnections:functionRoleTakesNoPolicies',
      `the role '${this.role.node.path}' takes no policies from this app, because it is imported as immutable or from another account; allow lambda.amazonaws.com to assume it, and allow it ${actions.join(', ')}, on the resources that docs/guides/functions.md lists`,
    );
    return [];
  }
}
