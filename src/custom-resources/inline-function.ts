import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type CfnFunction,
  Code,
  type CodeConfig,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct, IDependable } from 'constructs';
import { ErrorCode } from '../error-code';
import type { Call } from '../handlers/framework/contract';
import { policyArn, SERVICE_PREFIXES } from '../private/arns';
import { validationError } from '../private/errors';
import type { CodeConnectionsFunctionOptions } from './function-options';
import { FunctionRole } from './function-role';
import { functionOptionsFor } from './functions';
import { allowLogs } from './log-key';

const BUNDLES = join(__dirname, '..', '..', 'lib', 'handlers');
const loaded = new Map<string, string>();

/** What Lambda does with the role of a function in a VPC. */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const TRACING_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

export interface InlineFunctionProps {
  /** The name of its bundle, which is made from `src/handlers/<name>.lambda.ts`. */
  readonly bundle: string;
  /** The description of the function, and of its role. */
  readonly description: string;
  /** The maximum duration of a run, in seconds. */
  readonly timeout: number;
  /** The memory in MB. */
  readonly memorySize: number;
  readonly environment?: Record<string, string>;
  /** The permissions in addition to those that every function needs. */
  readonly statements?: PolicyStatement[];
  /** The path of the role. */
  readonly rolePath?: string;
  /** The options that win over those of the scopes around. */
  readonly options?: CodeConnectionsFunctionOptions;
}

/** A function with its role and its own log group. */
export interface InlineFunction {
  readonly function: LambdaFunction;
  readonly role: FunctionRole;
  readonly logGroup: LogGroup;
}

/**
 * Creates a function whose code is in the template, so that it needs no assets.
 *
 * It consists of L2s, so that `Role.customizeRoles`, property injection and aspects apply.
 */
export function inlineFunction(scope: Construct, props: InlineFunctionProps): InlineFunction {
  const options = functionOptionsFor(scope, props.options);
  const { vpc, securityGroups, logEncryptionKey, environmentEncryption, tracing = Tracing.DISABLED } = options;
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: options.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: options.logRemovalPolicy ?? RemovalPolicy.DESTROY,
    encryptionKey: logEncryptionKey,
  });
  if (logEncryptionKey) allowLogs(logEncryptionKey, logGroup);

  const role = roleOf(scope, props, options, logGroup);
  const lambdaFunction = new LambdaFunction(scope, 'Function', {
    description: props.description,
    runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true }),
    handler: 'index.handler',
    code: new BundledCode(props.bundle),
    role: role.role,
    timeout: Duration.seconds(props.timeout),
    memorySize: options.memorySize ?? props.memorySize,
    logGroup,
    environment: props.environment,
    environmentEncryption,
    vpc,
    vpcSubnets: options.vpcSubnets,
    securityGroups,
    allowPublicSubnet: options.allowPublicSubnet,
    reservedConcurrentExecutions: options.reservedConcurrentExecutions,
    architecture: options.architecture,
  });
  if (lambdaFunction.role !== role.role) {
    throw validationError(
      ErrorCode.FUNCTION_WITH_OTHER_ROLE,
      "the function of this library must have the role that has its permissions, got another one by property injection; give the role by 'CodeConnectionsFunctions.of(…).configure({ role })', inject properties of aws_iam.Role instead, or use Role.customizeRoles",
      scope,
    );
  }
  const resource = lambdaFunction.node.defaultChild as CfnFunction;
  // Not by the prop: CDK would add the statement to the role itself, even if it is given and in another stack.
  if (tracing !== Tracing.DISABLED) resource.tracingConfig = { mode: tracing };
  if (lambdaFunction.isBoundToVpc && !vpc) role.allow(scope, 'NetworkPolicy', [allow(NETWORK_ACTIONS, '*')]); // injected
  // Endpoints and routes are part of the VPC. What is in another Stage is imported.
  const network = [vpc, ...(securityGroups ?? [])].filter((made) => made && Stage.of(made) === Stage.of(scope));
  // Lambda tries the role when it creates the function.
  resource.node.addDependency(...role.policies, ...(network as IDependable[]));
  return { function: lambdaFunction, role, logGroup };
}

function roleOf(
  scope: Construct,
  { description, statements: own = [], rolePath: path }: InlineFunctionProps,
  { vpc, environmentEncryption, tracing, permissionsBoundary, role }: CodeConnectionsFunctionOptions,
  logGroup: LogGroup,
): FunctionRole {
  const logs = [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn)];
  const options: PolicyStatement[] = [];
  if (vpc) options.push(allow(NETWORK_ACTIONS, '*'));
  if (environmentEncryption)
    options.push(allow(['kms:Decrypt'], policyArn(environmentEncryption.keyRef.keyArn, scope)));
  if (tracing && tracing !== Tracing.DISABLED) options.push(allow(TRACING_ACTIONS, '*'));
  if (role) return FunctionRole.given(scope, role, [...logs, ...options, ...own]);
  return FunctionRole.own(scope, {
    path,
    description: `Role of the ${description.replace(/^./, (first) => first.toLowerCase())}`,
    permissionsBoundary,
    statements: {
      Logs: logs,
      ...(options.length > 0 && { Options: options }),
      ...(own.length > 0 && { Calls: own }),
    },
  });
}

/** A statement that allows actions on resources. */
export function allow(actions: readonly string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources });
}

/** The statements that a function needs to call the service: exact actions, on all resources of a type. */
export function callStatements(scope: Construct, calls: readonly Call[]): PolicyStatement[] {
  return calls.flatMap(({ operations, on, conditions }) => {
    const actionsOf = (prefix: string) => operations.map((operation) => `${prefix}:${operation}`);
    if (!conditions) return allow(SERVICE_PREFIXES.flatMap(actionsOf), ...(on === '*' ? [on] : everyArn(scope, on)));
    const own = () => Stack.of(scope).formatArn({ service: SERVICE_PREFIXES[0], resource: on, resourceName: '*' });
    // Some keys belong to one prefix.
    return SERVICE_PREFIXES.map((prefix) => {
      const statement = allow(actionsOf(prefix), on === '*' ? on : own());
      statement.addConditions({ ...conditions(Aws.STACK_ID, prefix) });
      return statement;
    });
  });
}

/** All resources of a type: connections are visible from every Region, and accounts can share theirs. */
function everyArn(scope: Construct, resource: string): string[] {
  return SERVICE_PREFIXES.map((service) =>
    Stack.of(scope).formatArn({ service, region: '*', account: '*', resource, resourceName: '*' }),
  );
}

/** The code of a bundle, inline in the template. */
class BundledCode extends Code {
  public readonly isInline = true;

  constructor(private readonly bundle: string) {
    super();
  }

  public bind(): CodeConfig {
    const known = loaded.get(this.bundle);
    if (known !== undefined) return { inlineCode: known };
    const inlineCode = readFileSync(join(BUNDLES, `${this.bundle}.js`), 'utf8');
    loaded.set(this.bundle, inlineCode);
    return { inlineCode };
  }
}
