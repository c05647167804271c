process.env.CDK_VALIDATION = 'false'; // CDK's own rules are not the subject, and cost a second

import { Annotations, App, Aws, CfnParameter, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Annotations as StackAnnotations } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Connection, FailedSyncAlarm, GitSyncRole, MonitorEventBus, SyncMonitor, WebhookFilters } from '../../src';
import { validatedStack } from './fixtures';

const CONNECTION = 'arn:aws:codeconnections:us-east-1:111111111111:connection/11111111-2222-3333-4444-555555555555';

const NOT_ANCHORED = 'cdk-codeconnections:webhookFilterNotAnchored';
const EXCLUDES_NOTHING = 'cdk-codeconnections:webhookFilterExcludesNothing';
const EVENTS_WITH_SPACES = 'cdk-codeconnections:webhookEventsWithSpaces';

const { PUSH, PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED } = codebuild.EventAction;
const pushed = () => codebuild.FilterGroup.inEventOf(PUSH);

/** A project that this library has not made. */
function projectWith(group: codebuild.FilterGroup, stack: Stack = validatedStack()): codebuild.Project {
  const source = codebuild.Source.gitHub({ owner: 'my-org', repo: 'app', webhookFilters: [group] });
  return new codebuild.Project(stack, 'Project', { source });
}

/** One of which everything is given, as CloudFormation takes it. */
function l1With(...filters: object[]): codebuild.CfnProject {
  return new codebuild.CfnProject(validatedStack(), 'Project', {
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0', type: 'LINUX_CONTAINER' },
    serviceRole: 'arn:aws:iam::111111111111:role/build',
    source: { type: 'GITHUB', location: 'https://github.com/my-org/app.git' },
    triggers: { webhook: true, filterGroups: [filters as codebuild.CfnProject.WebhookFilterProperty[]] },
  });
}

/** The warnings with an id: the path of each construct, and what it is told. */
const warnings = (stack: Stack, id: string) =>
  StackAnnotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(id))
    .map((warning) => ({ path: warning.id, text: String(warning.entry.data) }));
const isWarnedOf = ({ node, stack }: { node: codebuild.CfnProject['node']; stack: Stack }, id: string) =>
  warnings(stack, id).some(({ path }) => path.startsWith(`/${node.path}`));

