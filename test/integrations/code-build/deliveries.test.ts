process.env.CDK_VALIDATION = 'false';

import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { type Delivery, decide, type Project } from '../../../local/aws/code-build/delivery';
import { ApproverRole, ConnectionBuildSource, PullRequestBuildPolicy, WebhookFilters } from '../../../src';
import { importedConnection, stackIn } from '../fixtures';

/** What CodeBuild is told by a template, as its API returns it. */
const asInApi = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asInApi);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), asInApi(each)]),
  );
};

const stack = stackIn();
const connection = importedConnection(stack);
const domain = 'https://git.example.com';
const { push, pullRequest, workflowJobQueued } = WebhookFilters;
const approverRoles = [ApproverRole.GITHUB_WRITE, ApproverRole.GITHUB_ADMIN];

const SOURCES = {
  runners: ConnectionBuildSource.gitHubOrganization({ connection, organization: 'my-org' }),
  releases: ConnectionBuildSource.gitHubOrganization({
    connection,
    organization: 'my-org',
    webhookFilters: [workflowJobQueued({ workflows: ['Release (main)'], repositoryNames: ['app', 'lib.js'] })],
  }),
  pushes: ConnectionBuildSource.gitHubOrganization({
    connection,
    organization: 'my-org',
    webhookFilters: [
      push({ branches: ['main'], repositoryNames: ['app'] }),
      pullRequest({ baseBranches: ['main'], repositoryNamePatterns: ['^service-.*$'] }),
    ],
    pullRequestBuildPolicy: PullRequestBuildPolicy.forkPullRequests({ approverRoles }),
  }),
  enterprise: ConnectionBuildSource.gitHubGlobal({
    connection,
    enterprise: 'my-enterprise',
    webhookFilters: [workflowJobQueued({ organizations: ['my-org', 'other'], repositoryNames: ['app'] })],
  }),
  server: ConnectionBuildSource.gitHubEnterpriseServerOrganization({
    connection,
    organization: 'my-org',
    domain,
    webhookFilters: [push({ repositoryNames: ['app'] })],
  }),
  group: ConnectionBuildSource.gitLabGroup({
    connection,
    group: 'my-group',
    webhookFilters: [push({ branches: ['main'], repositoryNames: ['app'] }), pullRequest()],
    pullRequestBuildPolicy: PullRequestBuildPolicy.allPullRequests({ approverRoles: [ApproverRole.GITLAB_MAINTAINER] }),
  }),
  selfManaged: ConnectionBuildSource.gitLabSelfManagedGroup({ connection, group: 'my-group/team', domain }),
  team: ConnectionBuildSource.bitBucket({
    connection,
    repository: 'team/app',
    webhookFilters: [pullRequest()],
    pullRequestBuildPolicy: PullRequestBuildPolicy.allPullRequests({ approverRoles: [ApproverRole.BITBUCKET_ADMIN] }),
  }),
};
type Name = keyof typeof SOURCES;
for (const [name, source] of Object.entries(SOURCES)) {
  new codebuild.Project(stack, name, { projectName: name, source });
}
const projects = new Map(
  Object.values(Template.fromStack(stack).findResources('AWS::CodeBuild::Project')).map(({ Properties }) => [
    Properties.Name,
    asInApi({ Name: Properties.Name, Source: Properties.Source, Webhook: Properties.Triggers }) as Project,
  ]),
);

const starts = (name: Name, delivery: Delivery) => decide(projects.get(name) as Project, delivery).starts;

/** Deliveries of GitHub, as its documentation shows them, with what the decision depends on. */
const repositoryOf = (path: string) => {
  const [login, name] = path.split('/');
  return { name, full_name: path, owner: { login }, private: true, default_branch: 'main' };
};
const about = (path: string) => ({
  repository: repositoryOf(path),
  organization: { login: path.split('/')[0], id: 1 },
  sender: { login: 'octocat', id: 583231, type: 'User' },
});
const job = (path: string, labels: string[], workflow = 'CI'): Delivery => ({
  event: 'workflow_job',
  payload: {
    action: 'queued',
    workflow_job: { id: 1, run_id: 7, run_attempt: 1, workflow_name: workflow, status: 'queued', labels },
    ...about(path),
  },
});
const pushed = (path: string, ref: string): Delivery => ({
  event: 'push',
  payload: { ref, deleted: false, head_commit: { message: 'fix' }, commits: [], ...about(path) },
});
const opened = (path: string, base: string, head = path, authorRole?: string): Delivery => ({
  event: 'pull_request',
  payload: {
    action: 'opened',
    pull_request: {
      head: { ref: 'change', repo: repositoryOf(head) },
      base: { ref: base, repo: repositoryOf(path) },
    },
    ...about(path),
  },
  changedFiles: ['src/main.ts'],
  ...(authorRole && { authorRole }),
});

