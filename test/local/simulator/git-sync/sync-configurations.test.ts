import { client } from '../client.ts';
import { call, finish, follow, link, prod, push, setUpGitSync, simulator, stackStatus } from './rig.ts';

setUpGitSync();

test('a sync configuration made after the push is brought to no commit: its first sync takes another push', async () => {
  push();
  await follow();
  finish();
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const sha = push({ files: { 'README.md': 'hello' } });
  finish();
  expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(sha);
});

test('a sync configuration that moves to another branch is brought to no commit, either', async () => {
  await follow();
  const before = push();
  push({ branch: 'release' });
  finish();
  await call('UpdateSyncConfiguration', { ...prod, Branch: 'release' });
  finish();
  expect((await stackStatus()).LatestSync.TargetRevision.Sha).toBe(before);
});

describe('where the first sync is set to begin on creation', () => {
  beforeEach(() => simulator.configure({ firstSync: 'on-creation' }));

  test('a sync configuration made after the push is brought to its commit', async () => {
    const sha = push();
    await follow();
    finish();
    expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(sha);
  });

  test('a sync configuration that moves to another branch is brought to its commit', async () => {
    await follow();
    push();
    const sha = push({ branch: 'release' });
    finish();
    await call('UpdateSyncConfiguration', { ...prod, Branch: 'release' });
    finish();
    expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision).toMatchObject({ Branch: 'release', Sha: sha });
  });

  test('the first sync starts from the commit before', async () => {
    const before = push();
    const sha = push({ files: { 'README.md': 'hello' } });
    await follow();
    finish();
    const { InitialRevision, TargetRevision } = (await stackStatus()).LatestSync;
    expect([InitialRevision.Sha, TargetRevision.Sha]).toEqual([before, sha]);
  });
});

test('the older API does not tell of comments that were asked for through the newer one', async () => {
  await follow({ PullRequestComment: 'ENABLED' });
  const older = client(simulator, { service: 'codestar-connections' });
  expect((await older('GetSyncConfiguration', prod)).SyncConfiguration).not.toHaveProperty('PullRequestComment');
  expect((await call('GetSyncConfiguration', prod)).SyncConfiguration.PullRequestComment).toBe('ENABLED');
});

test('a change that moves nothing syncs nothing', async () => {
  await follow();
  push();
  finish();
  const { LatestSync } = await stackStatus();
  await call('UpdateSyncConfiguration', { ...prod, Branch: 'main', TriggerResourceUpdateOn: 'FILE_CHANGE' });
  finish();
  expect((await stackStatus()).LatestSync).toEqual(LatestSync);
});

test('the id of a repository link may be written in capitals', async () => {
  const { RepositoryLinkInfo } = await call('GetRepositoryLink', { RepositoryLinkId: link.toUpperCase() });
  expect(RepositoryLinkInfo.RepositoryLinkId).toBe(link);
});

test('nothing is changed under a running sync', async () => {
  await follow();
  push();
  await expect(call('UpdateRepositoryLink', { RepositoryLinkId: link })).rejects.toMatchObject({
    name: 'UpdateOutOfSyncException',
  });
  simulator.advance(400);
  await expect(call('UpdateSyncConfiguration', prod)).rejects.toMatchObject({ name: 'UpdateOutOfSyncException' });
  finish();
  await call('UpdateSyncConfiguration', prod);
});

test('the definitions of a repository link name what it keeps in sync', async () => {
  await follow();
  await follow({ ResourceName: 'staging', Branch: 'develop', ConfigFile: 'deploy/staging.yaml' });
  const input = { RepositoryLinkId: link, SyncType: prod.SyncType };
  expect(await call('ListRepositorySyncDefinitions', input)).toEqual({
    RepositorySyncDefinitions: [
      { Branch: 'main', Directory: 'deploy/prod.yaml', Parent: 'prod', Target: 'prod' },
      { Branch: 'develop', Directory: 'deploy/staging.yaml', Parent: 'staging', Target: 'staging' },
    ],
  });
});
