process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Connection, ConnectionBuildSource, ProviderType } from '../../../src';
import { codeOf } from '../../fixtures';
import { CONNECTION_ARN, CONNECTIONS, importedConnection, stackIn } from '../fixtures';
import { ALLOWED, build, connectionPolicy, projectOf } from './fixtures';

const buildSpec = codebuild.BuildSpec.fromObject({ version: '0.2' });
const AUTH = { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN };

describe('a project without a primary source', () => {
  test.each(Object.entries(CONNECTIONS))('has %s for its other sources, and the permissions for it', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    build(stack, ConnectionBuildSource.noSource({ connection }), { buildSpec });
    const arn = stack.resolve(connection.connectionRef.connectionArn);
    const { Source, ...rest } = projectOf(stack)?.Properties ?? {};
    const BuildSpec = expect.stringContaining('0.2');
    expect(Source).toEqual({ Type: 'NO_SOURCE', BuildSpec, Auth: { Type: 'CODECONNECTIONS', Resource: arn } });
    expect(rest).not.toHaveProperty('Triggers');
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: arn }]);
  });

  test('leaves the secondary sources as they are: with a connection of their own, or with none', () => {
    const stack = stackIn();
    const own = Connection.fromConnectionArn(stack, 'Own', CONNECTION_ARN.replace('1111', '9999'));
    build(stack, ConnectionBuildSource.noSource({ connection: importedConnection(stack) }), {
      buildSpec,
      secondarySources: [
        codebuild.Source.gitHub({ owner: 'my-org', repo: 'app', identifier: 'app' }),
        ConnectionBuildSource.gitHub({ connection: own, repository: 'my-org/lib', identifier: 'lib' }),
      ],
    });
    const { Source, SecondarySources } = projectOf(stack)?.Properties ?? {};
    expect(Source.Auth).toEqual(AUTH);
    expect(SecondarySources[0]).not.toHaveProperty('Auth');
    expect(SecondarySources[1].Auth.Resource).toBe(own.connectionRef.connectionArn);
  });

  test('needs a build specification that is known at synthesis', () => {
    const built = (spec: codebuild.BuildSpec) => () => {
      const stack = stackIn();
      build(stack, ConnectionBuildSource.noSource({ connection: importedConnection(stack) }), { buildSpec: spec });
      return projectOf(stack)?.Properties.Source.BuildSpec;
    };
    expect(built(buildSpec)()).toContain('0.2');
    expect(built(codebuild.BuildSpec.fromSourceFilename('ci.yml'))).toThrow(/buildSpec/);
  });

  test('has no such connection in the CDK', () => {
    const stack = stackIn();
    new codebuild.Project(stack, 'Project', { buildSpec });
    expect(projectOf(stack)?.Properties.Source).not.toHaveProperty('Auth');
    Template.fromStack(stack).hasResourceProperties('AWS::CodeBuild::Project', { Source: { Type: 'NO_SOURCE' } });
  });
});

describe('bad input', () => {
  const noSource = (stack: Stack, providerType: ProviderType) =>
    ConnectionBuildSource.noSource({ connection: new Connection(stack, 'C', { providerType }) });

  test('no connection', () => {
    expect(codeOf(() => ConnectionBuildSource.noSource({ connection: undefined as never }))).toBe('UNEXPECTED_TYPE');
  });

  test('a provider that CodeBuild does not support', () => {
    const stack = stackIn();
    expect(() => build(stack, noSource(stack, ProviderType.AZURE_DEVOPS), { buildSpec })).toThrow(
      "the connection 'Stack/C' must have the provider Bitbucket or GitHub or GitHubEnterpriseServer or GitLab or GitLabSelfManaged, got AzureDevOps",
    );
  });

  test('a connection of an opt-in Region in another Region', () => {
    const stack = stackIn();
    const connection = importedConnection(stack, CONNECTION_ARN.replace('eu-west-1', 'eu-south-1'));
    expect(() => build(stack, ConnectionBuildSource.noSource({ connection }), { buildSpec })).toThrow(
      'a connection of eu-south-1 cannot be used in eu-west-1',
    );
  });
});
