process.env.CDK_VALIDATION = 'false';

import { Annotations, CfnParameter, CfnResource, Lazy, type Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { WebhookFilters } from '../../../src';
import { validatedStack } from '../fixtures';
import { isWarnedOf, l1With, NOT_ANCHORED, projectWith, pushed, warnings } from '../webhooks';

const { PULL_REQUEST_CREATED } = codebuild.EventAction;

describe('a webhook filter that is not anchored', () => {
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
  ])('gets a warning: %s', (_, group) => {
    const project = projectWith(group);
    expect(warnings(project.stack, NOT_ANCHORED)).toEqual([
      {
        path: expect.stringContaining('/Stack/Project'),
        text: expect.stringContaining('CodeBuild searches for a pattern anywhere'),
      },
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
  ])('gets a warning in an L1: %s', (type) => {
    expect(isWarnedOf(l1With({ type, pattern: 'a' }), NOT_ANCHORED)).toBe(true);
    expect(isWarnedOf(l1With({ type, pattern: '^a$' }), NOT_ANCHORED)).toBe(false);
  });

  test('is named once in the warning', () => {
    const project = l1With(
      { type: 'HEAD_REF', pattern: '^refs/heads/main$' },
      { type: 'HEAD_REF', pattern: 'refs/heads/dev' },
      { type: 'ACTOR_ACCOUNT_ID', pattern: '12345' },
      { type: 'ACTOR_ACCOUNT_ID', pattern: '12345' },
    );
    expect(warnings(project.stack, NOT_ANCHORED)).toEqual([
      {
        path: expect.stringContaining('/Stack/Project'),
        text: expect.stringContaining('got HEAD_REF "refs/heads/dev", ACTOR_ACCOUNT_ID "12345"; begin'),
      },
    ]);
  });

  test('is found if an escape hatch has set it, or another filter', () => {
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

  test('is found in a plain CfnResource, and in lazy values', () => {
    const FilterGroups = Lazy.any({ produce: () => [[{ Type: 'HEAD_REF', Pattern: 'main' }]] });
    const stack = validatedStack();
    const plain = new CfnResource(stack, 'Plain', {
      type: 'AWS::CodeBuild::Project',
      properties: { Triggers: { Webhook: true, FilterGroups } },
    });
    expect(warnings(stack, NOT_ANCHORED).map(({ path }) => path)).toEqual([`/${plain.node.path}`]);
  });

  test('is found if its pattern contains tokens', () => {
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

  test('gets a warning if only the deployment decides whether it excludes', () => {
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
