import type { Stack } from 'aws-cdk-lib';
import { RepositoryLink, RepositorySyncDefinitions } from '../../src';
import { arnOf, attributeOf, both, newStack, only, statements, UUID } from '../fixtures';

const DEFINITIONS = 'Custom::CodeConnectionsRepositorySyncDefinitions';

describe('RepositorySyncDefinitions', () => {
  const LINK_ARN = arnOf(`repository-link/${UUID}`);
  const newDefinitions = (stack: Stack) =>
    new RepositorySyncDefinitions(stack, 'Definitions', {
      repositoryLink: RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN),
      trigger: '1',
    });

  test('passes the repository link and the trigger to the custom resource', () => {
    const stack = newStack();
    newDefinitions(stack);
    expect(only(stack, DEFINITIONS).Properties).toMatchObject({ RepositoryLinkArn: LINK_ARN, Trigger: '1' });
  });

  test('provides counts as numbers, and names as lists', () => {
    const stack = newStack();
    const definitions = newDefinitions(stack);
    const of = (name: string) => attributeOf(stack, definitions, name);
    expect(stack.resolve([definitions.stackCount, definitions.branchCount])).toEqual([
      of('StackCount'),
      of('BranchCount'),
    ]);
    expect(stack.resolve(definitions.stackNames)).toEqual({ 'Fn::Split': [', ', of('StackNames')] });
    expect(stack.resolve(definitions.branches)).toEqual({ 'Fn::Split': [', ', of('Branches')] });
    expect(stack.resolve(definitions.complete)).toEqual(of('Complete'));
  });

  test('allows its calls under both prefixes', () => {
    const stack = newStack();
    newDefinitions(stack);
    expect(statements(stack)).toContainEqual({
      Effect: 'Allow',
      Action: both('ListRepositorySyncDefinitions', 'ListSyncConfigurations'),
      Resource: '*',
    });
  });
});
