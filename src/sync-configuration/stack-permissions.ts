import type { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { policyArn } from '../private/arns';
import { checkOptionalReference } from '../private/references';
import { RetainedRole } from '../private/retained-role';

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/**
 * The parts of a Git sync role that a strategy completes.
 *
 * @internal
 */
export interface GitSyncRoleParts {
  readonly role: Construct;
  readonly addStatements: (...statements: iam.PolicyStatement[]) => void;
  readonly removalPolicy: RemovalPolicy;
}

/** Options for a Git sync role that works without a stack operations role. */
export interface GitSyncRolePermissionsOptions {
  /**
   * Statements of the role's policy.
   *
   * @default - none; grant permissions to the Git sync role
   */
  readonly statements?: iam.PolicyStatement[];
}

/**
 * The source of the permissions that Git sync needs for the resources in a stack's template.
 *
 * By itself, a Git sync role may only create and execute change sets.
 */
export abstract class StackPermissions {
  /**
   * Takes the permissions from a stack operations role, which Git sync passes to CloudFormation.
   *
   * CloudFormation uses this role if the stack was created with it.
   *
   * @param role a role that `cloudformation.amazonaws.com` may assume; by default a new role without permissions, which
   * you grant to the `stackOperationsRole` of the Git sync role
   */
  public static operationsRole(role?: iam.IRole): StackPermissions {
    checkOptionalReference('role', role, 'roleRef', undefined);
    return new OperationsRole(role);
  }

  /**
   * Takes the permissions from the Git sync role itself, so that a single role is enough.
   *
   * You can grant more permissions to that role at any time.
   *
   * @param options the permissions; none by default
   */
  public static gitSyncRole(options: GitSyncRolePermissionsOptions = {}): StackPermissions {
    return new RoleStatements(options.statements ?? []);
  }

  /**
   * Completes the policy of a Git sync role.
   *
   * @returns the stack operations role, if there is one
   * @internal
   */
  public abstract _completeRole(parts: GitSyncRoleParts): iam.IRole | undefined;
}

class OperationsRole extends StackPermissions {
  private readonly role: iam.IRole | undefined;

  constructor(role: iam.IRole | undefined) {
    super();
    this.role = role;
  }

  public override _completeRole(parts: GitSyncRoleParts): iam.IRole {
    const role = this.role ?? new StackOperationsRole(parts.role, 'StackOperationsRole', parts.removalPolicy);
    parts.addStatements(
      new iam.PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [policyArn(role.roleArn, parts.role)],
        conditions: { StringEquals: { 'iam:PassedToService': CLOUDFORMATION } },
      }),
    );
    return role;
  }
}

class RoleStatements extends StackPermissions {
  private readonly statements: iam.PolicyStatement[];

  constructor(statements: iam.PolicyStatement[]) {
    super();
    this.statements = statements;
  }

  public override _completeRole(parts: GitSyncRoleParts): undefined {
    parts.addStatements(...this.statements);
  }
}

class StackOperationsRole extends RetainedRole {
  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    const description = 'Assumed by CloudFormation to deploy the resources of a stack that Git sync updates';
    super(scope, id, { assumedBy: new iam.ServicePrincipal(CLOUDFORMATION), description }, removalPolicy);
  }
}