describe('runners of an organization on GitHub', () => {
  const label = (project: string) => [`codebuild-${project}-7-1`];

  test.each<[string, boolean, Delivery]>([
    ['a job that names the project', true, job('my-org/app', label('runners'))],
    ['a job with more labels', true, job('my-org/other', ['self-hosted', ...label('runners'), 'instance-size:small'])],
    ['a job that names another project', false, job('my-org/app', label('others'))],
    ['a job that names a project with a longer name', false, job('my-org/app', ['codebuild-runners2-7-1'])],
    ['a job for the runners of GitHub', false, job('my-org/app', ['ubuntu-latest'])],
    ['a job of another organization', false, job('other/app', label('runners'))],
    ['a job of an organization with a longer name', false, job('my-org2/app', label('runners'))],
    ['a push', false, pushed('my-org/app', 'refs/heads/main')],
    ['a pull request', false, opened('my-org/app', 'main')],
  ])('%s starts a build: %s', (_, is, delivery) => {
    expect(starts('runners', delivery)).toBe(is);
  });

  test.each<[string, string, boolean]>([
    ['my-org/app', 'Release (main)', true],
    ['my-org/lib.js', 'Release (main)', true],
    ['my-org/libxjs', 'Release (main)', false],
    ['my-org/app2', 'Release (main)', false],
    ['my-org/my-app', 'Release (main)', false],
    ['my-org/app', 'Release main', false],
    ['my-org/app', 'Release (main) again', false],
    ['my-org/app', 'Pre-Release (main)', false],
  ])('of some repositories and workflows: %s, %s starts a build: %s', (path, workflow, is) => {
    expect(starts('releases', job(path, label('releases'), workflow))).toBe(is);
  });

  test.each<[string, boolean]>([
    ['my-org/app', true],
    ['other/app', true],
    ['my-org2/app', false],
    ['another/app', false],
    ['my-org/app2', false],
  ])('of an enterprise, for some organizations: %s starts a build: %s', (path, is) => {
    expect(starts('enterprise', job(path, label('enterprise')))).toBe(is);
  });
});

describe('pushes and pull requests', () => {
  test.each<[string, string, boolean]>([
    ['my-org/app', 'refs/heads/main', true],
    ['my-org/app', 'refs/heads/main-2', false],
    ['my-org/app', 'refs/tags/main', false],
    ['my-org/app2', 'refs/heads/main', false],
    ['my-org/my-app', 'refs/heads/main', false],
    ['other/app', 'refs/heads/main', false],
  ])('of an organization: a push to %s, %s starts a build: %s', (path, ref, is) => {
    expect(starts('pushes', pushed(path, ref))).toBe(is);
    expect(starts('server', pushed(path, ref))).toBe(path === 'my-org/app');
  });

  test.each<[string, string, boolean]>([
    ['my-org/service-a', 'main', true],
    ['my-org/a-service-a', 'main', false],
    ['my-org/app', 'main', false],
    ['my-org/service-a', 'main-2', false],
  ])('of an organization: a pull request to %s, %s starts a build: %s', (path, base, is) => {
    expect(starts('pushes', opened(path, base))).toBe(is);
  });

  test.each<[string, string | undefined, boolean]>([
    ['my-org/service-a', undefined, true],
    ['stranger/service-a', undefined, false],
    ['stranger/service-a', 'GITHUB_READ', false],
    ['stranger/service-a', 'GITHUB_WRITE', true],
  ])('from %s, of an author who is %s, starts a build: %s', (head, role, is) => {
    expect(starts('pushes', opened('my-org/service-a', 'main', head, role))).toBe(is);
  });

  const gitLab = (path: string, more: object) => ({
    object_kind: 'push',
    user_id: 7,
    user: { id: 7 },
    project: { id: 1, path_with_namespace: path },
    ...more,
  });
  const gitLabPush = (path: string, ref = 'refs/heads/main'): Delivery => ({
    event: 'Push Hook',
    payload: gitLab(path, { ref, after: 'def', commits: [] }),
  });

  test.each<[string, string, boolean]>([
    ['my-group/app', 'refs/heads/main', true],
    ['my-group/team/app', 'refs/heads/main', true],
    ['my-group/app', 'refs/heads/main-2', false],
    ['my-group/app2', 'refs/heads/main', false],
    ['my-group2/app', 'refs/heads/main', false],
  ])('of a group on GitLab: a push to %s, %s starts a build: %s', (path, ref, is) => {
    expect(starts('group', gitLabPush(path, ref))).toBe(is);
  });

  test.each<[string, boolean]>([
    ['my-group/team/app', true],
    ['my-group/team/sub/app', true],
    ['my-group/app', false],
    ['my-group/team2/app', false],
  ])('of a subgroup on a server: a job of %s starts a build: %s', (path, is) => {
    const payload = gitLab(path, { object_kind: 'build', build_status: 'pending' });
    expect(starts('selfManaged', { event: 'Job Hook', payload })).toBe(is);
    expect(starts('selfManaged', gitLabPush(path))).toBe(false);
  });

  test.each<[string | undefined, boolean]>([
    [undefined, false],
    ['GITLAB_DEVELOPER', false],
    ['GITLAB_MAINTAINER', true],
  ])('of a group: a merge request of an author who is %s starts a build: %s', (authorRole, is) => {
    const attributes = { action: 'open', source_branch: 'a', target_branch: 'b', source_project_id: 1 };
    const payload = gitLab('my-group/app', { object_attributes: { ...attributes, target_project_id: 1 } });
    expect(starts('group', { event: 'Merge Request Hook', payload, ...(authorRole && { authorRole }) })).toBe(is);
  });

  test.each<[string, boolean]>([
    ['BITBUCKET_WRITE', false],
    ['BITBUCKET_ADMIN', true],
  ])('on Bitbucket: a pull request of an author who is %s starts a build: %s', (authorRole, is) => {
    const side = { branch: { name: 'main' }, repository: { full_name: 'team/app' } };
    const payload = {
      repository: { full_name: 'team/app' },
      actor: { account_id: '557058:a' },
      pullrequest: { source: side, destination: side },
    };
    expect(starts('team', { event: 'pullrequest:created', payload, authorRole })).toBe(is);
  });
});
