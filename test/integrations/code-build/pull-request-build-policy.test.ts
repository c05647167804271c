process.env.CDK_VALIDATION = 'false';

import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import {
  ApproverRole,
  ConnectionBuildSource,
  PullRequestBuildPolicy,
  type RepositoryBuildSourceOptions,
} from '../../../src';
import { codeOf } from '../../fixtures';
import { importedConnection, stackIn } from '../fixtures';
import { build, projectOf } from './fixtures';

const SERVER = 'https://git.example.com';
type Options = Partial<RepositoryBuildSourceOptions>;

/** Each source that has pull requests, with its provider and how its roles begin. */
const SOURCES: [string, string, (connection: IConnectionRef, options: Options) => codebuild.ISource][] = [
  ['GitHub', 'GITHUB_', (connection, o) => ConnectionBuildSource.gitHub({ connection, repository: 'a/b', ...o })],
  [
    'GitHub',
    'GITHUB_',
    (connection, o) => ConnectionBuildSource.gitHubOrganization({ connection, organization: 'a', ...o }),
  ],
  [
    'GitHubEnterpriseServer',
    'GITHUB_',
    (connection, o) =>
      ConnectionBuildSource.gitHubEnterpriseServer({ connection, cloneUrl: `${SERVER}/a/b.git`, ...o }),
  ],
  [
    'GitHubEnterpriseServer',
    'GITHUB_',
    (connection, o) =>
      ConnectionBuildSource.gitHubEnterpriseServerOrganization({
        connection,
        organization: 'a',
        domain: SERVER,
        ...o,
      }),
  ],
  ['GitLab', 'GITLAB_', (connection, o) => ConnectionBuildSource.gitLab({ connection, repository: 'a/b', ...o })],
  ['GitLab', 'GITLAB_', (connection, o) => ConnectionBuildSource.gitLabGroup({ connection, group: 'a', ...o })],
  [
    'GitLabSelfManaged',
    'GITLAB_',
    (connection, o) => ConnectionBuildSource.gitLabSelfManaged({ connection, cloneUrl: `${SERVER}/a/b.git`, ...o }),
  ],
  [
    'GitLabSelfManaged',
    'GITLAB_',
    (connection, o) => ConnectionBuildSource.gitLabSelfManagedGroup({ connection, group: 'a', domain: SERVER, ...o }),
  ],
  [
    'Bitbucket',
    'BITBUCKET_',
    (connection, o) => ConnectionBuildSource.bitBucket({ connection, repository: 'a/b', ...o }),
  ],
];
const ROLES = Object.values(ApproverRole);

const policyOf = (pullRequestBuildPolicy: PullRequestBuildPolicy) => {
  const stack = stackIn();
  const connection = importedConnection(stack);
  build(stack, ConnectionBuildSource.gitHub({ connection, repository: 'a/b', webhook: true, pullRequestBuildPolicy }));
  return projectOf(stack)?.Properties.Triggers.PullRequestBuildPolicy;
};

