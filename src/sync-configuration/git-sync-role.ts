import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { policyArn, SERVICE_PREFIXES } from '../private/arns';
import { checkStackName } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { RetainedRole } from '../private/retained-role';
import { attachStageValidator } from '../validation';
import { StackPermissions } from './stack-permissions';

const GIT_SYNC = 'cloudformation.sync.codeconnections.amazonaws.com';

/** Properties of a `GitSyncRole`. */
export interface GitSyncRoleProps {
  /**
   * The name of the stack that Git sync may update, 1 to 100 letters, digits and hyphens, beginning with a letter.
   *
   * The stack is in the Region and the account of the role's own stack.
   */
  readonly stackName: string;

  /**
   * The name of the role.
   *
   * @default - CloudFormation names it
   */
  readonly roleName?: string;

  /**
   * The connection on whose behalf Git sync may assume the role.
   *
   * @default - any connection of the account
   */
  readonly connection?: IConnectionRef;

  /**
   * Where the permissions for what the stack's template describes come from.
   *
   * @default StackPermissions.operationsRole() - a new stack operations role, which is allowed nothing until you grant
   * it something
   */
  readonly stackPermissions?: StackPermissions;

  /**
   * What happens to the role, and to a stack operations role made for it, when it is removed from the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - both are kept, unless their own creation failed: roles must
   * outlive what they deploy, or the stack cannot be updated or deleted any more
   */
  readonly removalPolicy?: RemovalPolicy;
}

const OF_THE_STACK = [
  'CreateChangeSet',
  'DeleteChangeSet',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'ListChangeSets',
];
const OF_ANY_STACK = ['ListStacks', 'ValidateTemplate'];

/**
 * The role that Git sync assumes to update one stack.
 *
 * Only Git sync may assume it, on behalf of this account and, where it is known, of one connection. It may make and
 * execute change sets of its stack, and keep the EventBridge rules by which Git sync follows the stack.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-prereq.html
 */
@propertyInjectable
export class GitSyncRole extends RetainedRole {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.GitSyncRole';

  /**
   * The stack operations role, which CloudFormation assumes for the resources of the stack.
   *
   * @default - none: the permissions are those of this role
   */
  public readonly stackOperationsRole?: iam.IRole;

  /** @throws when the name cannot be that of one stack, or an ARN is not that of one connection or role */
  constructor(scope: Construct, id: string, props: GitSyncRoleProps) {
    throwIfInvalid('InvalidGitSyncRole', checkStackName(props.stackName), scope);
    const { roleName } = props;
    const policy = new iam.PolicyDocument({ statements: statements(Stack.of(scope), props.stackName) });
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const description = `Git sync assumes it to update the stack ${props.stackName}`;
    const assumedBy = principal(Stack.of(scope), props.connection);
    // an inline policy is part of the role: it is there as soon as the role is, and as long
    const inlinePolicies = { GitSync: policy };
    super(scope, id, { assumedBy, description, inlinePolicies, ...(roleName && { roleName }) }, removalPolicy);

    const stackPermissions = props.stackPermissions ?? StackPermissions.operationsRole();
    this.stackOperationsRole = stackPermissions._completeRole({ role: this, policy, removalPolicy });
    attachStageValidator(this);
  }
}

function principal(stack: Stack, connection: IConnectionRef | undefined): iam.IPrincipal {
  const anyConnection = (service: string) => stack.formatArn({ service, region: '*', resource: 'connection/*' });
  const sourceArn = connection && policyArn(connection.connectionRef.connectionArn, connection);
  return new iam.ServicePrincipal(GIT_SYNC, {
    conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': sourceArn ?? SERVICE_PREFIXES.map(anyConnection) },
    },
  });
}

function statements(stack: Stack, stackName: string): iam.PolicyStatement[] {
  const cloudFormation = (actions: string[]) => actions.map((action) => `cloudformation:${action}`);
  const rules = [stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' })];
  return [
    new iam.PolicyStatement({
      actions: cloudFormation(OF_THE_STACK),
      resources: [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stackName}/*` })],
    }),
    new iam.PolicyStatement({ actions: cloudFormation(OF_ANY_STACK), resources: ['*'] }),
    new iam.PolicyStatement({
      actions: ['events:PutRule', 'events:PutTargets'],
      resources: rules,
      conditions: { StringEquals: { 'events:ManagedBy': GIT_SYNC } },
    }),
    new iam.PolicyStatement({ actions: ['events:DescribeRule'], resources: rules }),
  ];
}
