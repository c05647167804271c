process.env.CDK_VALIDATION = 'false';

import { App, CfnResource, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ConnectionGrants, ConnectionPermissionChecks, ConnectionSourceAction } from '../../../src';
import { CONNECTION_ARN, importedConnection, stackIn } from '../fixtures';
import { violationsOf } from './report';

const OLD = 'codestar-connections';
const NEW = 'codeconnections';
const OTHER_ARN = CONNECTION_ARN.replace('11111111', '99999999');
const ANY_CONNECTION = (prefix: string) => `arn:aws:${prefix}:*:123456789012:connection/*`;

/** The statements that the checks miss, with the logical ids of the policies that they miss them in. */
function missing(stack: Stack): [policy: string, statement: unknown][] {
  return violationsOf('ServicePrefixAlone', stack).map(({ fix, violatingResources }) => [
    violatingResources[0]?.resourceLogicalId ?? '',
    JSON.parse(fix?.replace(/^[^{]*/, '') ?? ''),
  ]);
}

const roleIn = (stack: Stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });

function withStatement(props: iam.PolicyStatementProps, ...others: iam.PolicyStatementProps[]) {
  const stack = stackIn();
  const role = roleIn(stack);
  for (const statement of [props, ...others]) role.addToPolicy(new iam.PolicyStatement(statement));
  return stack;
}

/** A policy of a role, with statements as they are in a template. */
function withRawStatements(...statements: unknown[]) {
  const stack = stackIn();
  new iam.CfnPolicy(stack, 'Policy', {
    policyName: 'policy',
    roles: [roleIn(stack).roleName],
    policyDocument: { Version: '2012-10-17', Statement: statements },
  });
  return stack;
}

