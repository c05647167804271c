import { App, type CfnResource, NestedStack, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AvailableConnection, Connection, ConnectionShare, Host, ProviderType, RepositoryLink } from '../../src';
import {
  ACCOUNT,
  attributeOf,
  codeOf,
  expectAccepted,
  lengths,
  newRole,
  newStack,
  only,
  REGION,
  statements,
  token,
} from '../fixtures';

const TYPE = 'Custom::CodeConnectionsConnection';
const providerType = ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY;
const providerEndpoint = 'https://octocorp.ghe.com';
const TENANT = { providerType, providerEndpoint };

describe('a connection to ghe.com', () => {
  test('is a custom resource with the properties of CloudFormation, under another id than its resource has', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Git', { connectionName: 'ghe', ...TENANT, tags: { team: 'infra' } });
    expect(only(stack, TYPE).Properties).toEqual({
      ServiceToken: expect.anything(),
      ServiceTimeout: 1020,
      ContractVersion: 1,
      ConnectionName: 'ghe',
      ProviderType: 'GitHubEnterpriseCloudDataResidency',
      ProviderEndpoint: providerEndpoint,
      Tags: { team: 'infra' },
      RetainWhenReplaced: true,
    });
    expect(connection.node.tryFindChild('Resource')).toBeUndefined();
    expect(connection.node.defaultChild?.node.id).toBe('CustomResource');
    Template.fromStack(stack).resourceCountIs('AWS::CodeConnections::Connection', 0);
  });

  test('has the attributes of any connection', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Git', TENANT);
    const attribute = (name: string) => attributeOf(stack, connection, name);
    expect(stack.resolve(connection.connectionArn)).toEqual(attribute('ConnectionArn'));
    expect(stack.resolve(connection.connectionStatus)).toEqual(attribute('ConnectionStatus'));
    expect(stack.resolve(connection.connectionOwnerAccountId)).toEqual(attribute('OwnerAccountId'));
    expect(connection.providerType?.value).toBe('GitHubEnterpriseCloudDataResidency');
  });

  test.each([
    [undefined, 'RetainExceptOnCreate', 'Retain', true],
    [RemovalPolicy.RETAIN, 'Retain', 'Retain', true],
    [RemovalPolicy.DESTROY, 'Delete', 'Delete', false],
  ])('has the deletion policy of any connection: %s', (policy, DeletionPolicy, UpdateReplacePolicy, kept) => {
    const stack = newStack();
    new Connection(stack, 'Git', { ...TENANT, ...(policy && { removalPolicy: policy }) });
    expect(only(stack, TYPE)).toMatchObject({
      DeletionPolicy,
      UpdateReplacePolicy,
      Properties: { RetainWhenReplaced: kept },
    });
  });

  test('gets the tags of its scopes, and of its stacks, which CloudFormation gives to its own resources', () => {
    const app = new App();
    const parent = new Stack(app, 'Parent', { tags: { stack: 'parent', team: 'stack' } });
    const nested = new NestedStack(parent, 'Nested');
    new Connection(nested, 'Git', { ...TENANT, tags: { team: 'own' } });
    Tags.of(app).add('app', 'mine');
    Tags.of(nested).add('no', 'connection', { excludeResourceTypes: ['AWS::CodeConnections::Connection'] });
    const [{ Properties }] = Object.values(Template.fromStack(nested).findResources(TYPE));
    expect(Properties.Tags).toMatchObject({ app: 'mine', stack: 'parent', team: 'own' });
  });

  test('has no tags if none are given', () => {
    const stack = newStack();
    new Connection(stack, 'Git', TENANT);
    expect(only(stack, TYPE).Properties).not.toHaveProperty('Tags');
  });

  test('can be completed by whom a grant allows, for its provider only', () => {
    const stack = newStack();
    new Connection(stack, 'Git', TENANT).grants.completeHandshake(newRole(stack));
    expect(JSON.stringify(statements(stack))).toContain(
      '"codeconnections:ProviderType":"GitHubEnterpriseCloudDataResidency"',
    );
  });

  test('is waited for, linked and shared as any other', () => {
    const stack = newStack('Stack', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const connection = new Connection(stack, 'Git', TENANT);
    const ready = new AvailableConnection(stack, 'Ready', { connection });
    expect(ready.providerType?.value).toBe(providerType.value);
    new RepositoryLink(stack, 'Link', { connection: ready, ownerId: 'octo', repositoryName: 'infra' });
    new ConnectionShare(stack, 'Share', { connections: [connection], principals: ['210987654321'] });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is missed as any other when what uses it does not wait for it', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Git', TENANT);
    new RepositoryLink(stack, 'Link', { connection, ownerId: 'octo', repositoryName: 'infra' });
    Template.fromStack(stack);
    Annotations.fromStack(stack).hasWarning('/Stack/Link/Resource', Match.stringLikeRegexp("'Stack/Git'"));
  });

  test('has a name that no other connection of the app has', () => {
    const stack = newStack();
    new Connection(stack, 'A', { ...TENANT, connectionName: 'git' });
    new Connection(stack, 'B', { providerType: ProviderType.GITHUB, connectionName: 'git' });
    expect(() => Template.fromStack(stack)).toThrow(/CONNECTION_NAME_TAKEN.*'Stack\/A'/);
  });

  test('can have a repository of the same name as one of another tenant', () => {
    const stack = newStack();
    for (const id of ['octocorp', 'hexacorp']) {
      const made = new Connection(stack, id, { providerType, providerEndpoint: `https://${id}.ghe.com` });
      const connection = new AvailableConnection(stack, `${id}Ready`, { connection: made });
      new RepositoryLink(stack, `${id}Link`, { connection, ownerId: 'octo', repositoryName: 'infra' });
    }
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('the endpoint of a connection', () => {
  const made = (props: object) => () => new Connection(newStack(), 'Git', props as never);

  test.each([providerEndpoint, 'https://Octo-Corp1.GHE.com/'])('may be %s', (endpoint) => {
    expect(made({ providerType, providerEndpoint: endpoint })).not.toThrow();
  });

  test.each([
    'http://octocorp.ghe.com',
    'octocorp.ghe.com',
    'https://ghe.com',
    'https://api.octocorp.ghe.com',
    'https://octocorp.ghe.com:8443',
    'https://octocorp.ghe.com/org',
    'https://octocorp.ghe.com.example.com',
    'https://-.ghe.com',
  ])('is refused if it is not that of a tenant: %s', (endpoint) => {
    expect(made({ providerType, providerEndpoint: endpoint })).toThrow(
      `'providerEndpoint' must be the https URL of a tenant of ghe.com, such as 'https://octocorp.ghe.com', got "${endpoint}"`,
    );
  });

  test.each(lengths(1, 512))('has %p characters: %p', (length, accepted) => {
    const endpoint = 'https://.ghe.com'.replace('.', `${'x'.repeat(Math.max(length - 16, 0))}.`).slice(0, length);
    const create = made({ providerType, providerEndpoint: endpoint });
    if (length > 16) expectAccepted(create, accepted, "'providerEndpoint' must have 1 to 512 characters, got 513");
    else expect(codeOf(create)).toBe('INVALID_CONNECTION');
  });

  test('may be a token', () => {
    const stack = newStack();
    new Connection(stack, 'Git', { providerType, providerEndpoint: token(stack) });
    expect(only(stack, TYPE).Properties.ProviderEndpoint).toEqual({ Ref: 'Parameter' });
  });

  test.each([
    ['https://*.ghe.com', true],
    ['https://octo-*.ghe.com/', true],
    ['https://*', true],
    ['*.ghe.com', true],
    ['https://octocorp.*', true],
    ['https://*.*', true],
    ['http://*.ghe.com', false],
    ['https://*.github.com', false],
    ['https://*.ghe.com:8443', false],
  ])('is checked as far as it is known, where * is a token: %s, %s', (text, accepted) => {
    const stack = newStack();
    const endpoint = text.replaceAll('*', token(stack));
    const message = `'providerEndpoint' must be the https URL of a tenant of ghe.com, such as 'https://octocorp.ghe.com', got "${text.replaceAll('*', '<token>')}"`;
    expectAccepted(() => new Connection(stack, 'Git', { providerType, providerEndpoint: endpoint }), accepted, message);
  });

  test('may be given with a provider type that is known only at deployment', () => {
    const stack = newStack();
    new Connection(stack, 'Git', { providerType: ProviderType.of(token(stack)), providerEndpoint });
    expect(only(stack, TYPE).Properties.ProviderType).toEqual({ Ref: 'Parameter' });
  });

  test('is refused without a provider type, by a message that says so', () => {
    expect(made({ providerEndpoint })).toThrow(
      "got it with no provider type; give either 'providerType' or 'host', got neither",
    );
  });

  test('is required for its provider', () => {
    expect(made({ providerType })).toThrow(
      "give 'providerEndpoint' with the provider type 'GitHubEnterpriseCloudDataResidency'",
    );
  });

  test('is refused for any other provider, and for a host', () => {
    expect(made({ providerType: ProviderType.GITHUB, providerEndpoint })).toThrow(
      "give 'providerEndpoint' only with the provider type GitHubEnterpriseCloudDataResidency, got it with the provider type 'GitHub'",
    );
    const stack = newStack();
    const host = Host.fromHostArn(stack, 'Host', `arn:aws:codeconnections:${REGION}:${ACCOUNT}:host/ghes-1`);
    expect(() => new Connection(stack, 'Git', { host, providerEndpoint })).toThrow('got it with a host');
  });

  test.each([
    [197, true],
    [198, false],
  ])('leaves room for %p tags: %p', (count, accepted) => {
    const tags = Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
    const message = "'tags' must have 0 to 197 entries, got 198 (3 of 200 are those of this library)";
    expectAccepted(made({ ...TENANT, tags }), accepted, message);
    const stack = newStack();
    new Connection(stack, 'Git', TENANT);
    for (const key of Object.keys(tags)) Tags.of(stack).add(key, 'v');
    expectAccepted(() => Template.fromStack(stack), accepted, `[INVALID_CONNECTION] ${message}`);
  });

  test('leaves the marks of this library to it: tags with its prefix are refused, wherever they are given', () => {
    const key = 'cdk-codeconnections:stack-id';
    const message = `'key of tags' must not begin with 'cdk-codeconnections:', which marks what this library makes, got '${key}'`;
    expect(made({ ...TENANT, tags: { [key]: 'x' } })).toThrow(message);
    const stack = newStack();
    new Connection(stack, 'Git', TENANT);
    Tags.of(stack).add(key, 'x');
    expect(() => Template.fromStack(stack)).toThrow(`[INVALID_CONNECTION] ${message}`);
    expect(made({ providerType: ProviderType.GITHUB, tags: { [key]: 'x' } })).not.toThrow();
  });

  test('takes no token as the key of a tag', () => {
    const stack = newStack();
    const create = () => new Connection(stack, 'Git', { ...TENANT, tags: { [token(stack)]: 'x' } });
    expect(create).toThrow(
      `[INVALID_CONNECTION] 'key of tags' must be known at synthesis with a 'providerEndpoint', got "<token>"`,
    );
  });

  test('goes with a policy for replacements that an override sets', () => {
    const stack = newStack();
    const { defaultChild } = new Connection(stack, 'Git', TENANT).node;
    (defaultChild as CfnResource).addOverride('UpdateReplacePolicy', 'Delete');
    expect(only(stack, TYPE)).toMatchObject({
      UpdateReplacePolicy: 'Delete',
      Properties: { RetainWhenReplaced: false },
    });
  });
});
