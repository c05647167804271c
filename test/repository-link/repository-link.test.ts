import { type InjectionContext, type IPropertyInjector, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Connection, ProviderType, RepositoryLink, type RepositoryLinkProps } from '../../src';
import { ACCOUNT, arnOf, codeOf, lazy, lengths, logicalId, newStack, only, REGION, token, UUID } from '../fixtures';

const TYPE = 'AWS::CodeStarConnections::RepositoryLink';
const REPOSITORY = { ownerId: 'my-org', repositoryName: 'infra' };
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${UUID}`;
const imported = (stack: Stack) => Connection.fromConnectionArn(stack, 'Connection', arnOf(`connection/${UUID}`));
const l1Props = { connectionName: 'github', providerType: 'GitHub' };

describe('the CloudFormation resource of a RepositoryLink', () => {
  test('has the connection, the repository, the key and the tags', () => {
    const stack = newStack();
    new RepositoryLink(stack, 'Link', {
      ...REPOSITORY,
      connection: imported(stack),
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
      tags: { team: 'infra' },
    });
    expect(only(stack, TYPE).Properties).toEqual({
      ConnectionArn: arnOf(`connection/${UUID}`),
      OwnerId: 'my-org',
      RepositoryName: 'infra',
      EncryptionKeyArn: KEY_ARN,
      Tags: [{ Key: 'team', Value: 'infra' }],
    });
  });

  test.each<[string, (stack: Stack) => IConnectionRef]>([
    ['an L2', (stack) => new Connection(stack, 'Connection', { providerType: ProviderType.GITHUB })],
    ['an L1', (stack) => new CfnConnection(stack, 'Connection', l1Props)],
    ['an L1 of aws_codestarconnections', (stack) => new CfnCodeStarConnection(stack, 'Connection', l1Props)],
    ['an import', imported],
  ])('accepts every kind of connection: %s', (_, connectionIn) => {
    const stack = newStack();
    const connection = connectionIn(stack);
    const link = new RepositoryLink(stack, 'Link', { connection, ...REPOSITORY });
    expect(only(stack, TYPE).Properties).toEqual({
      ConnectionArn: stack.resolve(connection.connectionRef.connectionArn),
      OwnerId: 'my-org',
      RepositoryName: 'infra',
    });
    expect(link.connection).toBe(connection);
  });

  test.each([
    [undefined, undefined],
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('turns the removal policy %s into the deletion policy %s', (removalPolicy, deletionPolicy) => {
    const stack = newStack();
    new RepositoryLink(stack, 'Link', {
      connection: imported(stack),
      ...REPOSITORY,
      ...(removalPolicy && { removalPolicy }),
    });
    expect(only(stack, TYPE).DeletionPolicy).toBe(deletionPolicy);
  });

  test('provides the attributes of CloudFormation', () => {
    const stack = newStack();
    const link = new RepositoryLink(stack, 'Link', { connection: imported(stack), ...REPOSITORY });
    const attribute = (name: string) => ({ 'Fn::GetAtt': [logicalId(stack, link), name] });
    expect(stack.resolve(link.repositoryLinkArn)).toEqual(attribute('RepositoryLinkArn'));
    expect(stack.resolve(link.repositoryLinkRef)).toEqual({ repositoryLinkArn: attribute('RepositoryLinkArn') });
    expect(stack.resolve(link.repositoryLinkId)).toEqual(attribute('RepositoryLinkId'));
    expect(stack.resolve(link.repositoryLinkProviderType)).toEqual(attribute('ProviderType'));
  });

  test('uses the default props of a property injector', () => {
    class Owners implements IPropertyInjector {
      public readonly constructUniqueId = RepositoryLink.PROPERTY_INJECTION_ID;
      public inject(originalProps: object, _context: InjectionContext): object {
        return { ...originalProps, ownerId: 'injected' };
      }
    }
    const stack = newStack('Stack', { propertyInjectors: [new Owners()] });
    new RepositoryLink(stack, 'Link', { connection: imported(stack), ...REPOSITORY });
    expect(only(stack, TYPE).Properties).toMatchObject({ OwnerId: 'injected' });
  });
});

describe('a RepositoryLink with props out of bounds', () => {
  const make = (props: Partial<RepositoryLinkProps>) => () => {
    const stack = newStack();
    return new RepositoryLink(stack, 'Link', { connection: imported(stack), ...REPOSITORY, ...props });
  };

  test.each([
    ...lengths(1, 255).map((bound) => ['ownerId', 255, ...bound] as const),
    ...lengths(1, 128).map((bound) => ['repositoryName', 128, ...bound] as const),
  ])("'%s' must have 1 to %i characters: %i characters are accepted: %s", (name, max, length, taken) => {
    const made = make({ [name]: 'n'.repeat(length) });
    if (taken) expect(made).not.toThrow();
    else expect(made).toThrow(`'${name}' must have 1 to ${max} characters, got ${length}`);
  });

  test.each([
    ['ownerId', 'a\nb'],
    ['ownerId', 'https://github.com/my-org'],
    ['ownerId', '..'],
    ['repositoryName', 'a\nb'],
    ['repositoryName', 'my-org/infra'],
    ['repositoryName', 'infra.git'],
    ['repositoryName', '*'],
  ] as const)("is refused with a '%s' that no provider has: %j", (name, value) => {
    expect(codeOf(make({ [name]: value }))).toBe('INVALID_REPOSITORY_LINK');
    expect(make({ [name]: value })).toThrow(`, got ${JSON.stringify(value)}`);
  });

  test('accepts an owner within an owner, unless the provider is known to have none', () => {
    const ofGitHub = (stack: Stack) => new Connection(stack, 'GitHub', { providerType: ProviderType.GITHUB });
    expect(make({ ownerId: 'group/subgroup' })).not.toThrow();
    expect(() => {
      const stack = newStack();
      new RepositoryLink(stack, 'Link', { connection: ofGitHub(stack), ...REPOSITORY, ownerId: 'group/subgroup' });
    }).toThrow("'ownerId' must be an owner, without the URL of the provider");
  });

  test('is refused with all violations in one message', () => {
    expect(make({ ownerId: '', repositoryName: '' })).toThrow(/'ownerId'.*; 'repositoryName'/);
  });

  test('is accepted with tokens', () => {
    const stack = newStack();
    const ownerId = token(stack);
    new RepositoryLink(stack, 'Link', { connection: imported(stack), ownerId, repositoryName: lazy() });
    expect(only(stack, TYPE).Properties.OwnerId).toEqual({ Ref: 'Parameter' });
  });
});

describe('an imported repository link', () => {
  test.each(['codeconnections', 'codestar-connections'])('has its ARN, its id and its environment: %s', (prefix) => {
    const arn = `arn:aws:${prefix}:us-east-1:999999999999:repository-link/${UUID}`;
    const link = RepositoryLink.fromRepositoryLinkArn(newStack(), 'Link', arn);
    expect(link.repositoryLinkArn).toBe(arn);
    expect(link.repositoryLinkRef).toEqual({ repositoryLinkArn: arn });
    expect(link.repositoryLinkId).toBe(UUID);
    expect(link.env).toEqual({ account: '999999999999', region: 'us-east-1' });
    expect(link.connection).toBeUndefined();
  });

  test('has the connection that is given', () => {
    const stack = newStack();
    const connection = imported(stack);
    const repositoryLinkArn = arnOf(`repository-link/${UUID}`);
    const link = RepositoryLink.fromRepositoryLinkAttributes(stack, 'Link', { repositoryLinkArn, connection });
    expect(link.connection).toBe(connection);
  });

  test('is refused with an ARN that is not of a repository link', () => {
    const arn = arnOf(`connection/${UUID}`);
    expect(() => RepositoryLink.fromRepositoryLinkArn(newStack(), 'Link', arn)).toThrow(
      `the ARN of a repository-link must look like arn:<partition>:<codeconnections or codestar-connections>:<region>:<account>:repository-link/<id>, got "${arn}"`,
    );
  });

  test('takes its id from the end of an ARN that is known only at deployment', () => {
    const stack = newStack();
    const link = RepositoryLink.fromRepositoryLinkArn(stack, 'Link', token(stack));
    expect(stack.resolve(link.repositoryLinkId)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Parameter' }] }],
    });
  });
});
