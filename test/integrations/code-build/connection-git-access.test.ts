import { Aspects, Aws, CfnParameter, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as pipelines from 'aws-cdk-lib/pipelines';
import {
  AvailableConnection,
  Connection,
  ConnectionBuildSource,
  ConnectionGitAccess,
  ErrorCode,
  Host,
  ProviderType,
} from '../../../src';
import { ACCOUNT, arnOf, both, codeOf, newStack, only, REGION, statements, token, UUID } from '../../fixtures';
import {
  accessIn,
  allowed,
  at,
  BASE,
  CONNECTION_ARN,
  given,
  LIB,
  ORIGIN,
  projectIn,
  settingsOf,
  type Variables,
  variablesOf,
} from './git-access-fixtures';

describe('a project', () => {
  test('has settings of Git for the host of the connection and for the repositories, and nothing else', () => {
    const stack = newStack('Elsewhere', { env: { account: '210987654321', region: 'us-east-1' } });
    expect(settingsOf(given(accessIn(stack), stack))).toEqual([
      [`credential.${ORIGIN}.helper`, `!aws --region ${REGION} codecommit credential-helper`],
      [`credential.${ORIGIN}.useHttpPath`, 'true'],
      ...['https://github.com/', 'git@github.com:', 'ssh://git@github.com/'].flatMap((start) => [
        [`url.${LIB}.insteadOf`, `${start}my-org/lib.git`],
        [`url.${LIB}.insteadOf`, `${start}my-org/lib`],
      ]),
    ]);
  });

  test('may read these repositories, by a policy that is created before it', () => {
    const stack = newStack();
    given(accessIn(stack, ['my-org/lib', 'my-org/tools', 'my-org/lib']), stack);
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    const [id] = Object.keys(policies).filter((each) => each.includes('GitAccessPolicy'));
    expect(policies[id].Properties.PolicyDocument.Statement).toEqual(allowed(['my-org/lib', 'my-org/tools']));
    expect(only(stack, 'AWS::CodeBuild::Project').DependsOn).toContain(id);
  });

  test('keeps its own variables and settings, which are numbered on', () => {
    const stack = newStack();
    const project = projectIn(stack, {
      environmentVariables: {
        STAGE: { value: 'prod' },
        PASSWORD: { type: codebuild.BuildEnvironmentVariableType.SECRETS_MANAGER, value: 'secret' },
        GIT_CONFIG_COUNT: { value: 1 },
        GIT_CONFIG_KEY_0: { value: 'core.longpaths' },
        GIT_CONFIG_VALUE_0: { value: 'true' },
      },
    });
    accessIn(stack).addToProject(project);
    const variables = variablesOf(stack);
    expect(variables).toMatchObject({ STAGE: 'prod', PASSWORD: 'secret', GIT_CONFIG_COUNT: '9' });
    expect(settingsOf(variables).slice(0, 2)).toEqual([
      ['core.longpaths', 'true'],
      [`credential.${ORIGIN}.helper`, expect.anything()],
    ]);
    const types = (only(stack, 'AWS::CodeBuild::Project').Properties.Environment as { EnvironmentVariables: object[] })
      .EnvironmentVariables;
    expect(types).toContainEqual({ Name: 'PASSWORD', Type: 'SECRETS_MANAGER', Value: 'secret' });
  });

  test('has the settings of several connections, each once', () => {
    const stack = newStack();
    const gitLab = at(stack, ProviderType.GITLAB, arnOf(`connection/${UUID.replace(/1/g, '2')}`));
    const project = projectIn(stack);
    for (let i = 0; i < 2; i++) {
      accessIn(stack).addToProject(project);
      accessIn(stack, ['group/sub/lib'], gitLab).addToProject(project);
    }
    const settings = settingsOf(variablesOf(stack));
    expect(settings).toHaveLength(2 + 6 + 6); // both connections have the same host
    expect(settings).toContainEqual([
      expect.stringMatching(/22222222-.*sub\/lib\.git\.insteadOf$/),
      'git@gitlab.com:group/sub/lib',
    ]);
    expect(statements(stack)).toEqual(
      expect.arrayContaining([...allowed(['my-org/lib']), ...allowed(['group/sub/lib'], gitLab.connectionArn)]),
    );
  });

  test('is created after the handshake, and has its connection in parts that are known at deployment', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', {
      connection: new Connection(stack, 'Connection', { providerType: ProviderType.GITHUB }),
    });
    const project = projectIn(stack);
    for (let i = 0; i < 2; i++) accessIn(stack, ['my-org/lib'], connection).addToProject(project);
    const settings = settingsOf(variablesOf(stack));
    expect(settings).toHaveLength(8);
    const arn = stack.resolve(connection.connectionArn);
    const region = { 'Fn::Select': [3, { 'Fn::Split': [':', arn] }] };
    expect(settings[0][1]).toEqual({ 'Fn::Join': ['', ['!aws --region ', region, ' codecommit credential-helper']] });
  });

  test.each<[string, (stack: Stack) => string]>([
    ['an L1', (stack) => new CfnConnection(stack, 'L1', { connectionName: 'git', providerType: 'GitHub' }).ref],
    ['a parameter', token],
    ['parts', () => `arn:aws:codeconnections:${Aws.REGION}:${ACCOUNT}:connection/${UUID}`],
  ])('takes a connection whose ARN is that of %s', (_, arnIn) => {
    const stack = newStack();
    const connection = at(stack, ProviderType.GITHUB, arnIn(stack));
    expect(settingsOf(given(accessIn(stack, ['my-org/lib'], connection), stack))).toHaveLength(8);
  });

  test('takes repositories that are known at deployment', () => {
    const stack = newStack();
    const variables = given(accessIn(stack, [`my-org/${token(stack)}`]), stack);
    expect(settingsOf(variables)[3]).toEqual([
      { 'Fn::Join': ['', [`url.${BASE}/my-org/`, { Ref: 'Parameter' }, '.git.insteadOf']] },
      { 'Fn::Join': ['', ['https://github.com/my-org/', { Ref: 'Parameter' }]] },
    ]);
  });

  test('with a source over the connection waits for the permissions of both', () => {
    const stack = newStack();
    const connection = at(stack);
    const source = ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' });
    accessIn(stack, ['my-org/lib'], connection).addToProject(projectIn(stack, { source }));
    expect([...(only(stack, 'AWS::CodeBuild::Project').DependsOn as string[])].sort()).toEqual([
      expect.stringContaining('ConnectionPolicy'),
      expect.stringContaining('GitAccessPolicy'),
    ]);
    expect(statements(stack)).toEqual(
      expect.arrayContaining([
        ...allowed(['my-org/lib']),
        {
          Effect: 'Allow',
          Action: both('GetConnection', 'GetConnectionToken', 'UseConnection'),
          Resource: CONNECTION_ARN,
        },
      ]),
    );
  });

  test.each<
    [string, (project: codebuild.CfnProject, variables: codebuild.CfnProject.EnvironmentVariableProperty[]) => void]
  >([
    [
      'to its L1',
      (project, environmentVariables) => {
        const { type, computeType, image } = project.environment as codebuild.CfnProject.EnvironmentProperty;
        project.environment = { type, computeType, image, environmentVariables };
      },
    ],
    [
      'by an escape hatch',
      (project, variables) =>
        project.addPropertyOverride(
          'Environment.EnvironmentVariables',
          variables.map(({ name, value }) => ({ Name: name, Value: value })),
        ),
    ],
    [
      'by an aspect',
      (project, environmentVariables) =>
        Aspects.of(project.stack).add({
          visit: (node) => {
            if (node !== project) return;
            const environment = project.environment as codebuild.CfnProject.EnvironmentProperty;
            project.environment = { ...environment, environmentVariables };
          },
        }),
    ],
  ])('keeps variables, and numbers settings on, that are given afterwards %s', (_, give) => {
    const stack = newStack();
    const project = projectIn(stack, { environmentVariables: { OLD: { value: 'gone' } } });
    for (let i = 0; i < 2; i++) accessIn(stack).addToProject(project);
    give(project.node.defaultChild as codebuild.CfnProject, [
      { name: 'STAGE', value: 'prod' },
      { name: 'GIT_CONFIG_COUNT', value: '1' },
      { name: 'GIT_CONFIG_KEY_0', value: 'core.longpaths' },
      { name: 'GIT_CONFIG_VALUE_0', value: 'true' },
    ]);
    const variables = variablesOf(stack);
    expect(variables).toMatchObject({ STAGE: 'prod', GIT_CONFIG_COUNT: '9', GIT_CONFIG_KEY_0: 'core.longpaths' });
    expect(variables).not.toHaveProperty('OLD');
  });

  test('takes more repositories than three digits count', () => {
    const stack = newStack();
    const project = projectIn(stack);
    accessIn(
      stack,
      Array.from({ length: 167 }, (_, i) => `my-org/lib-${i}`),
    ).addToProject(project);
    const connection = at(stack, ProviderType.GITLAB);
    accessIn(stack, ['my-org/other'], connection).addToProject(project);
    const variables = variablesOf(stack);
    expect(variables.GIT_CONFIG_COUNT).toBe(String(2 + 167 * 6 + 6));
    expect(Object.keys(variables)).toHaveLength(17 + 166 * 12 + 12);
  });

  test('whose role takes no permissions gets one warning, with all that it lacks', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/builds`, { mutable: false });
    accessIn(stack).addToProject(projectIn(stack, { role }));
    const lacks = Match.stringLikeRegexp('allow it codeconnections:UseConnection, codestar-connections:UseConnection');
    expect(Annotations.fromStack(stack).findWarning('*', lacks)).toHaveLength(1);
  });
});

describe('the provider', () => {
  const firstOf = (variables: Variables) => settingsOf(variables)[2][1];

  test.each([
    [ProviderType.BITBUCKET, 'https://bitbucket.org/my-org/lib.git'],
    [ProviderType.GITLAB, 'https://gitlab.com/my-org/lib.git'],
  ])('is known by its type: %j', (providerType, address) => {
    const stack = newStack();
    expect(firstOf(given(accessIn(stack, ['my-org/lib'], at(stack, providerType)), stack))).toBe(address);
  });

  test('is at the URL of its host, or of the connection, if the app has that', () => {
    const stack = newStack();
    const host = new Host(stack, 'Host', {
      providerType: ProviderType.GITLAB_SELF_MANAGED,
      providerEndpoint: 'https://git.example.com:8443/',
    });
    const onHost = new AvailableConnection(stack, 'Ready', { connection: new Connection(stack, 'OnHost', { host }) });
    expect(
      settingsOf(given(accessIn(stack, ['my-org/lib'], onHost), stack))
        .slice(2)
        .map(([, value]) => value),
    ).toEqual([
      'https://git.example.com:8443/my-org/lib.git',
      'https://git.example.com:8443/my-org/lib',
      'git@git.example.com:my-org/lib.git',
      'git@git.example.com:my-org/lib',
      'ssh://git@git.example.com/my-org/lib.git',
      'ssh://git@git.example.com/my-org/lib',
    ]);
    const other = newStack();
    const tenant = new Connection(other, 'Tenant', {
      providerType: ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY,
      providerEndpoint: 'https://octocorp.ghe.com',
    });
    expect(firstOf(given(accessIn(other, ['my-org/lib'], tenant), other))).toBe(
      'https://octocorp.ghe.com/my-org/lib.git',
    );
  });

  test.each<[string, (stack: Stack) => string, unknown]>([
    ['a literal with a folder', () => 'https://git.example.com/gitlab', 'git@git.example.com:my-org/lib.git'],
    [
      'a token',
      token,
      {
        'Fn::Join': [
          '',
          ['git@', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Parameter' }] }] }, ':my-org/lib.git'],
        ],
      },
    ],
    [
      'a text with a token',
      (stack) => `https://${token(stack)}.example.com`,
      { 'Fn::Join': ['', ['git@', { Ref: 'Parameter' }, '.example.com:my-org/lib.git']] },
    ],
  ])('is at a URL that is given: %s', (_, url, expected) => {
    const stack = newStack();
    const access = ConnectionGitAccess.fromConnection({
      connection: Connection.fromConnectionArn(stack, 'Git', CONNECTION_ARN),
      repositories: ['my-org/lib'],
      providerUrl: url(stack),
    });
    expect(settingsOf(given(access, stack))[4][1]).toEqual(expected);
  });

  test.each<[string, ErrorCode, ProviderType | undefined]>([
    ['is unknown', ErrorCode.UNKNOWN_PROVIDER, undefined],
    ['has no known URL', ErrorCode.INVALID_GIT_ACCESS, ProviderType.GITHUB_ENTERPRISE_SERVER],
    ['is new', ErrorCode.INVALID_GIT_ACCESS, ProviderType.of('Gitea')],
    ['has other addresses', ErrorCode.UNSUPPORTED_PROVIDER, ProviderType.AZURE_DEVOPS],
  ])('is refused if it %s', (_, code, providerType) => {
    const stack = newStack();
    const connection = Connection.fromConnectionAttributes(stack, 'Git', {
      connectionArn: CONNECTION_ARN,
      providerType,
    });
    expect(codeOf(() => accessIn(stack, ['my-org/lib'], connection))).toBe(code);
  });

  test('is refused if it has other addresses, also with a URL', () => {
    const connection = at(newStack(), ProviderType.AZURE_DEVOPS);
    const props = { connection, repositories: ['my-org/lib'], providerUrl: 'https://dev.azure.com' };
    expect(codeOf(() => ConnectionGitAccess.fromConnection(props))).toBe(ErrorCode.UNSUPPORTED_PROVIDER);
  });
});

