import examples from '@octokit/webhooks-examples';
import { decide, type Project } from '../../../../local/aws/code-build/delivery';
import type { Webhook, WebhookFilter } from '../../../../local/aws/code-build/webhook';

type Payload = Record<string, unknown>;

/** An example payload of GitHub: the first of an event that meets a condition. */
function example(name: string, meets: (payload: Payload) => boolean = () => true): Payload {
  const all = examples.find((each) => each.name === name)?.examples as unknown as Payload[];
  const found = all.find(meets);
  if (!found) throw new Error(`there is no such example of ${name}`);
  return structuredClone(found);
}

const action = (wanted: string) => (payload: Payload) => payload.action === wanted;
const push = example('push', ({ ref, deleted }) => ref === 'refs/heads/master' && !deleted);
const tag = example('push', ({ ref, deleted }) => ref === 'refs/tags/simple-tag' && !deleted);
const opened = example('pull_request', action('opened'));

const EVENT = (...events: string[]): WebhookFilter => ({ type: 'EVENT', pattern: events.join(',') });
const filter = (type: WebhookFilter['type'], pattern: string): WebhookFilter => ({ type, pattern });
const excluding = (type: WebhookFilter['type'], pattern: string) => ({
  ...filter(type, pattern),
  excludeMatchedPattern: true,
});

function project(filterGroups: WebhookFilter[][] | undefined, more: Partial<Webhook> = {}, type = 'GITHUB'): Project {
  const location = more.scopeConfiguration
    ? 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION'
    : 'https://github.com/Codertocat/Hello-World.git';
  return { name: 'app', source: { type, location }, webhook: { filterGroups, ...more } };
}

describe('events', () => {
  const closed = (merged: boolean) => {
    const payload = example('pull_request', action('closed'));
    return { ...payload, pull_request: { ...(payload.pull_request as Payload), merged } };
  };

  test.each<[string, string, Payload]>([
    ['PUSH', 'push', push],
    ['PUSH', 'push', tag],
    ['PULL_REQUEST_CREATED', 'pull_request', opened],
    ['PULL_REQUEST_UPDATED', 'pull_request', example('pull_request', action('synchronize'))],
    ['PULL_REQUEST_REOPENED', 'pull_request', example('pull_request', action('reopened'))],
    ['PULL_REQUEST_MERGED', 'pull_request', closed(true)],
    ['PULL_REQUEST_CLOSED', 'pull_request', closed(false)],
    ['RELEASED', 'release', example('release', action('released'))],
    ['PRERELEASED', 'release', example('release', action('prereleased'))],
  ])('%s starts a build by its own filter, and by no other', (type, event, payload) => {
    expect(decide(project([[EVENT(type)]]), { event, payload })).toMatchObject({
      starts: true,
      event: type,
      matchedGroup: 0,
    });
    const other = type === 'PUSH' ? 'RELEASED' : 'PUSH';
    expect(decide(project([[EVENT(other)]]), { event, payload })).toMatchObject({ starts: false, event: type });
  });

  test.each<[string, Payload, string]>([
    ['push', example('push', ({ deleted }) => deleted === true), 'the push deletes its branch or tag'],
    [
      'pull_request',
      example('pull_request', action('labeled')),
      "no event for 'pull_request' with the action 'labeled' of GitHub",
    ],
    [
      'release',
      example('release', action('published')),
      "no event for 'release' with the action 'published' of GitHub",
    ],
    ['issues', example('issues'), "CodeBuild has no event for 'issues'"],
    ['ping', example('ping'), "CodeBuild has no event for 'ping'"],
  ])('%s can be no event of CodeBuild', (event, payload, reason) => {
    const decision = decide(project([[EVENT('PUSH')]]), { event, payload });
    expect(decision).toMatchObject({ starts: false, groups: [], reason: expect.stringContaining(reason) });
    expect(decision.event).toBeUndefined();
  });

  test('a job starts a build of the project that its labels name', () => {
    const payload = example(
      'workflow_job',
      (each) => each.action === 'queued' && (each.repository as Payload).full_name === 'Codertocat/Hello-World',
    );
    const ci = project([[EVENT('WORKFLOW_JOB_QUEUED'), filter('WORKFLOW_NAME', 'CodeQL')]]);
    expect(decide(ci, { event: 'workflow_job', payload })).toMatchObject({
      starts: false,
      reason: 'the job has no label that begins with codebuild-app-, got ubuntu-latest',
    });
    Object.assign(payload.workflow_job as Payload, { labels: ['codebuild-app-1234-1'] });
    expect(decide(ci, { event: 'workflow_job', payload })).toMatchObject({ starts: true });
  });
});

