import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import type { OperationName } from '../../../../local/simulator/model/operations.ts';
import { client, ROLE } from '../client.ts';
import { connection, ghes, link, prod, repository, type Setup, setupOf } from '../scenario.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let setup: Setup;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.reset();
  simulator.configure({ quotas: { hosts: 1000, repositoryLinks: 1000, syncConfigurations: 1000 } });
  simulator.configure({ quotas: { syncConfigurationsPerLink: 1000, syncConfigurationsPerBranch: 1000 } });
  setup = setupOf(simulator, 'codeconnections');
});

interface List {
  readonly operation: OperationName;
  readonly member: string;
  readonly invalid: string;
  /** Makes this number of resources; returns the input that lists them. */
  readonly fill: (count: number) => Promise<object>;
}

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

const LISTS: List[] = [
  {
    operation: 'ListConnections',
    member: 'Connections',
    invalid: 'ValidationException',
    fill: async (count) => {
      for (const n of times(count)) {
        await setup.call('CreateConnection', { ConnectionName: `c${n}`, ProviderType: 'GitHub' });
      }
      return {};
    },
  },
  {
    operation: 'ListHosts',
    member: 'Hosts',
    invalid: 'ValidationException',
    fill: async (count) => {
      for (const n of times(count)) {
        await setup.call('CreateHost', ghes(n));
      }
      return {};
    },
  },
  {
    operation: 'ListRepositoryLinks',
    member: 'RepositoryLinks',
    invalid: 'InvalidInputException',
    fill: async (count) => {
      const ConnectionArn = await connection(setup);
      for (const n of times(count)) {
        await setup.call('CreateRepositoryLink', { ConnectionArn, ...repository, RepositoryName: `r${n}` });
      }
      return {};
    },
  },
  {
    operation: 'ListSyncConfigurations',
    member: 'SyncConfigurations',
    invalid: 'InvalidInputException',
    fill: async (count) => {
      const RepositoryLinkId = await link(setup);
      const { SyncType } = prod;
      const input = { SyncType, RepositoryLinkId, Branch: 'main', ConfigFile: 'a.yaml', RoleArn: ROLE };
      for (const n of times(count)) {
        await setup.call('CreateSyncConfiguration', { ...input, ResourceName: `stack${n}` });
      }
      return { SyncType, RepositoryLinkId };
    },
  },
];

interface Page {
  readonly NextToken?: string;
  readonly [member: string]: unknown;
}

