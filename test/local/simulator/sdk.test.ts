import {
  CodeStarConnections,
  type CodeStarConnectionsServiceException,
  paginateListConnections,
  ResourceNotFoundException,
  SyncBlockerDoesNotExistException,
} from '@aws-sdk/client-codestar-connections';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { OPERATIONS } from '../../../local/simulator/model/operations.ts';
import { ROLE } from './client.ts';
import { vpc } from './scenario.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let sdk: CodeStarConnections;
beforeAll(async () => {
  simulator = await startSimulator();
  sdk = new CodeStarConnections({
    endpoint: simulator.url,
    region: 'eu-central-1',
    credentials: simulator.credentials(),
    maxAttempts: 3,
  });
});
afterAll(async () => {
  sdk.destroy();
  await simulator.close();
});
beforeEach(() => simulator.reset());

const prod = { ResourceName: 'prod', SyncType: 'CFN_STACK_SYNC' } as const;

test('the AWS SDK for JavaScript drives all 27 operations', async () => {
  // Hosts
  const ghes = {
    Name: 'ghes',
    ProviderType: 'GitHubEnterpriseServer',
    ProviderEndpoint: 'https://git.example.com',
  } as const;
  const { HostArn = '' } = await sdk.createHost({ ...ghes, VpcConfiguration: vpc() });
  expect(HostArn).toMatch(/^arn:aws:codestar-connections:eu-central-1:123456789012:host\/ghes-[0-9a-f]{8}$/);
  expect(await sdk.getHost({ HostArn })).toMatchObject({ ...ghes, Status: 'VPC_CONFIG_INITIALIZING' });
  simulator.advance(1000);
  await sdk.updateHost({ HostArn, ProviderEndpoint: 'https://git2.example.com' });
  expect((await sdk.listHosts({})).Hosts).toMatchObject([
    { HostArn, Status: 'PENDING', ProviderEndpoint: 'https://git2.example.com', VpcConfiguration: vpc() },
  ]);
  simulator.completeHost(HostArn);

  // Connections
  const { ConnectionArn = '' } = await sdk.createConnection({ ConnectionName: 'ghes', HostArn });
  simulator.completeConnection(ConnectionArn);
  expect((await sdk.getConnection({ ConnectionArn })).Connection).toMatchObject({
    ConnectionStatus: 'AVAILABLE',
    ProviderType: 'GitHubEnterpriseServer',
    OwnerAccountId: '123456789012',
    HostArn,
  });
  expect((await sdk.listConnections({ HostArnFilter: HostArn })).Connections).toHaveLength(1);

  // Tags
  await sdk.tagResource({ ResourceArn: ConnectionArn, Tags: [{ Key: 'team', Value: 'platform' }] });
  expect((await sdk.listTagsForResource({ ResourceArn: ConnectionArn })).Tags).toEqual([
    { Key: 'team', Value: 'platform' },
  ]);
  await sdk.untagResource({ ResourceArn: ConnectionArn, TagKeys: ['team'] });

  // Repository links
  const { RepositoryLinkInfo } = await sdk.createRepositoryLink({
    ConnectionArn,
    OwnerId: 'my-org',
    RepositoryName: 'infra',
  });
  const { RepositoryLinkId = '' } = RepositoryLinkInfo ?? {};
  const EncryptionKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/abc';
  await sdk.updateRepositoryLink({ RepositoryLinkId, EncryptionKeyArn });
  expect((await sdk.getRepositoryLink({ RepositoryLinkId })).RepositoryLinkInfo).toEqual({
    ...RepositoryLinkInfo,
    EncryptionKeyArn,
  });
  expect((await sdk.listRepositoryLinks({})).RepositoryLinks).toHaveLength(1);

  // Sync configurations
  await sdk.createSyncConfiguration({
    ...prod,
    RepositoryLinkId,
    Branch: 'main',
    ConfigFile: 'prod.yaml',
    RoleArn: ROLE,
    PublishDeploymentStatus: 'ENABLED',
  });
  await sdk.updateSyncConfiguration({ ...prod, TriggerResourceUpdateOn: 'FILE_CHANGE' });
  const { SyncConfiguration } = await sdk.getSyncConfiguration(prod);
  expect(SyncConfiguration).toMatchObject({
    PublishDeploymentStatus: 'ENABLED',
    TriggerResourceUpdateOn: 'FILE_CHANGE',
  });
  const { SyncType } = prod;
  expect((await sdk.listSyncConfigurations({ RepositoryLinkId, SyncType })).SyncConfigurations).toEqual([
    SyncConfiguration,
  ]);
  expect((await sdk.listRepositorySyncDefinitions({ RepositoryLinkId, SyncType })).RepositorySyncDefinitions).toEqual([
    { Branch: 'main', Directory: 'prod.yaml', Parent: 'prod', Target: 'prod' },
  ]);

  // Sync status and blockers
  const files = { 'prod.yaml': 'template-file-path: app.yaml', 'app.yaml': '' };
  const sha = simulator.push({ repository: 'my-org/infra', branch: 'main', files });
  simulator.advance(1000);
  const { LatestSync } = await sdk.getRepositorySyncStatus({ RepositoryLinkId, Branch: 'main', SyncType });
  expect(LatestSync?.Status).toBe('SUCCEEDED');
  expect(LatestSync?.StartedAt).toBeInstanceOf(Date);
  expect((await sdk.getResourceSyncStatus(prod)).LatestSuccessfulSync).toMatchObject({ TargetRevision: { Sha: sha } });
  const id = simulator.raiseBlocker({ stackName: 'prod', region: 'eu-central-1' });
  expect((await sdk.getSyncBlockerSummary(prod)).SyncBlockerSummary?.LatestBlockers).toMatchObject([
    { Id: id, Status: 'ACTIVE', CreatedAt: expect.any(Date) },
  ]);
  expect((await sdk.updateSyncBlocker({ ...prod, Id: id, ResolvedReason: 'seen' })).SyncBlocker?.Status).toBe(
    'RESOLVED',
  );

  // And down again
  await sdk.deleteSyncConfiguration(prod);
  await sdk.deleteRepositoryLink({ RepositoryLinkId });
  await sdk.deleteConnection({ ConnectionArn });
  await sdk.deleteHost({ HostArn });
  expect(new Set(simulator.calls.map(({ operation }) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
  expect(simulator.calls.filter(({ status }) => status !== 200)).toEqual([]);
});

test('errors arrive as the classes of the SDK, with the request id', async () => {
  const ConnectionArn = 'arn:aws:codestar-connections:eu-central-1:123456789012:connection/x';
  const error = await sdk.getConnection({ ConnectionArn }).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(ResourceNotFoundException);
  expect(error).toMatchObject({
    message: `Connection ${ConnectionArn} not found`,
    $metadata: { httpStatusCode: 400, requestId: simulator.calls[0].requestId },
  });
  const { ConnectionArn: arn = '' } = await sdk.createConnection({ ConnectionName: 'a', ProviderType: 'GitHub' });
  simulator.completeConnection(arn);
  const { RepositoryLinkInfo } = await sdk.createRepositoryLink({
    ConnectionArn: arn,
    OwnerId: 'o',
    RepositoryName: 'r',
  });
  const { RepositoryLinkId } = RepositoryLinkInfo ?? {};
  await sdk.createSyncConfiguration({ ...prod, RepositoryLinkId, Branch: 'main', ConfigFile: 'a', RoleArn: ROLE });
  await expect(sdk.updateSyncBlocker({ ...prod, Id: 'x', ResolvedReason: 'y' })).rejects.toBeInstanceOf(
    SyncBlockerDoesNotExistException,
  );
});

test('a ValidationException has its name, and all that is wrong', async () => {
  await expect(sdk.createConnection({ ConnectionName: '', ProviderType: 'X' as 'GitHub' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/^2 validation errors detected: /),
  });
});

test.each(['throttling', 'server-error', 'unavailable', 'cut-before'] as const)(
  'the SDK tries again after %s',
  async (kind) => {
    simulator.fault({ kind, times: 2 });
    await sdk.listConnections({});
    expect(simulator.calls.map(({ status }) => status === 200)).toEqual([false, false, true]);
  },
);

test('the SDK gives up when it goes on', async () => {
  simulator.fault({ kind: 'throttling', times: 3 });
  const error: CodeStarConnectionsServiceException = await sdk.listHosts({}).catch((each) => each);
  expect(error.name).toBe('ThrottlingException');
  expect(error.$metadata.attempts).toBe(3);
});

test("the SDK's paginators see everything", async () => {
  for (const n of [1, 2, 3, 4, 5]) {
    await sdk.createConnection({ ConnectionName: `c${n}`, ProviderType: 'GitHub' });
  }
  const names: (string | undefined)[][] = [];
  for await (const { Connections } of paginateListConnections({ client: sdk, pageSize: 2 }, {})) {
    names.push((Connections ?? []).map(({ ConnectionName }) => ConnectionName));
  }
  expect(names).toEqual([['c1', 'c2'], ['c3', 'c4'], ['c5']]);
});
