import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { availableConnection, type Client, client, ROLE, send } from '../client.ts';

let simulator: Simulator;
let call: Client;
const complete = (arn: string) => simulator.completeConnection(arn);

beforeAll(async () => {
  simulator = await startSimulator();
  call = client(simulator);
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const GHES = { Name: 'ghes', ProviderType: 'GitHubEnterpriseServer', ProviderEndpoint: 'https://git.example.com' };
const VPC = { VpcId: 'vpc-12345678', SubnetIds: ['subnet-12345678'], SecurityGroupIds: ['sg-12345678'] };

const statusOf = async (arn: string) =>
  (await call('GetConnection', { ConnectionArn: arn })).Connection?.ConnectionStatus;
const hostStatusOf = async (arn?: string) => (await call('GetHost', { HostArn: arn })).Status;

test('a connection is PENDING until its handshake is completed, and can fail', async () => {
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
  expect(ConnectionArn).toMatch(/^arn:aws:codeconnections:us-east-1:123456789012:connection\/[0-9a-f-]{36}$/);
  expect(await statusOf(ConnectionArn)).toBe('PENDING');
  simulator.completeConnection(ConnectionArn);
  expect(await statusOf(ConnectionArn)).toBe('AVAILABLE');
  simulator.failConnection(ConnectionArn);
  expect(await statusOf(ConnectionArn)).toBe('ERROR');
});

test('two connections have one name only where that is set', async () => {
  const input = { ConnectionName: 'github', ProviderType: 'GitHub' };
  const { ConnectionArn } = await call('CreateConnection', input);
  await expect(call('CreateConnection', input)).rejects.toMatchObject({ name: 'ValidationException' });
  simulator.configure({ uniqueConnectionNames: false });
  expect((await call('CreateConnection', input)).ConnectionArn).not.toBe(ConnectionArn);
});

test('a connection to ghe.com has the address of its tenant, which the older API does not know', async () => {
  const tenant = { ProviderType: 'GitHubEnterpriseCloudDataResidency', ProviderEndpoint: 'https://octocorp.ghe.com' };
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'tenant', ...tenant });
  expect((await call('GetConnection', { ConnectionArn })).Connection).toMatchObject(tenant);
  expect((await call('ListConnections')).Connections).toMatchObject([tenant]);
  const older = await send(simulator, 'GetConnection', { ConnectionArn }, { service: 'codestar-connections' });
  expect((await older.json()) as object).not.toHaveProperty('Connection.ProviderEndpoint');
});

test('a connection is seen from every Region, a host from its own', async () => {
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
  const { HostArn } = await call('CreateHost', GHES);
  const abroad = client(simulator, { region: 'eu-west-1' });
  expect((await abroad('ListConnections')).Connections?.map((each) => each.ConnectionArn)).toEqual([ConnectionArn]);
  expect((await abroad('ListHosts')).Hosts).toEqual([]);
  await expect(abroad('GetHost', { HostArn })).rejects.toMatchObject({ name: 'ResourceUnavailableException' });
});

