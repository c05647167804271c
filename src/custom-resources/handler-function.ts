import { Aws, type CfnResource, Stack } from 'aws-cdk-lib';
import { type CfnRole, Policy, PolicyDocument, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Contract, CUSTOM, STACK_ID } from '../handlers/framework/contract';
import { allow, callStatements, inlineFunction } from './inline-function';

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

  private readonly role: Role;
  private readonly policies: Policy[] = [];
  private readonly allowed = new Map<string, Policy[]>();

  private constructor(stack: Stack) {
    super(stack, ID);

    const { function: handler, role } = inlineFunction(this, {
      bundle: 'custom-resource',
      description: 'Custom resources of cdk-codeconnections',
      timeout: 900,
      memorySize: 128,
      environment: { [STACK_ID]: Aws.STACK_ID },
    });
    this.role = role;
    this.functionArn = handler.functionArn;
    this.node.addValidation({ validate: () => this.policyViolations() });
  }

  /** Gives the function what all custom resources of a type need, whichever and however many there are. */
  public allowType<P, A extends string>(
    { resourceType, permissions: { calls, continues } }: Contract<P, A>,
    resource: CfnResource,
  ): void {
    const id = `${resourceType.slice(CUSTOM.length)}Policy`;
    if (!this.allowed.has(id)) {
      const statements = callStatements(this, calls);
      if (continues) statements.push(allow(['lambda:InvokeFunction'], this.functionArn));
      this.allowed.set(id, this.policy(this, id, statements));
    }
    resource.node.addDependency(...(this.allowed.get(id) ?? []));
  }

  /** Gives the function what one custom resource needs besides. */
  public allow(statements: PolicyStatement[], resource: CfnResource, scope: Construct, id: string): void {
    resource.node.addDependency(...this.policy(scope, id, statements));
  }

  /** A policy of its own, on which what needs it can depend. A role that is given (`Role.customizeRoles`) has none. */
  private policy(scope: Construct, id: string, statements: PolicyStatement[]): Policy[] {
    if (!this.role.node.defaultChild) {
      for (const statement of statements) this.role.addToPrincipalPolicy(statement);
      return [];
    }
    const policy = new Policy(scope, id, { document: new PolicyDocument({ statements }), roles: [this.role] });
    this.policies.push(policy);
    return [policy];
  }

  /** Only a resource with a policy of its own for each use can make it too much: a target stack. */
  private policyViolations(): string[] {
    const stack = Stack.of(this);
    const role = this.role.node.defaultChild as CfnRole | undefined; // there is none when roles are given
    const documents = [...this.policies.map(({ document }) => document), role?.policies];
    const characters = deployed(stack.resolve(documents), stack.stackName).length;
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
