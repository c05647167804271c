import { decide } from '../../../../local/aws/code-build/delivery';
import type { WebhookFilter } from '../../../../local/aws/code-build/webhook';

const filter = (type: WebhookFilter['type'], pattern: string): WebhookFilter => ({ type, pattern });

describe('GitLab', () => {
  const about = { project: { path_with_namespace: 'my-group/team/app' } };
  const commits = [
    { id: 'abc', message: 'first', added: ['a.ts'], modified: [], removed: [] },
    { id: 'def', message: 'head', added: [], modified: ['b.ts'], removed: [] },
  ];
  const push = { ...about, object_kind: 'push', ref: 'refs/heads/main', user_id: 7, after: 'def', commits };
  const mergeRequest = (action: string, source = 1) => ({
    ...about,
    user: { id: 7 },
    object_attributes: {
      action,
      source_branch: 'change',
      target_branch: 'main',
      source_project_id: source,
      target_project_id: 1,
      last_commit: { message: 'head' },
    },
  });
  const decideIt = (event: string, payload: object, filters: WebhookFilter[], more: object = {}) =>
    decide(
      {
        name: 'app',
        source: { type: 'GITLAB', location: 'https://gitlab.com/my-group/team/app.git' },
        webhook: { filterGroups: [filters], ...more },
      },
      { event, payload, changedFiles: ['c.ts'] },
    );

  test.each([
    ['PUSH', 'Push Hook', push],
    ['PUSH', 'Tag Push Hook', { ...push, ref: 'refs/tags/v1' }],
    ['PULL_REQUEST_CREATED', 'Merge Request Hook', mergeRequest('open')],
    ['PULL_REQUEST_UPDATED', 'Merge Request Hook', mergeRequest('update')],
    ['PULL_REQUEST_REOPENED', 'Merge Request Hook', mergeRequest('reopen')],
    ['PULL_REQUEST_MERGED', 'Merge Request Hook', mergeRequest('merge')],
    ['PULL_REQUEST_CLOSED', 'Merge Request Hook', mergeRequest('close')],
    ['RELEASED', 'Release Hook', { ...about, action: 'create', tag: 'v1', name: 'One' }],
    ['WORKFLOW_JOB_QUEUED', 'Job Hook', about],
  ])('%s comes from %s', (type, event, payload) => {
    expect(decideIt(event, payload, [filter('EVENT', type)])).toMatchObject({ starts: true, event: type });
  });

  test.each([
    [
      'Merge Request Hook',
      mergeRequest('approved'),
      "CodeBuild has no event for 'Merge Request Hook' with the action 'approved' of GitLab",
    ],
    ['Push Hook', { ...push, after: '0'.repeat(40) }, 'the push deletes its branch or tag'],
  ])('%s can be no event of CodeBuild', (event, payload, reason) => {
    expect(decideIt(event, payload, [filter('EVENT', 'PUSH')])).toMatchObject({
      starts: false,
      reason: expect.stringContaining(reason),
    });
  });

  test.each<[string, object, WebhookFilter[]]>([
    [
      'Push Hook',
      push,
      [
        filter('ACTOR_ACCOUNT_ID', '^7$'),
        filter('HEAD_REF', '^refs/heads/main$'),
        filter('FILE_PATH', 'b'),
        filter('COMMIT_MESSAGE', 'head'),
      ],
    ],
    [
      'Merge Request Hook',
      mergeRequest('open'),
      [
        filter('ACTOR_ACCOUNT_ID', '^7$'),
        filter('HEAD_REF', '/change$'),
        filter('BASE_REF', '/main$'),
        filter('FILE_PATH', 'c'),
        filter('COMMIT_MESSAGE', 'head'),
      ],
    ],
    [
      'Release Hook',
      { ...about, action: 'create', tag: 'v1', name: 'One' },
      [filter('TAG_NAME', '^v1$'), filter('RELEASE_NAME', '^One$')],
    ],
  ])('the filters of %s look at its fields', (event, payload, filters) => {
    expect(decideIt(event, payload, [filter('EVENT', 'PUSH,PULL_REQUEST_CREATED,RELEASED'), ...filters])).toMatchObject(
      { starts: true },
    );
    for (const each of filters) {
      expect(
        decideIt(event, payload, [
          filter('EVENT', 'PUSH,PULL_REQUEST_CREATED,RELEASED'),
          { ...each, excludeMatchedPattern: true },
        ]),
      ).toMatchObject({ starts: false });
    }
  });

  test('a webhook of a group gets the events of the groups below it', () => {
    const inGroup = (name: string) =>
      decideIt('Push Hook', push, [filter('EVENT', 'PUSH'), filter('REPOSITORY_NAME', '^app$')], {
        scopeConfiguration: { scope: 'GITLAB_GROUP', name },
      });
    expect(inGroup('my-group')).toMatchObject({ starts: true });
    expect(inGroup('my-group/team')).toMatchObject({ starts: true });
    expect(inGroup('my')).toMatchObject({ starts: false });
  });

  test('a merge request of another project is one from a fork', () => {
    const policy = { pullRequestBuildPolicy: { requiresCommentApproval: 'FORK_PULL_REQUESTS', approverRoles: [] } };
    const created = [filter('EVENT', 'PULL_REQUEST_CREATED')];
    expect(decideIt('Merge Request Hook', mergeRequest('open', 2), created, policy)).toMatchObject({
      starts: false,
      matchedGroup: 0,
    });
    expect(decideIt('Merge Request Hook', mergeRequest('open', 1), created, policy)).toMatchObject({ starts: true });
  });
});

