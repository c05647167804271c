import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Call } from '../handlers/framework/contract';
import { SERVICE_PREFIXES } from '../private/arns';

const BUNDLES = join(__dirname, '..', '..', 'lib', 'handlers');
const loaded = new Map<string, string>();

/** A statement of a policy, as IAM takes it. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: object;
}

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
  readonly statements?: Statement[];
  /** The path of its role. */
  readonly rolePath?: string;
}

/** A function with a role and a log group of its own. */
export interface InlineFunction {
  readonly resource: CfnFunction;
  readonly role: CfnRole;
  readonly logGroup: CfnLogGroup;
}

/** Makes a function whose code is in the template, so that it works where there are no assets. */
export function inlineFunction(scope: Construct, props: InlineFunctionProps): InlineFunction {
  const { bundle, description, timeout, memorySize, environment, statements, rolePath } = props;
  const logGroup = new CfnLogGroup(scope, 'Logs', { retentionInDays: 30 });
  logGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);

  // Not AWS's managed policy: with the right to create log groups, a late run would bring back the one that is deleted.
  const role = new CfnRole(scope, 'Role', {
    path: rolePath,
    description: `Role of the ${description.replace(/^./, (first) => first.toLowerCase())}`,
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
      ...(statements ? [{ policyName: 'Calls', policyDocument: policyDocument(statements) }] : []),
    ],
  });

  const resource = new CfnFunction(scope, 'Function', {
    description,
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    code: { zipFile: codeOf(bundle) },
    role: role.attrArn,
    timeout,
    memorySize,
    loggingConfig: { logGroup: logGroup.ref },
    ...(environment && { environment: { variables: environment } }),
  });
  return { resource, role, logGroup };
}

export function policyDocument(statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** What a function needs to make calls of the service: the actions exact, the resources by their type. */
export function callStatements(scope: Construct, calls: readonly Call[]): Statement[] {
  return calls.map(({ operations, on }) => ({
    Effect: 'Allow',
    Action: SERVICE_PREFIXES.flatMap((prefix) => operations.map((operation) => `${prefix}:${operation}`)),
    Resource: on === '*' ? on : everyArn(scope, on),
  }));
}

/** All resources of a type. Connections of any Region are seen from each, and an account can share its own. */
function everyArn(scope: Construct, resource: string): string[] {
  return SERVICE_PREFIXES.map((service) =>
    Stack.of(scope).formatArn({ service, region: '*', account: '*', resource, resourceName: '*' }),
  );
}

function codeOf(bundle: string): string {
  const known = loaded.get(bundle);
  if (known !== undefined) return known;
  const code = readFileSync(join(BUNDLES, `${bundle}.js`), 'utf8');
  loaded.set(bundle, code);
  return code;
}
