import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { client, ROLE } from '../client.ts';
import { connection, ghes, link, prod, repository, type Stage, stageOf } from '../stage.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let stage: Stage;
beforeAll(async () => {
  simulator = await startSimulator();
  stage = stageOf(simulator, 'codeconnections');
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const sync = (RepositoryLinkId: string, ResourceName: string, Branch: string) =>
  stage.call('CreateSyncConfiguration', {
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
    const call = n % 2 ? stage.call : stage.abroad;
    last = (await call('CreateConnection', { ConnectionName: `c${n}`, ProviderType: 'GitHub' })).ConnectionArn;
  };
  await fill(250, create, () => stage.call('DeleteConnection', { ConnectionArn: last }));
});

test('a Region has at most 50 hosts', async () => {
  let last: string | undefined;
  const create = async (n: number) => {
    last = (await stage.call('CreateHost', ghes(n))).HostArn;
  };
  await fill(50, create, () => stage.call('DeleteHost', { HostArn: last }));
  await stage.abroad('CreateHost', ghes(1));
});

test('a Region has at most 100 repository links', async () => {
  const ConnectionArn = await connection(stage);
  let last = '';
  const create = async (n: number) => {
    const input = { ConnectionArn, ...repository, RepositoryName: `r${n}` };
    last = (await stage.call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkId;
  };
  await fill(100, create, () => stage.call('DeleteRepositoryLink', { RepositoryLinkId: last }));
});

test('a branch has at most 50 sync configurations, a repository link 100', async () => {
  simulator.configure({ quotas: { syncConfigurations: 1000 } });
  const id = await link(stage);
  await fill(50, (n) => sync(id, `a${n}`, 'main'));
  await fill(50, (n) => sync(id, `b${n}`, 'develop'));
  await expect(sync(id, 'c', 'release')).rejects.toMatchObject({ name: 'LimitExceededException' });
  await stage.call('DeleteSyncConfiguration', { SyncType: prod.SyncType, ResourceName: 'b0' });
  await sync(id, 'c', 'release');
});

test('a Region has at most 100 sync configurations', async () => {
  const ids = [await link(stage)];
  const ConnectionArn = await connection(stage, 'other');
  const input = { ConnectionArn, ...repository, RepositoryName: 'other' };
  ids.push((await stage.call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkId);
  await fill(100, (n) => sync(ids[n % 2], `s${n}`, `b${n % 3}`));
});

test('a resource has no more tags than the quota, from the start', async () => {
  simulator.configure({ quotas: { tags: 1 } });
  const Tags = ['a', 'b'].map((Key) => ({ Key, Value: 'x' }));
  const input = { ConnectionName: 'github', ProviderType: 'GitHub' };
  await expect(stage.call('CreateConnection', { ...input, Tags })).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await stage.call('CreateConnection', { ...input, Tags: Tags.slice(1) });
});

test('calls are counted by account and Region, and fewer than one a second is possible', async () => {
  simulator.freeze();
  simulator.configure({ requestsPerSecond: 0.5 });
  await stage.call('ListHosts');
  await expect(stage.call('ListHosts')).rejects.toMatchObject({ name: 'ThrottlingException' });
  await stage.abroad('ListHosts');
  await client(simulator, { account: '210987654321' })('ListHosts');
  simulator.advance(1999);
  await expect(stage.call('ListHosts')).rejects.toMatchObject({ name: 'ThrottlingException' });
  simulator.advance(1);
  await stage.call('ListHosts');
});

test('moving a sync configuration to a branch that is full is refused', async () => {
  simulator.configure({ quotas: { syncConfigurationsPerBranch: 1 } });
  const id = await link(stage);
  await sync(id, 'a', 'main');
  await sync(id, 'b', 'develop');
  const input = { SyncType: prod.SyncType, ResourceName: 'b' };
  await expect(stage.call('UpdateSyncConfiguration', { ...input, Branch: 'main' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
  await stage.call('UpdateSyncConfiguration', { ...input, Branch: 'develop', ConfigFile: 'b.yaml' });
});