test('a connection of a Region that is opted into is seen there, and nowhere else', async () => {
  const milan = client(simulator, { region: 'eu-south-1' });
  const { ConnectionArn } = await milan('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
  expect((await milan('GetConnection', { ConnectionArn })).Connection?.ConnectionStatus).toBe('PENDING');
  expect((await milan('ListConnections')).Connections).toHaveLength(1);
  expect((await call('ListConnections')).Connections).toEqual([]);
});

test('a host in a VPC is prepared, set up, and deleted in the background', async () => {
  simulator.freeze();
  const { HostArn = '' } = await call('CreateHost', { ...GHES, VpcConfiguration: VPC });
  expect(await hostStatusOf(HostArn)).toBe('VPC_CONFIG_INITIALIZING');
  await expect(call('DeleteHost', { HostArn })).rejects.toMatchObject({ name: 'ResourceUnavailableException' });
  simulator.advance(500);
  expect(await hostStatusOf(HostArn)).toBe('PENDING');
  simulator.completeHost(HostArn);
  expect(await hostStatusOf(HostArn)).toBe('AVAILABLE');
  await call('DeleteHost', { HostArn });
  expect(await hostStatusOf(HostArn)).toBe('VPC_CONFIG_DELETING');
  simulator.advance(500);
  await expect(call('GetHost', { HostArn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a new VPC is prepared like the first one, also after that failed', async () => {
  simulator.freeze();
  const { HostArn = '' } = await call('CreateHost', { ...GHES, VpcConfiguration: VPC });
  simulator.failHost(HostArn, 'no route');
  const VpcConfiguration = { ...VPC, VpcId: 'vpc-87654321' };
  await call('UpdateHost', { HostArn, VpcConfiguration });
  expect((await call('ListHosts')).Hosts).toMatchObject([{ Status: 'VPC_CONFIG_INITIALIZING', VpcConfiguration }]);
  expect((await call('ListHosts')).Hosts?.[0]).not.toHaveProperty('StatusMessage');
  simulator.advance(500);
  expect(await hostStatusOf(HostArn)).toBe('PENDING');
  await call('CreateHost', { ...GHES, ProviderEndpoint: 'https://git2.example.com', VpcConfiguration: VPC });
});

test('a VPC that replaces one that failed takes its whole time', async () => {
  simulator.freeze();
  const { HostArn = '' } = await call('CreateHost', { ...GHES, VpcConfiguration: VPC });
  simulator.failHost(HostArn);
  simulator.advance(300);
  await call('UpdateHost', { HostArn, VpcConfiguration: VPC });
  simulator.advance(499);
  expect(await hostStatusOf(HostArn)).toBe('VPC_CONFIG_INITIALIZING');
  simulator.advance(1);
  expect(await hostStatusOf(HostArn)).toBe('PENDING');
});

test('a host that is being deleted cannot be set up, fail, or be deleted again', async () => {
  simulator.freeze();
  const { HostArn = '' } = await call('CreateHost', { ...GHES, VpcConfiguration: VPC });
  simulator.advance(500);
  await call('DeleteHost', { HostArn });
  expect(() => simulator.completeHost(HostArn)).toThrow('VPC_CONFIG_DELETING');
  expect(() => simulator.failHost(HostArn)).toThrow('is being deleted');
  await expect(call('DeleteHost', { HostArn })).rejects.toMatchObject({ name: 'ResourceUnavailableException' });
});

test('a host in ERROR can only be deleted', async () => {
  const { HostArn = '' } = await call('CreateHost', GHES);
  simulator.completeHost(HostArn);
  simulator.failHost(HostArn, 'the app was deleted');
  expect((await call('ListHosts')).Hosts).toMatchObject([{ Status: 'ERROR', StatusMessage: 'the app was deleted' }]);
  expect(() => simulator.completeHost(HostArn)).toThrow('ERROR');
  await expect(call('UpdateHost', { HostArn, ProviderEndpoint: 'https://x.example.com' })).rejects.toMatchObject({
    name: 'UnsupportedOperationException',
  });
  await call('DeleteHost', { HostArn });
  await expect(call('GetHost', { HostArn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a repository link moves to another connection of its provider', async () => {
  const first = await availableConnection(call, complete);
  const second = await availableConnection(call, complete, 'second');
  const { RepositoryLinkInfo } = await call('CreateRepositoryLink', {
    ConnectionArn: first,
    OwnerId: 'my-org',
    RepositoryName: 'infra',
  });
  const { RepositoryLinkId } = RepositoryLinkInfo;
  await call('UpdateRepositoryLink', { RepositoryLinkId, ConnectionArn: second });
  expect((await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo).toEqual({
    ...RepositoryLinkInfo,
    ConnectionArn: second,
  });
});

test('a repository on a host has one link, also when connections go and links move', async () => {
  const onHost = async (n: number) => {
    const { HostArn = '' } = await call('CreateHost', { ...GHES, ProviderEndpoint: `https://git${n}.example.com` });
    simulator.completeHost(HostArn);
    return HostArn;
  };
  const [one, two] = [await onHost(1), await onHost(2)];
  const connect = (name: string, HostArn: string) => availableConnection(call, complete, name, { HostArn });
  const linkTo = async (ConnectionArn: string) =>
    (await call('CreateRepositoryLink', { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'infra' }))
      .RepositoryLinkInfo.RepositoryLinkId;
  const first = await connect('first', one);
  await linkTo(first);
  await call('DeleteConnection', { ConnectionArn: first });
  const second = await connect('second', one);
  await expect(linkTo(second)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  const RepositoryLinkId = await linkTo(await connect('third', two));
  await expect(call('UpdateRepositoryLink', { RepositoryLinkId, ConnectionArn: second })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('a host whose VPC cannot be prepared says why in the list of hosts', async () => {
  const { HostArn = '' } = await call('CreateHost', { ...GHES, VpcConfiguration: VPC });
  simulator.failHost(HostArn, 'no route to the provider');
  expect((await call('ListHosts')).Hosts).toMatchObject([
    { Status: 'VPC_CONFIG_FAILED_INITIALIZATION', StatusMessage: 'no route to the provider' },
  ]);
});

test('a stack is set up for Git sync, and taken down in order', async () => {
  const connection = await availableConnection(call, complete);
  const { RepositoryLinkInfo: link } = await call('CreateRepositoryLink', {
    ConnectionArn: connection,
    OwnerId: 'my-org',
    RepositoryName: 'infra',
  });
  const sync = { SyncType: 'CFN_STACK_SYNC', ResourceName: 'prod' };
  await call('CreateSyncConfiguration', {
    ...sync,
    Branch: 'main',
    ConfigFile: 'deploy/prod.yaml',
    RepositoryLinkId: link.RepositoryLinkId,
    RoleArn: ROLE,
    PullRequestComment: 'ENABLED',
  });
  expect((await call('GetSyncConfiguration', sync)).SyncConfiguration).toMatchObject({
    OwnerId: 'my-org',
    RepositoryName: 'infra',
    ProviderType: 'GitHub',
    PullRequestComment: 'ENABLED',
  });
  await expect(call('DeleteRepositoryLink', { RepositoryLinkId: link.RepositoryLinkId })).rejects.toMatchObject({
    name: 'SyncConfigurationStillExistsException',
  });
  await call('DeleteSyncConfiguration', sync);
  await call('DeleteSyncConfiguration', sync);
  await call('DeleteRepositoryLink', { RepositoryLinkId: link.RepositoryLinkId });
  await call('DeleteConnection', { ConnectionArn: connection });
  expect((await call('ListConnections')).Connections).toEqual([]);
});

test('a repository link cannot be made through a connection that is not AVAILABLE', async () => {
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
  await expect(
    call('CreateRepositoryLink', { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'infra' }),
  ).rejects.toMatchObject({ name: 'InvalidInputException', message: expect.stringContaining('PENDING') });
});

test.each([
  ['ghes', 'ghes'],
  ['exactly-10', 'exactly-10'],
  ['exactly-ten+1', 'exactly-te'],
  ['My Host of GitHub', 'My-Host-of'],
])('the id of the host %p begins with %p, and goes on with 8 hexadecimal digits', async (Name, begin) => {
  const { HostArn } = await call('CreateHost', { ...GHES, Name });
  expect(HostArn).toMatch(new RegExp(`:host/${begin}-[0-9a-f]{8}$`));
});

describe('a host at ghe.com', () => {
  const endpoints = [
    'https://octocorp.ghe.com',
    'HTTPS://OctoCorp.GHE.com/',
    'https://octocorp.ghe.com:8443',
    'https://octocorp.ghe.com./',
    'http://api.octocorp.ghe.com/v3',
  ];
  test.each(endpoints)('cannot be created, or moved there, by the newer API: %s', async (ProviderEndpoint) => {
    const refusal = { name: 'ValidationException', message: "The endpoint isn't valid" };
    await expect(call('CreateHost', { ...GHES, ProviderEndpoint })).rejects.toMatchObject(refusal);
    const { HostArn } = await call('CreateHost', GHES);
    await expect(call('UpdateHost', { HostArn, ProviderEndpoint })).rejects.toMatchObject(refusal);
  });

  test('is accepted by the older API, which has no provider for it', async () => {
    const older = client(simulator, { service: 'codestar-connections' });
    const [ProviderEndpoint] = endpoints;
    expect((await older('CreateHost', { ...GHES, ProviderEndpoint })).HostArn).toContain(':host/ghes-');
  });

  test.each(['https://octocorp-ghe.com', 'https://ghe.com.example.com'])('is not meant by %s', async (endpoint) => {
    expect((await call('CreateHost', { ...GHES, ProviderEndpoint: endpoint })).HostArn).toBeDefined();
  });
});

test('all violations of a request come in one message', async () => {
  await expect(
    call('CreateConnection', { ConnectionName: 'x'.repeat(33), ProviderType: 'SourceForge' }),
  ).rejects.toMatchObject({
    name: 'ValidationException',
    status: 400,
    message:
      "2 validation errors detected: Value 'SourceForge' at 'providerType' failed to satisfy constraint: Member must " +
      'satisfy enum value set: [Bitbucket, GitHub, GitHubEnterpriseServer, GitLab, GitLabSelfManaged, AzureDevOps, GitHubEnterpriseCloudDataResidency]; ' +
      `Value '${'x'.repeat(33)}' at 'connectionName' failed to satisfy constraint: Member must have length less than or equal to 32`,
  });
});