describe('is refused', () => {
  test.each<[unknown]>([
    [[]],
    [['my-org']],
    [['lib']],
    [['my-org/*']],
    [['my-org/lib.git']],
    [['https://github.com/my-org/lib']],
    [['git@github.com:my-org/lib']],
    [['my-org/../lib']],
    [['my-org/sub/lib']], // GitHub has no subgroups
    [['']],
    [['my-org/lib', 'my org/lib']],
    [['my-org/lib\nmy-org/app']],
    [undefined],
    ['my-org/lib'],
    [[undefined]],
  ])('for the repositories %j', (repositories) => {
    const stack = newStack();
    const props = { connection: at(stack), repositories: repositories as string[] };
    expect(codeOf(() => ConnectionGitAccess.fromConnection(props))).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });

  test.each([
    'git.example.com',
    'ssh://git@git.example.com',
    'https://user@git.example.com',
    'https://git.example.com?a',
    'https://',
    '',
    ['https://git.example.com'],
  ])('for the URL %j', (providerUrl) => {
    const stack = newStack();
    const make = () =>
      ConnectionGitAccess.fromConnection({
        connection: at(stack),
        repositories: ['my-org/lib'],
        providerUrl: providerUrl as string,
      });
    expect(codeOf(make)).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });

  test('for a connection of an opt-in Region elsewhere', () => {
    const stack = newStack();
    const connection = at(stack, ProviderType.GITHUB, CONNECTION_ARN.replace(REGION, 'eu-south-1'));
    const add = () => accessIn(stack, ['my-org/lib'], connection).addToProject(projectIn(stack));
    expect(codeOf(add)).toBe(ErrorCode.CONNECTION_OF_OTHER_REGION);
  });

  test('for a list that is a token', () => {
    const stack = newStack();
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    expect(() => accessIn(stack, list)).toThrow(
      /'repositories' must be a list that is known at synthesis, got a token/,
    );
  });

  test('for what is no connection and no project, and for an import', () => {
    const stack = newStack();
    const repositories = ['my-org/lib'];
    expect(
      codeOf(() => ConnectionGitAccess.fromConnection({ connection: CONNECTION_ARN as never, repositories })),
    ).toBe(ErrorCode.UNEXPECTED_TYPE);
    expect(codeOf(() => accessIn(stack).addToProject('app' as never))).toBe(ErrorCode.UNEXPECTED_TYPE);
    const imported = codebuild.Project.fromProjectName(stack, 'Import', 'app');
    expect(() => accessIn(stack).addToProject(imported as never)).toThrow(
      /'Stack\/Import' is imported, and takes no environment variables/,
    );
  });

  test.each<[string, codebuild.BuildEnvironmentVariable | ((stack: Stack) => codebuild.BuildEnvironmentVariable)]>([
    ['a token', (stack) => ({ value: token(stack) })],
    ['a parameter', { type: codebuild.BuildEnvironmentVariableType.PARAMETER_STORE, value: '1' }],
    ['no number', { value: 'two' }],
    ['more than an environment has room for', { value: '100000' }],
  ])('for a GIT_CONFIG_COUNT that is %s', (_, variable) => {
    const stack = newStack();
    const GIT_CONFIG_COUNT = typeof variable === 'function' ? variable(stack) : variable;
    const project = projectIn(stack, { environmentVariables: { GIT_CONFIG_COUNT } });
    expect(() => accessIn(stack).addToProject(project)).toThrow(
      /GIT_CONFIG_COUNT must be a number of at most 99999 that is known at synthesis/,
    );
    const step = new pipelines.CodeBuildStep('Step', {
      commands: [],
      buildEnvironment: { environmentVariables: { GIT_CONFIG_COUNT } },
    });
    expect(codeOf(() => accessIn(stack).addToStep(step))).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });
});
