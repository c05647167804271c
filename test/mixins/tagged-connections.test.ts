import { type Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import type { IConstruct } from 'constructs';
import { AvailableConnection, Connection, mixins, ProviderType } from '../../src';
import { newStack } from '../fixtures';
import { connectionIn, IN_VAIN } from './fixtures';

const { DataZoneProjectAccess, SageMakerProjectAccess } = mixins;

interface Tagged {
  readonly Type: string;
  readonly Properties: { readonly Tags?: Record<string, string> | { readonly Key: string; readonly Value: string }[] };
}

/** The tags of the only connection, however the template has them. */
function tagsIn(stack: Stack): unknown {
  const resources = Object.values<Tagged>(Template.fromStack(stack).toJSON().Resources);
  const tags = resources.find(({ Type }) => /Connections(::|)Connection$/.test(Type))?.Properties.Tags;
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
}

const CONNECTIONS: [name: string, make: (stack: Stack, tags: Record<string, string>) => IConstruct][] = [
  [
    'an L2',
    (stack, tags) => new Connection(stack, 'C', { connectionName: 'c', providerType: ProviderType.GITHUB, tags }),
  ],
  [
    'an L1',
    (stack, tags) => new CfnConnection(stack, 'C', { connectionName: 'c', providerType: 'GitHub', tags: list(tags) }),
  ],
  [
    'an L1 of the old prefix',
    (stack, tags) =>
      new CfnCodeStarConnection(stack, 'C', { connectionName: 'c', providerType: 'GitHub', tags: list(tags) }),
  ],
  [
    'one at ghe.com',
    (stack, tags) =>
      new Connection(stack, 'C', {
        connectionName: 'c',
        providerType: ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY,
        providerEndpoint: 'https://octocorp.ghe.com',
        tags,
      }),
  ],
];

const list = (tags: Record<string, string>) => Object.entries(tags).map(([key, value]) => ({ key, value }));

describe.each([
  ['sagemaker', SageMakerProjectAccess],
  ['for-use-with-all-datazone-projects', DataZoneProjectAccess],
])('the tag %s', (tag, Mixin) => {
  test.each(CONNECTIONS)('is added to %s, beside its own tags, whatever value it had', (_, make) => {
    const stack = newStack();
    make(stack, { team: 'ml', [tag]: 'false' }).with(new Mixin(), new Mixin());
    Tags.of(stack).add(tag, 'no');
    expect(tagsIn(stack)).toEqual({ team: 'ml', [tag]: 'true' });
  });

  test.each<[string, (stack: Stack) => IConstruct]>([
    ['an import', (stack) => connectionIn(stack)],
    ['a wait', (stack) => new AvailableConnection(stack, 'Ready', { connection: connectionIn(stack) })],
  ])('cannot be added to %s, which gets a warning', (_, make) => {
    const stack = newStack();
    make(stack).with(new Mixin());
    Annotations.fromStack(stack).hasWarning('*', IN_VAIN);
  });
});
