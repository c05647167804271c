import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  Connection,
  ConnectionBuildSource,
  type IConnection,
  mixins,
  ProviderType,
  RepositoryLink,
  SyncConfiguration,
} from '../src';
import { ACCOUNT, arnOf, both, codeOf, newStack, only, REGION, UUID } from './fixtures';

const { ConnectionAccess, ConnectionBuildAuth, PullRequestComments } = mixins;

const CONNECTION_ARN = arnOf(`connection/${UUID}`);
const IN_VAIN = Match.stringLikeRegexp('applied to nothing.*mixinAppliedToNothing');

const gitHub = (stack: Stack): IConnection =>
  Connection.fromConnectionAttributes(stack, 'Git', {
    connectionArn: CONNECTION_ARN,
    providerType: ProviderType.GITHUB,
  });
const projectIn = (stack: Stack, props: codebuild.ProjectProps = {}) =>
  new codebuild.Project(stack, 'Project', {
    source: codebuild.Source.gitHub({ owner: 'my-org', repo: 'app' }),
    ...props,
  });
const L1_PROPS = {
  source: { type: 'GITHUB', location: 'https://github.com/my-org/app.git' },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0' },
};
const AUTH = { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN };

/** The policies with a statement about the connection, by logical id. */
const policiesOf = (stack: Stack) =>
  Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([, policy]) =>
    JSON.stringify(policy).includes(CONNECTION_ARN),
  );