/** All pages of a list. */
async function pages({ operation, member }: List, input: object): Promise<unknown[][]> {
  const found: unknown[][] = [];
  let NextToken: string | undefined;
  do {
    const page = (await setup.call(operation, { ...input, NextToken })) as Page;
    found.push(page[member] as unknown[]);
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

describe.each(LISTS)('$operation', (list) => {
  const sizes = async (input: object) => (await pages(list, input)).map((page) => page.length);

  test('pages are as long as asked for, and give everything once and in order', async () => {
    const input = await list.fill(3);
    const whole = (await pages(list, input)).flat();
    expect(whole).toHaveLength(3);
    expect(await pages(list, { ...input, MaxResults: 1 })).toEqual(whole.map((each) => [each]));
    expect(await pages(list, { ...input, MaxResults: 2 })).toEqual([whole.slice(0, 2), whole.slice(2)]);
    expect(await sizes({ ...input, MaxResults: 3 })).toEqual([3]);
    expect(await sizes({ ...input, MaxResults: 100 })).toEqual([3]);
  });

  test('without a limit, or with 0, a page has 50', async () => {
    const input = await list.fill(101);
    expect(await sizes(input)).toEqual([50, 50, 1]);
    expect(await sizes({ ...input, MaxResults: 0 })).toEqual([50, 50, 1]);
    expect(await sizes({ ...input, MaxResults: 100 })).toEqual([100, 1]);
  });

  test('a token that was altered, made up, or given by another list is refused', async () => {
    const input = await list.fill(2);
    const { NextToken = '' } = (await setup.call(list.operation, { ...input, MaxResults: 1 })) as Page;
    const altered = times(NextToken.length).map((at) => {
      const other = NextToken[at] === 'A' ? 'B' : 'A';
      return NextToken.slice(0, at) + other + NextToken.slice(at + 1);
    });
    for (const token of [...altered, 'x', `${NextToken}A`, NextToken.slice(0, -1), ' ']) {
      await expect(setup.call(list.operation, { ...input, NextToken: token })).rejects.toMatchObject({
        name: list.invalid,
      });
    }
    await expect(setup.abroad(list.operation, { ...input, NextToken })).rejects.toMatchObject({
      name: expect.stringMatching(/ValidationException|InvalidInputException|ResourceNotFoundException/),
    });
    expect(((await setup.call(list.operation, { ...input, NextToken })) as Page)[list.member]).toHaveLength(1);
  });
});

test('a token is good for the filters that gave it only', async () => {
  await LISTS[0].fill(2);
  const { NextToken } = await setup.call('ListConnections', { MaxResults: 1 });
  await expect(setup.call('ListConnections', { NextToken, ProviderTypeFilter: 'GitHub' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('a token stays good while what it points at is deleted, and beyond the end there is an empty page', async () => {
  await LISTS[0].fill(3);
  const { Connections = [], NextToken } = await setup.call('ListConnections', { MaxResults: 1 });
  await setup.call('DeleteConnection', { ConnectionArn: Connections[0].ConnectionArn });
  const rest = await setup.call('ListConnections', { NextToken });
  expect(rest.Connections?.map((each) => each.ConnectionName)).toEqual(['c1', 'c2']);
  for (const { ConnectionArn } of rest.Connections ?? []) {
    await setup.call('DeleteConnection', { ConnectionArn });
  }
  expect(await setup.call('ListConnections', { NextToken })).toEqual({ Connections: [] });
});

test('connections are listed by provider and by host', async () => {
  const { HostArn } = await setup.call('CreateHost', ghes());
  await setup.call('CreateConnection', { ConnectionName: 'on-host', HostArn });
  await setup.call('CreateConnection', { ConnectionName: 'bitbucket', ProviderType: 'Bitbucket' });
  const names = async (input: object) =>
    (await client(simulator)('ListConnections', input)).Connections?.map((each) => each.ConnectionName);
  expect(await names({ HostArnFilter: HostArn })).toEqual(['on-host']);
  expect(await names({ ProviderTypeFilter: 'Bitbucket' })).toEqual(['bitbucket']);
  expect(await names({ ProviderTypeFilter: 'GitHubEnterpriseServer', HostArnFilter: HostArn })).toEqual(['on-host']);
  expect(await names({ ProviderTypeFilter: 'GitLab' })).toEqual([]);
});

test('on request a new object is not found for a while, and is in no list', async () => {
  simulator.freeze();
  simulator.configure({ consistencyDelay: 1000 });
  const { ConnectionArn } = await setup.call('CreateConnection', { ConnectionName: 'new', ProviderType: 'GitHub' });
  await expect(setup.call('GetConnection', { ConnectionArn })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await setup.call('ListConnections')).toEqual({ Connections: [] });
  simulator.advance(999);
  expect(await setup.call('ListConnections')).toEqual({ Connections: [] });
  simulator.advance(1);
  expect((await setup.call('GetConnection', { ConnectionArn })).Connection?.ConnectionName).toBe('new');
});

test('that goes for hosts, links, sync configurations and tags as well', async () => {
  const RepositoryLinkId = await link(setup);
  const { ConnectionArn } = (await setup.call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo;
  simulator.freeze();
  simulator.configure({ consistencyDelay: 1000, emptyBlockerSummary: false });
  const { HostArn } = await setup.call('CreateHost', ghes());
  const repo = { ConnectionArn, ...repository, RepositoryName: 'new' };
  const { RepositoryLinkInfo } = await setup.call('CreateRepositoryLink', repo);
  const sync = { ...prod, RepositoryLinkId, Branch: 'main', ConfigFile: 'a.yaml', RoleArn: ROLE };
  await setup.call('CreateSyncConfiguration', sync);
  const reads = [
    ['GetHost', { HostArn }],
    ['ListTagsForResource', { ResourceArn: HostArn }],
    ['GetRepositoryLink', { RepositoryLinkId: RepositoryLinkInfo.RepositoryLinkId }],
    ['GetSyncConfiguration', prod],
    ['GetSyncBlockerSummary', prod],
  ] as const;
  const lists = async () => [
    (await setup.call('ListHosts')).Hosts?.length,
    (await setup.call('ListRepositoryLinks')).RepositoryLinks.length,
    (await setup.call('ListSyncConfigurations', { SyncType: prod.SyncType, RepositoryLinkId })).SyncConfigurations
      .length,
    (await setup.call('ListRepositorySyncDefinitions', { SyncType: prod.SyncType, RepositoryLinkId }))
      .RepositorySyncDefinitions.length,
  ];
  simulator.advance(999);
  for (const [operation, input] of reads) {
    await expect(setup.call(operation, input)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  }
  expect(await lists()).toEqual([0, 1, 0, 0]);
  simulator.advance(1);
  for (const [operation, input] of reads) {
    await setup.call(operation, input);
  }
  expect(await lists()).toEqual([1, 2, 1, 1]);
});
