import { RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { HandlerFunction } from '../custom-resources/handler-function';
import { allow } from '../custom-resources/inline-function';
import { MAX_SERVICE_TIMEOUT } from '../custom-resources/timeout';
import { TARGET_STACK } from '../handlers/target-stack/contract';
import { policyArn } from '../private/arns';
import { checkStackName } from '../private/checks';
import { throwIfInvalid } from '../private/errors';

/** Properties of a `TargetStack`. */
export interface TargetStackProps {
  /**
   * The name of the stack, 1 to 100 letters, digits and hyphens, beginning with a letter.
   *
   * The stack is in the Region and the account of this construct's own stack. Another name makes another stack.
   */
  readonly stackName: string;

  /**
   * The role that CloudFormation assumes for the resources of the stack, when the stack is made here.
   *
   * CloudFormation goes on using it for each update. A stack that exists keeps the role that it has, and so does one
   * that was made here when another role is given later.
   *
   * @default - none: CloudFormation uses the permissions of whoever updates the stack, which is the Git sync role
   */
  readonly stackOperationsRole?: iam.IRoleRef;

  /**
   * What happens to a stack that was made here when it is removed from the app, with all that was synced to it.
   *
   * A stack that existed before is never deleted, nor is one that still has a sync configuration.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it is kept, unless the deployment fails that makes it
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A stack for Git sync to update: empty at first, and then what the repository describes.
 *
 * CloudFormation has no way to make a stack with a name that you choose, and Git sync updates only what exists. A
 * stack that exists is not touched: it is taken as it is when Git sync can update it, after it has come to rest when
 * something goes on with it. A stack in another state, such as `ROLLBACK_COMPLETE`, and one that has a sync
 * configuration already fail the deployment, which says what to do.
 *
 * Make the sync configuration depend on it; `GitSyncedStack` does.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-prereq.html
 */
@propertyInjectable
export class TargetStack extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.TargetStack';

  /** The name of the stack, known when the stack is there. */
  public readonly stackName: string;

  /** The id of the stack, its ARN. */
  public readonly stackId: string;

  /** @throws when the name cannot be one, is that of its own stack, or when a stack is to be deleted without a role */
  constructor(scope: Construct, id: string, props: TargetStackProps) {
    super(scope, id);
    throwIfInvalid('InvalidTargetStack', check(this, props), this);

    const { stackName, stackOperationsRole, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    // With another name it is another resource, with a policy of its own that lives as long.
    const resource = new CustomResource(this, Token.isUnresolved(stackName) ? 'Resource' : stackName, {
      contract: TARGET_STACK,
      properties: { StackName: stackName, RoleArn: stackOperationsRole?.roleRef.roleArn },
      serviceTimeout: MAX_SERVICE_TIMEOUT,
    });
    this.node.defaultChild = resource;
    resource.applyRemovalPolicy(removalPolicy);
    HandlerFunction.of(this).allow(policyStatements(this, props, removalPolicy), resource, resource, 'Policy');
    // With its policies: what is deleted is deleted with them.
    if (stackOperationsRole) resource.node.addDependency(stackOperationsRole);
    this.stackName = resource.attribute('StackName');
    this.stackId = resource.attribute('StackId');
  }
}

function policyStatements(
  scope: Construct,
  { stackName, stackOperationsRole }: TargetStackProps,
  removalPolicy: RemovalPolicy,
): iam.PolicyStatement[] {
  const actions = ['DescribeStacks', 'CreateStack', ...(removalPolicy === RemovalPolicy.RETAIN ? [] : ['DeleteStack'])];
  const stack = Stack.of(scope).formatArn({
    service: 'cloudformation',
    resource: 'stack',
    resourceName: `${stackName}/*`,
  });
  const statements = [
    allow(
      actions.map((action) => `cloudformation:${action}`),
      stack,
    ),
  ];
  if (stackOperationsRole) {
    statements.push(
      new iam.PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [policyArn(stackOperationsRole.roleRef.roleArn, scope)],
        conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      }),
    );
  }
  return statements;
}

function check(scope: Construct, { stackName, stackOperationsRole, removalPolicy }: TargetStackProps): string[] {
  const violations = checkStackName(stackName);
  let around: Stack | undefined = Stack.of(scope);
  while (around && around.stackName !== stackName) around = around.nestedStackParent;
  if (around) violations.push(`'stackName' must be that of another stack, got that of the one it is in: ${stackName}`);
  if (removalPolicy === RemovalPolicy.DESTROY && !stackOperationsRole) {
    violations.push(
      "a stack that is to be deleted needs a 'stackOperationsRole', got none: the handler may delete no resources itself; give it one, or keep the stack",
    );
  }
  return violations;
}
