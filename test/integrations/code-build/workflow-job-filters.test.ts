process.env.CDK_VALIDATION = 'false';

import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { WebhookFilters, type WorkflowJobFilterOptions } from '../../../src';
import { importedConnection, stackIn } from '../fixtures';
import { build, type Filter, projectOf, starts } from './fixtures';
import { source } from './scoped-fixtures';

describe('a filter for jobs that wait for a runner', () => {
  const rendered = (group: codebuild.FilterGroup): Filter[] => {
    const stack = stackIn();
    build(stack, source('gitHubGlobal', importedConnection(stack), 'my-enterprise', { webhookFilters: [group] }));
    return projectOf(stack)?.Properties.Triggers.FilterGroups[0];
  };
  const jobs = (options?: WorkflowJobFilterOptions) => rendered(WebhookFilters.workflowJobQueued(options));

  test('matches every job by default', () => {
    expect(jobs()).toEqual([{ Type: 'EVENT', Pattern: 'WORKFLOW_JOB_QUEUED' }]);
  });

  test('matches only the given workflows, organizations, repositories and accounts', () => {
    const filters = jobs({
      workflows: ['CI (main)', 'a|b'],
      workflowPatterns: ['^release-.*$'],
      organizations: ['my-org'],
      organizationPatterns: ['^team-[0-9]$'],
      repositoryNames: ['app', 'lib.js'],
      repositoryNamePatterns: ['^service-.*$'],
      actorIds: ['1'],
    }).slice(1);
    expect(filters).toEqual([
      { Type: 'WORKFLOW_NAME', Pattern: '^CI \\(main\\)$|^a\\|b$|^release-.*$' },
      { Type: 'ORGANIZATION_NAME', Pattern: '^my-org$|^team-[0-9]$' },
      { Type: 'ACTOR_ACCOUNT_ID', Pattern: '^1$' },
      { Type: 'REPOSITORY_NAME', Pattern: '^app$|^lib\\.js$|^service-.*$' },
    ]);
    const event = {
      WORKFLOW_NAME: 'a|b',
      ORGANIZATION_NAME: 'team-1',
      ACTOR_ACCOUNT_ID: '1',
      REPOSITORY_NAME: 'lib.js',
    };
    expect(starts(filters, event)).toBe(true);
    for (const key of Object.keys(event) as (keyof typeof event)[]) {
      for (const other of [`x${event[key]}`, `${event[key]}x`, '']) {
        expect(starts(filters, { ...event, [key]: other })).toBe(false);
      }
    }
    expect(starts(filters, { ...event, REPOSITORY_NAME: 'libxjs' })).toBe(false);
  });

  test('can be restricted further, also after filters that the CDK lacks', () => {
    const group = WebhookFilters.workflowJobQueued({ workflows: ['CI'] }).andRepositoryNameIsNot('^docs$');
    expect(rendered(group)).toEqual([
      { Type: 'EVENT', Pattern: 'WORKFLOW_JOB_QUEUED' },
      { Type: 'WORKFLOW_NAME', Pattern: '^CI$' },
      { Type: 'REPOSITORY_NAME', Pattern: '^docs$', ExcludeMatchedPattern: true },
    ]);
  });

  test('says what to do if a version of the CDK takes no filters but its own', () => {
    const { prototype } = codebuild.FilterGroup;
    const addFilter = Object.getOwnPropertyDescriptor(prototype, 'addFilter') as PropertyDescriptor;
    Object.defineProperty(prototype, 'addFilter', { ...addFilter, value: undefined });
    try {
      expect(() => WebhookFilters.workflowJobQueued({ workflows: ['CI'] })).toThrow(
        "this version of aws-cdk-lib takes no filter WORKFLOW_NAME; set 'Triggers.FilterGroups' of the project",
      );
    } finally {
      Object.defineProperty(prototype, 'addFilter', addFilter);
    }
  });
});

/** All factories, for options whose names are computed. */
const make: Record<string, (options: object) => codebuild.FilterGroup> = {
  push: WebhookFilters.push,
  pullRequest: WebhookFilters.pullRequest,
  workflowJobQueued: WebhookFilters.workflowJobQueued,
};

describe('filters of names refuse', () => {
  test.each(['my-org/app', 'https://github.com/my-org/app', 'app.git', 'app*', '^app$', 'a|b', 'a b', 'app\n', 'a:b'])(
    'a repository that is a pattern or more than a name: %j',
    (name) => {
      for (const method of ['push', 'pullRequest', 'workflowJobQueued']) {
        expect(() => make[method]?.({ repositoryNames: ['app', name] })).toThrow(
          "'repositoryNames' must be the name of a repository without its owner and '.git', such as 'app', and no pattern",
        );
      }
    },
  );

  test.each(['my-org/app', 'https://github.com/my-org', 'my.org', '*', '^my-org$'])(
    'an organization that is a pattern or more than a name: %j',
    (name) => {
      expect(() => make.workflowJobQueued?.({ organizations: [name] })).toThrow(
        "'organizations' must be the name of an organization, such as 'my-org', and no pattern",
      );
    },
  );

  test('the name of a workflow that has several lines', () => {
    expect(() => make.workflowJobQueued?.({ workflows: ['CI\n'] })).toThrow('the name of a workflow in a single line');
  });

  test.each(['app', '^app', 'app$', '^app$|lib', '^(?!docs)app$', '(?i)^app$'])(
    'a pattern of names that is not anchored, or that RE2 has not: %j',
    (pattern) => {
      for (const option of ['repositoryNamePatterns', 'workflowPatterns', 'organizationPatterns']) {
        expect(() => make.workflowJobQueued?.({ [option]: [pattern] })).toThrow(
          `each alternative of '${option}' must begin with ^ and end with $, got`,
        );
      }
    },
  );
});
