import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
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
  ConnectionPipelineSource,
  ErrorCode,
  Host,
  type IConnection,
  mixins,
  ProviderType,
} from '../../../src';
import { ACCOUNT, arnOf, codeOf, newStack, only, REGION, statements, token, UUID } from '../../fixtures';
import { Git } from '../../local/simulator/git';

const CONNECTION_ARN = arnOf(`connection/${UUID}`);
const ORIGIN = `https://codeconnections.${REGION}.amazonaws.com`;
const BASE = `${ORIGIN}/git-http/${ACCOUNT}/${REGION}/${UUID}`;
const LIB = `${BASE}/my-org/lib.git`;

const at = (stack: Stack, providerType = ProviderType.GITHUB, connectionArn = CONNECTION_ARN) =>
  Connection.fromConnectionAttributes(stack, `Git${stack.node.children.length}`, { connectionArn, providerType });
const accessIn = (stack: Stack, repositories = ['my-org/lib'], connection: IConnection = at(stack)) =>
  ConnectionGitAccess.fromConnection(connection, { repositories });
const projectIn = (stack: Stack, props: Partial<codebuild.ProjectProps> = {}) =>
  new codebuild.Project(stack, 'Project', {
    buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }),
    ...props,
  });

type Variables = Record<string, string>;

/** The environment variables of the only project, as Git in its builds has them. */
function variablesOf(stack: Stack): Variables {
  const { Environment } = only(stack, 'AWS::CodeBuild::Project').Properties as {
    Environment: { EnvironmentVariables?: { Name: string; Value: string }[] };
  };
  const all = Environment.EnvironmentVariables ?? [];
  expect(new Set(all.map(({ Name }) => Name)).size).toBe(all.length);
  return Object.fromEntries(all.map(({ Name, Value }) => [Name, Value]));
}
/** The settings of Git in them, in the order in which Git reads them. */
const settingsOf = (variables: Variables) =>
  Array.from({ length: Number(variables.GIT_CONFIG_COUNT) }, (_, i) => [
    variables[`GIT_CONFIG_KEY_${i}`],
    variables[`GIT_CONFIG_VALUE_${i}`],
  ]);
const given = (access: ConnectionGitAccess, stack: Stack) => {
  access.addToProject(projectIn(stack));
  return variablesOf(stack);
};

const git = new Git();
afterAll(() => git.remove());
const urlOf = async (address: string, variables: Variables) =>
  (await git.run(['ls-remote', '--get-url', address], variables)).out.trim();

