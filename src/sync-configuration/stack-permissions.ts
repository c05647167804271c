import type { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { policyArn } from '../private/arns';
import { RetainedRole } from '../private/retained-role';

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/**
 * What a strategy completes.
 *
 * @internal
 */
export interface GitSyncRoleParts {
  readonly role: Construct;
  readonly policy: iam.PolicyDocument;
  readonly removalPolicy: RemovalPolicy;
}

/** The permissions of a Git sync role that needs no stack operations role. */
export interface GitSyncRolePermissionsOptions {
  /**
   * Statements of the role's policy.
   *
   * @default - no statements; grant permissions to the Git sync role
   */
  readonly statements?: iam.PolicyStatement[];
}

/**
 * Where Git sync takes the permissions for what the stack's template describes.
 *
 * The role of Git sync by itself may only make and execute change sets.
 */
export abstract class StackPermissions {
  /**
   * From a stack operations role, which CloudFormation assumes and Git sync may pass to it.
   *
   * CloudFormation uses it when the stack was created with it.
   *
   * @param role a role that `cloudformation.amazonaws.com` may assume; by default one is made, which is allowed
   * nothing until you grant it something, as `stackOperationsRole` of the Git sync role
   */
  public static operationsRole(role?: iam.IRole): StackPermissions {
    return new OperationsRole(role);
  }

  /**
   * From the role of Git sync, so that one role does it all. More can be granted to that role at any time.
   *
   * @param options the permissions; by default none
   */
  public static gitSyncRole(options: GitSyncRolePermissionsOptions = {}): StackPermissions {
    return new RoleStatements(options.statements ?? []);
  }

  /**
   * Completes the policy of a Git sync role.
   *
   * @returns the stack operations role, where there is one
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
    parts.policy.addStatements(
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
    parts.policy.addStatements(...this.statements);
  }
}

class StackOperationsRole extends RetainedRole {
  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    const description = 'CloudFormation assumes it for the resources of a stack that Git sync updates';
    super(scope, id, { assumedBy: new iam.ServicePrincipal(CLOUDFORMATION), description }, removalPolicy);
  }
}