const allow = (Action: unknown, Resource: unknown, Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

describe('a missing statement is reported for', () => {
  test.each([
    [OLD, NEW],
    [NEW, OLD],
  ])('an action under %s is missing under %s', (present, absent) => {
    const stack = withStatement({ actions: [`${present}:UseConnection`], resources: [CONNECTION_ARN] });
    expect(missing(stack)).toEqual([
      [expect.stringMatching(/^RoleDefaultPolicy/), allow(`${absent}:UseConnection`, CONNECTION_ARN)],
    ]);
  });

  test('only those of several actions that lack the other prefix', () => {
    const stack = withStatement({
      actions: [`${OLD}:UseConnection`, `${OLD}:GetConnection`, `${NEW}:GetConnection`, 's3:GetObject'],
      resources: ['*'],
    });
    expect(missing(stack).map(([, statement]) => statement)).toEqual([allow(`${NEW}:UseConnection`, '*')]);
  });

  test('a wildcard action', () => {
    const stack = withStatement({ actions: [`${OLD}:*`], resources: ['*'] });
    expect(missing(stack).map(([, statement]) => statement)).toEqual([allow(`${NEW}:*`, '*')]);
  });

  test('an ARN with a wildcard', () => {
    const stack = withStatement({
      actions: [`${NEW}:UseConnection`, `${OLD}:UseConnection`],
      resources: [ANY_CONNECTION(NEW)],
    });
    expect(missing(stack).map(([, statement]) => statement)).toEqual([
      allow(`${NEW}:UseConnection`, [ANY_CONNECTION(NEW), ANY_CONNECTION(OLD)]),
      allow(`${OLD}:UseConnection`, [ANY_CONNECTION(NEW), ANY_CONNECTION(OLD)]),
    ]);
  });

  test('an ARN with a wildcard that contains tokens', () => {
    const stack = stackIn();
    const arnOf = (service: string) => stack.formatArn({ service, resource: 'connection', resourceName: '*' });
    roleIn(stack).addToPolicy(
      new iam.PolicyStatement({ actions: [`${NEW}:UseConnection`, `${OLD}:UseConnection`], resources: [arnOf(NEW)] }),
    );
    const both = stack.resolve([arnOf(NEW), arnOf(OLD)]);
    expect(missing(stack).map(([, statement]) => statement)).toEqual([
      allow(`${NEW}:UseConnection`, both),
      allow(`${OLD}:UseConnection`, both),
    ]);
  });

  test('an action on ARNs of both prefixes, each of which is named once', () => {
    const resources = [ANY_CONNECTION(NEW), ANY_CONNECTION(OLD)];
    const stack = withStatement({ actions: [`${NEW}:UseConnection`], resources });
    expect(missing(stack).map(([, statement]) => statement)).toEqual([allow(`${OLD}:UseConnection`, resources)]);
  });

  test('a condition key, which belongs to one prefix', () => {
    const stack = withStatement({
      actions: [`${NEW}:UseConnection`, `${OLD}:UseConnection`],
      resources: [CONNECTION_ARN],
      conditions: { StringEquals: { [`${NEW}:FullRepositoryId`]: 'my-org/app', 'aws:RequestedRegion': 'eu-west-1' } },
    });
    expect(missing(stack).map(([, statement]) => statement)).toEqual([
      allow(`${OLD}:UseConnection`, CONNECTION_ARN, {
        StringEquals: { [`${OLD}:FullRepositoryId`]: 'my-org/app', 'aws:RequestedRegion': 'eu-west-1' },
      }),
    ]);
  });

  test('a denial, which would allow the other prefix', () => {
    const stack = withStatement({ effect: iam.Effect.DENY, actions: [`${NEW}:DeleteConnection`], resources: ['*'] });
    expect(missing(stack).map(([, statement]) => statement)).toEqual([
      { Effect: 'Deny', Action: `${OLD}:DeleteConnection`, Resource: '*' },
    ]);
  });

  test.each<[string, (stack: Stack, document: iam.PolicyDocument) => unknown]>([
    ['a managed policy', (stack, document) => new iam.ManagedPolicy(stack, 'Policy', { document })],
    [
      'an inline policy of a role',
      (stack, document) =>
        new iam.Role(stack, 'Policy', { assumedBy: new iam.AccountRootPrincipal(), inlinePolicies: { document } }),
    ],
    [
      'a policy of a user',
      (stack, document) => new iam.Policy(stack, 'Policy', { document, users: [new iam.User(stack, 'User')] }),
    ],
    [
      'an L1',
      (stack, policyDocument) =>
        new iam.CfnPolicy(stack, 'Policy', { policyDocument, policyName: 'p', roles: ['role'] }),
    ],
  ])('in %s', (_, make) => {
    const stack = stackIn();
    const statement = new iam.PolicyStatement({ actions: [`${OLD}:UseConnection`], resources: [CONNECTION_ARN] });
    make(stack, new iam.PolicyDocument({ statements: [statement] }));
    expect(missing(stack)).toEqual([[expect.stringMatching(/^Policy/), allow(`${NEW}:UseConnection`, CONNECTION_ARN)]]);
  });
});

describe('a missing statement is reported despite', () => {
  test.each<[string, unknown, unknown]>([
    ['capital letters', allow('CodeStar-Connections:UseConnection', '*'), allow(`${NEW}:UseConnection`, '*')],
    [
      'all resources but some',
      { Effect: 'Deny', Action: `${NEW}:UseConnection`, NotResource: CONNECTION_ARN },
      { Effect: 'Deny', Action: `${OLD}:UseConnection`, NotResource: CONNECTION_ARN },
    ],
  ])('%s', (_, statement, expected) => {
    expect(missing(withRawStatements(statement)).map(([, found]) => found)).toEqual([expected]);
  });

  test('a statement for another principal', () => {
    const stack = stackIn();
    const of = (Principal: string, prefix: string) => ({ ...allow(`${prefix}:UseConnection`, '*'), Principal });
    new CfnResource(stack, 'Endpoint', {
      type: 'AWS::EC2::VPCEndpoint',
      properties: { PolicyDocument: { Statement: [of('a', NEW), of('b', OLD)] } },
    });
    expect(missing(stack).map(([, found]) => found)).toEqual([of('a', OLD), of('b', NEW)]);
  });

  test('keys of both prefixes in one condition, which no request has', () => {
    const restricted = allow([`${NEW}:UseConnection`, `${OLD}:UseConnection`], CONNECTION_ARN, {
      StringEquals: { [`${NEW}:OwnerId`]: 'me', [`${OLD}:OwnerId`]: 'me' },
    });
    expect(missing(withRawStatements(restricted)).map(([, found]) => found)).toEqual(
      [NEW, OLD].map((prefix) =>
        allow(`${prefix}:UseConnection`, CONNECTION_ARN, { StringEquals: { [`${prefix}:OwnerId`]: 'me' } }),
      ),
    );
  });
});

describe('nothing is reported for', () => {
  test('properties that are not policies', () => {
    const stack = stackIn();
    new CfnResource(stack, 'Acl', {
      type: 'AWS::WAFv2::WebACL',
      properties: { Rules: [{ Statement: { RateBasedStatement: { Limit: 100 } } }] },
    });
    expect(missing(stack)).toEqual([]);
  });

  test.each<[string, iam.PolicyStatementProps, iam.PolicyStatementProps[]]>([
    ['both actions', { actions: [`${NEW}:UseConnection`, `${OLD}:UseConnection`], resources: [CONNECTION_ARN] }, []],
    [
      'a statement for each prefix',
      { actions: [`${NEW}:UseConnection`], resources: ['*'], conditions: { StringLike: { [`${NEW}:OwnerId`]: 'me' } } },
      [
        {
          actions: [`${OLD}:UseConnection`],
          resources: ['*'],
          conditions: { StringLike: { [`${OLD}:OwnerId`]: 'me' } },
        },
      ],
    ],
    [
      'a wider action',
      { actions: [`${NEW}:UseConnection`], resources: [CONNECTION_ARN] },
      [{ actions: [`${OLD}:Use*`, `${NEW}:Use*`], resources: ['*'] }],
    ],
    [
      'all actions',
      { actions: [`${NEW}:UseConnection`], resources: [CONNECTION_ARN] },
      [{ actions: ['*'], resources: ['*'] }],
    ],
    [
      'both ARNs',
      { actions: [`${NEW}:Get*`, `${OLD}:Get*`], resources: [ANY_CONNECTION(NEW), ANY_CONNECTION(OLD)] },
      [],
    ],
    ['other services', { actions: ['s3:*'], resources: ['arn:aws:s3:::bucket/*'] }, []],
  ])('%s', (_, statement, others) => {
    expect(missing(withStatement(statement, ...others))).toEqual([]);
  });

  test.each<[string, ...unknown[]]>([
    ['a wildcard over both prefixes', allow('code*:*', '*')],
    ['capital letters', allow(`${NEW}:UseConnection`, '*'), allow('CodeStar-Connections:useConnection', '*')],
  ])('%s', (_, ...statements) => {
    expect(missing(withRawStatements(...statements))).toEqual([]);
  });

  test('a statement for each of several resources', () => {
    const resources = [CONNECTION_ARN, OTHER_ARN];
    const apart = resources.map((resource) => allow(`${OLD}:GetConnection`, resource));
    expect(missing(withRawStatements(allow(`${NEW}:GetConnection`, resources), ...apart))).toEqual([]);
  });

  test('a statement that another policy of the same role adds', () => {
    const stack = stackIn();
    const role = roleIn(stack);
    const statement = (prefix: string) =>
      new iam.PolicyStatement({ actions: [`${prefix}:UseConnection`], resources: [CONNECTION_ARN] });
    role.addToPolicy(statement(NEW));
    role.addManagedPolicy(new iam.ManagedPolicy(stack, 'Managed', { statements: [statement(OLD)] }));
    expect(missing(stack)).toEqual([]);
  });

  test('all grants of this library', () => {
    const stack = stackIn();
    const connection = importedConnection(stack);
    const role = roleIn(stack);
    const grants = ConnectionGrants.fromConnection(connection);
    grants.useConnection(role, { repositories: ['a/b'], branches: ['main'] });
    grants.passConnection(role, { services: ['codepipeline.amazonaws.com'] });
    grants.manage(role);
    grants.completeHandshake(role);
    grants.read(role);
    expect(missing(stack)).toEqual([]);
  });
});

function pipelineOf(stack: Stack, source: codepipeline.IAction, output: codepipeline.Artifact) {
  const project = new codebuild.PipelineProject(stack, 'Project');
  new codepipeline.Pipeline(stack, 'Pipeline', {
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Build', actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: output })] },
    ],
  });
}

