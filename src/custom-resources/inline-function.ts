import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, type CodeConfig, Function as LambdaFunction, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Call } from '../handlers/framework/contract';
import { SERVICE_PREFIXES } from '../private/arns';

const BUNDLES = join(__dirname, '..', '..', 'lib', 'handlers');
const loaded = new Map<string, string>();

export interface InlineFunctionProps {
  /** The name of its bundle: of `src/handlers/<name>.lambda.ts`. */
  readonly bundle: string;
  /** What it is, for its description and that of its role. */
  readonly description: string;
  /** The longest that a run may take, in seconds. */
  readonly timeout: number;
  /** Its memory, in MB. */
  readonly memorySize: number;
  readonly environment?: Record<string, string>;
  /** What it may do besides writing its log. */
  readonly statements?: PolicyStatement[];
  /** The path of its role. */
  readonly rolePath?: string;
}

/** A function with a role and a log group of its own. */
export interface InlineFunction {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
}

/**
 * Makes a function whose code is in the template, so that it works where there are no assets.
 *
 * All of it are L2s, which `Role.customizeRoles`, property injection and aspects reach.
 */
export function inlineFunction(scope: Construct, props: InlineFunctionProps): InlineFunction {
  const { bundle, description, timeout, memorySize, environment, statements, rolePath } = props;
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });

  // Not AWS's managed policy: with the right to create log groups, a late run would bring back the one that is deleted.
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
  return { function: lambdaFunction, role, logGroup };
}

/** A statement that allows actions on resources. */
export function allow(actions: readonly string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources });
}

/** What a function needs to make calls of the service: the actions exact, the resources by their type. */
export function callStatements(scope: Construct, calls: readonly Call[]): PolicyStatement[] {
  return calls.map(({ operations, on }) => {
    const actions = SERVICE_PREFIXES.flatMap((prefix) => operations.map((operation) => `${prefix}:${operation}`));
    return allow(actions, ...(on === '*' ? [on] : everyArn(scope, on)));
  });
}

/** All resources of a type. Connections of any Region are seen from each, and an account can share its own. */
function everyArn(scope: Construct, resource: string): string[] {
  return SERVICE_PREFIXES.map((service) =>
    Stack.of(scope).formatArn({ service, region: '*', account: '*', resource, resourceName: '*' }),
  );
}

/** The code of a bundle, in the template. */
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