describe('Bitbucket', () => {
  const about = { repository: { full_name: 'my-org/app' }, actor: { account_id: '557058:a' } };
  const pushed = (change: object) => ({ ...about, push: { changes: [change] } });
  const push = pushed({ new: { type: 'branch', name: 'main', target: { message: 'head' } } });
  const pullRequest = {
    ...about,
    pullrequest: {
      source: { branch: { name: 'change' }, repository: { full_name: 'my-org/app' } },
      destination: { branch: { name: 'main' } },
    },
  };
  const decideIt = (event: string, payload: object, ...filters: WebhookFilter[]) =>
    decide(
      {
        name: 'app',
        source: { type: 'BITBUCKET', location: 'https://bitbucket.org/my-org/app.git' },
        webhook: {
          filterGroups: [
            [
              filter('EVENT', 'PUSH,PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED,PULL_REQUEST_MERGED,PULL_REQUEST_CLOSED'),
              ...filters,
            ],
          ],
        },
      },
      { event, payload, changedFiles: ['a.ts'], commitMessage: 'message' },
    );

  test.each([
    ['PUSH', 'repo:push', push],
    ['PULL_REQUEST_CREATED', 'pullrequest:created', pullRequest],
    ['PULL_REQUEST_UPDATED', 'pullrequest:updated', pullRequest],
    ['PULL_REQUEST_MERGED', 'pullrequest:fulfilled', pullRequest],
    ['PULL_REQUEST_CLOSED', 'pullrequest:rejected', pullRequest],
  ])('%s comes from %s', (type, event, payload) => {
    expect(decideIt(event, payload)).toMatchObject({ starts: true, event: type });
  });

  test.each([
    ['pullrequest:approved', pullRequest, "CodeBuild has no event for 'pullrequest:approved' of Bitbucket"],
    ['repo:push', pushed({ new: null, old: { name: 'main' } }), 'the push deletes its branch or tag'],
  ])('%s can be no event of CodeBuild', (event, payload, reason) => {
    expect(decideIt(event, payload)).toMatchObject({ starts: false, reason: expect.stringContaining(reason) });
  });

  test.each<[string, object, WebhookFilter]>([
    ['repo:push', push, filter('HEAD_REF', '^refs/heads/main$')],
    ['repo:push', pushed({ new: { type: 'tag', name: 'v1', target: {} } }), filter('HEAD_REF', '^refs/tags/v1$')],
    ['repo:push', push, filter('COMMIT_MESSAGE', '^head$')],
    ['repo:push', push, filter('FILE_PATH', '^a')],
    ['repo:push', push, filter('ACTOR_ACCOUNT_ID', '^557058:a$')],
    ['pullrequest:created', pullRequest, filter('HEAD_REF', '^refs/heads/change$')],
    ['pullrequest:created', pullRequest, filter('BASE_REF', '^refs/heads/main$')],
    ['pullrequest:created', pullRequest, filter('COMMIT_MESSAGE', '^message$')],
  ])('the filters of %s look at its fields: %#', (event, payload, each) => {
    expect(decideIt(event, payload, each)).toMatchObject({ starts: true });
    expect(decideIt(event, payload, { ...each, excludeMatchedPattern: true })).toMatchObject({ starts: false });
  });

  test('a push of more than one branch has to be delivered branch by branch', () => {
    expect(() => decideIt('repo:push', { ...about, push: { changes: [{}, {}] } })).toThrow(
      'a push must have one change, got 2',
    );
  });
});

test('a source without webhooks is an error', () => {
  const project = { name: 'app', source: { type: 'S3' }, webhook: {} };
  expect(() => decide(project, { event: 'push', payload: {} })).toThrow('a source of type S3 has no webhook');
});