describe('ConnectionBuildAuth', () => {
  test('makes the sources of a project use the connection, and allows its role before the project is created', () => {
    const stack = newStack();
    projectIn(stack).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    const [[id, policy] = ['', undefined], ...others] = policiesOf(stack);
    expect(others).toEqual([]);
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: both('GetConnection', 'GetConnectionToken', 'UseConnection'),
        Resource: CONNECTION_ARN,
      },
    ]);
    const project = only(stack, 'AWS::CodeBuild::Project');
    expect(project.Properties.Source).toMatchObject({ Auth: AUTH });
    expect(project.DependsOn).toContain(id);
  });

  test('leaves sources of other providers alone', () => {
    const stack = newStack();
    const secondarySources = [
      codebuild.Source.bitBucket({ identifier: 'one', owner: 'o', repo: 'r' }),
      codebuild.Source.gitHub({ identifier: 'two', owner: 'o', repo: 'r' }),
    ];
    projectIn(stack, { secondarySources }).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    const { Properties } = only(stack, 'AWS::CodeBuild::Project');
    expect(Properties.SecondarySources).toMatchObject([{ Type: 'BITBUCKET' }, { Type: 'GITHUB', Auth: AUTH }]);
    expect((Properties.SecondarySources as object[])[0]).not.toHaveProperty('Auth');
  });

  test('reaches a source of the CDK for an organization, whose webhook stays as it is', () => {
    const stack = newStack();
    projectIn(stack, { source: codebuild.Source.gitHub({ owner: 'my-org' }) }).with(
      new ConnectionBuildAuth({ connection: gitHub(stack) }),
    );
    const { Properties } = only(stack, 'AWS::CodeBuild::Project');
    expect(Properties.Source).toMatchObject({ Location: 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION', Auth: AUTH });
    expect(Properties.Triggers).toMatchObject({ Webhook: true, ScopeConfiguration: { Name: 'my-org' } });
    expect(policiesOf(stack)).toHaveLength(1);
  });

  test.each([true, false, undefined])('reaches projects without a primary source if it is told so: %s', (is) => {
    const stack = newStack();
    projectIn(stack, {
      source: undefined,
      buildSpec: SPEC,
      secondarySources: [codebuild.Source.bitBucket({ identifier: 'one', owner: 'o', repo: 'r' })],
    });
    stack.with(new ConnectionBuildAuth({ connection: gitHub(stack), projectsWithoutSource: is }));
    const { Properties, DependsOn } = only(stack, 'AWS::CodeBuild::Project');
    expect(Properties.Source).toEqual({ Type: 'NO_SOURCE', BuildSpec: expect.anything(), ...(is && { Auth: AUTH }) });
    expect((Properties.SecondarySources as object[])[0]).not.toHaveProperty('Auth');
    expect(policiesOf(stack).map(([id]) => id)).toEqual(is ? DependsOn : []);
    const inVain = Annotations.fromStack(stack).findWarning('*', IN_VAIN);
    expect(inVain).toHaveLength(is ? 0 : 1);
  });

  test('changes nothing more when it is applied again', () => {
    const [once, twice] = [1, 2].map((times) => {
      const stack = newStack();
      const mixin = new ConnectionBuildAuth({ connection: gitHub(stack) });
      const project = projectIn(stack);
      for (let i = 0; i < times; i++) project.with(mixin);
      if (times > 1) project.with(new ConnectionBuildAuth({ connection: stack.node.findChild('Git') as IConnection }));
      return Template.fromStack(stack).toJSON();
    });
    expect(twice).toEqual(once);
  });

  const l1ProjectIn = (stack: Stack, serviceRole: string) =>
    new codebuild.CfnProject(stack, 'L1', {
      source: { type: 'GITHUB', location: 'https://github.com/my-org/app.git' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/standard:7.0',
      },
      serviceRole,
    });

  test.each<[string, (role: iam.CfnRole) => string]>([
    ['ARN', (role) => role.attrArn],
    ['name', (role) => role.ref],
  ])('allows the role of the app that an L1 project has by its %s, also with a path', (_, nameOf) => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { path: '/builds/', assumeRolePolicyDocument: {} });
    l1ProjectIn(stack, nameOf(role)).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    expect(policiesOf(stack).map(([, { Properties }]) => Properties.Roles)).toEqual([[{ Ref: 'Role' }]]);
  });

  test('allows the L2 role of an L1 project', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { path: '/builds/', assumedBy: new iam.AccountRootPrincipal() });
    l1ProjectIn(stack, role.roleArn).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    const { Ref } = stack.resolve((role.node.defaultChild as iam.CfnRole).ref);
    expect(policiesOf(stack).map(([, { Properties }]) => Properties.Roles)).toEqual([[{ Ref }]]);
  });

  test('reaches all projects of a construct, also L1s whose role is an import', () => {
    const stack = newStack();
    projectIn(stack);
    l1ProjectIn(stack, `arn:aws:iam::${ACCOUNT}:role/builds`);
    stack.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::CodeBuild::Project', { Source: { Auth: AUTH } });
    expect(policiesOf(stack).map(([, { Properties }]) => Properties.Roles)).toContainEqual(['builds']);
  });

  test.each<[string, (role: iam.CfnRole) => string]>([
    ['ARN', (role) => role.attrArn],
    ['name', (role) => role.ref],
  ])('allows a role with a path that an L1 of a project has by its %s', (_, serviceRoleOf) => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, path: '/builds/' });
    const project = new codebuild.CfnProject(stack, 'L1', { ...L1_PROPS, serviceRole: serviceRoleOf(role) });
    project.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    expect(policiesOf(stack).map(([, { Properties }]) => Properties.Roles)).toEqual([[{ Ref: 'Role' }]]);
  });

  test('finds the sources of a project of which an escape hatch has set a part', () => {
    const stack = newStack();
    const secondarySources = [codebuild.Source.gitHub({ identifier: 'one', owner: 'o', repo: 'r' })];
    const project = projectIn(stack, { secondarySources });
    const resource = project.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Source.ReportBuildStatus', false);
    resource.addPropertyOverride('SecondarySources.0.GitCloneDepth', 1);
    project.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    expect(only(stack, 'AWS::CodeBuild::Project').Properties).toMatchObject({
      Source: { Type: 'GITHUB', ReportBuildStatus: false, Auth: AUTH },
      SecondarySources: [{ Type: 'GITHUB', GitCloneDepth: 1, Auth: AUTH }],
    });
  });

  test('of two connections, the last one is used', () => {
    const stack = newStack();
    const other = Connection.fromConnectionArn(stack, 'Other', arnOf(`connection/${UUID.replace(/1/g, '2')}`));
    const [first, second] = [other, gitHub(stack)].map((connection) => new ConnectionBuildAuth({ connection }));
    projectIn(stack).with(first as mixins.ConnectionBuildAuth, second as mixins.ConnectionBuildAuth);
    expect(only(stack, 'AWS::CodeBuild::Project').Properties.Source).toMatchObject({ Auth: AUTH });
    Annotations.fromStack(stack).hasNoWarning('*', IN_VAIN);
  });

  test('leaves a source that was made with another connection alone, with its permissions', () => {
    const stack = newStack();
    const other = Connection.fromConnectionArn(stack, 'Other', arnOf(`connection/${UUID.replace(/1/g, '2')}`));
    const source = ConnectionBuildSource.gitHub({ connection: other, repository: 'my-org/app' });
    new codebuild.Project(stack, 'Project', { source });
    stack.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    expect(JSON.stringify(Template.fromStack(stack))).not.toContain(UUID);
  });

  test('refuses sources of several providers for a connection whose provider is unknown', () => {
    const stack = newStack();
    const unknown = Connection.fromConnectionArn(stack, 'Unknown', arnOf(`connection/${UUID}`));
    const of = (id: string, source: codebuild.ISource) => new codebuild.Project(stack, id, { source });
    of('A', codebuild.Source.gitHub({ owner: 'my-org', repo: 'app' }));
    of('B', codebuild.Source.gitHub({ owner: 'my-org', repo: 'lib' }));
    const mixin = new ConnectionBuildAuth({ connection: unknown });
    expect(() => stack.with(mixin)).not.toThrow();
    of('C', codebuild.Source.bitBucket({ owner: 'my-org', repo: 'app' }));
    expect(codeOf(() => stack.with(mixin))).toBe('UNKNOWN_PROVIDER');
  });

  test.each<[string, (stack: Stack, role: iam.CfnRole) => unknown]>([
    ['Fn.importValue', () => ({ 'Fn::ImportValue': 'BuildRoleArn' })],
    ['Fn.getAtt in an override', (_, { logicalId }) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })],
    ['Fn.sub', (_, { logicalId }) => ({ 'Fn::Sub': `\${${logicalId}.Arn}` })],
  ])('allows a role that an L1 project names by %s', (_, roleArn) => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
    const project = l1ProjectIn(stack, role.attrArn);
    project.addPropertyOverride('ServiceRole', roleArn(stack, role));
    project.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    const { Roles } = only(stack, 'AWS::IAM::Policy').Properties;
    expect(JSON.stringify(Roles)).toContain(JSON.stringify(stack.resolve(roleArn(stack, role))));
  });

  test('comes after the policies of several mixins, which do not wait for one another, also as an L1', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const connection = gitHub(stack);
    l1ProjectIn(stack, role.roleArn).with(
      new ConnectionBuildAuth({ connection }),
      new mixins.BuildGitAccess({ connection, repositories: ['my-org/lib'] }),
    );
    const policies = policiesOf(stack);
    expect(policies.map(([, { DependsOn }]) => DependsOn)).toEqual([undefined, undefined]);
    expect(only(stack, 'AWS::CodeBuild::Project').DependsOn).toEqual(policies.map(([id]) => id).sort());
  });

  test('does not warn of other projects in a stack, such as those of pipelines', () => {
    const stack = newStack();
    projectIn(stack);
    new codebuild.PipelineProject(stack, 'InPipeline');
    stack.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    Annotations.fromStack(stack).hasNoWarning('*', IN_VAIN);
  });

  test('warns in a stack if it was applied to an app in vain, because nobody sees warnings of an app', () => {
    const stack = newStack();
    stack.node.root.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    Annotations.fromStack(stack).hasWarning('/Stack', IN_VAIN);
  });

  test('is in the report of permissions of a role that is not to be made', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Project/Role': 'builds' } });
    projectIn(stack).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
    const report = JSON.stringify(require(`${app.synth().directory}/iam-policy-report.json`));
    expect(report).toContain('codestar-connections:GetConnectionToken');
  });

  test('of two connections is in the report of permissions of a role that is made all the same', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    iam.Role.customizeRoles(stack, { preventSynthesis: false });
    const project = projectIn(stack);
    const arns = [CONNECTION_ARN, arnOf('connection/second')];
    for (const [i, arn] of arns.entries()) {
      project.with(new ConnectionBuildAuth({ connection: Connection.fromConnectionArn(stack, `C${i}`, arn) }));
    }
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('roleTakesNoPermissions'));
    const report = JSON.stringify(require(`${app.synth().directory}/iam-policy-report.json`));
    for (const arn of arns) expect(report).toContain(arn);
  });

  test('names what it was looking for, if it was applied in vain', () => {
    const stack = newStack();
    stack.with(new ConnectionBuildAuth({ connection: gitHub(stack), projectsWithoutSource: true }));
    const text = Match.stringLikeRegexp('contains no AWS::CodeBuild::Project with a source at GitHub, or without a');
    Annotations.fromStack(stack).hasWarning('*', text);
  });

  test.each<[string, (stack: Stack) => { with(...applied: mixins.ConnectionBuildAuth[]): unknown }]>([
    ['an import', (stack) => codebuild.Project.fromProjectName(stack, 'Import', 'app') as never],
    ['a project without a source', (stack) => new codebuild.Project(stack, 'P', { buildSpec: SPEC })],
    ['an empty stack', (stack) => stack],
  ])('warns of %s, to which it was applied in vain', (_, make) => {
    const stack = newStack();
    make(stack).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    Annotations.fromStack(stack).hasWarning('*', IN_VAIN);
  });

  test('the warning can be acknowledged', () => {
    const stack = newStack();
    Validations.of(stack).acknowledge({ id: 'cdk-codeconnections:mixinAppliedToNothing', reason: 'known' });
    stack.with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    Annotations.fromStack(stack).hasNoWarning('*', IN_VAIN);
  });

  test('warns of a role that takes no permissions', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/builds`, { mutable: false });
    projectIn(stack, { role }).with(new ConnectionBuildAuth({ connection: gitHub(stack) }));
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('codeconnections:UseConnection.*roleTakes'));
    expect(policiesOf(stack)).toEqual([]);
  });
});

const SPEC = codebuild.BuildSpec.fromObject({ version: '0.2' });

describe('ConnectionAccess', () => {
  const repositories = ['my-org/app'];

  test.each<[string, (stack: Stack) => iam.Role | iam.CfnRole]>([
    ['a role', (stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })],
    ['an L1', (stack) => new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} })],
  ])('allows %s to use the connection for some repositories, once', (_, make) => {
    const stack = newStack();
    const access = new ConnectionAccess({ connection: gitHub(stack), repositories });
    make(stack).with(access);
    stack.with(access);
    const statements = policiesOf(stack).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(statements).toEqual(
      ['codeconnections', 'codestar-connections'].map((prefix) => ({
        Effect: 'Allow',
        Action: `${prefix}:UseConnection`,
        Resource: CONNECTION_ARN,
        Condition: { StringLike: { [`${prefix}:FullRepositoryId`]: repositories } },
      })),
    );
  });

  test('allows an L1 with a path by its name', () => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { path: '/builds/', assumeRolePolicyDocument: {} });
    role.with(new ConnectionAccess({ connection: gitHub(stack), repositories }));
    expect(policiesOf(stack).map(([, { Properties }]) => Properties.Roles)).toEqual([[{ Ref: 'Role' }]]);
  });

  test('warns of an imported role', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleName(stack, 'Role', 'builds');
    role.with(new ConnectionAccess({ connection: gitHub(stack) }));
    Annotations.fromStack(stack).hasWarning('/Stack/Role', IN_VAIN);
  });
});

describe('PullRequestComments', () => {
  const syncOf = (stack: Stack) =>
    new CfnSyncConfiguration(stack, 'Sync', {
      branch: 'main',
      configFile: 'prod.yaml',
      repositoryLinkId: UUID,
      resourceName: 'network',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/git-sync`,
      syncType: 'CFN_STACK_SYNC',
    });
  const comments = (stack: Stack) => only(stack, 'Custom::CodeConnectionsPullRequestComment');

  test('sets the comments of a sync configuration that somebody else has created, after it', () => {
    const stack = newStack();
    const sync = syncOf(stack);
    sync.with(new PullRequestComments());
    expect(comments(stack)).toMatchObject({
      Properties: { StackName: 'network', PullRequestComment: 'ENABLED' },
      DependsOn: expect.arrayContaining([stack.getLogicalId(sync)]),
    });
  });

  test('replaces what a property has set', () => {
    const stack = newStack();
    new SyncConfiguration(stack, 'Sync', {
      repositoryLink: RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`)),
      branch: 'main',
      configFile: 'prod.yaml',
      stackName: 'network',
      pullRequestComment: true,
    }).with(new PullRequestComments({ enabled: false }), new PullRequestComments({ enabled: false }));
    expect(comments(stack).Properties.PullRequestComment).toBe('DISABLED');
  });

  test('warns of an import', () => {
    const stack = newStack();
    SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName: 'network' }).with(
      new PullRequestComments(),
    );
    Annotations.fromStack(stack).hasWarning('/Stack/Sync', IN_VAIN);
  });
});
