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
  type Stage,
  stageOf,
  sync,
  syncInput,
  vpc,
} from '../stage.ts';

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
  return async (stage) => {
    const made = await make(stage);
    simulator.configure({ writeDelay: 300 });
    void stage.call(operation, made).catch(() => undefined);
    while (simulator.callsInFlight === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return input(made);
  };
}

const oneLink: Scenario = async (stage) => ({ RepositoryLinkId: await link(stage) });
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
  'CreateConnection ResourceNotFoundException': (stage) => ({
    ConnectionName: 'ghes',
    HostArn: arn(stage, 'host/none-12345678'),
  }),
  'CreateConnection ResourceUnavailableException': async (stage) => {
    const HostArn = await host(stage, { VpcConfiguration: vpc() });
    simulator.failHost(HostArn);
    return { ConnectionName: 'ghes', HostArn };
  },
  'CreateConnection UnsupportedProviderTypeException': () => {
    simulator.configure({ unsupportedProviders: ['GitHub'] });
    return { ConnectionName: 'first', ProviderType: 'GitHub' };
  },
  'CreateHost LimitExceededException': async (stage) => {
    simulator.configure({ quotas: { hosts: 1 } });
    await host(stage);
    return ghes(2);
  },
  'CreateRepositoryLink ConcurrentModificationException': during('CreateRepositoryLink', async (stage) => ({
    ConnectionArn: await connection(stage),
    ...repository,
  })),
  'CreateRepositoryLink InvalidInputException': async (stage) => {
    const ConnectionArn = await connection(stage);
    simulator.failConnection(ConnectionArn);
    return { ConnectionArn, ...repository };
  },
  'CreateRepositoryLink LimitExceededException': async (stage) => {
    simulator.configure({ quotas: { repositoryLinks: 1 } });
    await link(stage);
    return { ConnectionArn: await connection(stage, 'other'), OwnerId: 'my-org', RepositoryName: 'other' };
  },
  'CreateRepositoryLink ResourceNotFoundException': (stage) => ({
    ConnectionArn: arn(stage, 'connection/x'),
    ...repository,
  }),
  'CreateRepositoryLink ResourceAlreadyExistsException': async (stage) => {
    await link(stage);
    return { ConnectionArn: await connection(stage, 'other'), ...repository };
  },
  'CreateSyncConfiguration ConcurrentModificationException': during('CreateSyncConfiguration', syncInput),
  'CreateSyncConfiguration InvalidInputException': async (stage) => ({ ...(await syncInput(stage)), ConfigFile: '/a' }),
  'CreateSyncConfiguration LimitExceededException': async (stage) => {
    simulator.configure({ quotas: { syncConfigurationsPerBranch: 1 } });
    return { ...(await sync(stage)), ResourceName: 'staging' };
  },
  'CreateSyncConfiguration ResourceAlreadyExistsException': sync,
  'CreateSyncConfiguration ResourceNotFoundException': async (stage) => ({
    ...(await syncInput(stage)),
    RepositoryLinkId: NOWHERE,
  }),
  'DeleteConnection ResourceNotFoundException': (stage) => ({ ConnectionArn: arn(stage, 'connection/x') }),
  'DeleteHost ResourceNotFoundException': (stage) => ({ HostArn: arn(stage, 'host/x') }),
  'DeleteHost ResourceUnavailableException': async (stage) => {
    const HostArn = await host(stage);
    await stage.call('CreateConnection', { ConnectionName: 'ghes', HostArn });
    return { HostArn };
  },
  'DeleteRepositoryLink ConcurrentModificationException': during('UpdateRepositoryLink', oneLink),
  'DeleteRepositoryLink InvalidInputException': () => emptyLinkId,
  'DeleteRepositoryLink SyncConfigurationStillExistsException': async (stage) => {
    const { RepositoryLinkId } = await sync(stage);
    return { RepositoryLinkId };
  },
  'DeleteRepositoryLink ResourceNotFoundException': () => ({ RepositoryLinkId: NOWHERE }),
  'DeleteRepositoryLink UnsupportedProviderTypeException': async (stage) => {
    const RepositoryLinkId = await link(stage);
    simulator.configure({ unsupportedProviders: ['GitHub'] });
    return { RepositoryLinkId };
  },
  'DeleteSyncConfiguration ConcurrentModificationException': during('UpdateSyncConfiguration', sync),
  'DeleteSyncConfiguration InvalidInputException': () => noStack,
  'DeleteSyncConfiguration LimitExceededException': during(
    'DeleteSyncConfiguration',
    async (stage) => {
      simulator.configure({ quotas: { concurrentDeletions: 1 } });
      return await sync(stage);
    },
    () => ({ ...prod, ResourceName: 'staging' }),
  ),
  'GetConnection ResourceNotFoundException': (stage) => ({ ConnectionArn: arn(stage, 'connection/x') }),
  'GetConnection ResourceUnavailableException': async ({ service }) => {
    const milan = client(simulator, { service, region: 'eu-south-1' });
    const { ConnectionArn } = await milan('CreateConnection', { ConnectionName: 'milan', ProviderType: 'GitHub' });
    return { ConnectionArn };
  },
  'GetHost ResourceNotFoundException': (stage) => ({ HostArn: arn(stage, 'host/x') }),
  'GetHost ResourceUnavailableException': async (stage) => ({ HostArn: await host({ ...stage, call: stage.abroad }) }),
  'GetRepositoryLink ConcurrentModificationException': during('UpdateRepositoryLink', oneLink),
  'GetRepositoryLink InvalidInputException': () => emptyLinkId,
  'GetRepositoryLink ResourceNotFoundException': () => ({ RepositoryLinkId: NOWHERE }),
  'GetRepositorySyncStatus InvalidInputException': async (stage) => ({ ...(await sync(stage)), Branch: 'no branch' }),
  'GetRepositorySyncStatus ResourceNotFoundException': sync,
  'GetResourceSyncStatus InvalidInputException': () => noStack,
  'GetResourceSyncStatus ResourceNotFoundException': sync,
  'GetSyncBlockerSummary InvalidInputException': () => noStack,
  'GetSyncBlockerSummary ResourceNotFoundException': () => prod,
  'GetSyncConfiguration InvalidInputException': () => noStack,
  'GetSyncConfiguration ResourceNotFoundException': () => prod,
  'ListConnections ResourceNotFoundException': (stage) => ({ HostArnFilter: arn(stage, 'host/x') }),
  'ListRepositoryLinks ConcurrentModificationException': during('UpdateRepositoryLink', oneLink),
  'ListRepositoryLinks InvalidInputException': () => ({ NextToken: 'made-up' }),
  'ListRepositoryLinks ResourceNotFoundException': async (stage) => {
    const ConnectionArn = await connection(stage);
    for (const RepositoryName of ['one', 'two']) {
      await stage.call('CreateRepositoryLink', { ConnectionArn, OwnerId: 'my-org', RepositoryName });
    }
    return await expired(() => stage.call('ListRepositoryLinks', { MaxResults: 1 }));
  },
  'ListRepositorySyncDefinitions InvalidInputException': () => emptyLinkId,
  'ListRepositorySyncDefinitions ResourceNotFoundException': () => ({ ...prod, RepositoryLinkId: NOWHERE }),
  'ListSyncConfigurations InvalidInputException': async (stage) => ({ ...(await sync(stage)), NextToken: 'made-up' }),
  'ListSyncConfigurations ResourceNotFoundException': () => ({ ...prod, RepositoryLinkId: NOWHERE }),
  'ListTagsForResource ResourceNotFoundException': (stage) => ({ ResourceArn: arn(stage, 'connection/x') }),
  'TagResource LimitExceededException': async (stage) => {
    simulator.configure({ quotas: { tags: 1 } });
    const ResourceArn = await connection(stage);
    await stage.call('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: '' }] });
    return { ResourceArn, Tags: [{ Key: 'b', Value: '' }] };
  },
  'TagResource ResourceNotFoundException': (stage) => ({ ResourceArn: arn(stage, 'connection/x'), Tags: [] }),
  'UntagResource ResourceNotFoundException': (stage) => ({ ResourceArn: arn(stage, 'connection/x'), TagKeys: [] }),
  'UpdateHost ConflictException': async (stage) => {
    await host(stage, ghes(2));
    return { HostArn: await host(stage), ProviderEndpoint: ghes(2).ProviderEndpoint };
  },
  'UpdateHost ResourceNotFoundException': (stage) => ({ HostArn: arn(stage, 'host/x') }),
  'UpdateHost ResourceUnavailableException': async (stage) => ({
    HostArn: await host(stage, { VpcConfiguration: vpc() }),
  }),
  'UpdateHost UnsupportedOperationException': async (stage) => {
    const HostArn = await host(stage);
    simulator.completeHost(HostArn);
    return { HostArn, ProviderEndpoint: ghes(2).ProviderEndpoint };
  },
  'UpdateRepositoryLink ConditionalCheckFailedException': during('UpdateRepositoryLink', oneLink),
  'UpdateRepositoryLink InvalidInputException': async (stage) => ({
    RepositoryLinkId: await link(stage),
    ConnectionArn: await connection(stage, 'bitbucket', 'Bitbucket'),
  }),
  'UpdateRepositoryLink ResourceNotFoundException': () => ({ RepositoryLinkId: NOWHERE }),
  'UpdateRepositoryLink UpdateOutOfSyncException': async (stage) => {
    const { RepositoryLinkId } = await sync(stage);
    push(stage);
    return { RepositoryLinkId };
  },
  'UpdateSyncBlocker InvalidInputException': () => ({ ...noStack, Id: 'x', ResolvedReason: 'x' }),
  'UpdateSyncBlocker ResourceNotFoundException': () => ({ ...prod, Id: 'x', ResolvedReason: 'x' }),
  'UpdateSyncBlocker RetryLatestCommitFailedException': async (stage) => {
    const { RepositoryLinkId } = await sync(stage);
    const { RepositoryLinkInfo } = await stage.call('GetRepositoryLink', { RepositoryLinkId });
    simulator.failConnection(RepositoryLinkInfo.ConnectionArn);
    return { ...prod, Id: simulator.raiseBlocker({ stackName: 'prod' }), ResolvedReason: 'x' };
  },
  'UpdateSyncBlocker SyncBlockerDoesNotExistException': async (stage) => ({
    ...(await sync(stage)),
    Id: 'x',
    ResolvedReason: 'x',
  }),
  'UpdateSyncConfiguration ConcurrentModificationException': during('UpdateSyncConfiguration', sync),
  'UpdateSyncConfiguration InvalidInputException': () => noStack,
  'UpdateSyncConfiguration ResourceNotFoundException': () => prod,
  'UpdateSyncConfiguration UpdateOutOfSyncException': async (stage) => {
    await sync(stage);
    simulator.configure({ syncDelay: 1000 });
    push(stage);
    simulator.advance(1000);
    simulator.advance(1000);
    return prod;
  },
};

/** What any operation answers: nobody may call it, it is called too often, the service is down. */
const EVERYWHERE: Record<string, (operation: OperationName, stage: Stage) => Promise<object> | object> = {
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

  test.each(declared)('%s answers %s', async (operation, error) => {
    const stage = stageOf(simulator, service);
    const own = SCENARIOS[`${operation} ${error}`];
    const input = own ? await own(stage) : await EVERYWHERE[error](operation, stage);
    const response = await send(simulator, operation, input, { service });
    expect(await response.json()).toEqual({
      __type: `${namespace[service]}#${error}`,
      Message: expect.stringMatching(/\S/),
    });
    expect(response.status).toBe(STATUSES[service][error] ?? 400);
    expect(response.headers.get('x-amzn-errortype')).toBe(error);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('operations that do not declare the errors of the service itself give them all the same', async () => {
    const stage = stageOf(simulator, service);
    for (const [error, prepare] of Object.entries(EVERYWHERE)) {
      simulator.reset();
      const input = await prepare('GetConnection', stage);
      await expect(stage.call('GetConnection', input)).rejects.toMatchObject({ name: error });
    }
  });
});
