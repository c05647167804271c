import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, type CodeConfig, Function as LambdaFunction, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import type { Call } from '../handlers/framework/contract';
import { SERVICE_PREFIXES } from '../private/arns';
import { validationError } from '../private/errors';

const BUNDLES = join(__dirname, '..', '..', 'lib', 'handlers');
const loaded = new Map<string, string>();

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
  /** The permissions in addition to writing logs. */
  readonly statements?: PolicyStatement[];
  /** The path of the role. */
  readonly rolePath?: string;
}

/** A function with its own role and log group. */
export interface InlineFunction {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
}

/**
 * Creates a function whose code is in the template, so that it needs no assets.
 *
 * It consists of L2s, so that `Role.customizeRoles`, property injection and aspects apply.
 */
export function inlineFunction(scope: Construct, props: InlineFunctionProps): InlineFunction {
  const { bundle, description, timeout, memorySize, environment, statements, rolePath } = props;
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });

  // Not AWS's managed policy: it allows to create log groups, so a late run would recreate the deleted one.
  const role = new Role(scope, 'Role', {
    path: rolePath,
    description: `Role of the ${description.replace(/^./, (first) => first.toLowerCase())}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Logs: new PolicyDocument({
        statements: [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn)],
      }),
      ...(statements && { Calls: new PolicyDocument({ statements }) }),
    },
  });

  const lambdaFunction = new LambdaFunction(scope, 'Function', {
    description,
    runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true }),
    handler: 'index.handler',
    code: new BundledCode(bundle),
    role,
    timeout: Duration.seconds(timeout),
    memorySize,
    logGroup,
    environment,
  });
  if (lambdaFunction.role !== role) {
    throw validationError(
      ErrorCode.FUNCTION_WITH_OTHER_ROLE,
      'the function of this library must have its own role, which has its permissions, got another one by property injection; inject properties of aws_iam.Role instead, or use Role.customizeRoles',
      scope,
    );
  }
  return { function: lambdaFunction, role, logGroup };
}

/** A statement that allows actions on resources. */
export function allow(actions: readonly string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources });
}

/** The statements that a function needs to call the service: exact actions, on all resources of a type. */
export function callStatements(scope: Construct, calls: readonly Call[]): PolicyStatement[] {
  return calls.map(({ operations, on }) => {
    const actions = SERVICE_PREFIXES.flatMap((prefix) => operations.map((operation) => `${prefix}:${operation}`));
    return allow(actions, ...(on === '*' ? [on] : everyArn(scope, on)));
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
