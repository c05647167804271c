import { blockers, connection, finish, follow, push, resolve, setUpGitSync, simulator, stackStatus } from './rig.ts';

setUpGitSync();

test('a stack that was changed by hand is blocked; resolving the blocker tries the latest commit again', async () => {
  await follow();
  push();
  finish();
  const id = simulator.raiseBlocker({
    stackName: 'prod',
    reason: 'Bucket was renamed',
    contexts: { Resource: 'Bucket' },
  });
  const blocked = push({ files: { 'README.md': 'hello' } });
  finish();
  const { LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ Status: 'FAILED', TargetRevision: { Sha: blocked } });
  expect(LatestSync.Events.at(-1)?.Event).toContain(id);
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
