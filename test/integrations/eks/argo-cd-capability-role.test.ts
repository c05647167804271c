import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { ArgoCdCapabilityRole, type ArgoCdCapabilityRoleProps, Connection, mixins, ProviderType } from '../../../src';
import { ACCOUNT, arnOf, both, codeOf, newStack, only, token, UUID } from '../../fixtures';
import { CONNECTIONS, stackIn } from '../fixtures';
import { ALL_RULES, violationsOf } from '../iam/report';

const ARN = arnOf(`connection/${UUID}`);
const repositories = ['my-org/gitops'];

const connectionIn = (stack: Stack, providerType = ProviderType.GITHUB, connectionArn = ARN) =>
  Connection.fromConnectionAttributes(stack, `Git${stack.node.children.length}`, { connectionArn, providerType });
const roleIn = (stack: Stack, props: Partial<ArgoCdCapabilityRoleProps> = {}) =>
  new ArgoCdCapabilityRole(stack, 'ArgoCd', { connection: connectionIn(stack), repositories, ...props });

const URL = `https://codeconnections.eu-west-1.amazonaws.com/git-http/${ACCOUNT}/eu-west-1/${UUID}/my-org/gitops.git`;

const read = (prefix: string, Resource: unknown, names = repositories) => ({
  Effect: 'Allow',
  Action: `${prefix}:UseConnection`,
  Resource,
  Condition: {
    StringEqualsIfExists: {
      [`${prefix}:FullRepositoryId`]: names,
      [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
    },
  },
});
/** What the role may do over one connection. */
const statementsFor = (Resource: unknown, names = repositories) => [
  read('codeconnections', Resource, names),
  read('codestar-connections', Resource, names),
  { Effect: 'Allow', Action: both('GetConnection'), Resource },
];
const policiesOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'))
    .map(({ Properties }) => Properties)
    .find(({ Description }) => Description === 'Assumed by EKS for an Argo CD capability')?.Policies;

test('EKS may assume the role for a capability, and it may read the repository, under both prefixes', () => {
  const stack = newStack();
  roleIn(stack);
  const { Properties } = only(stack, 'AWS::IAM::Role');
  expect(Properties.AssumeRolePolicyDocument).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Principal: { Service: 'capabilities.eks.amazonaws.com' },
      },
    ],
  });
  expect(Properties.Policies).toEqual([
    { PolicyName: 'Repositories', PolicyDocument: { Version: '2012-10-17', Statement: statementsFor(ARN) } },
  ]);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
});

test.each(Object.entries(CONNECTIONS))('the connection is %s', (_, make) => {
  const stack = stackIn();
  const connection = make(stack);
  roleIn(stack, { connection });
  const Resource = stack.resolve(connection.connectionRef.connectionArn);
  expect(policiesOf(stack)).toMatchObject([{ PolicyDocument: { Statement: statementsFor(Resource) } }]);
});

test('a capability with the role refers to a role that has its permissions inline, so it is created after them', () => {
  const stack = newStack();
  const { roleArn } = roleIn(stack);
  const props = { clusterName: 'c', capabilityName: 'a', deletePropagationPolicy: 'RETAIN' };
  new CfnCapability(stack, 'Capability', { ...props, type: 'ARGOCD', roleArn });
  const [[id, role] = []] = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  expect(only(stack, 'AWS::EKS::Capability').Properties.RoleArn).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
  expect(role?.Properties.Policies).toMatchObject([{ PolicyDocument: { Statement: statementsFor(ARN) } }]);
});

test('has the name and the boundary that are given', () => {
  const stack = newStack();
  const permissionsBoundary = iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess');
  roleIn(stack, { roleName: 'argo-cd', permissionsBoundary });
  expect(only(stack, 'AWS::IAM::Role').Properties).toMatchObject({
    RoleName: 'argo-cd',
    PermissionsBoundary: stack.resolve(permissionsBoundary.managedPolicyArn),
  });
});

test('may read repositories over another connection', () => {
  const stack = newStack();
  const role = roleIn(stack);
  const other = ARN.replaceAll('1', '2');
  role.addRepositories(connectionIn(stack, ProviderType.GITLAB, other), ['group/sub/charts']);
  expect(policiesOf(stack)).toMatchObject([
    { PolicyDocument: { Statement: [...statementsFor(ARN), ...statementsFor(other, ['group/sub/charts'])] } },
  ]);
  expect(role.repositoryUrl('my-org/gitops')).toBe(URL);
  expect(role.repositoryUrl('group/sub/charts')).toMatch(/\/group\/sub\/charts\.git$/);
});

