import { Aws, type CfnResource, Names, Stack } from 'aws-cdk-lib';
import { CfnPolicy, type CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Permissions, STACK_ID } from '../handlers/framework/contract';
import { callStatements, inlineFunction, policyDocument, type Statement } from './inline-function';

/** Logical ids follow from it, and CloudFormation refuses a custom resource whose function has another one. */
const ID = 'CodeConnectionsHandler';

/** What IAM takes of a role's inline policies together. */
const MAX_POLICY_CHARACTERS = 10_240;

/** Of the names that CloudFormation makes, from that of the stack and a logical id. */
const MAX_NAME = 62;

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
  private readonly documents: object[] = [];

  private constructor(stack: Stack) {
    super(stack, ID);

    const { resource, role } = inlineFunction(this, {
      bundle: 'custom-resource',
      description: 'Custom resources of cdk-codeconnections',
      timeout: 900,
      memorySize: 128,
      environment: { [STACK_ID]: Aws.STACK_ID },
    });
    this.role = role;
    this.functionArn = resource.attrArn;
    this.node.addValidation({ validate: () => this.policyViolations() });
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
    const document = policyDocument(statements);
    this.documents.push(document);
    return new CfnPolicy(scope, id, {
      policyName: Names.uniqueResourceName(scope, { maxLength: 128 - id.length }) + id,
      policyDocument: document,
      roles: [this.role.ref],
    });
  }

  /** Only a resource with a policy of its own for each use can make it too much: a target stack. */
  private policyViolations(): string[] {
    const stack = Stack.of(this);
    const characters = deployed(stack.resolve([...this.documents, this.role.policies]), stack.stackName).length;
    if (characters <= MAX_POLICY_CHARACTERS) return [];
    return [
      `the function behind the custom resources of a stack would need policies of about ${characters} characters, and IAM takes ${MAX_POLICY_CHARACTERS} for its role; move some of the TargetStacks, or GitSyncedStacks, to another CDK stack, and give those the 'repositoryLink' of one that stays`,
    ];
  }
}

/** About the text of a document once it is deployed. */
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
