process.env.CDK_VALIDATION = 'false';

import { webhookNotByCloudFormation } from '../../../src/validation/rules/webhook-not-by-cloudformation';
import { shownId, validatedStack } from '../fixtures';
import { projectIn, warnings } from '../webhooks';

const ID = shownId(webhookNotByCloudFormation);

test.each<[string, object | undefined, boolean]>([
  ['GITHUB', { name: 'my-enterprise', scope: 'GITHUB_GLOBAL' }, true],
  ['GITHUB_ENTERPRISE', { name: 'my-org', scope: 'GITHUB_ORGANIZATION', domain: 'https://git.example.com' }, true],
  ['GITHUB_ENTERPRISE', { name: 'my-org', domain: 'https://git.example.com' }, true],
  ['GITHUB_ENTERPRISE', undefined, false],
  ['GITHUB', { name: 'my-org' }, false],
  ['GITHUB', { name: 'my-org', scope: { 'Fn::If': ['Is', 'GITHUB_GLOBAL', 'GITHUB_ORGANIZATION'] } }, false],
  ['GITLAB_SELF_MANAGED', { name: 'my-group', scope: 'GITLAB_GROUP', domain: 'https://git.example.com' }, false],
])('a webhook that AWS documents as not supported gets a warning: %s with %j: %s', (type, scopeConfiguration, is) => {
  const stack = validatedStack();
  const project = projectIn(stack, { type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' });
  project.source = { ...(project.source as object), type };
  if (scopeConfiguration) project.triggers = { ...(project.triggers as object), scopeConfiguration } as never;
  expect(warnings(stack, ID).map(({ path }) => path)).toEqual(is ? [`/${project.node.path}`] : []);
});

test('no webhook is none that CloudFormation does not support', () => {
  const stack = validatedStack();
  projectIn(stack).triggers = undefined;
  expect(warnings(stack, ID)).toEqual([]);
});