describe('filters', () => {
  const decidePush = (...filters: WebhookFilter[]) =>
    decide(project([[EVENT('PUSH'), ...filters]]), { event: 'push', payload: push });
  const additions = { changedFiles: ['src/main.ts', 'README.md'], commitMessage: 'fix [skip]' };
  const decideOpened = (...filters: WebhookFilter[]) =>
    decide(project([[EVENT('PULL_REQUEST_CREATED'), ...filters]]), {
      event: 'pull_request',
      payload: opened,
      ...additions,
    });

  test.each<[WebhookFilter, boolean]>([
    [filter('ACTOR_ACCOUNT_ID', '^21031067$'), true],
    [filter('ACTOR_ACCOUNT_ID', '2103'), true],
    [filter('ACTOR_ACCOUNT_ID', '^2103$'), false],
    [filter('HEAD_REF', '^refs/heads/master$'), true],
    [filter('HEAD_REF', 'heads/mas'), true],
    [filter('HEAD_REF', '^refs/heads/main$'), false],
    [excluding('HEAD_REF', '^refs/tags/'), true],
    [excluding('HEAD_REF', '^refs/heads/'), false],
    [filter('BASE_REF', 'master'), false],
    [filter('COMMIT_MESSAGE', '^Initial'), true],
    [excluding('COMMIT_MESSAGE', 'commit'), false],
    [filter('TAG_NAME', '.*'), false],
    [filter('REPOSITORY_NAME', '.*'), false],
    [filter('ORGANIZATION_NAME', '.*'), false],
  ])('of a push: %j passes: %s', (each, passes) => {
    expect(decidePush(each)).toMatchObject({
      starts: passes,
      groups: [{ filters: [{ type: 'EVENT' }, { ...each, passes }] }],
    });
  });

  test.each<[WebhookFilter, boolean]>([
    [filter('HEAD_REF', '^refs/heads/changes$'), true],
    [filter('BASE_REF', '^refs/heads/master$'), true],
    [filter('BASE_REF', '^master$'), false],
    [filter('FILE_PATH', '^src/'), true],
    [filter('FILE_PATH', '^docs/'), false],
    [excluding('FILE_PATH', '^README'), false],
    [excluding('FILE_PATH', '^docs/'), true],
    [excluding('COMMIT_MESSAGE', '\\[skip\\]'), false],
    [filter('WORKFLOW_NAME', '.*'), false],
  ])('of a pull request: %j passes: %s', (each, passes) => {
    expect(decideOpened(each).starts).toBe(passes);
  });

  test('the files of a push are those of all its commits', () => {
    const commits = [
      { added: ['a.ts'], modified: [], removed: ['old.ts'] },
      { added: [], modified: ['b.md'], removed: [] },
    ];
    const decided = decide(project([[EVENT('PUSH'), filter('FILE_PATH', 'old')]]), {
      event: 'push',
      payload: { ...push, commits },
    });
    expect(decided.groups[0].filters[1]).toMatchObject({
      passes: true,
      value: ['a.ts', 'old.ts', 'b.md'],
      reason: "'old' is found in 'old.ts'",
    });
  });

  test('of a release look at its tag and its name', () => {
    const payload = example('release', action('released'));
    Object.assign(payload.release as Payload, { name: 'First' });
    const groups = [[EVENT('RELEASED', 'PRERELEASED'), filter('TAG_NAME', '^0\\.'), filter('RELEASE_NAME', 'First')]];
    expect(decide(project(groups), { event: 'release', payload })).toMatchObject({ starts: true });
  });

  test('what only the provider knows has to be given, when the decision depends on it', () => {
    const files = project([[EVENT('PULL_REQUEST_CREATED'), filter('HEAD_REF', 'changes'), filter('FILE_PATH', 'src')]]);
    const delivery = { event: 'pull_request', payload: opened };
    expect(() => decide(files, delivery)).toThrow(
      'the filter FILE_PATH needs changedFiles, which CodeBuild asks the provider for',
    );
    const message = project([[EVENT('PULL_REQUEST_CREATED'), excluding('COMMIT_MESSAGE', 'skip')]]);
    expect(() => decide(message, delivery)).toThrow('the filter COMMIT_MESSAGE needs commitMessage');
    const other = project([[EVENT('PUSH'), filter('FILE_PATH', 'src')]]);
    expect(decide(other, delivery)).toMatchObject({ starts: false });
  });

  test('of an Enterprise Server have no files and messages of pull requests', () => {
    const groups = [[EVENT('PULL_REQUEST_CREATED'), filter('FILE_PATH', 'src')]];
    const enterprise = project(groups, {}, 'GITHUB_ENTERPRISE');
    expect(decide(enterprise, { event: 'pull_request', payload: opened, ...additions })).toMatchObject({
      starts: false,
    });
  });

  test('in a dialect that is not RE2 are an error', () => {
    expect(() => decidePush(filter('HEAD_REF', '(?!main)'))).toThrow("RE2 has no '(?!'");
  });
});

