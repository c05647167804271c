import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  ConnectionLookup,
  type ConnectionLookupProps,
  Host,
  type IConnection,
  ProviderType,
  RepositoryLink,
} from '../../src';
import {
  arnOf,
  attributeOf,
  both,
  everyArn,
  expectAccepted,
  lazy,
  lengths,
  newRole,
  newStack,
  only,
  REGION,
  statements,
  token,
} from '../fixtures';

const CONNECTION = 'Custom::CodeConnectionsConnectionLookup';

describe('ConnectionLookup', () => {
  const newLookup = (stack: Stack, props: ConnectionLookupProps = { connectionName: 'github' }) =>
    new ConnectionLookup(stack, 'Lookup', props);

  test('passes all criteria to the custom resource', () => {
    const stack = newStack();
    newLookup(stack, {
      connectionName: 'github',
      providerType: ProviderType.GITHUB,
      host: Host.fromHostArn(stack, 'Host', arnOf('host/1')),
      tags: { team: 'infra' },
      region: 'us-east-1',
      onlyAvailable: true,
      trigger: '1',
    });
    Template.fromStack(stack).hasResourceProperties(CONNECTION, {
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CodeConnectionsHandlerFunction'), 'Arn'] },
      ServiceTimeout: 1_020,
      Region: REGION,
      Name: 'github',
      ProviderType: 'GitHub',
      HostArn: arnOf('host/1'),
      Tags: { team: 'infra' },
      HomeRegion: 'us-east-1',
      OnlyAvailable: true,
      Trigger: '1',
    });
  });

  test.each<[string, ConnectionLookupProps]>([
    ['name', { connectionName: 'github' }],
    ['provider', { providerType: ProviderType.GITHUB }],
    ['tags', { tags: { team: 'infra' } }],
    ['Region', { region: 'us-east-1' }],
  ])('accepts the %s as the only criterion', (_, props) => {
    expect(() => newLookup(newStack(), props)).not.toThrow();
  });

  test.each<[string, ConnectionLookupProps]>([
    ['nothing', {}],
    ['only that it must be available', { onlyAvailable: true }],
    ['only a trigger', { trigger: '1' }],
  ])('refuses %s', (_, props) => {
    expect(() => newLookup(newStack(), props)).toThrow(
      "needs at least one criterion, got none; give one of 'connectionName', 'providerType', 'host', 'tags', 'region'",
    );
  });

  test('refuses empty tags', () => {
    expect(() => newLookup(newStack(), { tags: {} })).toThrow("'tags' must have at least 1");
  });

  test.each(lengths(1, 32))('a name of %d characters is accepted: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { connectionName: 'x'.repeat(length) });
    expectAccepted(create, taken, `'connectionName' must have 1 to 32 characters, got ${length}`);
  });

  test('accepts a name that is a token', () => {
    const stack = newStack();
    newLookup(stack, { connectionName: token(stack) });
    new ConnectionLookup(stack, 'Other', { connectionName: lazy() });
    Template.fromStack(stack).resourceCountIs(CONNECTION, 2);
  });

  test('can be used as a connection', () => {
    const stack = newStack();
    const connection: IConnection = newLookup(stack);
    new RepositoryLink(stack, 'Link', { connection, ownerId: 'o', repositoryName: 'r' });
    connection.grants.useConnection(newRole(stack));
    const arn = attributeOf(stack, connection, 'ConnectionArn');
    expect(only(stack, 'AWS::CodeStarConnections::RepositoryLink').Properties.ConnectionArn).toEqual(arn);
    expect(statements(stack)).toContainEqual({ Effect: 'Allow', Action: both('UseConnection'), Resource: arn });
  });

  test('provides the attributes of the connection that it found', () => {
    const stack = newStack();
    const found = newLookup(stack);
    const attributes = {
      ConnectionArn: found.connectionArn,
      ConnectionName: found.connectionName,
      ConnectionStatus: found.connectionStatus,
      OwnerAccountId: found.connectionOwnerAccountId,
      ProviderType: found.connectionProviderType,
    };
    for (const [name, value] of Object.entries(attributes)) {
      expect(stack.resolve(value)).toEqual(attributeOf(stack, found, name));
      new CfnOutput(stack, name, { value });
    }
  });

  test('has the environment of the Region that is given', () => {
    expect(newLookup(newStack(), { region: 'us-east-1' }).env.region).toBe('us-east-1');
    expect(newLookup(newStack()).env.region).toBe(REGION);
  });

  test('allows its calls under both prefixes', () => {
    const stack = newStack();
    newLookup(stack);
    expect(statements(stack).slice(0, 2)).toEqual([
      { Effect: 'Allow', Action: both('GetConnection', 'ListTagsForResource'), Resource: everyArn('connection') },
      { Effect: 'Allow', Action: both('ListConnections'), Resource: '*' },
    ]);
  });
});

test('a ConnectionLookup in a stack without a Region looks in the Region of the deployment', () => {
  const stack = new Stack(new App(), 'Stack');
  new ConnectionLookup(stack, 'Connection', { connectionName: 'github' });
  expect(only(stack, CONNECTION).Properties.Region).toEqual({ Ref: 'AWS::Region' });
});
