process.env.CDK_VALIDATION = 'false';

import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Role } from 'aws-cdk-lib/aws-iam';
import {
  type CloneUrlBuildSourceProps,
  Connection,
  ConnectionBuildSource,
  ConnectionGrants,
  Host,
  ProviderType,
  type RepositoryBuildSourceProps,
} from '../../../src';
import { codeOf } from '../../fixtures';
import { CONNECTION_ARN, CONNECTIONS, importedConnection, stackIn } from '../fixtures';
import { ALLOWED, build, connectionPolicy, projectOf } from './fixtures';

const OTHER_ARN = CONNECTION_ARN.replace('11111111', '99999999');
const REPOSITORY_SOURCES: [string, string, (props: RepositoryBuildSourceProps) => codebuild.ISource, string][] = [
  ['GitHub', 'GITHUB', ConnectionBuildSource.gitHub, 'https://github.com/my-org/app.git'],
  ['GitLab', 'GITLAB', ConnectionBuildSource.gitLab, 'https://gitlab.com/my-org/app.git'],
  ['Bitbucket', 'BITBUCKET', ConnectionBuildSource.bitBucket, 'https://bitbucket.org/my-org/app.git'],
];
const CLONE_URL_SOURCES: [string, string, (props: CloneUrlBuildSourceProps) => codebuild.ISource][] = [
  ['GitHubEnterpriseServer', 'GITHUB_ENTERPRISE', ConnectionBuildSource.gitHubEnterpriseServer],
  ['GitLabSelfManaged', 'GITLAB_SELF_MANAGED', ConnectionBuildSource.gitLabSelfManaged],
];
type AnySource = [string, string, (props: RepositoryBuildSourceProps & CloneUrlBuildSourceProps) => codebuild.ISource];
const cloneUrl = 'https://git.example.com/my-org/app.git';

