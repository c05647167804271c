import { CfnParameter, type Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { AvailableConnection, Connection, ConnectionGitAccess, ErrorCode, Host, ProviderType } from '../../../src';
import { codeOf, newStack, REGION, token } from '../../fixtures';
import { accessIn, at, CONNECTION_ARN, given, projectIn, settingsOf, type Variables } from './git-access-fixtures';

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
