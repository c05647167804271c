process.env.CDK_VALIDATION = 'false';

import { CfnResource, Lazy } from 'aws-cdk-lib';
import { connectionWithoutProvider as rule } from '../../../src/validation/rules/connection-without-provider';
import { CONNECTIONS, found, host, validatedStack, violations } from '../fixtures';

describe.each(CONNECTIONS)('%s', (type, Connection) => {
  test('is refused with neither a provider type nor a host', () => {
    const stack = validatedStack();
    new Connection(stack, 'Connection', { connectionName: 'c' });
    expect(violations(stack)).toEqual([
      "'Stack/Connection': a connection must have either a provider type or a host, got neither; set the provider type, or the host if you run the provider yourself",
    ]);
  });

  test.each(['GitHub', 'Codeberg'])('accepts a known or an unknown provider type: %s', (providerType) => {
    const stack = validatedStack();
    new Connection(stack, 'Connection', { connectionName: 'c', providerType });
    expect(violations(stack)).toEqual([]);
  });

  test('accepts a host', () => {
    const stack = validatedStack();
    new Connection(stack, 'Connection', { connectionName: 'c', hostArn: host(stack).attrHostArn });
    expect(violations(stack)).toEqual([]);
  });

  test('is checked with its escape hatches and lazy values', () => {
    const stack = validatedStack();
    const create = (id: string, props: { providerType?: string; hostArn?: string }) =>
      new Connection(stack, id, { connectionName: id, ...props });
    create('Mended', {}).addPropertyOverride('ProviderType', 'GitHub');
    create('Deleted', { providerType: 'GitHub', hostArn: 'arn' }).addPropertyDeletionOverride('HostArn');
    create('Lazy', { providerType: Lazy.string({ produce: () => 'GitHub' }) });
    create('LazyNone', { providerType: Lazy.string({ produce: () => undefined }) });
    new CfnResource(stack, 'Plain', { type, properties: { ConnectionName: 'x', ProviderType: 'GitHub' } });
    new CfnResource(stack, 'PlainNone', { type, properties: { ConnectionName: 'x' } });
    expect(found(rule, stack)).toEqual(['Stack/LazyNone', 'Stack/PlainNone']);
  });
});