/** What `readRepositories` grants. */
const allowed = (repositories: string[], arn: unknown = CONNECTION_ARN) =>
  ['codeconnections', 'codestar-connections'].map((prefix) => ({
    Effect: 'Allow',
    Action: `${prefix}:UseConnection`,
    Resource: arn,
    Condition: {
      StringEqualsIfExists: {
        [`${prefix}:FullRepositoryId`]: repositories,
        [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
      },
    },
  }));

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

  test('may read exactly these repositories, by a policy that is created before it', () => {
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

  test('with a source over the connection may use that, too', () => {
    const stack = newStack();
    const connection = at(stack);
    const source = ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' });
    accessIn(stack, ['my-org/lib'], connection).addToProject(projectIn(stack, { source }));
    const [first] = only(stack, 'AWS::CodeBuild::Project').DependsOn as string[];
    expect(first).toMatch(/Connection|GitAccess/);
    expect(only(stack, 'AWS::CodeBuild::Project').DependsOn).toHaveLength(2);
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
    const access = ConnectionGitAccess.fromConnection(Connection.fromConnectionArn(stack, 'Git', CONNECTION_ARN), {
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
});

describe('Git in a build', () => {
  const variablesFor = (...repositories: string[]) => {
    const stack = newStack();
    return given(accessIn(stack, repositories), stack);
  };

  test.each([
    'https://github.com/my-org/lib.git',
    'https://github.com/my-org/lib',
    'git@github.com:my-org/lib.git',
    'git@github.com:my-org/lib',
    'ssh://git@github.com/my-org/lib.git',
    'ssh://git@github.com/my-org/lib',
  ])('reads %s over the connection', async (address) => {
    expect(await urlOf(address, variablesFor('my-org/lib'))).toBe(LIB);
  });

  test.each(['https://github.com/my-org/app.git', 'https://github.com/other/lib', 'git@gitlab.com:my-org/lib.git'])(
    'reads %s as ever',
    async (address) => {
      expect(await urlOf(address, variablesFor('my-org/lib'))).toBe(address);
    },
  );

  test('compares beginnings: a longer name has to be listed as well, or given an address of its own', async () => {
    const longer = 'https://github.com/my-org/library';
    expect(await urlOf(`${longer}.git`, variablesFor('my-org/lib'))).toBe(`${LIB}rary.git`);
    for (const address of [longer, `${longer}.git`]) {
      expect(await urlOf(address, variablesFor('my-org/library', 'my-org/lib'))).toBe(`${BASE}/my-org/library.git`);
    }
    const kept = ['-c', `url.${longer}.insteadOf=${longer}`, 'ls-remote', '--get-url', `${longer}.git`];
    expect((await git.run(kept, variablesFor('my-org/lib'))).out).toBe(`${longer}.git\n`);
  });

  test('signs in at the host of the connection only', async () => {
    const helpers = async (address: string) =>
      (await git.run(['config', '--get-urlmatch', 'credential', address], variablesFor('my-org/lib'))).out;
    expect(await helpers(LIB)).toContain('codecommit credential-helper');
    for (const other of [
      'https://github.com/my-org/lib.git',
      'https://codeconnections.us-east-1.amazonaws.com/git-http/',
    ]) {
      expect(await helpers(other)).toBe('');
    }
  });
});

describe('a step of CDK Pipelines', () => {
  const build = (stack: Stack, step: pipelines.CodeBuildStep, props: Partial<pipelines.CodePipelineProps> = {}) => {
    const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', { selfMutation: false, synth: step, ...props });
    return () => pipeline.buildPipeline();
  };
  const stepIn = (stack: Stack, props: Partial<pipelines.CodeBuildStepProps> = {}) =>
    new pipelines.CodeBuildStep('Synth', {
      input: ConnectionPipelineSource.fromConnection({
        connection: at(stack),
        repository: 'my-org/app',
        branch: 'main',
      }),
      commands: ['git submodule update --init', 'npx cdk synth'],
      ...props,
    });
  const readsOf = (stack: Stack) =>
    statements(stack).filter((statement) => JSON.stringify(statement).includes('ProviderPermissionsRequired'));

  test.each(['before', 'after'])('has the settings and the permissions, given %s the pipeline is built', (when) => {
    const stack = newStack();
    const step = stepIn(stack, {
      env: { STAGE: 'prod' },
      buildEnvironment: {
        environmentVariables: {
          GIT_CONFIG_COUNT: { value: '1' },
          GIT_CONFIG_KEY_0: { value: 'core.longpaths' },
          GIT_CONFIG_VALUE_0: { value: 'true' },
        },
      },
    });
    const buildPipeline = build(stack, step);
    const add = () => accessIn(stack).addToStep(step);
    for (const each of when === 'before' ? [add, add, buildPipeline] : [buildPipeline, add, add]) each();
    const variables = variablesOf(stack);
    expect(variables.STAGE).toBe('prod');
    expect(settingsOf(variables)).toHaveLength(9);
    expect(settingsOf(variables)[0]).toEqual(['core.longpaths', 'true']);
    expect(readsOf(stack)).toEqual(allowed(['my-org/lib']));
  });

  test('has them alone: maps and lists that several steps share stay as they are', () => {
    const stack = newStack();
    const shared = {
      env: { STAGE: 'prod' },
      rolePolicyStatements: [new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['*'] })],
    };
    const [one, two] = [stepIn(stack, shared), stepIn(stack, shared)];
    accessIn(stack).addToStep(one);
    expect(shared).toMatchObject({ env: { STAGE: 'prod' }, rolePolicyStatements: [expect.anything()] });
    expect([one, two].map((step) => [Object.keys(step.env).length, step.rolePolicyStatements?.length])).toEqual([
      [18, 3],
      [1, 1],
    ]);
  });

  test('has a connection of the app once, given twice', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Connection', { providerType: ProviderType.GITHUB });
    const step = stepIn(stack);
    for (let i = 0; i < 2; i++) accessIn(stack, ['my-org/lib'], connection).addToStep(step);
    expect(step.env.GIT_CONFIG_COUNT).toBe('8');
  });

  test('is a CodeBuildStep', () => {
    const stack = newStack();
    const step = new pipelines.ShellStep('Shell', { commands: ['true'] });
    const add = () => accessIn(stack).addToStep(step as never);
    expect(add).toThrow(
      /'step' must be a CodeBuildStep .* make it a CodeBuildStep.*, got an object of the class ShellStep/,
    );
    expect(codeOf(() => accessIn(stack).addToStep(undefined as never))).toBe(ErrorCode.UNEXPECTED_TYPE);
  });

  test.each(['aws-cdk#15421', 'aws-cdk#11399', 'copilot-cli#2989', 'copilot-cli#2799'])(
    '%s: submodules of a build are read over the connection, which they are not by a clone of the source alone',
    async () => {
      const inBuild = (add: boolean) => {
        const stack = newStack();
        const step = stepIn(stack);
        const buildPipeline = build(stack, step);
        if (add) accessIn(stack).addToStep(step);
        buildPipeline();
        return variablesOf(stack);
      };
      const submodule = 'git@github.com:my-org/lib.git';
      expect(await urlOf(submodule, inBuild(false))).toBe(submodule);
      expect(await urlOf(submodule, inBuild(true))).toBe(LIB);
    },
  );
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
  ])('for the repositories %j', (repositories) => {
    const stack = newStack();
    expect(codeOf(() => accessIn(stack, repositories as string[]))).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });

  test.each([
    'git.example.com',
    'ssh://git@git.example.com',
    'https://user@git.example.com',
    'https://git.example.com?a',
    'https://',
    '',
  ])('for the URL %j', (providerUrl) => {
    const stack = newStack();
    const make = () => ConnectionGitAccess.fromConnection(at(stack), { repositories: ['my-org/lib'], providerUrl });
    expect(codeOf(make)).toBe(ErrorCode.INVALID_GIT_ACCESS);
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
    const options = { repositories: ['my-org/lib'] };
    expect(codeOf(() => ConnectionGitAccess.fromConnection(CONNECTION_ARN as never, options))).toBe(
      ErrorCode.UNEXPECTED_TYPE,
    );
    expect(codeOf(() => accessIn(stack).addToProject('app' as never))).toBe(ErrorCode.UNEXPECTED_TYPE);
    const imported = codebuild.Project.fromProjectName(stack, 'Import', 'app');
    expect(() => accessIn(stack).addToProject(imported)).toThrow(
      /'Stack\/Import' is imported, and takes no environment variables/,
    );
  });

  test.each<[string, codebuild.BuildEnvironmentVariable | ((stack: Stack) => codebuild.BuildEnvironmentVariable)]>([
    ['a token', (stack) => ({ value: token(stack) })],
    ['a parameter', { type: codebuild.BuildEnvironmentVariableType.PARAMETER_STORE, value: '1' }],
    ['no number', { value: 'two' }],
  ])('for a GIT_CONFIG_COUNT that is %s', (_, variable) => {
    const stack = newStack();
    const GIT_CONFIG_COUNT = typeof variable === 'function' ? variable(stack) : variable;
    const project = projectIn(stack, { environmentVariables: { GIT_CONFIG_COUNT } });
    expect(() => accessIn(stack).addToProject(project)).toThrow(
      /GIT_CONFIG_COUNT must be a number that is known at synthesis/,
    );
    const step = new pipelines.CodeBuildStep('Step', {
      commands: [],
      buildEnvironment: { environmentVariables: { GIT_CONFIG_COUNT } },
    });
    expect(codeOf(() => accessIn(stack).addToStep(step))).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });
});