describe('a policy for pull requests', () => {
  const approverRoles = [ApproverRole.GITHUB_WRITE, ApproverRole.GITHUB_ADMIN];

  test.each([
    ['DISABLED', PullRequestBuildPolicy.disabled(), undefined],
    ['ALL_PULL_REQUESTS', PullRequestBuildPolicy.allPullRequests(), undefined],
    ['ALL_PULL_REQUESTS', PullRequestBuildPolicy.allPullRequests({ approverRoles }), approverRoles],
    ['FORK_PULL_REQUESTS', PullRequestBuildPolicy.forkPullRequests(), undefined],
    ['FORK_PULL_REQUESTS', PullRequestBuildPolicy.forkPullRequests({ approverRoles }), approverRoles],
  ])('is %s in the template', (approval, policy, roles) => {
    expect(policyOf(policy)).toEqual({ RequiresCommentApproval: approval, ...(roles && { ApproverRoles: roles }) });
  });

  test('coverage-roadmap#2490: has no place in a source of the CDK, which drops it', () => {
    const stack = stackIn();
    const pullRequestBuildPolicy = { requiresCommentApproval: 'DISABLED' };
    build(stack, codebuild.Source.gitHub({ owner: 'a', repo: 'b', webhook: true, ...{ pullRequestBuildPolicy } }));
    expect(projectOf(stack)?.Properties.Triggers).toEqual({ Webhook: true });
    expect(policyOf(PullRequestBuildPolicy.disabled())).toEqual({ RequiresCommentApproval: 'DISABLED' });
  });

  test('terraform-provider-aws#44193: is left to CodeBuild only if none is given', () => {
    expect(policyOf(undefined as never)).toBeUndefined();
  });

  test('has the roles of the API of CodeBuild', () => {
    expect(ROLES).toEqual([
      ...['READ', 'TRIAGE', 'WRITE', 'MAINTAIN', 'ADMIN'].map((role) => `GITHUB_${role}`),
      ...['GUEST', 'PLANNER', 'REPORTER', 'DEVELOPER', 'MAINTAINER', 'OWNER'].map((role) => `GITLAB_${role}`),
      ...['READ', 'WRITE', 'ADMIN'].map((role) => `BITBUCKET_${role}`),
    ]);
  });

  test.each(SOURCES)('takes the roles of its provider: %s, %s', (provider, prefix, source) => {
    const stack = stackIn();
    const connection = importedConnection(stack);
    const own = ROLES.filter((role) => role.startsWith(prefix));
    const options = (roles: ApproverRole[]) => ({
      webhook: true,
      pullRequestBuildPolicy: PullRequestBuildPolicy.forkPullRequests({ approverRoles: roles }),
    });
    build(stack, source(connection, options(own)));
    expect(projectOf(stack)?.Properties.Triggers.PullRequestBuildPolicy.ApproverRoles).toEqual(own);

    const [other] = ROLES.filter((role) => !role.startsWith(prefix));
    const mixed = source(connection, options([...own, other as ApproverRole]));
    expect(() => build(stackIn(), mixed)).toThrow(
      `'approverRoles' must be roles of ${provider}, which begin with ${prefix}, got "${other}"`,
    );
  });
});

describe('bad input', () => {
  test('no role at all, which nobody could approve', () => {
    for (const make of [PullRequestBuildPolicy.allPullRequests, PullRequestBuildPolicy.forkPullRequests]) {
      expect(codeOf(() => make({ approverRoles: [] }))).toBe('INVALID_CONNECTION_BUILD_SOURCE');
      expect(() => make({ approverRoles: [] })).toThrow("'approverRoles' must have at least 1 entry, got 0");
    }
  });

  test.each(SOURCES)('a policy without a webhook: %s', (_, __, source) => {
    const options = { webhook: false, pullRequestBuildPolicy: PullRequestBuildPolicy.disabled() };
    expect(() => build(stackIn(), source(importedConnection(stackIn()), options))).toThrow(
      "'pullRequestBuildPolicy' needs a webhook, got a source without one",
    );
  });

  test('a policy without a webhook that nobody has asked for', () => {
    const stack = stackIn();
    const pullRequestBuildPolicy = PullRequestBuildPolicy.disabled();
    const props = { connection: importedConnection(stack), repository: 'a/b', pullRequestBuildPolicy };
    expect(() => build(stack, ConnectionBuildSource.gitHub(props))).toThrow('needs a webhook');
  });

  test('a text in place of a policy', () => {
    const pullRequestBuildPolicy = 'DISABLED' as unknown as PullRequestBuildPolicy;
    const props = { connection: importedConnection(stackIn()), repository: 'a/b', pullRequestBuildPolicy };
    expect(() => ConnectionBuildSource.gitHub(props)).toThrow(
      "'pullRequestBuildPolicy' must be a PullRequestBuildPolicy, such as PullRequestBuildPolicy.disabled(), got a text",
    );
  });
});
