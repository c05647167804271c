process.env.CDK_VALIDATION = 'false';

import { CfnParameter } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { WebhookFilters } from '../../../src';
import { CONNECTION_ARN, CONNECTIONS, importedConnection, stackIn } from '../fixtures';
import { ALLOWED, build, connectionPolicy, projectOf } from './fixtures';
import { JOBS, KINDS, LOCATION, source, TYPES } from './scoped-fixtures';

describe('a source for many repositories', () => {
  test.each(TYPES)(
    '%s has a webhook with its scope, the connection, and the permissions for it',
    (kind, type, scope) => {
      const stack = stackIn();
      build(stack, source(kind, importedConnection(stack)));
      const project = projectOf(stack);
      expect(project?.Properties.Source).toEqual({
        Type: type,
        Location: LOCATION,
        Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN },
        ReportBuildStatus: true,
      });
      expect(project?.Properties.Triggers).toEqual({ Webhook: true, FilterGroups: JOBS, ScopeConfiguration: scope });
      expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: CONNECTION_ARN }]);
      expect(project?.DependsOn).toEqual([expect.stringMatching(/^ProjectConnectionPolicy/)]);
    },
  );

  test.each(KINDS)('%s takes the options of other sources', (kind) => {
    const stack = stackIn();
    const options = {
      cloneDepth: 1,
      fetchSubmodules: true,
      webhookTriggersBatchBuild: true,
      reportBuildStatus: false,
      buildStatusContext: 'build',
      buildStatusUrl: 'https://example.com',
    };
    build(stack, source(kind, importedConnection(stack), 'my-org', options));
    const { Properties } = projectOf(stack) ?? {};
    expect(Properties.Source).toMatchObject({
      GitCloneDepth: 1,
      GitSubmodulesConfig: { FetchSubmodules: true },
      ReportBuildStatus: false,
      BuildStatusConfig: { Context: 'build', TargetUrl: 'https://example.com' },
    });
    expect(Properties.Triggers).toMatchObject({ BuildType: 'BUILD_BATCH', FilterGroups: JOBS });
    expect(Properties).not.toHaveProperty('SourceVersion');
  });

  test.each(['gitHubEnterpriseServerOrganization', 'gitLabSelfManagedGroup'])(
    '%s can ignore errors of a certificate',
    (kind) => {
      const stack = stackIn();
      build(stack, source(kind, importedConnection(stack), 'my-org', { ignoreSslErrors: true }));
      expect(projectOf(stack)?.Properties.Source.InsecureSsl).toBe(true);
    },
  );

  test.each(KINDS)('%s can leave the webhook to somebody else', (kind) => {
    const stack = stackIn();
    build(stack, source(kind, importedConnection(stack), 'my-org', { webhook: false, domain: undefined }));
    expect(projectOf(stack)?.Properties.Triggers).toEqual({ Webhook: false });
    expect(projectOf(stack)?.Properties.Source.Location).toBe(LOCATION);
  });

  test.each(KINDS.filter((kind) => kind !== 'gitHubGlobal'))('%s can build pushes and pull requests', (kind) => {
    const stack = stackIn();
    const webhookFilters = [
      WebhookFilters.push({
        branches: ['main'],
        repositoryNames: ['app', 'lib.js'],
        repositoryNamePatterns: ['^service-.*$'],
      }),
      WebhookFilters.pullRequest({ repositoryNames: ['app'] }),
    ];
    build(stack, source(kind, importedConnection(stack), 'my-org', { webhookFilters }));
    expect(projectOf(stack)?.Properties.Triggers.FilterGroups).toEqual([
      [
        { Type: 'EVENT', Pattern: 'PUSH' },
        { Type: 'HEAD_REF', Pattern: '^refs/heads/main$' },
        { Type: 'REPOSITORY_NAME', Pattern: '^app$|^lib\\.js$|^service-.*$' },
      ],
      [
        { Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED' },
        { Type: 'REPOSITORY_NAME', Pattern: '^app$' },
      ],
    ]);
  });

  test.each(Object.entries(CONNECTIONS))('accepts %s as its connection', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    build(stack, source('gitHubOrganization', connection));
    const arn = stack.resolve(connection.connectionRef.connectionArn);
    expect(projectOf(stack)?.Properties.Source.Auth.Resource).toEqual(arn);
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: arn }]);
  });

  test('of GitLab may be for a subgroup', () => {
    const stack = stackIn();
    build(stack, source('gitLabGroup', importedConnection(stack), 'my-group/team/sub'));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Name).toBe('my-group/team/sub');
  });

  test.each(KINDS)('%s may have a name that only the deployment knows', (kind) => {
    const stack = stackIn();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    build(stack, source(kind, importedConnection(stack), name));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Name).toEqual({ Ref: 'Name' });
  });
});