describe('a build source with a connection', () => {
  test.each(REPOSITORY_SOURCES)('has the connection and the permissions for it: %s', (_, type, source, location) => {
    const stack = stackIn();
    build(stack, source({ connection: importedConnection(stack), repository: 'my-org/app' }));
    expect(projectOf(stack)?.Properties.Source).toEqual({
      Type: type,
      Location: location,
      Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN },
      ReportBuildStatus: true,
    });
  });

  test.each(CLONE_URL_SOURCES)('has the connection and the permissions for it: %s', (_, type, source) => {
    const stack = stackIn();
    build(stack, source({ connection: importedConnection(stack), cloneUrl, ignoreSslErrors: true }));
    expect(projectOf(stack)?.Properties.Source).toEqual({
      Type: type,
      Location: cloneUrl,
      Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN },
      ReportBuildStatus: true,
      InsecureSsl: true,
    });
  });

  test.each<AnySource>(
    [...REPOSITORY_SOURCES, ...CLONE_URL_SOURCES].map(([provider, type, source]) => [provider, type, source]),
  )('has webhooks and a build status: %s', (_, __, source) => {
    const stack = stackIn();
    const options: RepositoryBuildSourceProps & CloneUrlBuildSourceProps = {
      connection: importedConnection(stack),
      repository: 'my-org/app',
      cloneUrl,
      branchOrRef: 'main',
      cloneDepth: 1,
      fetchSubmodules: true,
      webhookFilters: [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH).andBranchIs('main')],
      webhookTriggersBatchBuild: true,
      buildStatusContext: 'build',
      buildStatusUrl: 'https://example.com',
    };
    build(stack, source(options));
    expect(projectOf(stack)?.Properties).toMatchObject({
      SourceVersion: 'main',
      Source: {
        GitCloneDepth: 1,
        GitSubmodulesConfig: { FetchSubmodules: true },
        ReportBuildStatus: true,
        BuildStatusConfig: { Context: 'build', TargetUrl: 'https://example.com' },
      },
      Triggers: {
        Webhook: true,
        BuildType: 'BUILD_BATCH',
        FilterGroups: [
          [
            { Type: 'EVENT', Pattern: 'PUSH' },
            { Type: 'HEAD_REF', Pattern: 'refs/heads/main' },
          ],
        ],
      },
    });
  });

  test('does not report builds to the provider if that is switched off', () => {
    const stack = stackIn();
    const connection = importedConnection(stack);
    build(stack, ConnectionBuildSource.gitLab({ connection, repository: 'a/b', reportBuildStatus: false }));
    expect(projectOf(stack)?.Properties.Source.ReportBuildStatus).toBe(false);
  });

  test.each(Object.entries(CONNECTIONS))('accepts %s as its connection', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' }));
    const arn = stack.resolve(connection.connectionRef.connectionArn);
    expect(projectOf(stack)?.Properties.Source.Auth.Resource).toEqual(arn);
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: arn }]);
  });

  test('may have a token as its repository', () => {
    const stack = stackIn();
    const repository = new CfnParameter(stack, 'Repository').valueAsString;
    build(stack, ConnectionBuildSource.gitHub({ connection: importedConnection(stack), repository }));
    expect(projectOf(stack)?.Properties.Source.Location).toEqual({
      'Fn::Join': ['', ['https://github.com/', { Ref: 'Repository' }, '.git']],
    });
  });

  test('may have another connection than the other sources of the project', () => {
    const stack = stackIn();
    const first = importedConnection(stack);
    const second = Connection.fromConnectionArn(stack, 'Second', OTHER_ARN);
    const third = Connection.fromConnectionArn(stack, 'Third', OTHER_ARN.replace('9', '8'));
    const project = build(stack, ConnectionBuildSource.gitHub({ connection: first, repository: 'my-org/app' }), {
      secondarySources: [
        ConnectionBuildSource.gitLab({ connection: second, repository: 'group/lib', identifier: 'lib' }),
      ],
    });
    project.addSecondarySource(
      ConnectionBuildSource.bitBucket({ connection: third, repository: 'team/docs', identifier: 'docs' }),
    );
    expect(projectOf(stack)?.Properties.SecondarySources).toEqual([
      expect.objectContaining({ SourceIdentifier: 'lib', Auth: { Type: 'CODECONNECTIONS', Resource: OTHER_ARN } }),
      expect.objectContaining({ SourceIdentifier: 'docs', Auth: expect.anything() }),
    ]);
    expect(connectionPolicy(stack)).toEqual(
      [first, second, third].map(({ connectionRef }) => ({
        Action: ALLOWED,
        Effect: 'Allow',
        Resource: connectionRef.connectionArn,
      })),
    );
  });

  test('adds no policy to an immutable role', () => {
    const stack = stackIn();
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/build', { mutable: false });
    const connection = importedConnection(stack);
    build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' }), { role });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });
});

describe('the order of project and policy', () => {
  test('aws-cdk#38504: the project is created after the policy that lets it use the connection', () => {
    const stock = stackIn();
    const connection = importedConnection(stock);
    const project = build(stock, codebuild.Source.gitHub({ owner: 'my-org', repo: 'app', webhook: true }));
    const resource = project.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Source.Auth', { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN });
    ConnectionGrants.fromConnection(connection).useConnection(project);
    expect(projectOf(stock)?.DependsOn).toBeUndefined();

    const stack = stackIn();
    build(
      stack,
      ConnectionBuildSource.gitHub({ connection: importedConnection(stack), repository: 'my-org/app', webhook: true }),
    );
    expect(projectOf(stack)?.DependsOn).toEqual([expect.stringMatching(/^ProjectConnectionPolicy/)]);
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: CONNECTION_ARN }]);
  });

  test('aws-cdk#31726: the role may do all that CodeBuild does with the connection to make a webhook', () => {
    const permitted = (stack: Stack) =>
      Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
        .flatMap((policy) => policy.Properties.PolicyDocument.Statement)
        .flatMap((statement) => statement.Action)
        .filter((action) => action.includes('connections:'));
    const stock = stackIn();
    const project = build(stock, codebuild.Source.gitHub({ owner: 'my-org', repo: 'app', webhook: true }));
    const resource = project.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Source.Auth', { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN });
    expect(permitted(stock)).toEqual([]);

    const stack = stackIn();
    const connection = importedConnection(stack);
    build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app', webhook: true }));
    expect(permitted(stack)).toEqual(ALLOWED);
  });

  test('a role that several projects share gets the policy, too', () => {
    const stack = stackIn();
    const role = new codebuild.Project(stack, 'Other', { buildSpec: codebuild.BuildSpec.fromObject({}) }).role as Role;
    build(stack, ConnectionBuildSource.gitHub({ connection: importedConnection(stack), repository: 'a/b' }), { role });
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    const policy = Object.entries(policies).find(([id]) => id.startsWith('ProjectConnectionPolicy'))?.[1];
    expect(policy?.Properties.Roles).toEqual([stack.resolve(role.roleName)]);
  });
});

