import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CfnResource, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Permissions } from '../handlers/shared/contract';
import { SERVICE_PREFIXES } from '../private/arns';

/** Logical ids follow from it, and CloudFormation refuses a custom resource whose function has another one. */
const ID = 'CodeConnectionsHandler';

const BUNDLE = join(__dirname, '..', '..', 'lib', 'handlers', 'custom-resource.js');
let code: string | undefined;

/** A statement of a policy, as IAM takes it. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

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

    const logGroup = new CfnLogGroup(this, 'Logs', { retentionInDays: 30 });
    logGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);

    // Not AWS's managed policy: with the right to create log groups, a late run would bring back the one that is deleted.
    this.role = new CfnRole(this, 'Role', {
      description: 'Role of the custom resources of cdk-codeconnections',
      assumeRolePolicyDocument: policyDocument([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      policies: [
        {
          policyName: 'Logs',
          policyDocument: policyDocument([
            { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroup.attrArn },
          ]),
        },
      ],
    });

    this.functionArn = new CfnFunction(this, 'Function', {
      description: 'Custom resources of cdk-codeconnections',
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      code: { zipFile: bundledCode() },
      role: this.role.attrArn,
      timeout: 900,
      memorySize: 128,
      loggingConfig: { logGroup: logGroup.ref },
    }).attrArn;
  }

  /** The policy with all that the function needs for resources of one type, whichever and however many there are. */
  public policyFor(resourceType: string, { calls, continues }: Permissions): CfnResource {
    const id = `${resourceType.replace('Custom::CodeConnections', '')}Policy`;
    const existing = this.node.tryFindChild(id) as CfnPolicy | undefined;
    if (existing) return existing;
    const statements = calls.map(({ operations, on }) => ({
      Effect: 'Allow' as const,
      Action: SERVICE_PREFIXES.flatMap((prefix) => operations.map((operation) => `${prefix}:${operation}`)),
      Resource: on === '*' ? on : this.everyArn(on),
    }));
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

  /** All resources of a type. Connections of any Region are seen from each, and an account can share its own. */
  private everyArn(resource: string): string[] {
    return SERVICE_PREFIXES.map((service) =>
      Stack.of(this).formatArn({ service, region: '*', account: '*', resource, resourceName: '*' }),
    );
  }
}

function policyDocument(statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

function bundledCode(): string {
  code ??= readFileSync(BUNDLE, 'utf8');
  return code;
}
