import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  Connection,
  ConnectionLookup,
  type ConnectionLookupProps,
  Host,
  HostLookup,
  type HostLookupProps,
  type IConnection,
  type IHost,
  type IRepositoryLink,
  ProviderType,
  RepositoryLink,
  RepositoryLinkLookup,
  type RepositoryLinkLookupProps,
  RepositorySyncDefinitions,
  SyncConfiguration,
} from '../src';
import {
  arnOf,
  both,
  lazy,
  lengths,
  logicalId,
  newRole,
  newStack,
  only,
  REGION,
  statements,
  token,
  UUID,
} from './resources';

const CONNECTION = 'Custom::CodeConnectionsConnectionLookup';
const HOST = 'Custom::CodeConnectionsHostLookup';
const LINK = 'Custom::CodeConnectionsRepositoryLinkLookup';
const DEFINITIONS = 'Custom::CodeConnectionsRepositorySyncDefinitions';

const attribute = (stack: Stack, construct: Parameters<typeof logicalId>[1], name: string) => ({
  'Fn::GetAtt': [logicalId(stack, construct), name],
});
const allOf = (resource: string) =>
  ['codeconnections', 'codestar-connections'].map((prefix) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${prefix}:*:*:${resource}/*`]],
  }));
const expectTaken = (create: () => unknown, taken: boolean, message: string) =>
  taken ? expect(create).not.toThrow() : expect(create).toThrow(message);

describe('ConnectionLookup', () => {
  const newLookup = (stack: Stack, props: ConnectionLookupProps = { connectionName: 'github' }) =>
    new ConnectionLookup(stack, 'Lookup', props);

  test('looks with all criteria', () => {
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
  ])('is content with the %s alone', (_, props) => {
    expect(() => newLookup(newStack(), props)).not.toThrow();
  });

  test.each<[string, ConnectionLookupProps]>([
    ['nothing', {}],
    ['only that it must be available', { onlyAvailable: true }],
    ['only a trigger', { trigger: '1' }],
  ])('refuses %s', (_, props) => {
    expect(() => newLookup(newStack(), props)).toThrow(
      "a look-up needs a criterion, got none; give one of 'connectionName', 'providerType', 'host', 'tags', 'region'",
    );
  });

  test('refuses tags that are none', () => {
    expect(() => newLookup(newStack(), { tags: {} })).toThrow("'tags' must have at least 1 entry, got 0");
  });

  test.each(lengths(1, 32))('a name of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { connectionName: 'x'.repeat(length) });
    expectTaken(create, taken, `'connectionName' must have 1 to 32 characters, got ${length}`);
  });

  test('takes a name that is known only later', () => {
    const stack = newStack();
    newLookup(stack, { connectionName: token(stack) });
    new ConnectionLookup(stack, 'Other', { connectionName: lazy() });
    Template.fromStack(stack).resourceCountIs(CONNECTION, 2);
  });

  test('is a connection', () => {
    const stack = newStack();
    const connection: IConnection = newLookup(stack);
    new RepositoryLink(stack, 'Link', { connection, ownerId: 'o', repositoryName: 'r' });
    connection.grants.useConnection(newRole(stack));
    const arn = attribute(stack, connection, 'ConnectionArn');
    expect(only(stack, 'AWS::CodeStarConnections::RepositoryLink').Properties.ConnectionArn).toEqual(arn);
    expect(statements(stack)).toContainEqual({ Effect: 'Allow', Action: both('UseConnection'), Resource: arn });
  });

  test('tells what it found', () => {
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
      expect(stack.resolve(value)).toEqual(attribute(stack, found, name));
      new CfnOutput(stack, name, { value });
    }
  });

  test('is in the Region that it was looked for in', () => {
    expect(newLookup(newStack(), { region: 'us-east-1' }).env.region).toBe('us-east-1');
    expect(newLookup(newStack()).env.region).toBe(REGION);
  });

  test('takes the calls that it makes, under both prefixes', () => {
    const stack = newStack();
    newLookup(stack);
    expect(statements(stack).slice(0, 2)).toEqual([
      { Effect: 'Allow', Action: both('GetConnection', 'ListTagsForResource'), Resource: allOf('connection') },
      { Effect: 'Allow', Action: both('ListConnections'), Resource: '*' },
    ]);
  });
});

describe('HostLookup', () => {
  const newLookup = (stack: Stack, props: HostLookupProps = { hostName: 'ghes' }) =>
    new HostLookup(stack, 'Lookup', props);

  test('looks with all criteria, in the Region that it is told', () => {
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
      "a look-up needs a criterion, got none; give one of 'hostName', 'providerType', 'providerEndpoint', 'tags'",
    );
  });

  test.each(lengths(1, 64))('a name of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { hostName: 'x'.repeat(length) });
    expectTaken(create, taken, `'hostName' must have 1 to 64 characters, got ${length}`);
  });

  test.each(lengths(1, 512))('a URL of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { providerEndpoint: 'x'.repeat(length) });
    expectTaken(create, taken, `'providerEndpoint' must have 1 to 512 characters, got ${length}`);
  });

  test('is a host', () => {
    const stack = newStack();
    const host: IHost = newLookup(stack);
    new Connection(stack, 'Connection', { host });
    expect(only(stack, 'AWS::CodeConnections::Connection').Properties.HostArn).toEqual(
      attribute(stack, host, 'HostArn'),
    );
    expect(() => host.connections).toThrow('no security group of it is known');
  });

  test('tells what it found', () => {
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
      expect(stack.resolve(value)).toEqual(attribute(stack, found, name));
    }
  });

  test('takes the calls that it makes, under both prefixes', () => {
    const stack = newStack();
    newLookup(stack);
    expect(statements(stack).slice(0, 2)).toEqual([
      { Effect: 'Allow', Action: both('GetHost', 'ListTagsForResource'), Resource: allOf('host') },
      { Effect: 'Allow', Action: both('ListHosts'), Resource: '*' },
    ]);
  });
});

describe('RepositoryLinkLookup', () => {
  const newLookup = (stack: Stack, props: RepositoryLinkLookupProps = { repositoryName: 'infra' }) =>
    new RepositoryLinkLookup(stack, 'Lookup', props);

  test('looks with all criteria, in the Region that it is told', () => {
    const stack = newStack();
    newLookup(stack, {
      ownerId: 'my-org',
      repositoryName: 'infra',
      connection: Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1')),
      providerType: ProviderType.GITHUB,
      tags: { team: 'infra' },
      region: 'us-east-1',
      trigger: '1',
    });
    expect(only(stack, LINK).Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching('^CodeConnectionsHandlerFunction'), 'Arn'] },
      ServiceTimeout: 1_020,
      ContractVersion: 1,
      Region: 'us-east-1',
      OwnerId: 'my-org',
      RepositoryName: 'infra',
      ConnectionArn: arnOf('connection/1'),
      ProviderType: 'GitHub',
      Tags: { team: 'infra' },
      Trigger: '1',
    });
  });

  test.each<[string, (stack: Stack) => RepositoryLinkLookupProps]>([
    ['owner', () => ({ ownerId: 'my-org' })],
    ['name', () => ({ repositoryName: 'infra' })],
    ['connection', (stack) => ({ connection: Connection.fromConnectionArn(stack, 'C', arnOf('connection/1')) })],
    ['provider', () => ({ providerType: ProviderType.GITHUB })],
    ['tags', () => ({ tags: { team: 'infra' } })],
  ])('is content with the %s alone', (_, props) => {
    const stack = newStack();
    expect(() => newLookup(stack, props(stack))).not.toThrow();
  });

  test.each<[string, RepositoryLinkLookupProps]>([
    ['nothing', {}],
    ['only a Region', { region: 'us-east-1' }],
    ['only a trigger', { trigger: '1' }],
  ])('refuses %s', (_, props) => {
    expect(() => newLookup(newStack(), props)).toThrow(
      "a look-up needs a criterion, got none; give one of 'ownerId', 'repositoryName', 'connection', 'providerType', 'tags'",
    );
  });

  test('refuses tags that are none', () => {
    expect(() => newLookup(newStack(), { tags: {} })).toThrow("'tags' must have at least 1 entry, got 0");
  });

  test.each(lengths(1, 255))('an owner of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { ownerId: 'x'.repeat(length) });
    expectTaken(create, taken, `'ownerId' must have 1 to 255 characters, got ${length}`);
  });

  test.each(lengths(1, 128))('a name of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { repositoryName: 'x'.repeat(length) });
    expectTaken(create, taken, `'repositoryName' must have 1 to 128 characters, got ${length}`);
  });

  test('takes an owner and a name that are known only later', () => {
    const stack = newStack();
    newLookup(stack, { ownerId: token(stack), repositoryName: lazy() });
    expect(only(stack, LINK).Properties).toMatchObject({ OwnerId: { Ref: 'Parameter' } });
  });

  test('is a repository link', () => {
    const stack = newStack();
    const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1'));
    const repositoryLink: IRepositoryLink = newLookup(stack, { connection });
    const role = newRole(stack);
    new SyncConfiguration(stack, 'Sync', {
      repositoryLink,
      branch: 'main',
      configFile: 'prod.yaml',
      stackName: 'prod',
      role,
    });
    repositoryLink.grants.passRepository(role);
    expect(only(stack, 'AWS::CodeStarConnections::SyncConfiguration').Properties.RepositoryLinkId).toEqual(
      attribute(stack, repositoryLink, 'RepositoryLinkId'),
    );
    expect(statements(stack)).toContainEqual({
      Effect: 'Allow',
      Action: both('PassRepository'),
      Resource: attribute(stack, repositoryLink, 'RepositoryLinkArn'),
    });
  });

  test('knows the connection that it was looked for by, and no other', () => {
    const stack = newStack();
    const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1'));
    expect(newLookup(stack, { connection }).connection).toBe(connection);
    expect(newLookup(newStack()).connection).toBeUndefined();
  });

  test('tells what it found', () => {
    const stack = newStack();
    const found = newLookup(stack);
    const attributes = {
      RepositoryLinkArn: found.repositoryLinkArn,
      RepositoryLinkId: found.repositoryLinkId,
      ProviderType: found.repositoryLinkProviderType,
    };
    for (const [name, value] of Object.entries(attributes)) {
      expect(stack.resolve(value)).toEqual(attribute(stack, found, name));
    }
  });

  test('is in the Region that it was looked for in', () => {
    expect(newLookup(newStack(), { ownerId: 'o', region: 'us-east-1' }).env.region).toBe('us-east-1');
    expect(newLookup(newStack()).env.region).toBe(REGION);
  });

  test('takes the calls that it makes, under both prefixes', () => {
    const stack = newStack();
    newLookup(stack);
    expect(statements(stack).slice(0, 2)).toEqual([
      {
        Effect: 'Allow',
        Action: both('GetRepositoryLink', 'ListTagsForResource'),
        Resource: allOf('repository-link'),
      },
      { Effect: 'Allow', Action: both('ListRepositoryLinks'), Resource: '*' },
    ]);
  });
});

describe('RepositorySyncDefinitions', () => {
  const LINK_ARN = arnOf(`repository-link/${UUID}`);
  const newDefinitions = (stack: Stack) =>
    new RepositorySyncDefinitions(stack, 'Definitions', {
      repositoryLink: RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN),
      trigger: '1',
    });

  test('are those of a repository link', () => {
    const stack = newStack();
    newDefinitions(stack);
    expect(only(stack, DEFINITIONS).Properties).toMatchObject({ RepositoryLinkArn: LINK_ARN, Trigger: '1' });
  });

  test('are counted as numbers, and named as lists', () => {
    const stack = newStack();
    const definitions = newDefinitions(stack);
    const of = (name: string) => attribute(stack, definitions, name);
    expect(stack.resolve([definitions.stackCount, definitions.branchCount])).toEqual([
      of('StackCount'),
      of('BranchCount'),
    ]);
    expect(stack.resolve(definitions.stackNames)).toEqual({ 'Fn::Split': [', ', of('StackNames')] });
    expect(stack.resolve(definitions.branches)).toEqual({ 'Fn::Split': [', ', of('Branches')] });
    expect(stack.resolve(definitions.complete)).toEqual(of('Complete'));
  });

  test('take the calls that are made, under both prefixes', () => {
    const stack = newStack();
    newDefinitions(stack);
    expect(statements(stack)).toContainEqual({
      Effect: 'Allow',
      Action: both('ListRepositorySyncDefinitions', 'ListSyncConfigurations'),
      Resource: '*',
    });
  });
});

test('in a stack of no Region, everything is looked up where the stack is', () => {
  const stack = new Stack(new App(), 'Stack');
  new ConnectionLookup(stack, 'Connection', { connectionName: 'github' });
  expect(only(stack, CONNECTION).Properties.Region).toEqual({ Ref: 'AWS::Region' });
});
