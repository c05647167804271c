import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import type { OperationName } from '../../../../local/simulator/model/operations.ts';
import { client, ROLE } from '../client.ts';
import {
  arn,
  connection,
  ghes,
  host,
  NOWHERE,
  prod,
  repository,
  type Scenario,
  setupOf,
  syncInput,
  vpc,
} from '../scenario.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

test.each<[string, OperationName, string, Scenario]>([
  [
    'the URL has a host',
    'CreateHost',
    'LimitExceededException',
    async (on) => {
      await host(on);
      return ghes();
    },
  ],
  [
    'the URL has a host, written in another way',
    'CreateHost',
    'LimitExceededException',
    async (on) => {
      await host(on, { ProviderEndpoint: 'https://Git.example.com:443' });
      return { ...ghes(), ProviderEndpoint: 'https://git.example.com/' };
    },
  ],
  [
    'the VPC has a host',
    'CreateHost',
    'LimitExceededException',
    async (on) => {
      await host(on, { VpcConfiguration: vpc() });
      return { ...ghes(2), VpcConfiguration: vpc() };
    },
  ],
  ['the provider has no hosts', 'CreateHost', 'ValidationException', () => ({ ...ghes(), ProviderType: 'GitHub' })],
  ['the endpoint is no URL', 'CreateHost', 'ValidationException', () => ({ ...ghes(), ProviderEndpoint: 'git' })],
  ['neither provider nor host', 'CreateConnection', 'ValidationException', () => ({ ConnectionName: 'a' })],
  [
    'provider and host',
    'CreateConnection',
    'ValidationException',
    async (on) => ({ ConnectionName: 'a', ProviderType: 'GitHub', HostArn: await host(on) }),
  ],
  [
    'a provider that needs a host',
    'CreateConnection',
    'ValidationException',
    () => ({ ConnectionName: 'a', ProviderType: 'GitLabSelfManaged' }),
  ],
  [
    'the name is taken, in another Region too',
    'CreateConnection',
    'ValidationException',
    async () => {
      const input = { ConnectionName: 'a', ProviderType: 'GitHub' };
      await client(simulator, { region: 'eu-west-1' })('CreateConnection', input);
      return input;
    },
  ],
  [
    'the connection is not AVAILABLE',
    'CreateRepositoryLink',
    'InvalidInputException',
    async ({ call }) => ({
      ...(await call('CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' })),
      ...repository,
    }),
  ],
  [
    'the connection of another account',
    'CreateRepositoryLink',
    'AccessDeniedException',
    (on) => ({ ConnectionArn: arn(on, 'connection/x', '210987654321'), ...repository }),
  ],
  [
    'the role of another account',
    'CreateSyncConfiguration',
    'AccessDeniedException',
    async (on) => ({ ...(await syncInput(on)), RoleArn: 'arn:aws:iam::210987654321:role/x' }),
  ],
  [
    'a provider that Git sync does not support',
    'CreateSyncConfiguration',
    'InvalidInputException',
    async (on) => {
      const ConnectionArn = await connection(on, 'azure', 'AzureDevOps');
      const { RepositoryLinkInfo } = await on.call('CreateRepositoryLink', { ConnectionArn, ...repository });
      const { RepositoryLinkId } = RepositoryLinkInfo;
      return { ...prod, Branch: 'main', ConfigFile: 'a.yaml', RoleArn: ROLE, RepositoryLinkId };
    },
  ],
  [
    'a deployment file outside of the repository',
    'CreateSyncConfiguration',
    'InvalidInputException',
    async (on) => ({ ...(await syncInput(on)), ConfigFile: '../prod.yaml' }),
  ],
  [
    'a host that is being deleted',
    'CreateConnection',
    'ResourceUnavailableException',
    async (on) => {
      const HostArn = await host(on, { VpcConfiguration: vpc() });
      simulator.advance(1000);
      await on.call('DeleteHost', { HostArn });
      return { ConnectionName: 'a', HostArn };
    },
  ],
  [
    'a VPC for a host that has none',
    'UpdateHost',
    'UnsupportedOperationException',
    async (on) => ({ HostArn: await host(on), VpcConfiguration: vpc() }),
  ],
  [
    'a provider that is supported no longer',
    'CreateConnection',
    'UnsupportedProviderTypeException',
    () => {
      simulator.configure({ unsupportedProviders: ['GitLab'] });
      return { ConnectionName: 'a', ProviderType: 'GitLab' };
    },
  ],
  [
    'the address of a tenant, for a provider that has none',
    'CreateConnection',
    'InvalidInputException',
    () => ({ ConnectionName: 'a', ProviderType: 'GitHub', ProviderEndpoint: 'https://octocorp.ghe.com' }),
  ],
  [
    'a connection of a Region that has to be opted into, elsewhere',
    'CreateRepositoryLink',
    'ResourceNotFoundException',
    async () => {
      const milan = client(simulator, { region: 'eu-south-1' });
      const { ConnectionArn } = await milan('CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' });
      simulator.completeConnection(ConnectionArn);
      return { ConnectionArn, ...repository };
    },
  ],
  [
    'a tag of AWS',
    'CreateConnection',
    'ValidationException',
    () => ({
      ConnectionName: 'a',
      ProviderType: 'GitHub',
      Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'a' }],
    }),
  ],
  [
    'a tag twice',
    'CreateHost',
    'ValidationException',
    () => ({
      ...ghes(),
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    }),
  ],
])('%s: %s responds with %s', async (_, operation, error, scenario) => {
  const on = setupOf(simulator, 'codeconnections');
  await expect(on.call(operation, await scenario(on))).rejects.toMatchObject({ name: error });
});

test('the older API responds with other errors where it does not declare those of the newer one', async () => {
  const older = setupOf(simulator, 'codestar-connections');
  const noLink = { ...(await syncInput(older)), RepositoryLinkId: NOWHERE };
  const noConnection = { ConnectionArn: arn(older, 'connection/x'), ...repository };
  await expect(older.call('CreateSyncConfiguration', noLink)).rejects.toMatchObject({ name: 'InvalidInputException' });
  await expect(older.call('CreateRepositoryLink', noConnection)).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
  simulator.configure({ unsupportedProviders: ['GitHub'] });
  await expect(older.call('CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('the older API cannot delete a link to a provider that it does not know', async () => {
  const newer = setupOf(simulator, 'codeconnections');
  const ConnectionArn = await connection(newer, 'azure', 'AzureDevOps');
  const { RepositoryLinkInfo } = await newer.call('CreateRepositoryLink', { ConnectionArn, ...repository });
  const { RepositoryLinkId } = RepositoryLinkInfo;
  const older = setupOf(simulator, 'codestar-connections');
  await expect(older.call('DeleteRepositoryLink', { RepositoryLinkId })).rejects.toMatchObject({
    name: 'UnsupportedProviderTypeException',
  });
  await newer.call('DeleteRepositoryLink', { RepositoryLinkId });
});