describe('a filter that takes more than it says', () => {
  test.each<[string, codebuild.FilterGroup]>([
    ['CodeBreach: an account', pushed().andActorAccountIs('12345')],
    ['one of two accounts', pushed().andActorAccountIs('^12345$|678')],
    ['an account, anchored at its beginning', pushed().andActorAccountIs('^12345')],
    ['a branch', pushed().andBranchIs('main')],
    ['a branch with an end', pushed().andBranchIs('main$')],
    ['a tag', pushed().andTagIs('v1')],
    ['a reference', pushed().andHeadRefIs('refs/heads/main')],
    ['the beginning of references', pushed().andHeadRefIs('^refs/heads/')],
    ['the branch to merge into', codebuild.FilterGroup.inEventOf(PULL_REQUEST_CREATED).andBaseBranchIs('main')],
    ['a path', pushed().andFilePathIs('src/')],
    [
      'a repository',
      codebuild.FilterGroup.inEventOf(codebuild.EventAction.WORKFLOW_JOB_QUEUED).andRepositoryNameIs('app'),
    ],
  ])('%s', (_, group) => {
    const project = projectWith(group);
    expect(warnings(project.stack, NOT_ANCHORED)).toEqual([
      { path: '/Stack/Project/Resource', text: expect.stringContaining('CodeBuild looks for a pattern anywhere') },
    ]);
  });

  test.each([
    'ACTOR_ACCOUNT_ID',
    'BASE_REF',
    'HEAD_REF',
    'ORGANIZATION_NAME',
    'REPOSITORY_NAME',
    'TAG_NAME',
    'WORKFLOW_NAME',
  ])('of an L1: %s', (type) => {
    expect(isWarnedOf(l1With({ type, pattern: 'a' }), NOT_ANCHORED)).toBe(true);
    expect(isWarnedOf(l1With({ type, pattern: '^a$' }), NOT_ANCHORED)).toBe(false);
  });

  test('is named, once', () => {
    const project = l1With(
      { type: 'HEAD_REF', pattern: '^refs/heads/main$' },
      { type: 'HEAD_REF', pattern: 'refs/heads/dev' },
      { type: 'ACTOR_ACCOUNT_ID', pattern: '12345' },
      { type: 'ACTOR_ACCOUNT_ID', pattern: '12345' },
    );
    expect(warnings(project.stack, NOT_ANCHORED)).toEqual([
      {
        path: '/Stack/Project',
        text: expect.stringContaining('got HEAD_REF "refs/heads/dev", ACTOR_ACCOUNT_ID "12345"; begin'),
      },
    ]);
  });

  test('is found where an escape hatch has set it, and beside what one has set', () => {
    const set = projectWith(WebhookFilters.push({ branches: ['main'] }));
    const resource = set.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Triggers.FilterGroups', [[{ Type: 'ACTOR_ACCOUNT_ID', Pattern: '12345' }]]);
    expect(isWarnedOf(resource, NOT_ANCHORED)).toBe(true);

    const beside = projectWith(pushed().andActorAccountIs('12345')).node.defaultChild as codebuild.CfnProject;
    beside.addPropertyOverride('Triggers.PullRequestBuildPolicy.RequiresCommentApproval', 'ALL_PULL_REQUESTS');
    expect(isWarnedOf(beside, NOT_ANCHORED)).toBe(true);

    const mended = projectWith(pushed().andActorAccountIs('12345')).node.defaultChild as codebuild.CfnProject;
    mended.addPropertyOverride('Triggers.FilterGroups', [[{ Type: 'ACTOR_ACCOUNT_ID', Pattern: '^12345$' }]]);
    expect(isWarnedOf(mended, NOT_ANCHORED)).toBe(false);
  });

  test('is found in a resource of no class, and in lazy values', () => {
    const FilterGroups = Lazy.any({ produce: () => [[{ Type: 'HEAD_REF', Pattern: 'main' }]] });
    const stack = validatedStack();
    const plain = new CfnResource(stack, 'Plain', {
      type: 'AWS::CodeBuild::Project',
      properties: { Triggers: { Webhook: true, FilterGroups } },
    });
    expect(warnings(stack, NOT_ANCHORED).map(({ path }) => path)).toEqual([`/${plain.node.path}`]);
  });

  test('is found as far as it is known', () => {
    const parameter = (stack: Stack) => new CfnParameter(stack, 'Branch').valueAsString;
    const stack = validatedStack();
    projectWith(pushed().andBranchIs(parameter(stack)), stack);
    expect(warnings(stack, NOT_ANCHORED)).toHaveLength(1);
    for (const make of [
      (value: string) => pushed().andHeadRefIs(value),
      (value: string) => pushed().andHeadRefIs(`^refs/heads/${value}$`),
      (value: string) => WebhookFilters.push({ branches: [value] }),
    ]) {
      const other = validatedStack();
      projectWith(make(parameter(other)), other);
      expect(warnings(other, NOT_ANCHORED)).toEqual([]);
    }
  });

  test('may be one that is excluded only at deployment', () => {
    const excludeMatchedPattern = { 'Fn::If': ['Is', true, false] };
    expect(isWarnedOf(l1With({ type: 'HEAD_REF', pattern: 'main', excludeMatchedPattern }), NOT_ANCHORED)).toBe(true);
  });

  test('can be acknowledged', () => {
    const stack = validatedStack();
    Annotations.of(stack).acknowledgeWarning(NOT_ANCHORED, 'a private repository');
    projectWith(pushed().andActorAccountIs('12345'), stack);
    expect(warnings(stack, NOT_ANCHORED)).toEqual([]);
  });
});

test.each<[string, codebuild.FilterGroup]>([
  [
    'all filters of ours',
    WebhookFilters.push({ branches: ['a.b'], tags: ['c'], actorIds: ['1'], filePaths: ['d/', 'e'] }),
  ],
  ['all filters of ours for pull requests', WebhookFilters.pullRequest({ baseBranches: ['a'], headBranches: ['b'] })],
  ['what is anchored', pushed().andActorAccountIs('^1$|^2$').andHeadRefIs('^refs/heads/(a|b)$').andFilePathIs('^src/')],
  ['messages', pushed().andCommitMessageIs('release')],
  ['no filters', pushed()],
  ['what excludes too much', pushed().andBranchIsNot('main').andActorAccountIsNot('1').andFilePathIsNot('docs/')],
  ['what excludes what it says', pushed().andHeadRefIsNot('^refs/heads/main$|^refs/tags/.*$|^(refs/heads/a|b)$')],
  ['what may be anything', pushed().andHeadRefIsNot('^.*/main$|^\\w+/a$|^re.*$|^x?refs/heads/a$')],
])('there is nothing to say of %s', (_, group) => {
  const { stack } = projectWith(group);
  for (const id of [NOT_ANCHORED, EXCLUDES_NOTHING, EVENTS_WITH_SPACES]) expect(warnings(stack, id)).toEqual([]);
});

