import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { OPERATIONS, type OperationName, type ServiceName } from '../../../../local/simulator/model/operations.ts';
import { operationOf } from '../../../../local/simulator/model/validate.ts';
import { client, send } from '../client.ts';
import { sampleInput } from '../samples.ts';
import {
  arn,
  connection,
  ghes,
  host,
  link,
  NOWHERE,
  noStack,
  prod,
  push,
  repository,
  type Scenario,
  type Setup,
  setupOf,
  sync,
  syncInput,
  vpc,
} from '../scenario.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

/** A token of a list that has a second page, from a day and a half ago. */
async function expired(list: () => Promise<{ NextToken?: string }>, input: object = {}) {
  const { NextToken } = await list();
  expect(NextToken).toBeDefined();
  simulator.advance(36 * 60 * 60 * 1000);
  return { ...input, NextToken };
}

/** The call is made while another one that changes the same thing is under way. */
function during(operation: OperationName, make: Scenario, input: (made: object) => object = (made) => made): Scenario {
  return async (setup) => {
    const made = await make(setup);
    simulator.configure({ writeDelay: 300 });
    void setup.call(operation, made).catch(() => undefined);
    while (simulator.callsInFlight === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return input(made);
  };
}

const oneLink: Scenario = async (setup) => ({ RepositoryLinkId: await link(setup) });
const emptyLinkId = { RepositoryLinkId: '00000000-0000-0000-0000-000000000000', SyncType: prod.SyncType };

/** How each declared error comes about; the three that every operation can give are below. */
const SCENARIOS: Record<string, Scenario> = {
  'CreateConnection InvalidInputException': () => ({
    ConnectionName: 'tenant',
    ProviderType: 'GitHubEnterpriseCloudDataResidency',
  }),
  'CreateConnection LimitExceededException': async ({ call }) => {
    simulator.configure({ quotas: { connections: 1 } });
    await call('CreateConnection', { ConnectionName: 'first', ProviderType: 'GitHub' });
    return { ConnectionName: 'second', ProviderType: 'GitHub' };
  },
  'CreateConnection ResourceNotFoundException': (setup) => ({
    ConnectionName: 'ghes',
    HostArn: arn(setup, 'host/none-12345678'),
  }),
  'CreateConnection ResourceUnavailableException': async (setup) => {
    const HostArn = await host(setup, { VpcConfiguration: vpc() });
    simulator.failHost(HostArn);
    return { ConnectionName: 'ghes', HostArn };
  },
  'CreateConnection UnsupportedProviderTypeException': () => {
    simulator.configure({ unsupportedProviders: ['GitHub'] });
    return { ConnectionName: 'first', ProviderType: 'GitHub' };
  },
  'CreateHost LimitExceededException': async (setup) => {
    simulator.configure({ quotas: { hosts: 1 } });
    await host(setup);
    return ghes(2);
  },
  'CreateRepositoryLink ConcurrentModificationException': during('CreateRepositoryLink', async (setup) => ({
    ConnectionArn: await connection(setup),
    ...repository,
  })),
  'CreateRepositoryLink InvalidInputException': async (setup) => {
    const ConnectionArn = await connection(setup);
    simulator.failConnection(ConnectionArn);
    return { ConnectionArn, ...repository };
  },
  'CreateRepositoryLink LimitExceededException': async (setup) => {
    simulator.configure({ quotas: { repositoryLinks: 1 } });
    await link(setup);
    return { ConnectionArn: await connection(setup, 'other'), OwnerId: 'my-org', RepositoryName: 'other' };
  },
  'CreateRepositoryLink ResourceNotFoundException': (setup) => ({
    ConnectionArn: arn(setup, 'connection/x'),
    ...repository,
  }),
  'CreateRepositoryLink ResourceAlreadyExistsException': async (setup) => {
    await link(setup);
    return { ConnectionArn: await connection(setup, 'other'), ...repository };
  },
  'CreateSyncConfiguration ConcurrentModificationException': during('CreateSyncConfiguration', syncInput),
  'CreateSyncConfiguration InvalidInputException': async (setup) => ({ ...(await syncInput(setup)), ConfigFile: '/a' }),
  'CreateSyncConfiguration LimitExceededException': async (setup) => {
    simulator.configure({ quotas: { syncConfigurationsPerBranch: 1 } });
    return { ...(await sync(setup)), ResourceName: 'staging' };
  },
  'CreateSyncConfiguration ResourceAlreadyExistsException': sync,
  'CreateSyncConfiguration ResourceNotFoundException': async (setup) => ({
    ...(await syncInput(setup)),
    RepositoryLinkId: NOWHERE,
  }),
  'DeleteConnection ResourceNotFoundException': (setup) => ({ ConnectionArn: arn(setup, 'connection/x') }),
  'DeleteHost ResourceNotFoundException': (setup) => ({ HostArn: arn(setup, 'host/x') }),
  'DeleteHost ResourceUnavailableException': async (setup) => {
    const HostArn = await host(setup);
    await setup.call('CreateConnection', { ConnectionName: 'ghes', HostArn });
    return { HostArn };
  },
  'DeleteRepositoryLink ConcurrentModificationException': during('UpdateRepositoryLink', oneLink),
  'DeleteRepositoryLink InvalidInputException': () => emptyLinkId,
  'DeleteRepositoryLink SyncConfigurationStillExistsException': async (setup) => {
    const { RepositoryLinkId } = await sync(setup);
    return { RepositoryLinkId };
  },
  'DeleteRepositoryLink ResourceNotFoundException': () => ({ RepositoryLinkId: NOWHERE }),
  'DeleteRepositoryLink UnsupportedProviderTypeException': async (setup) => {
    const RepositoryLinkId = await link(setup);
    simulator.configure({ unsupportedProviders: ['GitHub'] });
    return { RepositoryLinkId };
  },
  'DeleteSyncConfiguration ConcurrentModificationException': during('UpdateSyncConfiguration', sync),
  'DeleteSyncConfiguration InvalidInputException': () => noStack,
  'DeleteSyncConfiguration LimitExceededException': during(
    'DeleteSyncConfiguration',
    async (setup) => {
      simulator.configure({ quotas: { concurrentDeletions: 1 } });
      return await sync(setup);
    },
    () => ({ ...prod, ResourceName: 'staging' }),
  ),
  'GetConnection ResourceNotFoundException': (setup) => ({ ConnectionArn: arn(setup, 'connection/x') }),
  'GetConnection ResourceUnavailableException': async ({ service }) => {
    const milan = client(simulator, { service, region: 'eu-south-1' });
    const { ConnectionArn } = await milan('CreateConnection', { ConnectionName: 'milan', ProviderType: 'GitHub' });
    return { ConnectionArn };
  },
  'GetHost ResourceNotFoundException': (setup) => ({ HostArn: arn(setup, 'host/x') }),
  'GetHost ResourceUnavailableException': async (setup) => ({ HostArn: await host({ ...setup, call: setup.abroad }) }),
  'GetRepositoryLink ConcurrentModificationException': during('UpdateRepositoryLink', oneLink),
  'GetRepositoryLink InvalidInputException': () => emptyLinkId,
  'GetRepositoryLink ResourceNotFoundException': () => ({ RepositoryLinkId: NOWHERE }),
  'GetRepositorySyncStatus InvalidInputException': async (setup) => ({ ...(await sync(setup)), Branch: 'no branch' }),
  'GetRepositorySyncStatus ResourceNotFoundException': sync,
  'GetResourceSyncStatus InvalidInputException': () => noStack,
  'GetResourceSyncStatus ResourceNotFoundException': sync,
  'GetSyncBlockerSummary InvalidInputException': () => noStack,
  'GetSyncBlockerSummary ResourceNotFoundException': () => {
    simulator.configure({ emptyBlockerSummary: false });
    return prod;
  },
  'GetSyncConfiguration InvalidInputException': () => noStack,
  'GetSyncConfiguration ResourceNotFoundException': () => prod,
  'ListConnections ResourceNotFoundException': (setup) => ({ HostArnFilter: arn(setup, 'host/x') }),
  'ListRepositoryLinks ConcurrentModificationException': during('UpdateRepositoryLink', oneLink),
  'ListRepositoryLinks InvalidInputException': () => ({ NextToken: 'made-up' }),
  'ListRepositoryLinks ResourceNotFoundException': async (setup) => {
    const ConnectionArn = await connection(setup);
    for (const RepositoryName of ['one', 'two']) {
      await setup.call('CreateRepositoryLink', { ConnectionArn, OwnerId: 'my-org', RepositoryName });
    }
    return await expired(() => setup.call('ListRepositoryLinks', { MaxResults: 1 }));
  },
  'ListRepositorySyncDefinitions InvalidInputException': () => emptyLinkId,
  'ListRepositorySyncDefinitions ResourceNotFoundException': () => ({ ...prod, RepositoryLinkId: NOWHERE }),
  'ListSyncConfigurations InvalidInputException': async (setup) => ({ ...(await sync(setup)), NextToken: 'made-up' }),
  'ListSyncConfigurations ResourceNotFoundException': () => ({ ...prod, RepositoryLinkId: NOWHERE }),
  'ListTagsForResource ResourceNotFoundException': (setup) => ({ ResourceArn: arn(setup, 'connection/x') }),
  'TagResource LimitExceededException': async (setup) => {
    simulator.configure({ quotas: { tags: 1 } });
    const ResourceArn = await connection(setup);
    await setup.call('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: '' }] });
    return { ResourceArn, Tags: [{ Key: 'b', Value: '' }] };
  },
  'TagResource ResourceNotFoundException': (setup) => ({ ResourceArn: arn(setup, 'connection/x'), Tags: [] }),
  'UntagResource ResourceNotFoundException': (setup) => ({ ResourceArn: arn(setup, 'connection/x'), TagKeys: [] }),
  'UpdateHost ConflictException': async (setup) => {
    await host(setup, ghes(2));
    return { HostArn: await host(setup), ProviderEndpoint: ghes(2).ProviderEndpoint };
  },
  'UpdateHost ResourceNotFoundException': (setup) => ({ HostArn: arn(setup, 'host/x') }),
  'UpdateHost ResourceUnavailableException': async (setup) => ({
    HostArn: await host(setup, { VpcConfiguration: vpc() }),
  }),
  'UpdateHost UnsupportedOperationException': async (setup) => {
    const HostArn = await host(setup);
    simulator.completeHost(HostArn);
    return { HostArn, ProviderEndpoint: ghes(2).ProviderEndpoint };
  },
  'UpdateRepositoryLink ConditionalCheckFailedException': during('UpdateRepositoryLink', oneLink),
  'UpdateRepositoryLink InvalidInputException': async (setup) => ({
    RepositoryLinkId: await link(setup),
    ConnectionArn: await connection(setup, 'bitbucket', 'Bitbucket'),
  }),
  'UpdateRepositoryLink ResourceNotFoundException': () => ({ RepositoryLinkId: NOWHERE }),
  'UpdateRepositoryLink UpdateOutOfSyncException': async (setup) => {
    const { RepositoryLinkId } = await sync(setup);
    push(setup);
    return { RepositoryLinkId };
  },
  'UpdateSyncBlocker InvalidInputException': () => ({ ...noStack, Id: 'x', ResolvedReason: 'x' }),
  'UpdateSyncBlocker ResourceNotFoundException': () => ({ ...prod, Id: 'x', ResolvedReason: 'x' }),
  'UpdateSyncBlocker RetryLatestCommitFailedException': async (setup) => {
    const { RepositoryLinkId } = await sync(setup);
    const { RepositoryLinkInfo } = await setup.call('GetRepositoryLink', { RepositoryLinkId });
    simulator.failConnection(RepositoryLinkInfo.ConnectionArn);
    return { ...prod, Id: simulator.raiseBlocker({ stackName: 'prod' }), ResolvedReason: 'x' };
  },
  'UpdateSyncBlocker SyncBlockerDoesNotExistException': async (setup) => ({
    ...(await sync(setup)),
    Id: 'x',
    ResolvedReason: 'x',
  }),
  'UpdateSyncConfiguration ConcurrentModificationException': during('UpdateSyncConfiguration', sync),
  'UpdateSyncConfiguration InvalidInputException': () => noStack,
  'UpdateSyncConfiguration ResourceNotFoundException': () => prod,
  'UpdateSyncConfiguration UpdateOutOfSyncException': async (setup) => {
    await sync(setup);
    simulator.configure({ syncDelay: 1000 });
    push(setup);
    simulator.advance(1000);
    simulator.advance(1000);
    return prod;
  },
};

/** The errors of every operation: access denied, throttling, internal errors. */
const EVERYWHERE: Record<string, (operation: OperationName, setup: Setup) => Promise<object> | object> = {
  AccessDeniedException: (operation, { service }) => {
    simulator.configure({ deniedOperations: [operation] });
    return sampleInput(service, operation);
  },
  ThrottlingException: async (operation, { call, service }) => {
    simulator.freeze();
    simulator.configure({ requestsPerSecond: 1 });
    await call('ListHosts');
    return sampleInput(service, operation);
  },
  InternalServerException: (operation, { service }) => {
    simulator.configure({ outage: true });
    return sampleInput(service, operation);
  },
};

/** The HTTP statuses of the errors; those of all others are 400. */
const STATUSES: Record<ServiceName, Record<string, number>> = {
  codeconnections: {
    AccessDeniedException: 403,
    ConcurrentModificationException: 409,
    ConditionalCheckFailedException: 409,
    ConflictException: 409,
    InternalServerException: 503,
    LimitExceededException: 429,
    ResourceAlreadyExistsException: 409,
    ResourceNotFoundException: 404,
    RetryLatestCommitFailedException: 503,
    SyncBlockerDoesNotExistException: 404,
    SyncConfigurationStillExistsException: 409,
    ThrottlingException: 429,
    UpdateOutOfSyncException: 409,
  },
  'codestar-connections': { InternalServerException: 500 },
};

describe.each<ServiceName>(['codeconnections', 'codestar-connections'])('%s', (service) => {
  const namespace = {
    codeconnections: 'com.amazonaws.codeconnections',
    'codestar-connections': 'com.amazonaws.codestar.connections',
  };
  const declared = (Object.keys(OPERATIONS) as OperationName[]).flatMap((operation) =>
    operationOf(service, operation).errors.map((error) => [operation, error] as const),
  );

  test.each(declared)('%s can respond with %s', async (operation, error) => {
    const setup = setupOf(simulator, service);
    const own = SCENARIOS[`${operation} ${error}`];
    const input = own ? await own(setup) : await EVERYWHERE[error](operation, setup);
    const response = await send(simulator, operation, input, { service });
    expect(await response.json()).toEqual({
      __type: `${namespace[service]}#${error}`,
      Message: expect.stringMatching(/\S/),
    });
    expect(response.status).toBe(STATUSES[service][error] ?? 400);
    expect(response.headers.get('x-amzn-errortype')).toBe(error);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('AccessDenied, Throttling and InternalServer come from operations that do not declare them, too', async () => {
    const setup = setupOf(simulator, service);
    for (const [error, prepare] of Object.entries(EVERYWHERE)) {
      simulator.reset();
      const input = await prepare('GetConnection', setup);
      await expect(setup.call('GetConnection', input)).rejects.toMatchObject({ name: error });
    }
  });
});
