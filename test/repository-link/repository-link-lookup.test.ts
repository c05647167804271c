import type { Stack } from 'aws-cdk-lib';
import {
  Connection,
  type IRepositoryLink,
  ProviderType,
  RepositoryLinkLookup,
  type RepositoryLinkLookupProps,
  SyncConfiguration,
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
} from '../resources';

const LINK = 'Custom::CodeConnectionsRepositoryLinkLookup';

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
      "needs a criterion, got none; give one of 'ownerId', 'repositoryName', 'connection', 'providerType', 'tags'",
    );
  });

  test('refuses tags that are none', () => {
    expect(() => newLookup(newStack(), { tags: {} })).toThrow("'tags' must have at least 1");
  });

  test.each(lengths(1, 255))('an owner of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { ownerId: 'x'.repeat(length) });
    expectAccepted(create, taken, `'ownerId' must have 1 to 255 characters, got ${length}`);
  });

  test.each(lengths(1, 128))('a name of %d characters is taken: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { repositoryName: 'x'.repeat(length) });
    expectAccepted(create, taken, `'repositoryName' must have 1 to 128 characters, got ${length}`);
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
      attributeOf(stack, repositoryLink, 'RepositoryLinkId'),
    );
    expect(statements(stack)).toContainEqual({
      Effect: 'Allow',
      Action: both('PassRepository'),
      Resource: attributeOf(stack, repositoryLink, 'RepositoryLinkArn'),
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
      expect(stack.resolve(value)).toEqual(attributeOf(stack, found, name));
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
        Resource: everyArn('repository-link'),
      },
      { Effect: 'Allow', Action: both('ListRepositoryLinks'), Resource: '*' },
    ]);
  });
});