test('the addresses are outputs, also of repositories that are added later', () => {
  const stack = newStack();
  const connection = connectionIn(stack);
  const role = roleIn(stack, { connection });
  role.outputRepositoryUrls();
  role.addRepositories(connection, ['my-org/charts', 'my-org/gitops']);
  const outputs = Object.values(Template.fromStack(stack).findOutputs('*'));
  expect(outputs).toEqual([
    { Description: 'The repoURL of my-org/gitops in Argo CD', Value: URL },
    { Description: 'The repoURL of my-org/charts in Argo CD', Value: URL.replace('gitops', 'charts') },
  ]);
});

test('the addresses are parameters by the names of the repositories, also of those that are added later', () => {
  const stack = newStack();
  const connection = connectionIn(stack);
  const role = roleIn(stack, { connection });
  role.storeRepositoryUrls('/argocd/repositories');
  role.addRepositories(connection, ['my-org/charts']);
  const parameters = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
  expect(parameters.map(({ Properties }) => Properties)).toMatchObject([
    { Type: 'String', Name: '/argocd/repositories/my-org/gitops', Value: URL },
    { Type: 'String', Name: '/argocd/repositories/my-org/charts', Value: URL.replace('gitops', 'charts') },
  ]);
});

test('a repository may be known only at deployment', () => {
  const stack = newStack();
  const repository = token(stack);
  const role = roleIn(stack, { repositories: [repository] });
  role.outputRepositoryUrls();
  role.storeRepositoryUrls('/argocd');
  const template = Template.fromStack(stack);
  const Value = { 'Fn::Join': ['', [URL.replace('my-org/gitops.git', ''), { Ref: 'Parameter' }, '.git']] };
  expect(Object.values(template.findOutputs('*'))).toEqual([{ Value }]);
  template.hasResourceProperties('AWS::SSM::Parameter', {
    Name: { 'Fn::Join': ['', ['/argocd/', { Ref: 'Parameter' }]] },
    Value,
  });
});

test('a repository that is the same token twice is one, and names that differ by a hyphen only are two', () => {
  const stack = newStack();
  const repository = () => Fn.importValue('repository');
  const connection = connectionIn(stack);
  const role = roleIn(stack, { connection, repositories: [repository(), repository(), 'a/b--c', 'a--b/c'] });
  role.outputRepositoryUrls();
  role.addRepositories(connection, [repository()]);
  expect(Object.keys(Template.fromStack(stack).findOutputs('*'))).toHaveLength(3);
  expect(role.repositoryUrl(repository())).toMatch(/\.git$/);
});

test('outputs, and parameters at a path, are made once, and parameters at several paths', () => {
  const stack = newStack();
  const role = roleIn(stack);
  for (const path of ['/argocd', '/argocd', '/argo/cd', Fn.importValue('path'), Fn.importValue('path')]) {
    role.outputRepositoryUrls();
    role.storeRepositoryUrls(path);
  }
  const parameters = Object.entries(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
  expect(parameters.map(([, { Properties }]) => Properties.Name)).toEqual([
    '/argocd/my-org/gitops',
    '/argo/cd/my-org/gitops',
    { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'path' }, '/my-org/gitops']] },
  ]);
  expect(Object.keys(Template.fromStack(stack).findOutputs('*'))).toHaveLength(1);
  // The order of the calls does not matter for the logical ids, which are those of what is deployed.
  const other = newStack();
  roleIn(other).storeRepositoryUrls('/argo/cd');
  expect(Object.keys(Template.fromStack(other).findResources('AWS::SSM::Parameter'))).toEqual([parameters[1]?.[0]]);
});

test('the check of permissions finds nothing that the role lacks, or has too much of', () => {
  const stack = newStack();
  const { roleArn } = roleIn(stack);
  const props = { clusterName: 'c', capabilityName: 'a', deletePropagationPolicy: 'RETAIN' };
  new CfnCapability(stack, 'Capability', { ...props, type: 'ARGOCD', roleArn });
  expect(violationsOf(ALL_RULES, stack)).toEqual([]);
});

test('a role that is not to be made reports what it needs', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/ArgoCd': 'argo-cd' } });
  roleIn(stack);
  const report = JSON.stringify(require(`${app.synth().directory}/iam-policy-report.json`));
  expect(report).toContain('codestar-connections:GetConnection');
  expect(report).toContain('my-org/gitops');
});

