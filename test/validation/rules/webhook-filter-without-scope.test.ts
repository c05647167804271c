process.env.CDK_VALIDATION = 'false';

import { Lazy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { WebhookFilters } from '../../../src';
import { webhookFilterWithoutScope } from '../../../src/validation/rules/webhook-filter-without-scope';
import { shownId, validatedStack } from '../fixtures';
import { isWarnedOf, l1With, projectWith, warnings } from '../webhooks';

const ID = shownId(webhookFilterWithoutScope);
const repository = { type: 'REPOSITORY_NAME', pattern: '^app$' };
const organization = { type: 'ORGANIZATION_NAME', pattern: '^my-org$' };

describe('a webhook filter of repositories or organizations', () => {
  test.each<[object, object | undefined, boolean]>([
    [repository, undefined, true],
    [{ ...repository, excludeMatchedPattern: true }, undefined, true],
    [organization, undefined, true],
    [{ type: 'WORKFLOW_NAME', pattern: '^ci$' }, undefined, false],
    [repository, { name: 'my-org' }, false],
    [repository, { name: 'my-group', scope: 'GITLAB_GROUP' }, false],
    [organization, { name: 'my-org' }, true],
    [organization, { name: 'my-org', scope: 'GITHUB_ORGANIZATION' }, true],
    [organization, { name: 'my-enterprise', scope: 'GITHUB_GLOBAL' }, false],
    [repository, Lazy.any({ produce: () => ({ name: 'my-org' }) }), false],
    [organization, { 'Fn::If': ['Is', { Name: 'a' }, { Name: 'b' }] }, false],
    [organization, { name: 'my-org', scope: { 'Fn::If': ['Is', 'GITHUB_GLOBAL', 'GITHUB_ORGANIZATION'] } }, false],
  ])('%j with the scope %j gets a warning: %s', (filter, scopeConfiguration, is) => {
    const project = l1With(filter);
    if (scopeConfiguration) project.triggers = { ...(project.triggers as object), scopeConfiguration } as never;
    expect(isWarnedOf(project, ID)).toBe(is);
  });

  test('of WebhookFilters is found in a source of the CDK', () => {
    const { stack } = projectWith(WebhookFilters.push({ repositoryNames: ['app'] }));
    expect(warnings(stack, ID)).toEqual([
      {
        path: expect.stringContaining('/Stack/Project'),
        text: expect.stringMatching(/got REPOSITORY_NAME "\^app\$"; remove these filters, or make the webhook one/),
      },
    ]);
  });

  test('is right in a source of the CDK for an organization', () => {
    const stack = validatedStack();
    const webhookFilters = [WebhookFilters.workflowJobQueued({ repositoryNames: ['app'] })];
    new codebuild.Project(stack, 'Project', { source: codebuild.Source.gitHub({ owner: 'my-org', webhookFilters }) });
    expect(warnings(stack, ID)).toEqual([]);
  });
});