describe('a filter that excludes nothing', () => {
  test.each([
    ['^main$'],
    ['^main'],
    ['^refs/heads/main$|^main$'],
    ['^heads/main$'],
    ['^/refs/heads/main$'],
    ['^ref-a$'],
  ])('%s', (pattern) => {
    for (const type of ['HEAD_REF', 'BASE_REF']) {
      const project = l1With({ type, pattern, excludeMatchedPattern: true });
      expect(warnings(project.stack, EXCLUDES_NOTHING)).toEqual([
        { path: '/Stack/Project', text: expect.stringContaining(`got ${type} ${JSON.stringify(pattern)}`) },
      ]);
    }
  });

  test('takes nothing where it does not exclude, which is no danger', () => {
    expect(isWarnedOf(l1With({ type: 'HEAD_REF', pattern: '^main$' }), EXCLUDES_NOTHING)).toBe(false);
  });
});

describe('aws-cdk#33197: several events', () => {
  test('are warned of where they have a space between them', () => {
    const { stack } = projectWith(codebuild.FilterGroup.inEventOf(PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED));
    expect(warnings(stack, EVENTS_WITH_SPACES)).toEqual([
      {
        path: '/Stack/Project/Resource',
        text: expect.stringContaining('got EVENT "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED"'),
      },
    ]);
  });

  test.each(['PUSH', 'PUSH,PULL_REQUEST_CREATED', Aws.REGION])('are not without: %s', (pattern) => {
    expect(isWarnedOf(l1With({ type: 'EVENT', pattern }), EVENTS_WITH_SPACES)).toBe(false);
  });
});

describe('the filters of a project that an escape hatch has changed in part', () => {
  const unanchored = { type: 'ACTOR_ACCOUNT_ID', pattern: '12345' };
  const event = { type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_CREATED' };

  test('are judged all, as they are then', () => {
    const project = l1With(event, unanchored);
    project.addPropertyOverride('Triggers.FilterGroups.0.0.Pattern', 'PUSH,PULL_REQUEST_CREATED');
    expect(isWarnedOf(project, NOT_ANCHORED)).toBe(true);
    expect(isWarnedOf(project, EVENTS_WITH_SPACES)).toBe(false);
  });

  test('are not judged as they were before', () => {
    const project = l1With(event, unanchored);
    project.addPropertyOverride('Triggers.FilterGroups.0.1.Pattern', '^12345$');
    expect(isWarnedOf(project, NOT_ANCHORED)).toBe(false);
    expect(isWarnedOf(project, EVENTS_WITH_SPACES)).toBe(true);
  });
});

test.each<[string, (stack: Stack) => unknown]>([
  ['an imported connection', (stack) => Connection.fromConnectionArn(stack, 'Connection', CONNECTION)],
  ['the role of Git sync', (stack) => new GitSyncRole(stack, 'Role', { stackName: 'prod' })],
  ['a monitor', (stack) => new SyncMonitor(stack, 'Monitor')],
  ['an alarm', (stack) => new FailedSyncAlarm(stack, 'Alarm', { notificationTopic: new Topic(stack, 'Topic') })],
  ['the bus of an organization', (stack) => new MonitorEventBus(stack, 'Bus', { organizationId: 'o-a1b2c3d4e5' })],
])('%s is enough to have all projects looked at', (_, make) => {
  const stack = new Stack(new App(), 'Stack');
  make(stack);
  const project = projectWith(pushed().andActorAccountIs('12345'), stack);
  expect(isWarnedOf(project, NOT_ANCHORED)).toBe(true);
});

test('a message calls a token a token', () => {
  const token = Aws.STACK_NAME;
  const project = l1With({ type: 'ACTOR_ACCOUNT_ID', pattern: `12${token}` });
  const [{ text }] = warnings(project.stack, NOT_ANCHORED);
  expect(text).toContain('ACTOR_ACCOUNT_ID "12<token>"');
  expect(() => WebhookFilters.push({ headRefPatterns: [`refs/heads/${token}`] })).toThrow('got "refs/heads/<token>"');
  expect(() => new GitSyncRole(validatedStack(), 'Role', { stackName: `${token}*` })).toThrow('got "<token>*"');
  const arn = `arn:aws:codeconnections:us-east-1:111111111111:connection/${token}*`;
  expect(() => Connection.fromConnectionArn(validatedStack(), 'Connection', arn)).toThrow('connection/<token>*"');
});
