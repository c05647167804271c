import { Aspects, Aws, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AvailableConnection, Connection, ConnectionBuildSource, ProviderType } from '../../../src';
import { ACCOUNT, arnOf, both, newStack, only, REGION, statements, token, UUID } from '../../fixtures';
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
