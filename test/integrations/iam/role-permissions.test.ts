process.env.CDK_VALIDATION = 'false';

import { App, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { OPERATIONS } from '../../../local/simulator/model/operations.ts';
import { AvailableConnection, Connection, ProviderType } from '../../../src';
import { LISTED_ACTIONS } from '../../../src/integrations/iam/action-names';
import { both } from '../../fixtures';
import { CONNECTION_ARN, stackIn } from '../fixtures';
import { showcase } from '../showcase';
import { ALL_RULES, violationsOf } from './report';

const BUILD = ['GetConnection', 'GetConnectionToken', 'UseConnection'];

const roleOf = (stack: Stack, ...services: string[]) => {
  const principals = services.map((service) => new iam.ServicePrincipal(service));
  return new iam.Role(stack, 'Role', {
    assumedBy: new iam.CompositePrincipal(...(principals as unknown as [iam.ServicePrincipal])),
  });
};
const allow = (role: iam.Role, names: string[], resource = CONNECTION_ARN) =>
  role.addToPolicy(new iam.PolicyStatement({ actions: names, resources: [resource] }));

function policyIn(stack: Stack, statement: iam.PolicyStatement, roles: string[]): iam.CfnPolicy {
  const policyDocument = new iam.PolicyDocument({ statements: [statement] });
  return new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', roles, policyDocument });
}

/** A project whose source uses a connection by the L1, with a role of its own. */
function projectIn(stack: Stack, role: iam.IRole = roleOf(stack, 'codebuild.amazonaws.com'), arn = CONNECTION_ARN) {
  const project = new codebuild.CfnProject(stack, 'Project', {
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0' },
    serviceRole: role.roleArn,
    source: {
      type: 'GITHUB',
      location: 'https://github.com/my-org/app.git',
      auth: { type: 'CODECONNECTIONS', resource: arn },
    },
  });
  return { project, role: role as iam.Role };
}

function pipelineIn(stack: Stack, { withPermission = false, codeBuildCloneOutput = false } = {}) {
  const output = new codepipeline.Artifact();
  const project = new codebuild.PipelineProject(stack, 'Build');
  const source = new actions.CodeStarConnectionsSourceAction({
    actionName: 'Source',
    connectionArn: CONNECTION_ARN,
    owner: 'my-org',
    repo: 'app',
    output,
    codeBuildCloneOutput,
  });
  const build = new actions.CodeBuildAction({ actionName: 'Build', project, input: output });
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Build', actions: [build] },
    ],
  });
  if (withPermission) return;
  // What a pipeline is left with whose statements somebody filters out.
  const policies = [pipeline, project]
    .flatMap(({ node }) => node.findAll())
    .filter((each) => each instanceof iam.CfnPolicy);
  for (const policy of policies) {
    const { Statement } = stack.resolve(policy.policyDocument);
    const isOther = ({ Action }: { Action: string }) => !JSON.stringify(Action).includes('connections:');
    policy.addPropertyOverride('PolicyDocument.Statement', Statement.filter(isOther));
  }
}

function capabilityIn(stack: Stack, type = 'ARGOCD') {
  const role = roleOf(stack, 'capabilities.eks.amazonaws.com');
  new CfnCapability(stack, 'Capability', {
    capabilityName: 'argo-cd',
    clusterName: 'cluster',
    deletePropagationPolicy: 'RETAIN',
    roleArn: role.roleArn,
    type,
  });
  return role;
}