describe('the decision', () => {
  test('names the group that matches, the build type, and why each other group does not match', () => {
    const groups = [
      [EVENT('PUSH'), filter('HEAD_REF', '^refs/heads/main$'), filter('ACTOR_ACCOUNT_ID', '21031067')],
      [EVENT('PULL_REQUEST_CREATED')],
      [EVENT('PUSH'), excluding('HEAD_REF', '^refs/tags/')],
    ];
    expect(decide(project(groups, { buildType: 'BUILD_BATCH' }), { event: 'push', payload: push })).toEqual({
      starts: true,
      buildType: 'BUILD_BATCH',
      event: 'PUSH',
      matchedGroup: 2,
      reason: 'filter group 3 matches: CodeBuild would start a BUILD_BATCH of app, which the local AWS does not run',
      groups: [
        {
          matches: false,
          filters: [
            expect.objectContaining({ passes: true, value: 'PUSH' }),
            {
              type: 'HEAD_REF',
              pattern: '^refs/heads/main$',
              excludeMatchedPattern: false,
              passes: false,
              value: 'refs/heads/master',
              reason: "'^refs/heads/main$' is not found in 'refs/heads/master'",
            },
            expect.objectContaining({ passes: true, value: '21031067' }),
          ],
        },
        {
          matches: false,
          filters: [
            expect.objectContaining({ passes: false, reason: 'the event PUSH is not one of PULL_REQUEST_CREATED' }),
          ],
        },
        {
          matches: true,
          filters: [expect.anything(), expect.objectContaining({ passes: true, excludeMatchedPattern: true })],
        },
      ],
    });
  });

  test('without filter groups is for pushes and pull requests', () => {
    expect(decide(project(undefined), { event: 'push', payload: tag })).toMatchObject({
      starts: true,
      reason:
        'the webhook has no filter groups: CodeBuild would start a BUILD of app, which the local AWS does not run',
    });
    expect(decide(project(undefined), { event: 'pull_request', payload: opened })).toMatchObject({ starts: true });
    const closed = example('pull_request', action('closed'));
    expect(decide(project(undefined), { event: 'pull_request', payload: closed })).toMatchObject({ starts: false });
  });

  test('doubts events after a space, which AWS documents and reportedly does not read', () => {
    const spaced = project([[{ type: 'EVENT', pattern: 'PULL_REQUEST_CREATED, PUSH' }]]);
    const { starts, groups } = decide(spaced, { event: 'push', payload: push });
    expect(starts).toBe(true);
    expect(groups[0].filters[0].reason).toContain('reportedly reads the first event only');
  });

  test('is an error for a project without a webhook', () => {
    const { webhook: _, ...bare } = project([]);
    expect(() => decide(bare, { event: 'push', payload: push })).toThrow('the project app has no webhook');
  });

  test('is no for another repository, as its events do not arrive', () => {
    const payload = { ...push, repository: { ...(push.repository as Payload), full_name: 'Codertocat/Other' } };
    expect(decide(project([[EVENT('PUSH')]]), { event: 'push', payload })).toMatchObject({
      starts: false,
      reason:
        'the webhook of app is in https://github.com/Codertocat/Hello-World.git, and the event is of Codertocat/Other',
    });
  });
});