describe('the mixin GitAccess', () => {
  const mixinIn = (stack: Stack, repositories = ['my-org/lib']) =>
    new mixins.GitAccess({ connection: at(stack), repositories });

  test('does for a project of others what the construct does, once', () => {
    const stack = newStack();
    const project = projectIn(stack, { environmentVariables: { STAGE: { value: 'prod' } } });
    const mixin = mixinIn(stack);
    project.with(mixin, mixin, mixinIn(stack));
    const other = newStack();
    accessIn(other).addToProject(projectIn(other, { environmentVariables: { STAGE: { value: 'prod' } } }));
    expect(Template.fromStack(stack).toJSON()).toEqual(Template.fromStack(other).toJSON());
  });

  test('takes an L1 with the variables that an escape hatch has set, and its role', () => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { path: '/builds/', assumeRolePolicyDocument: {} });
    const project = new codebuild.CfnProject(stack, 'L1', {
      source: { type: 'NO_SOURCE', buildSpec: '{}' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/standard:7.0',
      },
      serviceRole: role.attrArn,
    });
    project.addPropertyOverride('Environment.EnvironmentVariables', [{ Name: 'STAGE', Value: 'prod' }]);
    stack.with(mixinIn(stack));
    expect(variablesOf(stack)).toMatchObject({ STAGE: 'prod', GIT_CONFIG_COUNT: '8' });
    expect(only(stack, 'AWS::IAM::Policy').Properties).toMatchObject({ Roles: [{ Ref: 'Role' }] });
  });

  test('refuses an L1 whose variables are known at deployment only', () => {
    const stack = newStack();
    const project = projectIn(stack).node.defaultChild as codebuild.CfnProject;
    project.addPropertyOverride('Environment.EnvironmentVariables', { 'Fn::If': ['C', [], []] });
    expect(codeOf(() => project.with(mixinIn(stack)))).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });

  test('warns when it was applied to nothing', () => {
    const stack = newStack();
    codebuild.Project.fromProjectName(stack, 'Import', 'app').with(mixinIn(stack));
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('GitAccess was applied to nothing'));
  });

  test('checks its props', () => {
    expect(codeOf(() => mixinIn(new Stack(new App(), 'S'), ['my-org']))).toBe(ErrorCode.INVALID_GIT_ACCESS);
  });
});
