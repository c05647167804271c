import { RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { HandlerFunction } from '../custom-resources/handler-function';
import { allow } from '../custom-resources/inline-function';
import { MAX_SERVICE_TIMEOUT } from '../custom-resources/timeout';
import { ErrorCode } from '../error-code';
import { TARGET_STACK } from '../handlers/target-stack/contract';
import { policyArn } from '../private/arns';
import { checkStackName } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { checkOptionalReference } from '../private/references';

/** Properties of a `TargetStack`. */
export interface TargetStackProps {
  /**
   * The name of the stack, 1 to 100 letters, digits and hyphens, beginning with a letter.
   *
   * It is created in the account and Region of the stack that contains this construct. Changing the name creates
   * another stack.
   */
  readonly stackName: string;

  /**
   * The role that CloudFormation assumes to deploy the resources of the stack, if this construct creates the stack.
   *
   * CloudFormation uses it for each later update. A stack keeps the role that it was created with: neither an existing
   * stack nor a later change of this property changes it.
   *
   * @default - none; CloudFormation uses the permissions of the Git sync role, which updates the stack
   */
  readonly stackOperationsRole?: iam.IRoleRef;

  /**
   * The id of the stack, which is its ARN, if somebody has deleted it. Git sync never creates a stack, so this creates it
   * again, empty.
   *
   * Give it in a deployment that updates the stack of this construct. It has an effect once. A deployment in which this
   * stack still exists fails. The new stack is treated like one that existed before, so it is never deleted. Resolve the
   * sync blocker that the deletion has raised, for example with a `SyncBlockerResolution`.
   *
   * @default - none; a stack that was deleted is not created again
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
   */
  readonly deletedStackId?: string;

  /**
   * The policy for the created stack, with all its resources, when this construct is removed from the app.
   *
   * A stack that existed before is never deleted, and neither is a stack that still has a sync configuration.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it is retained unless the deployment that creates it fails
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A stack for Git sync to update: it is created empty, and the first sync fills it from the repository.
 *
 * Git sync updates existing stacks only, and CloudFormation has no resource type for a stack with a chosen name. An
 * existing stack is used unchanged, provided that its status allows Git sync and it has no other sync configuration.
 * The deployment waits for an operation in progress on it. Otherwise, for example in status `ROLLBACK_COMPLETE`, the
 * deployment fails with a message that says what to do.
 *
 * Make the sync configuration depend on this construct; `GitSyncedStack` does so.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-prereq.html
 */
@propertyInjectable
export class TargetStack extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.TargetStack';

  /** The name of the stack, known when the stack exists. */
  public readonly stackName: string;

  /** The id of the stack, which is its ARN. */
  public readonly stackId: string;

  /**
   * @throws when the stack name is not valid or is that of a containing stack, when `deletedStackId` is not the ARN of a
   * stack with that name, or when `removalPolicy` is DESTROY without a `stackOperationsRole`
   */
  constructor(scope: Construct, id: string, props: TargetStackProps) {
    super(scope, id);
    checkOptionalReference('stackOperationsRole', props.stackOperationsRole, 'roleRef', this);
    throwIfInvalid(ErrorCode.INVALID_TARGET_STACK, check(this, props), this);

    const { stackName, stackOperationsRole, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    // Another name makes it another resource, with its own policy that exists exactly as long.
    const resource = new CustomResource(this, Token.isUnresolved(stackName) ? 'Resource' : stackName, {
      contract: TARGET_STACK,
      properties: {
        StackName: stackName,
        RoleArn: stackOperationsRole?.roleRef.roleArn,
        DeletedStackId: props.deletedStackId,
      },
      serviceTimeout: MAX_SERVICE_TIMEOUT,
    });
    this.node.defaultChild = resource;
    resource.applyRemovalPolicy(removalPolicy);
    HandlerFunction.of(this).allow(policyStatements(this, props, removalPolicy), resource, resource, 'Policy');
    // The role with its policies, which are still needed when the stack is deleted.
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

function check(scope: Construct, props: TargetStackProps): string[] {
  const { stackName, stackOperationsRole, deletedStackId, removalPolicy } = props;
  const violations = checkStackName(stackName);
  if (![stackName, deletedStackId].some(Token.isUnresolved) && !isIdOf(stackName, deletedStackId)) {
    violations.push(
      `'deletedStackId' must be the ARN of the stack ${stackName}, for example arn:aws:cloudformation:us-east-1:123456789012:stack/${stackName}/12345678-90ab-cdef-1234-567890abcdef, got ${deletedStackId}`,
    );
  }
  let around: Stack | undefined = Stack.of(scope);
  while (around && around.stackName !== stackName) around = around.nestedStackParent;
  if (around)
    violations.push(`'stackName' must differ from the name of the stack that contains the construct, got ${stackName}`);
  if (removalPolicy === RemovalPolicy.DESTROY && !stackOperationsRole) {
    violations.push(
      "a target stack with the 'removalPolicy' DESTROY needs a 'stackOperationsRole', got none: the handler itself has no permission to delete resources; give a role, or change 'removalPolicy'",
    );
  }
  return violations;
}

/** Whether it is the id of a stack with this name. None is one, too. */
function isIdOf(stackName: string, id: string | undefined): boolean {
  if (id === undefined) return true;
  const match = /^arn:aws[a-z-]*:cloudformation:[a-z0-9-]+:\d{12}:stack\/([^/]+)\/[0-9a-f-]+$/.exec(id);
  return match?.[1] === stackName;
}