describe('bad input', () => {
  test.each<[unknown]>([
    [['my-org']], // an organization
    [['https://github.com/my-org/gitops']],
    [['my-org/gitops.git']],
    [['my-org/*']],
    [['a/b/c']], // a subgroup on GitHub
    [[]],
    [undefined],
    ['my-org/gitops'],
    [[7]],
    [Fn.split(',', Fn.importValue('repositories'))], // one token for all of it
  ])('the repositories %j are refused, by the role and by the mixin, which is not applied yet', (given) => {
    const stack = newStack();
    const [connection, repositories] = [connectionIn(stack), given as string[]];
    const code = 'INVALID_ARGO_CD_CAPABILITY_ROLE';
    expect(codeOf(() => new ArgoCdCapabilityRole(stack, 'ArgoCd', { connection, repositories }))).toBe(code);
    expect(codeOf(() => new mixins.ArgoCdRepositories({ connection, repositories }))).toBe(code);
  });

  test('a provider that AWS does not list for Argo CD is refused, an unknown one is not', () => {
    const stack = newStack();
    const azure = connectionIn(stack, ProviderType.AZURE_DEVOPS);
    expect(() => roleIn(stack, { connection: azure })).toThrow(
      /\[UNSUPPORTED_PROVIDER\] managed Argo CD supports connections to Bitbucket, GitHub, GitHubEnterpriseServer, GitLab, GitLabSelfManaged, got 'Stack\/Git0' with the provider AzureDevOps/,
    );
    expect(() => roleIn(newStack(), { connection: connectionIn(stack, ProviderType.of('New')) })).not.toThrow();
  });

  test('a connection of an opt-in Region is refused elsewhere', () => {
    const connection = connectionIn(newStack(), ProviderType.GITHUB, ARN.replace('eu-west-1', 'eu-south-1'));
    expect(codeOf(() => roleIn(newStack(), { connection }))).toBe('CONNECTION_OF_OTHER_REGION');
  });

  test('the address of a repository that the role may not read is refused', () => {
    const role = roleIn(newStack());
    expect(() => role.repositoryUrl('my-org/other')).toThrow(
      `[INVALID_ARGO_CD_CAPABILITY_ROLE] 'repository' must be one that the role may read (my-org/gitops), got "my-org/other"; add it with 'addRepositories'`,
    );
  });

  test.each([undefined, 7])('the URL of %j is refused', (repository) => {
    const role = roleIn(newStack());
    expect(codeOf(() => role.repositoryUrl(repository as never))).toBe('INVALID_ARGO_CD_CAPABILITY_ROLE');
  });

  test('a repository over two connections is refused, over the same one in two ways it is not', () => {
    const stack = newStack();
    const role = roleIn(stack);
    expect(() => role.addRepositories(connectionIn(stack), repositories)).not.toThrow();
    const imported = () =>
      Connection.fromConnectionArn(stack, `Git${stack.node.children.length}`, Fn.importValue('connection'));
    role.addRepositories(imported(), ['my-org/charts']);
    expect(() => role.addRepositories(imported(), ['my-org/charts'])).not.toThrow();
    const other = connectionIn(stack, ProviderType.GITHUB, ARN.replaceAll('1', '2'));
    expect(() => role.addRepositories(other, repositories)).toThrow(/reads "my-org\/gitops" over the connection/);
  });

  test.each([
    'argocd',
    '/aws/argocd',
    '/SSM-argocd',
    '/argo cd',
    '/argocd/',
    'argocd/repositories',
    `/${'a/'.repeat(13)}a`,
    `/${'a'.repeat(900)}`,
    undefined,
    7,
  ])('no parameters at the path %j', (path) => {
    const role = roleIn(newStack());
    expect(codeOf(() => role.storeRepositoryUrls(path as string))).toBe('INVALID_ARGO_CD_CAPABILITY_ROLE');
  });

  test('a placeholder of the CDK is taken everywhere', () => {
    const stack = newStack();
    const value = StringParameter.valueFromLookup(stack, '/git/value');
    const role = roleIn(stack, { repositories: [value] });
    role.storeRepositoryUrls(value);
    expect(() => role.repositoryUrl('my-org/other')).not.toThrow();
  });

  test('something else than a connection is refused', () => {
    expect(codeOf(() => roleIn(newStack(), { connection: { arn: ARN } as never }))).toBe('UNEXPECTED_TYPE');
  });
});

test('an address with an ARN from another stack has its parts', () => {
  const stack = newStack();
  const connection = Connection.fromConnectionArn(stack, 'Git', Fn.importValue('connection'));
  const url = JSON.stringify(stack.resolve(roleIn(stack, { connection }).repositoryUrl('my-org/gitops')));
  expect(url).toContain('/my-org/gitops.git');
  expect(url).toContain('Fn::ImportValue');
});
