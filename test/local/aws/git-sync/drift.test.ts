/** Drift of a synced stack: the sync blocker that it raises, and what resolving it does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GitSyncRig, type SyncedStack, topic } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let rig: GitSyncRig;
beforeAll(async () => {
  rig = await GitSyncRig.start();
});
afterAll(() => rig?.stop());

test('a changed resource blocks the next sync, and resolving the blocker deploys the commit', async () => {
  const stack = await deployed();
  const change = { AttributeName: 'DisplayName', AttributeValue: 'by hand' };
  await stack.sns({ Action: 'SetTopicAttributes', TopicArn: await stack.topicArn(), ...change });

  const sha = stack.push(topic('second'));
  const blocked = await stack.syncTo(sha);

  const [blocker] = await stack.blockers();
  expect(blocked).toMatchObject({ Status: 'FAILED' });
  expect(blocked.Events.at(-1)?.Event).toBe(`Blocked by ${blocker.Id}: Stack ${stack.name} was changed by hand: Topic`);
  expect(blocker).toMatchObject({ Status: 'ACTIVE' });
  expect(blocker.Contexts).toEqual([{ Key: 'Topic', Value: 'MODIFIED: /DisplayName is by hand, and should be first' }]);
  expect(await stack.displayName()).toBe('by hand');

  await stack.resolve(blocker.Id);
  await expect(succeeded(stack, sha)).resolves.toBe(true);
  expect(await stack.displayName()).toBe('second');
});

test('a deleted resource blocks one sync: once its blocker is resolved, the same drift raises no other', async () => {
  const stack = await deployed();
  await stack.sns({ Action: 'DeleteTopic', TopicArn: await stack.topicArn() });
  await stack.syncTo(stack.push(`# one\n${topic('first')}`));
  const [{ Id, Contexts }] = await stack.blockers();
  expect(Contexts).toEqual([{ Key: 'Topic', Value: 'DELETED' }]);
  await stack.resolve(Id);

  // CloudFormation does not create the topic again, which it takes to exist: the drift stays.
  expect((await stack.syncTo(stack.push(`# two\n${topic('first')}`))).Status).toBe('SUCCEEDED');
  expect(await stack.blockers()).toHaveLength(1);
});

test('a stack without drift has no blocker', async () => {
  const stack = await deployed();
  await stack.syncTo(stack.push(topic('second')));
  expect(await stack.blockers()).toEqual([]);
});

/** A synced stack with a topic. */
async function deployed(): Promise<SyncedStack> {
  const stack = await rig.synced();
  await stack.syncTo(stack.push(topic('first')));
  return stack;
}

/** Waits for a sync to the commit that succeeds. */
async function succeeded(stack: SyncedStack, sha: string): Promise<boolean> {
  while ((await stack.syncTo(sha)).Status !== 'SUCCEEDED') await sleep(50);
  return true;
}
