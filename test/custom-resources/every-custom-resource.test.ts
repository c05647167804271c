import { Template } from 'aws-cdk-lib/assertions';
import { useEveryCustomResource } from '../every-custom-resource';
import { newStack } from '../fixtures';
import { EVERY_RESOURCE } from '../handlers/rig/every-resource';

test('each type of custom resource has a construct, and each construct a handler', () => {
  const stack = newStack();
  useEveryCustomResource(stack);
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
  const types = Object.values(Resources).map(({ Type }) => Type);
  expect([...new Set(types.filter((type) => type.startsWith('Custom::')))].sort()).toEqual(
    EVERY_RESOURCE.map(({ resourceType }) => resourceType).sort(),
  );
});

test('the types and their contract versions are the released ones; a version must never decrease', () => {
  const versions = Object.fromEntries(EVERY_RESOURCE.map(({ resourceType, version }) => [resourceType, version]));
  expect(versions).toEqual({
    'Custom::CodeConnectionsAvailableConnection': 1,
    'Custom::CodeConnectionsAvailableHost': 1,
    'Custom::CodeConnectionsConnection': 1,
    'Custom::CodeConnectionsConnectionLookup': 1,
    'Custom::CodeConnectionsHostLookup': 1,
    'Custom::CodeConnectionsPullRequestComment': 1,
    'Custom::CodeConnectionsRepositoryLinkLookup': 1,
    'Custom::CodeConnectionsRepositorySyncDefinitions': 1,
    'Custom::CodeConnectionsSuccessfulSync': 1,
    'Custom::CodeConnectionsSyncBlockerResolution': 1,
    'Custom::CodeConnectionsTargetStack': 1,
  });
});