test('aws-cdk#31138: the CDK has no source for GitLab', () => {
  expect(Object.getOwnPropertyNames(codebuild.Source).filter((name) => /gitlab/i.test(name))).toEqual([]);
});

describe('bad input', () => {
  test.each([
    ['GitHub', ConnectionBuildSource.gitHub, 'app'],
    ['GitHub', ConnectionBuildSource.gitHub, 'group/subgroup/app'],
    ['Bitbucket', ConnectionBuildSource.bitBucket, 'team/project/app'],
    ['GitLab', ConnectionBuildSource.gitLab, 'app'],
    ['GitLab', ConnectionBuildSource.gitLab, 'group/../../evil'],
  ])('%s: %p is refused as a repository', (_, source, repository) => {
    const connection = importedConnection(stackIn());
    expect(codeOf(() => source({ connection, repository }))).toBe('INVALID_CONNECTION_BUILD_SOURCE');
  });

  test('a repository in nested GitLab groups is accepted', () => {
    const stack = stackIn();
    build(stack, ConnectionBuildSource.gitLab({ connection: importedConnection(stack), repository: 'a/b/c/app' }));
    expect(projectOf(stack)?.Properties.Source.Location).toBe('https://gitlab.com/a/b/c/app.git');
  });

  test.each([
    'git.example.com/my-org/app',
    'http://git.example.com/my-org/app',
    'git@git.example.com:app',
    'https://host',
    'https://user:password@git.example.com/my-org/app',
    'https://git.example.com/my-org/app?token=1',
  ])('%s is refused as a clone URL', (url) => {
    const connection = importedConnection(stackIn());
    expect(() => ConnectionBuildSource.gitLabSelfManaged({ connection, cloneUrl: url })).toThrow(
      `'cloneUrl' must be an HTTPS URL to clone from, without a user, a query and a fragment, got "${url}"`,
    );
  });

  test('a connection to Azure DevOps is refused', () => {
    const stack = stackIn();
    const connection = new Connection(stack, 'Azure', { providerType: ProviderType.AZURE_DEVOPS });
    expect(() => build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'a/b' }))).toThrow(
      "the connection 'Stack/Azure' must have the provider GitHub, got AzureDevOps",
    );
  });

  test('a connection on a host of another provider is refused', () => {
    const stack = stackIn();
    const host = new Host(stack, 'Host', {
      hostName: 'gitlab',
      providerType: ProviderType.GITLAB_SELF_MANAGED,
      providerEndpoint: 'https://git.example.com',
    });
    const connection = new Connection(stack, 'OnHost', { host });
    expect(() => build(stack, ConnectionBuildSource.gitHubEnterpriseServer({ connection, cloneUrl }))).toThrow(
      'must have the provider GitHubEnterpriseServer, got GitLabSelfManaged',
    );
  });

  test('an imported connection with another provider type is refused', () => {
    const stack = stackIn();
    const attrs = { connectionArn: CONNECTION_ARN, providerType: ProviderType.GITLAB };
    const connection = Connection.fromConnectionAttributes(stack, 'Imported', attrs);
    expect(() => build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'a/b' }))).toThrow(
      "the connection 'Stack/Imported' must have the provider GitHub, got GitLab",
    );
  });

  test('a connection of an opt-in Region in another Region is refused', () => {
    const stack = stackIn();
    const connection = importedConnection(stack, CONNECTION_ARN.replace('eu-west-1', 'eu-south-1'));
    expect(() => build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'a/b' }))).toThrow(
      'a connection of eu-south-1 cannot be used in eu-west-1',
    );
  });
});
