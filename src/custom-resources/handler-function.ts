import { Aws, type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { type Contract, CUSTOM, STACK_ID } from '../handlers/framework/contract';
import { isContextMissing } from '../private/context';
import { coded } from '../private/errors';
import type { FunctionRole } from './function-role';
import { allow, callStatements, inlineFunction } from './inline-function';
import { FUNCTION_SECONDS } from './timeout';

/** The functions, by their bundles. */
const FUNCTIONS = {
  'custom-resource': { id: 'CodeConnectionsHandler', description: 'Custom resources of cdk-codeconnections' },
  connection: {
    id: 'CodeConnectionsConnectionHandler',
    description: 'Connections to ghe.com, made by cdk-codeconnections',
  },
};

/** The IAM quota for all inline policies of a role together. */
const MAX_POLICY_CHARACTERS = 10_240;

/** The maximum length of the names that CloudFormation generates from a stack name and a logical id. */
const MAX_NAME = 62;

/**
 * A function of a stack that handles custom resources of this library, with its role and its log group: one for all
 * types, and one for connections that CloudFormation cannot make, since few need its code and its permissions.
 *
 * Its code is in the template, so that it needs no assets. Its logical id must not change: CloudFormation refuses to
 * change the function of a custom resource.
 */
export class HandlerFunction extends Construct {
  /** The function of the stack that contains a construct. */
  public static of(scope: Construct, bundle: keyof typeof FUNCTIONS = 'custom-resource'): HandlerFunction {
    const stack = Stack.of(scope);
    const { id } = FUNCTIONS[bundle];
    return (stack.node.tryFindChild(id) as HandlerFunction | undefined) ?? new HandlerFunction(stack, bundle);
  }

  public readonly functionArn: string;

  private readonly resource: CfnFunction;
  private readonly role: FunctionRole;
  private readonly allowed = new Map<string, Policy>();
  /** The custom resources that hold a run of the function while they wait. */
  private waits = 0;

  private constructor(stack: Stack, bundle: keyof typeof FUNCTIONS) {
    super(stack, FUNCTIONS[bundle].id);

    const { function: handler, role } = inlineFunction(this, {
      bundle,
      description: FUNCTIONS[bundle].description,
      timeout: FUNCTION_SECONDS,
      memorySize: 128,
      environment: { [STACK_ID]: Aws.STACK_ID },
    });
    this.role = role;
    this.resource = handler.node.defaultChild as CfnFunction;
    this.functionArn = handler.functionArn;
    this.node.addValidation({ validate: () => this.violations() });
  }

  /** Allows the function everything that the custom resources of a type need, once for all of them. */
  public allowType<P, A extends string>(
    { resourceType, permissions: { calls, continues } }: Contract<P, A>,
    resource: CfnResource,
  ): void {
    const id = `${resourceType.slice(CUSTOM.length)}Policy`;
    if (continues) this.waits += 1;
    let policy = this.allowed.get(id);
    if (!policy) {
      const statements = callStatements(this, calls);
      if (continues) statements.push(allow(['lambda:InvokeFunction'], this.functionArn));
      policy = this.role.allow(this, id, statements);
      this.allowed.set(id, policy);
    }
    resource.node.addDependency(policy);
  }

  /** Allows the function everything else that one custom resource needs. */
  public allow(statements: PolicyStatement[], resource: CfnResource, scope: Construct, id: string): void {
    resource.node.addDependency(this.role.allow(scope, id, statements));
  }

  private violations(): string[] {
    const violations = [...this.policyViolations(), ...this.concurrencyViolations()];
    // Asked only now, because it takes a walk over the whole app.
    return violations.length > 0 && isContextMissing(this) ? [] : violations;
  }

  /** Only target stacks can exceed the quota: each of them adds a policy. */
  private policyViolations(): string[] {
    const stack = Stack.of(this);
    const characters = deployed(stack.resolve(this.role.documents), stack.stackName).length;
    if (characters <= MAX_POLICY_CHARACTERS) return [];
    return [
      coded(
        ErrorCode.TOO_MANY_POLICIES,
        `the function behind the custom resources of this stack needs policies of about ${characters} characters, but IAM allows ${MAX_POLICY_CHARACTERS} for its role; move some of the TargetStacks or GitSyncedStacks to another CDK stack, and give GitSyncedStacks there GitRepository.fromLink with the 'repositoryLink' of one that remains`,
      ),
    ];
  }

  /** Checked when all waits, aspects and injected properties are known. */
  private concurrencyViolations(): string[] {
    const { reservedConcurrentExecutions: reserved } = this.resource;
    const least = this.waits + 1;
    if (reserved === undefined || Token.isUnresolved(reserved) || reserved >= least) return [];
    return [
      coded(
        ErrorCode.RESERVED_CONCURRENCY_TOO_LOW,
        `'reservedConcurrentExecutions' of the function behind the custom resources of this stack must be at least ${least}, got ${reserved}: the stack has ${this.waits} waits, of which each holds a run of the function, and other custom resources need one more`,
      ),
    ];
  }
}

/** The approximate text of a document after deployment. */
function deployed(document: unknown, stackName: string): string {
  const nameOf = (logicalId: string) => `${stackName}-${logicalId}-123456789012`.slice(0, MAX_NAME);
  const resolved = (_: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Readonly<Record<string, unknown>>;
    if (Array.isArray(join)) return join[1].map((part: unknown) => resolved('', part)).join('');
    if (Array.isArray(attribute)) return `arn:aws:iam::123456789012:role/${nameOf(attribute[0])}`;
    if (Ref === 'AWS::Partition') return 'aws';
    return Ref ? '123456789012' : value;
  };
  return JSON.stringify(document, resolved);
}
