process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Connection, ConnectionBuildSource, type RepositoryBuildSourceOptions, WebhookFilters } from '../../../src';
import { webhookOnSecondarySource } from '../../../src/validation/rules/webhook-on-secondary-source';
import { ACCOUNT, arnOf, shownId, validatedStack } from '../fixtures';
import { warnings } from '../webhooks';

const ID = shownId(webhookOnSecondarySource);

const source = (stack: Stack, identifier: string, options: Partial<RepositoryBuildSourceOptions> = {}) =>
  ConnectionBuildSource.gitHub({
    connection: Connection.fromConnectionArn(stack, `Git-${identifier}`, arnOf(ACCOUNT)),
    repository: 'my-org/app',
    identifier,
    ...options,
  });
const webhook = { webhookFilters: [WebhookFilters.push()] };

test('aws-cdk#27563: a webhook on a secondary source gets a warning, where the CDK drops it and says nothing', () => {
  const stack = validatedStack();
  const stock = codebuild.Source.gitHub({ owner: 'my-org', repo: 'lib', identifier: 'stock', webhook: true });
  const project = new codebuild.Project(stack, 'Project', {
    source: source(stack, 'app', webhook),
    secondarySources: [stock, source(stack, 'lib', webhook), source(stack, 'docs')],
  });
  project.addSecondarySource(source(stack, 'late', { webhook: true }));
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::CodeBuild::Project'));
  expect(resource?.Properties.Triggers.FilterGroups).toHaveLength(1);
  expect(JSON.stringify(resource?.Properties.SecondarySources)).not.toContain('EVENT');
  expect(warnings(stack, ID)).toEqual([
    {
      path: expect.stringContaining('/Stack/Project'),
      text: expect.stringContaining("asks for one on its secondary source 'lib', 'late': its events start no builds"),
    },
  ]);
});

test('a webhook on a primary source with an identifier, or none at all, is right', () => {
  const stack = validatedStack();
  new codebuild.Project(stack, 'Project', {
    source: source(stack, 'app', webhook),
    secondarySources: [source(stack, 'lib'), source(stack, 'docs', { webhook: false })],
  });
  expect(warnings(stack, ID)).toEqual([]);
});
