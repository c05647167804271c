import {
  blockers,
  call,
  connection,
  finish,
  follow,
  prod,
  push,
  repositoryStatus,
  resolve,
  setUpGitSync,
  simulator,
  stackStatus,
} from './rig.ts';

setUpGitSync();

test('while a stack is blocked, a push syncs nothing to it; resolving the blocker tries the latest commit again', async () => {
  await follow();
  push();
  finish();
  const before = await stackStatus();
  const id = simulator.raiseBlocker({
    stackName: 'prod',
    reason: 'Bucket was renamed',
    contexts: { Resource: 'Bucket' },
  });
  const blocked = push({ files: { 'README.md': 'hello' } });
  finish();
  const { LatestSync, LatestSuccessfulSync } = await stackStatus();
  expect({ LatestSync, LatestSuccessfulSync }).toEqual({ ...before, DesiredState: undefined });
  expect((await repositoryStatus()).Status).toBe('SUCCEEDED');
  expect(await blockers()).toMatchObject([
    {
      Id: id,
      Type: 'AUTOMATED',
      Status: 'ACTIVE',
      CreatedReason: 'Bucket was renamed',
      Contexts: [{ Key: 'Resource', Value: 'Bucket' }],
    },
  ]);

  expect(await resolve(id, 'renamed back')).toMatchObject({
    ResourceName: 'prod',
    SyncBlocker: { Id: id, Status: 'RESOLVED', ResolvedReason: 'renamed back' },
  });
  finish();
  expect(await stackStatus()).toMatchObject({
    LatestSync: { Status: 'SUCCEEDED' },
    LatestSuccessfulSync: { TargetRevision: { Sha: blocked } },
  });
  expect(await blockers()).toMatchObject([{ Id: id, Status: 'RESOLVED', ResolvedAt: expect.any(Number) }]);
});

test('where that is set, a push to a stack that is blocked makes a sync that fails, with the blocker in its event', async () => {
  simulator.configure({ syncsWhileBlocked: true });
  await follow();
  push();
  finish();
  const id = simulator.raiseBlocker({ stackName: 'prod' });
  const blocked = push({ files: { 'README.md': 'hello' } });
  finish();
  const { LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ Status: 'FAILED', TargetRevision: { Sha: blocked } });
  expect(LatestSync.Events.at(-1)?.Event).toContain(id);
});

test.each([
  ['updated', true, 1],
  ['updated', false, 1],
  ['deleted', true, 1],
  ['deleted', false, 0],
] as const)(
  'a stack that somebody else has %s is blocked; with deletionBlocks %s, by %i',
  async (change, deletionBlocks, count) => {
    simulator.configure({ deletionBlocks });
    await follow();
    const id = simulator.stackChanged({ stackName: 'prod', change });
    expect((await blockers())?.map(({ Id }) => Id)).toEqual(count ? [id] : []);
  },
);

test('a stack without a sync configuration cannot be changed, and has an empty list of blockers, or none', async () => {
  expect(() => simulator.stackChanged({ stackName: 'prod', change: 'updated' })).toThrow('no sync configuration');
  expect(await call('GetSyncBlockerSummary', prod)).toEqual({
    SyncBlockerSummary: { ResourceName: 'prod', LatestBlockers: [] },
  });
  simulator.configure({ emptyBlockerSummary: false });
  await expect(blockers()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('only the last of several blockers tries the latest commit again', async () => {
  await follow();
  push();
  finish();
  const [first, second] = [1, 2].map(() => simulator.raiseBlocker({ stackName: 'prod' }));
  const started = (await stackStatus()).LatestSync.StartedAt;
  simulator.advance(1);
  await resolve(first);
  expect((await stackStatus()).LatestSync.StartedAt).toBe(started);
  await resolve(second);
  expect((await stackStatus()).LatestSync.StartedAt).toBeGreaterThan(started);
});

test('the summary has the latest 10 blockers, and all that are active', async () => {
  await follow();
  const active = simulator.raiseBlocker({ stackName: 'prod' });
  const resolved: string[] = [];
  for (let n = 0; n < 12; n++) {
    const id = simulator.raiseBlocker({ stackName: 'prod' });
    await resolve(id);
    resolved.unshift(id);
  }
  expect((await blockers())?.map(({ Id }) => Id)).toEqual([...resolved.slice(0, 10), active]);
});

test('a blocker that does not exist, or is resolved already, cannot be resolved', async () => {
  await follow();
  await expect(resolve('nothing')).rejects.toMatchObject({ name: 'SyncBlockerDoesNotExistException' });
  const id = simulator.raiseBlocker({ stackName: 'prod' });
  await resolve(id);
  await expect(resolve(id)).rejects.toMatchObject({ name: 'SyncBlockerDoesNotExistException' });
});

test('a blocker stays while the latest commit cannot be tried again', async () => {
  await follow();
  push();
  finish();
  const id = simulator.raiseBlocker({ stackName: 'prod' });
  simulator.failRetries({ stackName: 'prod' });
  await expect(resolve(id)).rejects.toMatchObject({ name: 'RetryLatestCommitFailedException' });
  simulator.failConnection(connection);
  await expect(resolve(id)).rejects.toMatchObject({ name: 'RetryLatestCommitFailedException' });
  expect(await blockers()).toMatchObject([{ Status: 'ACTIVE' }]);
  simulator.completeConnection(connection);
  await resolve(id);
});
