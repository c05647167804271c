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
} from '../fixtures';

const LINK = 'Custom::CodeConnectionsRepositoryLinkLookup';

describe('RepositoryLinkLookup', () => {
  const newLookup = (stack: Stack, props: RepositoryLinkLookupProps = { repository: 'my-org/infra' }) =>
    new RepositoryLinkLookup(stack, 'Lookup', props);

  test('passes all criteria and the Region to the custom resource', () => {
    const stack = newStack();
    newLookup(stack, {
      repository: 'my-org/infra',
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
    ['repository', () => ({ repository: 'my-org/infra' })],
    ['connection', (stack) => ({ connection: Connection.fromConnectionArn(stack, 'C', arnOf('connection/1')) })],
    ['provider', () => ({ providerType: ProviderType.GITHUB })],
    ['tags', () => ({ tags: { team: 'infra' } })],
  ])('accepts the %s as the only criterion', (_, props) => {
    const stack = newStack();
    expect(() => newLookup(stack, props(stack))).not.toThrow();
  });

  test.each<[string, RepositoryLinkLookupProps]>([
    ['nothing', {}],
    ['only a Region', { region: 'us-east-1' }],
    ['only a trigger', { trigger: '1' }],
  ])('refuses %s', (_, props) => {
    expect(() => newLookup(newStack(), props)).toThrow(
      "needs at least one criterion, got none; give one of 'repository', 'connection', 'providerType', 'tags'",
    );
  });

  test('refuses empty tags', () => {
    expect(() => newLookup(newStack(), { tags: {} })).toThrow("'tags' must have at least 1");
  });

  test.each(lengths(1, 255).slice(1))('an owner of %d characters is accepted: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { repository: `${'x'.repeat(length)}/infra` });
    expectAccepted(create, taken, `the owner in 'repository' must have at most 255 characters, got ${length}`);
  });

  test.each(lengths(1, 128).slice(1))('a name of %d characters is accepted: %s', (length, taken) => {
    const create = () => newLookup(newStack(), { repository: `my-org/${'x'.repeat(length)}` });
    expectAccepted(create, taken, `the name in 'repository' must have at most 128 characters, got ${length}`);
  });

  test.each(['infra', 'my-org/', '/infra', 'https://github.com/my-org/infra', 'my-org/infra.git', 'my org/infra'])(
    'refuses a repository that is not owner and name: %s',
    (repository) => {
      expect(() => newLookup(newStack(), { repository })).toThrow("[INVALID_LOOKUP] 'repository' must be 'owner/name'");
    },
  );

  test('accepts a subgroup of GitLab', () => {
    const stack = newStack();
    newLookup(stack, { repository: 'group/subgroup/infra' });
    expect(only(stack, LINK).Properties).toMatchObject({ OwnerId: 'group/subgroup', RepositoryName: 'infra' });
  });

  test('accepts a token for the whole repository', () => {
    const stack = newStack();
    newLookup(stack, { repository: token(stack) });
    const half = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', { Ref: 'Parameter' }] }] });
    expect(only(stack, LINK).Properties).toMatchObject({ OwnerId: half(0), RepositoryName: half(1) });
  });

  test('accepts an owner and a name that are tokens', () => {
    const stack = newStack();
    newLookup(stack, { repository: `${token(stack)}/${lazy()}` });
    expect(only(stack, LINK).Properties).toMatchObject({ OwnerId: { Ref: 'Parameter' } });
  });

  test('can be used as a repository link', () => {
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

  test('has the connection that was given as a criterion', () => {
    const stack = newStack();
    const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1'));
    expect(newLookup(stack, { connection }).connection).toBe(connection);
    expect(newLookup(newStack()).connection).toBeUndefined();
  });

  test('provides the attributes of the repository link that it found', () => {
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

  test('has the environment of the Region that is given', () => {
    expect(newLookup(newStack(), { repository: 'o/r', region: 'us-east-1' }).env.region).toBe('us-east-1');
    expect(newLookup(newStack()).env.region).toBe(REGION);
  });

  test('allows its calls under both prefixes', () => {
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
