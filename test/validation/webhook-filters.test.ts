process.env.CDK_VALIDATION = 'false'; // CDK's own rules are not the subject, and cost a second

import { App, Aws, Stack } from 'aws-cdk-lib';
import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Connection, FailedSyncAlarm, GitSyncRole, MonitorEventBus, SyncMonitor, WebhookFilters } from '../../src';
import { validatedStack } from './fixtures';
import {
  EVENTS_WITH_SPACES,
  EXCLUDES_NOTHING,
  isWarnedOf,
  l1With,
  NOT_ANCHORED,
  projectWith,
  pushed,
  warnings,
} from './webhooks';

const CONNECTION = 'arn:aws:codeconnections:us-east-1:111111111111:connection/11111111-2222-3333-4444-555555555555';

test.each<[string, codebuild.FilterGroup]>([
  [
    'all filters of WebhookFilters.push',
    WebhookFilters.push({ branches: ['a.b'], tags: ['c'], actorIds: ['1'], filePaths: ['d/', 'e'] }),
  ],
  [
    'all filters of WebhookFilters.pullRequest',
    WebhookFilters.pullRequest({ baseBranches: ['a'], headBranches: ['b'] }),
  ],
  ['anchored filters', pushed().andActorAccountIs('^1$|^2$').andHeadRefIs('^refs/heads/(a|b)$').andFilePathIs('^src/')],
  ['filters of commit messages', pushed().andCommitMessageIs('release')],
  ['no filters', pushed()],
  [
    'filters that exclude too much',
    pushed().andBranchIsNot('main').andActorAccountIsNot('1').andFilePathIsNot('docs/'),
  ],
  [
    'filters that exclude whole references',
    pushed().andHeadRefIsNot('^refs/heads/main$|^refs/tags/.*$|^(refs/heads/a|b)$'),
  ],
  ['filters that may exclude references', pushed().andHeadRefIsNot('^.*/main$|^\\w+/a$|^re.*$|^x?refs/heads/a$')],
])('the rules for webhook filters accept %s', (_, group) => {
  const { stack } = projectWith(group);
  for (const id of [NOT_ANCHORED, EXCLUDES_NOTHING, EVENTS_WITH_SPACES]) expect(warnings(stack, id)).toEqual([]);
});

describe('the filters of a project that an escape hatch has changed in part', () => {
  const unanchored = { type: 'ACTOR_ACCOUNT_ID', pattern: '12345' };
  const event = { type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_CREATED' };

  test('are all checked as changed', () => {
    const project = l1With(event, unanchored);
    project.addPropertyOverride('Triggers.FilterGroups.0.0.Pattern', 'PUSH,PULL_REQUEST_CREATED');
    expect(isWarnedOf(project, NOT_ANCHORED)).toBe(true);
    expect(isWarnedOf(project, EVENTS_WITH_SPACES)).toBe(false);
  });

  test('are not checked as they were before', () => {
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
])('a single construct makes the rules check all projects: %s', (_, make) => {
  const stack = new Stack(new App(), 'Stack');
  make(stack);
  const project = projectWith(pushed().andActorAccountIs('12345'), stack);
  expect(isWarnedOf(project, NOT_ANCHORED)).toBe(true);
});

test('messages show tokens as <token>', () => {
  const token = Aws.STACK_NAME;
  const project = l1With({ type: 'ACTOR_ACCOUNT_ID', pattern: `12${token}` });
  const [{ text }] = warnings(project.stack, NOT_ANCHORED);
  expect(text).toContain('ACTOR_ACCOUNT_ID "12<token>"');
  expect(() => WebhookFilters.push({ headRefPatterns: [`refs/heads/${token}`] })).toThrow('got "refs/heads/<token>"');
  expect(() => new GitSyncRole(validatedStack(), 'Role', { stackName: `${token}*` })).toThrow('got "<token>*"');
  const arn = `arn:aws:codeconnections:us-east-1:111111111111:connection/${token}*`;
  expect(() => Connection.fromConnectionArn(validatedStack(), 'Connection', arn)).toThrow('connection/<token>*"');
});
