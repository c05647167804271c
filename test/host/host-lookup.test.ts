import type { Stack } from 'aws-cdk-lib';
import { Connection, HostLookup, type HostLookupProps, type IHost, ProviderType } from '../../src';
import { attributeOf, both, everyArn, expectAccepted, lengths, newStack, only, statements } from '../fixtures';

const HOST = 'Custom::CodeConnectionsHostLookup';

describe('HostLookup', () => {
  const newLookup = (stack: Stack, props: HostLookupProps = { hostName: 'ghes' }) =>
    new HostLookup(stack, 'Lookup', props);

  test('passes all criteria and the Region to the custom resource', () => {
    const stack = newStack();
    newLookup(stack, {
      hostName: 'ghes',
      providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
      providerEndpoint: 'https://ghes.example.com',
      tags: { team: 'infra' },
      region: 'us-east-1',
      onlyAvailable: true,
      trigger: '1',
    });
    expect(only(stack, HOST).Properties).toMatchObject({
      Region: 'us-east-1',
      Name: 'ghes',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://ghes.example.com',
      Tags: { team: 'infra' },
      OnlyAvailable: true,
      Trigger: '1',
    });
  });

  test.each<[string, HostLookupProps]>([
    ['nothing', {}],
    ['only a Region', { region: 'us-east-1' }],
    ['only that it must be available', { onlyAvailable: true }],
  ])('refuses %s', (_, props) => {
    expect(() => newLookup(newStack(), props)).toThrow(
      "needs at least one criterion, got none; give one of 'hostName', 'providerType', 'providerEndpoint', 'tags'",
    );
  });

  test.each(lengths(1, 64))('a name of %d characters is accepted: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { hostName: 'x'.repeat(length) });
    expectAccepted(create, taken, `'hostName' must have 1 to 64 characters, got ${length}`);
  });

  test.each(lengths(1, 512))('a URL of %d characters is accepted: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { providerEndpoint: 'x'.repeat(length) });
    expectAccepted(create, taken, `'providerEndpoint' must have 1 to 512 characters, got ${length}`);
  });

  test('can be used as a host, without security groups', () => {
    const stack = newStack();
    const host: IHost = newLookup(stack);
    new Connection(stack, 'Connection', { host });
    expect(only(stack, 'AWS::CodeConnections::Connection').Properties.HostArn).toEqual(
      attributeOf(stack, host, 'HostArn'),
    );
    expect(() => host.connections).toThrow('the security groups of this host are not known');
  });

  test('provides the attributes of the host that it found', () => {
    const stack = newStack();
    const found = newLookup(stack);
    const attributes = {
      HostArn: found.hostArn,
      Name: found.hostName,
      ProviderEndpoint: found.hostProviderEndpoint,
      ProviderType: found.hostProviderType,
      Status: found.hostStatus,
    };
    for (const [name, value] of Object.entries(attributes)) {
      expect(stack.resolve(value)).toEqual(attributeOf(stack, found, name));
    }
  });

  test('allows its calls under both prefixes', () => {
    const stack = newStack();
    newLookup(stack);
    expect(statements(stack).slice(0, 2)).toEqual([
      { Effect: 'Allow', Action: both('GetHost', 'ListTagsForResource'), Resource: everyArn('host') },
      { Effect: 'Allow', Action: both('ListHosts'), Resource: '*' },
    ]);
  });
});
