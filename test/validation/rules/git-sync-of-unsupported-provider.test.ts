process.env.CDK_VALIDATION = 'false';

import { App, CfnCondition, CfnParameter, Fn, Lazy, NestedStack } from 'aws-cdk-lib';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { ACCOUNT, arnOf, connection, link, sync, validatedStack, violations, waiter } from '../fixtures';

test('Git sync is refused for Azure DevOps', () => {
  const stack = validatedStack();
  const azure = link(stack, 'Link', waiter(stack, 'Waiter', connection(stack, 'Azure', 'AzureDevOps').ref).ref);
  sync(stack, 'Sync', azure.attrRepositoryLinkId);
  expect(violations(stack)).toEqual([
    "[Stack/Sync] Git sync does not support the provider type 'AzureDevOps' of the connection 'Stack/Azure'; use a repository of Bitbucket, GitHub, GitHubEnterpriseServer, GitLab, GitLabSelfManaged, or deploy the stack with a pipeline",
  ]);
});

test('Git sync is refused for Azure DevOps across stacks and nested stacks', () => {
  const app = new App();
  const azure = new CfnCodeStarConnection(validatedStack(app, 'A'), 'Azure', {
    connectionName: 'azure',
    providerType: 'AzureDevOps',
  });
  const stack = validatedStack(app, 'B');
  sync(stack, 'Sync', link(new NestedStack(stack, 'Nested'), 'Link', azure.attrConnectionArn).attrRepositoryLinkId);
  expect(violations(app)).toEqual([expect.stringContaining("the connection 'A/Azure'")]);
});

test('Git sync is refused for Azure DevOps if the id of the link comes from its ARN', () => {
  const stack = validatedStack();
  const { ref } = link(stack, 'Link', connection(stack, 'Azure', 'AzureDevOps').ref);
  sync(stack, 'Sync', Fn.select(1, Fn.split('/', ref)));
  sync(stack, 'Lazy', Lazy.string({ produce: () => Fn.select(1, Fn.split('/', ref)) }));
  new CfnCondition(stack, 'Condition');
  sync(stack, 'Either', Fn.conditionIf('Condition', ref, link(stack, 'Other', arnOf(ACCOUNT)).ref).toString());
  expect(violations(stack).map((violation) => violation.split(' ')[0])).toEqual(['[Stack/Sync]', '[Stack/Lazy]']);
});

test('Git sync is accepted for other providers, and for links and connections that are known only by id or ARN', () => {
  const stack = validatedStack();
  sync(stack, 'GitHub', link(stack, 'Link', connection(stack).ref).attrRepositoryLinkId);
  sync(stack, 'Imported', link(stack, 'ImportedConnection', arnOf(ACCOUNT)).attrRepositoryLinkId);
  sync(stack, 'ImportedLink', '00000000-0000-0000-0000-000000000000');
  sync(stack, 'Parameter', new CfnParameter(stack, 'LinkId').valueAsString);
  const provider = new CfnParameter(stack, 'Provider').valueAsString;
  sync(stack, 'Open', link(stack, 'OpenLink', connection(stack, 'Open-', provider).ref).attrRepositoryLinkId);
  expect(violations(stack)).toEqual([]);
});