describe('MissingPermission', () => {
  const found = (stack: Stack) =>
    violationsOf('MissingPermission', stack).map(({ description, fix, violatingResources: [resource] }) => ({
      role: resource?.resourceLogicalId,
      description,
      statement: JSON.parse(fix?.replace(/^[^{]*/, '') ?? ''),
    }));

  test('is reported for the role of a build without permissions, with the statement to add', () => {
    const stack = stackIn();
    projectIn(stack);
    expect(found(stack)).toEqual([
      {
        role: expect.stringMatching(/^Role/),
        description:
          'the role may not call GetConnection, GetConnectionToken, UseConnection on the connection, which is needed for the builds of Project',
        statement: { Effect: 'Allow', Action: both(...BUILD), Resource: CONNECTION_ARN },
      },
    ]);
  });

  test('is reported for the actions that a role lacks under both prefixes, and for a permission on another connection', () => {
    const stack = stackIn();
    const { role } = projectIn(stack);
    allow(role, ['codestar-connections:UseConnection', 'codeconnections:GetConnection']);
    allow(role, both('GetConnectionToken'), CONNECTION_ARN.replace('11111111', '99999999'));
    expect(found(stack).map(({ statement }) => statement.Action)).toEqual([both('GetConnectionToken')]);
  });

  test('is reported for a permission on another connection of the app', () => {
    const stack = stackIn();
    const [one, other] = ['One', 'Other'].map(
      (id) => new CfnConnection(stack, id, { connectionName: id, providerType: 'GitHub' }),
    ) as [CfnConnection, CfnConnection];
    const { role } = projectIn(stack, undefined, one.ref);
    allow(role, both(...BUILD), other.ref);
    expect(found(stack).map(({ statement }) => statement.Resource)).toEqual([{ Ref: 'One' }]);
  });

  test.each([false, true])(
    'is reported for a pipeline, and for its builds if they clone: %s',
    (codeBuildCloneOutput) => {
      const stack = stackIn();
      pipelineIn(stack, { codeBuildCloneOutput });
      const purposes = found(stack).map(({ description }) => description.replace(/.* for /, ''));
      const build = expect.stringMatching(
        /^the builds of Build\w+, which clone the source of the pipeline Pipeline\w+$/,
      );
      expect(purposes).toEqual([
        expect.stringMatching(/^the source of the pipeline Pipeline\w+$/),
        ...(codeBuildCloneOutput ? [build] : []),
      ]);
    },
  );

  test('is reported for an Argo CD capability that has one of the two actions', () => {
    const stack = stackIn();
    allow(capabilityIn(stack), both('UseConnection'));
    expect(found(stack).map(({ statement }) => statement.Action)).toEqual([both('GetConnection')]);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    [
      'all actions under one prefix',
      (stack) =>
        allow(
          projectIn(stack).role,
          BUILD.map((name) => `codestar-connections:${name}`),
        ),
    ],
    [
      'wildcards',
      (stack) =>
        allow(
          projectIn(stack).role,
          ['codeconnections:Get*', 'CODECONNECTIONS:use*'],
          `${CONNECTION_ARN.slice(0, -4)}*`,
        ),
    ],
    ['all actions of all services', (stack) => allow(projectIn(stack).role, ['*'], '*')],
    [
      'a managed policy of the app',
      (stack) => {
        const statement = new iam.PolicyStatement({ actions: both(...BUILD), resources: [CONNECTION_ARN] });
        projectIn(stack).role.addManagedPolicy(new iam.ManagedPolicy(stack, 'Policy', { statements: [statement] }));
      },
    ],
    [
      'a managed policy of AWS, which may allow them',
      (stack) => projectIn(stack).role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess')),
    ],
    [
      'an ARN that is known only at deployment',
      (stack) =>
        allow(
          projectIn(stack).role,
          both(...BUILD),
          stack.formatArn({ service: 'codeconnections', resource: 'connection', resourceName: 'x' }),
        ),
    ],
    ['a role that the app imports', (stack) => projectIn(stack, iam.Role.fromRoleName(stack, 'Imported', 'build'))],
    ['a stock pipeline', (stack) => pipelineIn(stack, { withPermission: true, codeBuildCloneOutput: true })],
    ['a capability of another type', (stack) => allow(capabilityIn(stack, 'ACK'), both('UseConnection'))],
  ])('is not reported for %s', (_, make) => {
    const stack = stackIn();
    make(stack);
    expect(found(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack, role: iam.Role, statement: iam.PolicyStatement) => unknown]>([
    ['a policy for the role by its name', (stack, _, statement) => policyIn(stack, statement, ['build'])],
    [
      'a policy for the role by a function',
      (stack, role, statement) => policyIn(stack, statement, [Fn.sub(`\${${stack.resolve(role.roleName).Ref}}`)]),
    ],
    [
      'a policy whose roles are known only at deployment',
      (stack, _, statement) =>
        policyIn(stack, statement, []).addPropertyOverride('Roles', { 'Fn::If': ['A', ['build'], ['other']] }),
    ],
    [
      'actions that are known only at deployment',
      (stack, role) => {
        const Action = [
          { 'Fn::Join': [':', [{ Ref: 'Prefix' }, 'UseConnection']] },
          ...both('GetConnection', 'GetConnectionToken'),
        ];
        const Statement = [{ Effect: 'Allow', Action, Resource: CONNECTION_ARN }];
        const policyDocument = { Version: '2012-10-17', Statement };
        new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', roles: [role.roleName], policyDocument });
      },
    ],
    [
      'a managed policy by its attribute',
      (stack, role, statement) => {
        const policy = new iam.ManagedPolicy(stack, 'Policy', { statements: [statement] });
        const PolicyArn = { 'Fn::GetAtt': [stack.resolve(policy.managedPolicyArn).Ref, 'PolicyArn'] };
        (role.node.defaultChild as iam.CfnRole).addPropertyOverride('ManagedPolicyArns', [PolicyArn]);
      },
    ],
    [
      'a policy in a nested stack',
      (stack, role, statement) => policyIn(new NestedStack(stack, 'Nested'), statement, [role.roleName]),
    ],
    [
      'a policy in another stack',
      (stack, role, statement) =>
        policyIn(
          new Stack(stack.node.root as App, 'Other', { env: { account: stack.account, region: stack.region } }),
          statement,
          [role.roleName],
        ),
    ],
  ])('is not reported for %s', (_, make) => {
    const stack = stackIn();
    const { role } = projectIn(stack);
    make(stack, role, new iam.PolicyStatement({ actions: both(...BUILD), resources: [CONNECTION_ARN] }));
    expect(found(stack)).toEqual([]);
  });

  test('is reported for a role that the project names by a function', () => {
    const stack = stackIn();
    const { project, role } = projectIn(stack);
    project.addPropertyOverride('ServiceRole', { 'Fn::Sub': `\${${stack.resolve(role.roleName).Ref}.Arn}` });
    expect(found(stack)).toHaveLength(1);
  });

  test('is not reported if the policy names the connection, and the project its wait, or the other way round', () => {
    for (const inPolicy of ['connection', 'wait'] as const) {
      const stack = stackIn();
      const connection = new Connection(stack, 'Git', { providerType: ProviderType.GITHUB });
      const wait = new AvailableConnection(stack, 'Ready', { connection });
      const [named, used] = inPolicy === 'wait' ? [wait, connection] : [connection, wait];
      const { role } = projectIn(stack, undefined, used.connectionArn);
      allow(role, both(...BUILD), named.connectionArn);
      expect(found(stack)).toEqual([]);
    }
  });
});

describe('ExcessPermission', () => {
  const found = (stack: Stack) =>
    violationsOf('ExcessPermission', stack).map(({ description, fix }) => `${description}; ${fix}`);

  test.each<[string, (stack: Stack) => unknown, string[]]>([
    [
      'a build that may do everything',
      (stack) => allow(projectIn(stack).role, ['codeconnections:*']),
      [
        'the role of the builds of Project may call codeconnections:*, but to read Git it needs only GetConnection, GetConnectionToken, UseConnection; allow only GetConnection, GetConnectionToken, UseConnection, and only on the ARN of the connection; for anything else, use another role',
      ],
    ],
    [
      'a role of CodeBuild without a project in the app',
      (stack) => allow(roleOf(stack, 'codebuild.amazonaws.com'), both('DeleteConnection', 'UseConnection')),
      [
        'the role of codebuild.amazonaws.com may call codeconnections:DeleteConnection, codestar-connections:DeleteConnection, but to read Git it needs only GetConnection, GetConnectionToken, UseConnection; allow only GetConnection, GetConnectionToken, UseConnection, and only on the ARN of the connection; for anything else, use another role',
      ],
    ],
    [
      'a capability that may use any connection',
      (stack) => allow(capabilityIn(stack), both('UseConnection', 'GetConnection'), '*'),
      [
        'the role of the Argo CD capability Capability may use several connections by a wildcard; allow only GetConnection, UseConnection, and only on the ARN of the connection; for anything else, use another role',
      ],
    ],
  ])('is reported for %s', (_, make, expected) => {
    const stack = stackIn();
    make(stack);
    expect(found(stack)).toEqual(expected);
  });

  test.each([
    ['only the role of its pipeline', true, 1],
    ['anybody in the account', false, 0],
  ])('is reported for the role of an action if %s may assume it: %s', (_, reduced, count) => {
    const stack = stackIn(
      'eu-west-1',
      new App({ context: { '@aws-cdk/pipelines:reduceStageRoleTrustScope': reduced } }),
    );
    pipelineIn(stack, { withPermission: true });
    const role = stack.node.findAll().find(({ node }) => node.id === 'CodePipelineActionRole') as iam.Role;
    allow(role, ['codeconnections:*']);
    expect(found(stack)).toHaveLength(count);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['a build with what it needs', (stack) => allow(projectIn(stack).role, both(...BUILD))],
    [
      'a role that another service may assume, too',
      (stack) => allow(roleOf(stack, 'codebuild.amazonaws.com', 'lambda.amazonaws.com'), ['codeconnections:*']),
    ],
    ...[
      new iam.AccountRootPrincipal(),
      new iam.AnyPrincipal(),
      new iam.WebIdentityPrincipal('accounts.example.com'),
    ].map((person): [string, (stack: Stack) => unknown] => [
      `a role that people may assume, too: ${person.constructor.name}`,
      (stack) => {
        const role = roleOf(stack, 'codebuild.amazonaws.com');
        role.assumeRolePolicy?.addStatements(
          new iam.PolicyStatement({ principals: [person], actions: [person.assumeRoleAction] }),
        );
        allow(role, ['codeconnections:*']);
      },
    ]),
    [
      'a role of a service that is not known',
      (stack) => allow(roleOf(stack, 'lambda.amazonaws.com'), ['codeconnections:*']),
    ],
    [
      'a denial',
      (stack) => {
        const statement = { effect: iam.Effect.DENY, actions: ['codeconnections:*'], resources: ['*'] };
        projectIn(stack).role.addToPolicy(new iam.PolicyStatement(statement));
      },
    ],
    [
      'a build that deploys what uses the connection',
      (stack) => allow(projectIn(stack).role, both(...BUILD, 'PassConnection')),
    ],
    ['a capability of another type', (stack) => allow(capabilityIn(stack, 'ACK'), ['codeconnections:*'], '*')],
    [
      'a role of a capability that is made elsewhere',
      (stack) => allow(roleOf(stack, 'capabilities.eks.amazonaws.com'), ['codeconnections:*']),
    ],
    ['an administrator', (stack) => allow(projectIn(stack).role, ['*'], '*')],
    ['a stock pipeline', (stack) => pipelineIn(stack, { withPermission: true, codeBuildCloneOutput: true })],
  ])('is not reported for %s', (_, make) => {
    const stack = stackIn();
    make(stack);
    expect(found(stack)).toEqual([]);
  });
});

describe('UnknownAction', () => {
  test('knows every operation of the service', () => {
    expect(LISTED_ACTIONS).toEqual(expect.arrayContaining(Object.keys(OPERATIONS)));
  });

  const found = (stack: Stack) =>
    violationsOf('UnknownAction', stack).map(({ description, fix }) => `${description}; ${fix}`);

  test.each([
    ['codestar-connections:UseConnections', 'did you mean UseConnection? '],
    ['codeconnections:GetConnectionTok', 'did you mean GetConnectionToken? '],
    ['codeconnections:Fetch*', ''],
    ['codestar-connection:UseConnection', 'the prefixes are codeconnections and codestar-connections; '],
    ['codeconnection:UseConnection', 'the prefixes are codeconnections and codestar-connections; '],
  ])('is reported for %s', (action, hint) => {
    const stack = stackIn();
    allow(roleOf(stack, 'lambda.amazonaws.com'), [action]);
    expect(found(stack)).toEqual([
      `no service has the action ${action}, so the statement has no effect; ${hint}see the Service Authorization Reference of AWS CodeConnections for the actions`,
    ]);
    expect(violationsOf('ServicePrefixAlone', stack)).toEqual([]);
  });

  test.each([
    'codeconnections:useconnection',
    'codeconnections:*',
    'codestar-connections:Get*',
    'codeconnections:GetResourcePolicy',
    's3:UseConnections',
    '*',
  ])('is not reported for %s', (action) => {
    const stack = stackIn();
    allow(roleOf(stack, 'lambda.amazonaws.com'), [action]);
    expect(found(stack)).toEqual([]);
  });
});

test('templates that the CDK does not write are read, too', () => {
  const stack = stackIn();
  const { project, role } = projectIn(stack);
  (role.node.defaultChild as iam.CfnRole).addPropertyOverride('AssumeRolePolicyDocument', {
    Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
  });
  project.addPropertyOverride('SecondarySources', { 'Fn::If': ['A', [], { Ref: 'AWS::NoValue' }] });
  new CfnResource(stack, 'Waiter', {
    type: 'Custom::CodeConnectionsAvailableConnection',
    properties: { ConnectionArn: { 'Fn::GetAtt': ['Waiter', 'ConnectionArn'] } },
  });
  project.addPropertyOverride('Source.Auth.Resource', { Ref: 'Waiter' });
  expect(violationsOf('MissingPermission', stack)).toHaveLength(1);
});

test('nothing is reported for anything in the integrations of this library', () => {
  for (const stack of showcase(new App())) expect(violationsOf(ALL_RULES, stack)).toEqual([]);
});