describe('a webhook of an organization', () => {
  const organization = { login: 'Octocoders' };
  const payload = { ...push, organization };
  const scoped = (scope: string, name: string, ...filters: WebhookFilter[]) =>
    decide(project([[EVENT('PUSH'), ...filters]], { scopeConfiguration: { scope, name } }), { event: 'push', payload });

  test('gets the events of all its repositories, and can filter by their names', () => {
    expect(scoped('GITHUB_ORGANIZATION', 'octocoders')).toMatchObject({ starts: true });
    expect(scoped('GITHUB_ORGANIZATION', 'Octocoders', filter('REPOSITORY_NAME', '^Hello-World$'))).toMatchObject({
      starts: true,
    });
    expect(scoped('GITHUB_ORGANIZATION', 'Octocoders', filter('REPOSITORY_NAME', '^Other$'))).toMatchObject({
      starts: false,
    });
    expect(scoped('GITHUB_ORGANIZATION', 'others')).toMatchObject({
      starts: false,
      reason: 'the webhook of app is in others, and the event is of Codertocat/Hello-World',
    });
  });

  test('cannot filter by organizations, and one of GitHub global can', () => {
    const byName = filter('ORGANIZATION_NAME', '^Octocoders$');
    expect(scoped('GITHUB_ORGANIZATION', 'Octocoders', byName).groups[0].filters[1]).toMatchObject({
      passes: false,
      reason: 'ORGANIZATION_NAME is for GitHub global webhooks only',
    });
    const job = example('workflow_job', action('queued'));
    Object.assign(job.workflow_job as Payload, { labels: ['codebuild-app-1234-1'] });
    const global = (name: string) =>
      decide(
        project([[EVENT('WORKFLOW_JOB_QUEUED'), filter('ORGANIZATION_NAME', name)]], {
          scopeConfiguration: { scope: 'GITHUB_GLOBAL', name: 'my-enterprise' },
        }),
        { event: 'workflow_job', payload: { ...job, organization } },
      );
    expect(global('^Octocoders$')).toMatchObject({ starts: true });
    expect(global('others')).toMatchObject({ starts: false });
  });

  test('that is global gets no other events than jobs, whatever its filters are', () => {
    expect(scoped('GITHUB_GLOBAL', 'my-enterprise')).toMatchObject({
      starts: false,
      event: 'PUSH',
      reason: 'a global webhook of GitHub gets no event PUSH, but WORKFLOW_JOB_QUEUED only',
    });
  });
});

describe('the policy for pull requests', () => {
  const fork = structuredClone(opened);
  Object.assign((fork.pull_request as { head: { repo: Payload } }).head.repo, { full_name: 'stranger/Hello-World' });
  const decideWith = (requiresCommentApproval: string, payload: Payload, authorRole?: string) =>
    decide(
      project([[EVENT('PUSH', 'PULL_REQUEST_CREATED')]], {
        pullRequestBuildPolicy: { requiresCommentApproval, approverRoles: ['GITHUB_WRITE', 'GITHUB_ADMIN'] },
      }),
      { event: payload === push ? 'push' : 'pull_request', payload, authorRole },
    );

  test.each<[string, string, Payload, string | undefined, boolean]>([
    ['DISABLED', 'a fork', fork, undefined, true],
    ['FORK_PULL_REQUESTS', 'a fork', fork, undefined, false],
    ['FORK_PULL_REQUESTS', 'a fork', fork, 'GITHUB_READ', false],
    ['FORK_PULL_REQUESTS', 'a fork', fork, 'GITHUB_WRITE', true],
    ['FORK_PULL_REQUESTS', 'the repository', opened, undefined, true],
    ['ALL_PULL_REQUESTS', 'the repository', opened, undefined, false],
    ['ALL_PULL_REQUESTS', 'the repository', opened, 'GITHUB_ADMIN', true],
    ['ALL_PULL_REQUESTS', 'a push', push, undefined, true],
  ])('%s, from %s', (policy, _, payload, role, starts) => {
    const decision = decideWith(policy, payload, role);
    expect(decision.starts).toBe(starts);
    expect(decision.matchedGroup).toBe(0);
    if (!starts) expect(decision.reason).toContain('need the approving comment of GITHUB_WRITE, GITHUB_ADMIN');
  });
});