test('aws-cdk#31236: a stock pipeline lacks two statements, one with ConnectionSourceAction none', () => {
  const stock = stackIn();
  const stockOutput = new codepipeline.Artifact();
  const common = { actionName: 'Source', branch: 'main', codeBuildCloneOutput: true };
  const stockSource = new actions.CodeStarConnectionsSourceAction({
    ...common,
    output: stockOutput,
    connectionArn: CONNECTION_ARN,
    owner: 'my-org',
    repo: 'app',
  });
  pipelineOf(stock, stockSource, stockOutput);
  const statement = allow(`${NEW}:UseConnection`, CONNECTION_ARN);
  expect(missing(stock)).toEqual([
    [expect.stringMatching(/^ProjectRole/), statement],
    [expect.stringMatching(/^PipelineSource/), statement],
  ]);

  const stack = stackIn();
  const output = new codepipeline.Artifact();
  const connection = importedConnection(stack);
  pipelineOf(stack, new ConnectionSourceAction({ ...common, output, connection, repository: 'my-org/app' }), output);
  expect(missing(stack)).toEqual([]);
});

describe('ConnectionPermissionChecks as a plugin of the app', () => {
  const error = jest.spyOn(console, 'error').mockImplementation(() => {});
  beforeEach(() => error.mockClear());
  afterAll(() => error.mockRestore());

  function synthesize(acknowledge: boolean, inside = (stack: Stack) => stack): string {
    const app = new App();
    Validations.of(app).addPlugins(new ConnectionPermissionChecks());
    const stack = inside(new Stack(new Stage(app, 'Prod'), 'Stack'));
    roleIn(stack).addToPolicy(new iam.PolicyStatement({ actions: [`${OLD}:UseConnection`], resources: ['*'] }));
    if (acknowledge) {
      Validations.of(app).acknowledge({
        id: 'cdk-codeconnections::ServicePrefixAlone',
        reason: 'old connections only',
      });
    }
    app.synth();
    return error.mock.calls.flat().join('\n');
  }

  test('reports missing statements as warnings, and the synthesis succeeds', () => {
    const report = synthesize(false);
    expect(report).toContain('ServicePrefixAlone');
    expect(report).toContain('Prod/Stack/Role/DefaultPolicy');
    expect(report.replace(/\s+/g, ' ')).toContain('"Action":"codeconnections:UseConnection"');
    expect(process.exitCode).toBeUndefined();
  });

  test('checks nested stacks', () => {
    expect(synthesize(false, (stack) => new NestedStack(stack, 'Nested'))).toContain(
      'Prod/Stack/Nested/Role/DefaultPolicy',
    );
  });

  test('a violation can be acknowledged', () => {
    expect(synthesize(true)).not.toContain('codeconnections:UseConnection');
  });
});
