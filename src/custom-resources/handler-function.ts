import { type CfnResource, Names, Stack } from 'aws-cdk-lib';
import { CfnPolicy, type CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Permissions } from '../handlers/shared/contract';
import { callStatements, inlineFunction, policyDocument, type Statement } from './inline-function';

/** Logical ids follow from it, and CloudFormation refuses a custom resource whose function has another one. */
const ID = 'CodeConnectionsHandler';

/**
 * The one function of a stack that is behind all its custom resources of this library, with its role and its log group.
 *
 * Its code is in the template, so that it works where there are no assets.
 */
export class HandlerFunction extends Construct {
  /** The function of the stack that a construct is in. */
  public static of(scope: Construct): HandlerFunction {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as HandlerFunction | undefined) ?? new HandlerFunction(stack);
  }

  public readonly functionArn: string;

  private readonly role: CfnRole;

  private constructor(stack: Stack) {
    super(stack, ID);

    const { resource, role } = inlineFunction(this, {
      bundle: 'custom-resource',
      description: 'Custom resources of cdk-codeconnections',
      timeout: 900,
      memorySize: 128,
    });
    this.role = role;
    this.functionArn = resource.attrArn;
  }

  /** The policy with all that the function needs for resources of one type, whichever and however many there are. */
  public policyFor(resourceType: string, { calls, continues }: Permissions): CfnResource {
    const id = `${resourceType.replace('Custom::CodeConnections', '')}Policy`;
    const existing = this.node.tryFindChild(id) as CfnPolicy | undefined;
    if (existing) return existing;
    const statements = callStatements(this, calls);
    const invokeItself = { Effect: 'Allow' as const, Action: 'lambda:InvokeFunction', Resource: this.functionArn };
    return this.policy(this, id, continues ? [...statements, invokeItself] : statements);
  }

  /** A policy that gives the function more. */
  public policy(scope: Construct, id: string, statements: Statement[]): CfnResource {
    return new CfnPolicy(scope, id, {
      policyName: Names.uniqueResourceName(scope, { maxLength: 128 - id.length }) + id,
      policyDocument: policyDocument(statements),
      roles: [this.role.ref],
    });
  }
}
