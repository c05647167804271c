process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { Connection, ConnectionSourceCredentials, ProviderType } from '../../../src';
import { codeOf } from '../../fixtures';
import { CONNECTION_ARN, importedConnection, stackIn } from '../fixtures';
import { ALLOWED, build, connectionPolicy, projectOf } from './fixtures';

const credentialsOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::CodeBuild::SourceCredential'))[0];

test.each([
  [ProviderType.GITHUB, 'GITHUB'],
  [ProviderType.GITHUB_ENTERPRISE_SERVER, 'GITHUB_ENTERPRISE'],
  [ProviderType.GITLAB, 'GITLAB'],
  [ProviderType.GITLAB_SELF_MANAGED, 'GITLAB_SELF_MANAGED'],
  [ProviderType.BITBUCKET, 'BITBUCKET'],
])(
  'credentials have the server type of an imported connection with the provider type %j',
  (providerType, serverType) => {
    const stack = stackIn();
    new ConnectionSourceCredentials(stack, 'Credentials', { connection: importedConnection(stack), providerType });
    expect(credentialsOf(stack)?.Properties).toEqual({
      AuthType: 'CODECONNECTIONS',
      ServerType: serverType,
      Token: CONNECTION_ARN,
    });
  },
);

test.each([
  ['L2', (stack: Stack) => new Connection(stack, 'L2', { providerType: ProviderType.BITBUCKET })],
  ['L1', (stack: Stack) => new CfnConnection(stack, 'L1', { connectionName: 'l1', providerType: 'Bitbucket' })],
])('credentials need no provider type for an %s that has one', (_, make: (stack: Stack) => IConnectionRef) => {
  const stack = stackIn();
  new ConnectionSourceCredentials(stack, 'Credentials', { connection: make(stack) });
  expect(credentialsOf(stack)?.Properties.ServerType).toBe('BITBUCKET');
});

test('credentials need no provider type for an import that has one', () => {
  const stack = stackIn();
  const attrs = { connectionArn: CONNECTION_ARN, providerType: ProviderType.GITLAB };
  const connection = Connection.fromConnectionAttributes(stack, 'Imported', attrs);
  new ConnectionSourceCredentials(stack, 'Credentials', { connection });
  expect(credentialsOf(stack)?.Properties.ServerType).toBe('GITLAB');
});

test('a project that uses credentials is created after them and after its permissions', () => {
  const stack = stackIn();
  const connection = importedConnection(stack);
  const credentials = new ConnectionSourceCredentials(stack, 'Credentials', {
    connection,
    providerType: ProviderType.GITHUB,
  });
  const project = build(stack, codebuild.Source.gitHub({ owner: 'my-org', repo: 'app' }));
  credentials.allowProject(project);
  expect(projectOf(stack)?.DependsOn).toEqual([
    expect.stringMatching(/^Credentials/),
    expect.stringMatching(/^ProjectConnectionPolicy/),
  ]);
  expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: CONNECTION_ARN }]);
  expect(stack.resolve(credentials.sourceCredentialArn)).toEqual({ Ref: expect.stringMatching(/^Credentials/) });
});

test('an unknown provider is refused', () => {
  const stack = stackIn();
  const connection = importedConnection(stack);
  expect(() => new ConnectionSourceCredentials(stack, 'Credentials', { connection })).toThrow(
    "'providerType' is required, because the provider of the connection is unknown",
  );
});

test.each([
  ['the provider of the connection', undefined, 'UNEXPECTED_PROVIDER'],
  ['the given provider type', ProviderType.AZURE_DEVOPS, 'UNSUPPORTED_PROVIDER'],
])('Azure DevOps is refused as %s', (_, providerType, code) => {
  const stack = stackIn();
  const connection = new Connection(stack, 'Azure', { providerType: ProviderType.AZURE_DEVOPS });
  const props = { connection, ...(providerType && { providerType }) };
  expect(codeOf(() => new ConnectionSourceCredentials(stack, 'Credentials', props))).toBe(code);
});

test('a provider type that differs from that of the connection is refused', () => {
  const stack = stackIn();
  const connection = new Connection(stack, 'GitLab', { providerType: ProviderType.GITLAB });
  const props = { connection, providerType: ProviderType.GITHUB };
  expect(() => new ConnectionSourceCredentials(stack, 'Credentials', props)).toThrow(
    "the connection 'Stack/GitLab' must have the provider GitHub, got GitLab",
  );
});
