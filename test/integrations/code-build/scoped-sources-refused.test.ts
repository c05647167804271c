process.env.CDK_VALIDATION = 'false';

import { CfnParameter } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { ConnectionBuildSource, type PullRequestBuildPolicy, WebhookFilters } from '../../../src';
import { codeOf } from '../../fixtures';
import { importedConnection, stackIn } from '../fixtures';
import { build } from './fixtures';
import { KINDS, SERVER, source } from './scoped-fixtures';

describe('a source for many repositories refuses', () => {
  const connection = importedConnection(stackIn());

  test.each([
    ['gitHubOrganization', 'organization', 'gitHub'],
    ['gitHubGlobal', 'enterprise', 'gitHub'],
    ['gitHubEnterpriseServerOrganization', 'organization', 'gitHubEnterpriseServer'],
  ])('%s: a repository where an owner is expected names the method for it', (kind, prop, method) => {
    expect(() => source(kind, connection, 'my-org/app')).toThrow(
      new RegExp(
        `'${prop}' must be an owner, .*, got "my-org/app"; for one repository, use ConnectionBuildSource.${method}$`,
      ),
    );
  });

  test.each(['gitLabGroup', 'gitLabSelfManagedGroup'])('%s: so does one of GitLab', (kind) => {
    const method = kind.replace('Group', '');
    expect(() => source(kind, connection, 'my-group/app.git')).toThrow(
      `'group' must not end with '.git', as a repository does, got "my-group/app.git"; for one repository, use ConnectionBuildSource.${method}`,
    );
  });

  test.each(
    KINDS.flatMap((kind) =>
      ['', 'https://github.com/my-org', 'my-org/*', '*', 'my org', '/my-org', 'my-org/', '..'].map((name) => [
        kind,
        name,
      ]),
    ),
  )('%s: %j is refused as a name', (kind, name) => {
    expect(codeOf(() => source(kind, connection, name))).toBe('INVALID_CONNECTION_BUILD_SOURCE');
  });

  test.each(KINDS)('%s: a name has at most 255 characters', (kind) => {
    for (const length of [1, 254, 255]) expect(() => source(kind, connection, 'a'.repeat(length))).not.toThrow();
    expect(() => source(kind, connection, 'a'.repeat(256))).toThrow('must have 1 to 255 characters, got 256');
  });

  test('a token for a repository beside a name is refused for an organization', () => {
    const repository = new CfnParameter(stackIn(), 'Repository').valueAsString;
    expect(() => source('gitHubOrganization', connection, `my-org/${repository}`)).toThrow(
      'got "my-org/<token>"; for one repository, use ConnectionBuildSource.gitHub',
    );
  });

  test.each<[string, () => unknown, string]>([
    ['gitHub', () => ConnectionBuildSource.gitHub({ connection, repository: 'my-org' }), 'gitHubOrganization'],
    ['gitHub', () => ConnectionBuildSource.gitHub({ connection, repository: 'my-org/*' }), 'gitHubOrganization'],
    ['gitLab', () => ConnectionBuildSource.gitLab({ connection, repository: 'my-group' }), 'gitLabGroup'],
    ['gitLab', () => ConnectionBuildSource.gitLab({ connection, repository: 'my-group/*' }), 'gitLabGroup'],
    ['gitLab', () => ConnectionBuildSource.gitLab({ connection, repository: 'my-group/team/*' }), 'gitLabGroup'],
    [
      'gitHubEnterpriseServer',
      () => ConnectionBuildSource.gitHubEnterpriseServer({ connection, cloneUrl: `${SERVER}/my-org` }),
      'gitHubEnterpriseServerOrganization',
    ],
    [
      'gitLabSelfManaged',
      () => ConnectionBuildSource.gitLabSelfManaged({ connection, cloneUrl: `${SERVER}/my-group/*` }),
      'gitLabSelfManagedGroup',
    ],
  ])('%s: an owner where a repository is expected names the method for it', (_, make, method) => {
    expect(make).toThrow(new RegExp(`; for all repositories, use ConnectionBuildSource.${method}$`));
    expect(codeOf(make)).toBe('INVALID_CONNECTION_BUILD_SOURCE');
  });

  test('bitBucket has no such method', () => {
    expect(() => ConnectionBuildSource.bitBucket({ connection, repository: 'my-team' })).toThrow(
      /got "my-team"(?!.*ConnectionBuildSource)/,
    );
  });

  test.each(KINDS)('%s: no connection, an empty list of filters, filters without a webhook', (kind) => {
    expect(codeOf(() => source(kind, undefined as never))).toBe('UNEXPECTED_TYPE');
    expect(() => source(kind, connection, 'my-org', { webhookFilters: [] })).toThrow(
      "'webhookFilters' must have at least 1 entry, got 0",
    );
    const webhookFilters = [WebhookFilters.workflowJobQueued()];
    const both = source(kind, connection, 'my-org', { webhook: false, webhookFilters });
    expect(() => build(stackIn(), both)).toThrow('`webhookFilters` cannot be used when `webhook` is `false`');
  });

  test.each<[string, codebuild.FilterGroup, string]>([
    ['gitHubGlobal', WebhookFilters.push(), 'gets no other events than jobs that wait for a runner, got "PUSH"'],
    ['gitHubGlobal', WebhookFilters.pullRequest(), 'gets no other events than jobs'],
    [
      'gitHubOrganization',
      WebhookFilters.workflowJobQueued({ organizations: ['my-org'] }),
      'filters of organizations are for webhooks of an enterprise on GitHub only, got the filter ORGANIZATION_NAME "^my-org$"; remove it',
    ],
    ['gitLabGroup', WebhookFilters.workflowJobQueued({ organizations: ['a'] }), 'filters of organizations are for'],
    ['gitHubOrganization', WebhookFilters.push({ actorIds: ['octocat'] }), 'an account id at GitHub must be a number'],
    [
      'gitHubEnterpriseServerOrganization',
      WebhookFilters.pullRequest({ filePaths: ['src/'], events: [codebuild.EventAction.PULL_REQUEST_CREATED] }),
      'FILE_PATH filters cannot be used with GitHub Enterprise Server pull request events',
    ],
  ])('%s: filters that cannot match', (kind, group, message) => {
    const stack = stackIn();
    const filtered = source(kind, importedConnection(stack), 'my-org', { webhookFilters: [group] });
    expect(() => build(stack, filtered)).toThrow(message);
  });

  test.each(['gitHub', 'gitLab', 'bitBucket'] as const)('%s: filters of repositories on one repository', (method) => {
    for (const webhookFilters of [
      [WebhookFilters.push({ repositoryNames: ['app'] })],
      [WebhookFilters.push(), WebhookFilters.pullRequest({ repositoryNamePatterns: ['^a.*$'] })],
      [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH).andRepositoryNameIsNot('^app$')],
    ]) {
      const stack = stackIn();
      const make = ConnectionBuildSource[method];
      const one = make({ connection: importedConnection(stack), repository: 'my-org/app', webhookFilters });
      expect(() => build(stack, one)).toThrow(
        'filters of repositories are for webhooks of an organization, an enterprise or a group only, got the filter REPOSITORY_NAME',
      );
    }
  });

  test('bitBucket: jobs, which CodeBuild runs for GitHub and GitLab only', () => {
    const stack = stackIn();
    const webhookFilters = [WebhookFilters.push(), WebhookFilters.workflowJobQueued()];
    const props = { connection: importedConnection(stack), repository: 'team/app', webhookFilters };
    expect(() => build(stack, ConnectionBuildSource.bitBucket(props))).toThrow(
      'CodeBuild runs no jobs of Bitbucket, got a filter for the event WORKFLOW_JOB_QUEUED; remove it',
    );
  });

  test('a policy for pull requests that is none', () => {
    const pullRequestBuildPolicy = 'DISABLED' as unknown as PullRequestBuildPolicy;
    expect(codeOf(() => source('gitLabGroup', connection, 'a', { pullRequestBuildPolicy }))).toBe('UNEXPECTED_TYPE');
  });

  test('a source for many repositories cannot be a secondary one', () => {
    const stack = stackIn();
    const secondarySources = [source('gitHubOrganization', importedConnection(stack))];
    expect(() => build(stack, codebuild.Source.gitHub({ owner: 'o', repo: 'r' }), { secondarySources })).toThrow(
      'identifier attribute is mandatory for secondary sources',
    );
  });
});