describe('what the CDK has itself', () => {
  test('aws-cdk#31736: the organization of a GitHub source has no connection, and no filter of workflows', () => {
    const stock = stackIn();
    build(stock, codebuild.Source.gitHub({ owner: 'my-org' }));
    expect(projectOf(stock)?.Properties.Source).not.toHaveProperty('Auth');
    expect(projectOf(stock)?.DependsOn).toBeUndefined();
    expect(Object.getOwnPropertyNames(codebuild.FilterGroup.prototype).join()).not.toMatch(/and\w*(Workflow|Organiz)/);

    const stack = stackIn();
    const webhookFilters = [WebhookFilters.workflowJobQueued({ repositoryNames: ['app'], workflows: ['CI (main)'] })];
    build(stack, source('gitHubOrganization', importedConnection(stack), 'my-org', { webhookFilters }));
    expect(projectOf(stack)?.Properties).toMatchObject({
      Source: { Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN } },
      Triggers: {
        FilterGroups: [
          [
            { Type: 'EVENT', Pattern: 'WORKFLOW_JOB_QUEUED' },
            { Type: 'WORKFLOW_NAME', Pattern: '^CI \\(main\\)$' },
            { Type: 'REPOSITORY_NAME', Pattern: '^app$' },
          ],
        ],
      },
    });
  });

  test('aws-cdk#31138, aws-cdk#34146, coverage-roadmap#2300: there is no source for a group of GitLab, and no scope', () => {
    expect(Object.getOwnPropertyNames(codebuild.Source).filter((name) => /gitlab|group/i.test(name))).toEqual([]);
    const stock = stackIn();
    build(stock, codebuild.Source.gitHub({ owner: 'my-group' }));
    expect(projectOf(stock)?.Properties.Triggers.ScopeConfiguration).toEqual({ Name: 'my-group' });

    const stack = stackIn();
    build(stack, source('gitLabGroup', importedConnection(stack), 'my-group'));
    const scope = { Name: 'my-group', Scope: 'GITLAB_GROUP' };
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration).toEqual(scope);
  });

  test('aws-cdk#31726: runners of an organization take a repository that does not exist, and overrides', () => {
    const stock = stackIn();
    const project = build(stock, codebuild.Source.gitHub({ owner: 'dummy', repo: 'dummy' }));
    const resource = project.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Source.Location', LOCATION);
    resource.addPropertyOverride('Source.Auth', { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN });
    resource.addPropertyOverride('Triggers', {
      Webhook: true,
      ScopeConfiguration: { Name: 'my-org', Scope: 'GITHUB_ORGANIZATION' },
      FilterGroups: JOBS,
    });
    expect(JSON.stringify(Template.fromStack(stock).findResources('AWS::IAM::Policy'))).not.toContain('UseConnection');
    expect(projectOf(stock)?.DependsOn).toBeUndefined();

    const stack = stackIn();
    build(stack, source('gitHubOrganization', importedConnection(stack)));
    const { Source, Triggers } = projectOf(stock)?.Properties ?? {};
    expect(projectOf(stack)?.Properties).toMatchObject({ Source, Triggers });
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: CONNECTION_ARN }]);
  });
});
