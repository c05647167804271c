process.env.CDK_VALIDATION = 'false';

import { App, CfnCondition, CfnParameter, Fn, Lazy, NestedStack } from 'aws-cdk-lib';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { Connection, Host, ProviderType, RepositoryLink, SyncConfiguration } from '../../../src';
import { gitSyncOfUnsupportedProvider as rule } from '../../../src/validation/rules/git-sync-of-unsupported-provider';
import { ACCOUNT, arnOf, connection, errors, host, link, sync, validatedStack, violations, waiter } from '../fixtures';

test('Git sync is refused for Azure DevOps', () => {
  const stack = validatedStack();
  const azure = link(stack, 'Link', waiter(stack, 'Waiter', connection(stack, 'Azure', 'AzureDevOps').ref).ref);
  sync(stack, 'Sync', azure.attrRepositoryLinkId);
  expect(violations(stack, rule)).toEqual([
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
  expect(violations(app, rule)).toEqual([expect.stringContaining("the connection 'A/Azure'")]);
});

test('Git sync is refused for Azure DevOps if the id of the link comes from its ARN', () => {
  const stack = validatedStack();
  const { ref } = link(stack, 'Link', connection(stack, 'Azure', 'AzureDevOps').ref);
  sync(stack, 'Sync', Fn.select(1, Fn.split('/', ref)));
  sync(stack, 'Lazy', Lazy.string({ produce: () => Fn.select(1, Fn.split('/', ref)) }));
  new CfnCondition(stack, 'Condition');
  sync(stack, 'Either', Fn.conditionIf('Condition', ref, link(stack, 'Other', arnOf(ACCOUNT)).ref).toString());
  expect(violations(stack, rule).map((violation) => violation.split(' ')[0])).toEqual(['[Stack/Sync]', '[Stack/Lazy]']);
});

test('Git sync is accepted for other providers, and for links and connections that are known only by id or ARN', () => {
  const stack = validatedStack();
  sync(stack, 'GitHub', link(stack, 'Link', connection(stack).ref).attrRepositoryLinkId);
  sync(stack, 'Imported', link(stack, 'ImportedConnection', arnOf(ACCOUNT)).attrRepositoryLinkId);
  sync(stack, 'ImportedLink', '00000000-0000-0000-0000-000000000000');
  sync(stack, 'Parameter', new CfnParameter(stack, 'LinkId').valueAsString);
  const provider = new CfnParameter(stack, 'Provider').valueAsString;
  sync(stack, 'Open', link(stack, 'OpenLink', connection(stack, 'OpenConnection', provider).ref).attrRepositoryLinkId);
  expect(violations(stack, rule)).toEqual([]);
});

test('Git sync is refused for an imported connection to Azure DevOps', () => {
  const stack = validatedStack();
  const azure = Connection.fromConnectionAttributes(stack, 'Azure', {
    connectionArn: arnOf(ACCOUNT),
    providerType: ProviderType.AZURE_DEVOPS,
  });
  const repositoryLink = new RepositoryLink(stack, 'Link', { connection: azure, ownerId: 'o', repositoryName: 'r' });
  new SyncConfiguration(stack, 'Sync', { repositoryLink, branch: 'main', configFile: 'a.yaml', stackName: 'prod' });
  expect(errors(stack)).toEqual([
    expect.stringMatching(/the provider type 'AzureDevOps' of the connection of 'Stack\/Link'/),
  ]);
});

test('the provider of a connection is found by its host, if that is imported with it', () => {
  const stack = validatedStack();
  const connectionArn = arnOf(ACCOUNT);
  const connection = Connection.fromConnectionAttributes(stack, 'GitLab', {
    connectionArn,
    host: host(stack),
  });
  expect(connection.providerType?.value).toBe('GitLabSelfManaged');
  const unknown = `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:host/git-1234`;
  const other = Connection.fromConnectionAttributes(stack, 'Other', {
    connectionArn,
    host: Host.fromHostArn(stack, 'Unknown', unknown),
  });
  expect(other.providerType).toBeUndefined();
});
