import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { client, ROLE } from '../client.ts';
import { connection, ghes, link, prod, repository, type Setup, setupOf } from '../scenario.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let setup: Setup;
beforeAll(async () => {
  simulator = await startSimulator();
  setup = setupOf(simulator, 'codeconnections');
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const sync = (RepositoryLinkId: string, ResourceName: string, Branch: string) =>
  setup.call('CreateSyncConfiguration', {
    SyncType: prod.SyncType,
    RepositoryLinkId,
    ResourceName,
    Branch,
    ConfigFile: 'a.yaml',
    RoleArn: ROLE,
  });

/** Makes as many as the quota allows; the next one is refused, and possible again once one is gone. */
async function fill(quota: number, create: (n: number) => Promise<unknown>, remove?: () => Promise<unknown>) {
  for (let n = 0; n < quota; n++) {
    await create(n);
  }
  await expect(create(quota)).rejects.toMatchObject({ name: 'LimitExceededException' });
  if (remove) {
    await remove();
    await create(quota);
  }
}

test('an account has at most 250 connections, whatever their Region', async () => {
  let last = '';
  const create = async (n: number) => {
    const call = n % 2 ? setup.call : setup.abroad;
    last = (await call('CreateConnection', { ConnectionName: `c${n}`, ProviderType: 'GitHub' })).ConnectionArn;
  };
  await fill(250, create, () => setup.call('DeleteConnection', { ConnectionArn: last }));
});

test('a Region has at most 50 hosts', async () => {
  let last: string | undefined;
  const create = async (n: number) => {
    last = (await setup.call('CreateHost', ghes(n))).HostArn;
  };
  await fill(50, create, () => setup.call('DeleteHost', { HostArn: last }));
  await setup.abroad('CreateHost', ghes(1));
});

test('a Region has at most 100 repository links', async () => {
  const ConnectionArn = await connection(setup);
  let last = '';
  const create = async (n: number) => {
    const input = { ConnectionArn, ...repository, RepositoryName: `r${n}` };
    last = (await setup.call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkId;
  };
  await fill(100, create, () => setup.call('DeleteRepositoryLink', { RepositoryLinkId: last }));
});

test('a branch has at most 50 sync configurations, a repository link 100', async () => {
  simulator.configure({ quotas: { syncConfigurations: 1000 } });
  const id = await link(setup);
  await fill(50, (n) => sync(id, `a${n}`, 'main'));
  await fill(50, (n) => sync(id, `b${n}`, 'develop'));
  await expect(sync(id, 'c', 'release')).rejects.toMatchObject({ name: 'LimitExceededException' });
  await setup.call('DeleteSyncConfiguration', { SyncType: prod.SyncType, ResourceName: 'b0' });
  await sync(id, 'c', 'release');
});

test('a Region has at most 100 sync configurations', async () => {
  const ids = [await link(setup)];
  const ConnectionArn = await connection(setup, 'other');
  const input = { ConnectionArn, ...repository, RepositoryName: 'other' };
  ids.push((await setup.call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkId);
  await fill(100, (n) => sync(ids[n % 2], `s${n}`, `b${n % 3}`));
});

test('a resource has no more tags than the quota, from the start', async () => {
  simulator.configure({ quotas: { tags: 1 } });
  const Tags = ['a', 'b'].map((Key) => ({ Key, Value: 'x' }));
  const input = { ConnectionName: 'github', ProviderType: 'GitHub' };
  await expect(setup.call('CreateConnection', { ...input, Tags })).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await setup.call('CreateConnection', { ...input, Tags: Tags.slice(1) });
});

test('calls are counted by account and Region, and fewer than one a second is possible', async () => {
  simulator.freeze();
  simulator.configure({ requestsPerSecond: 0.5 });
  await setup.call('ListHosts');
  await expect(setup.call('ListHosts')).rejects.toMatchObject({ name: 'ThrottlingException' });
  await setup.abroad('ListHosts');
  await client(simulator, { account: '210987654321' })('ListHosts');
  simulator.advance(1999);
  await expect(setup.call('ListHosts')).rejects.toMatchObject({ name: 'ThrottlingException' });
  simulator.advance(1);
  await setup.call('ListHosts');
});

test('a sync configuration cannot move to a branch whose quota is used up', async () => {
  simulator.configure({ quotas: { syncConfigurationsPerBranch: 1 } });
  const id = await link(setup);
  await sync(id, 'a', 'main');
  await sync(id, 'b', 'develop');
  const input = { SyncType: prod.SyncType, ResourceName: 'b' };
  await expect(setup.call('UpdateSyncConfiguration', { ...input, Branch: 'main' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
  await setup.call('UpdateSyncConfiguration', { ...input, Branch: 'develop', ConfigFile: 'b.yaml' });
});
