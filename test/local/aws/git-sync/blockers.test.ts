/** What raises a sync blocker of a synced stack, and what resolving it does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionOf } from '../ministack/roles';
import { Stacks } from '../ministack/stacks';
import { EMPTY, GitSyncRig, managedRules, RULES, type SyncedStack, topic } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let rig: GitSyncRig;
beforeAll(async () => {
  rig = await GitSyncRig.start();
});
afterAll(() => rig?.stop());
beforeEach(() => rig.aws.simulator.configure({ deletionBlocks: true, driftBlocks: false }));

test('an update by somebody else blocks the stack: a push syncs nothing until the blocker is resolved', async () => {
  const stack = await deployed();
  await rig.stacks.update(stack.name, EMPTY);
  const [blocker] = await stack.blockers();
  expect(blocker).toMatchObject({
    Status: 'ACTIVE',
    CreatedReason: `Stack ${stack.name} was updated by somebody else than Git sync`,
  });

  const sha = stack.push(topic('second'));
  await sleep(500); // a sync takes less than that
  expect((await stack.latestSync())?.TargetRevision.Sha).not.toBe(sha);
  await stack.resolve(blocker.Id);
  expect((await stack.syncTo(sha)).Status).toBe('SUCCEEDED');
  expect(await stack.blockers()).toEqual([expect.objectContaining({ Status: 'RESOLVED' })]);
});

test('so does a change set that somebody else executes, by its id, in another session of the role of Git sync', async () => {
  const trust = { AWS: '123456789012', Service: 'cloudformation.sync.codeconnections.amazonaws.com' };
  const more = [managedRules(RULES), { Action: 'cloudformation:ExecuteChangeSet' }];
  const stack = await rig.synced({ trust, more });
  await stack.syncTo(stack.push(topic('first')));
  const other = new Stacks({ env: await sessionOf(rig.aws.env, stack.roleName) });
  const named = { StackName: stack.name, ChangeSetName: 'by-hand' };
  const created = await other.call('CreateChangeSet', { ...named, TemplateBody: topic('by hand') });
  while (!(await other.call('DescribeChangeSet', named)).includes('CREATE_COMPLETE')) await sleep(50);
  expect(await stack.blockers()).toEqual([]);
  await other.call('ExecuteChangeSet', { ChangeSetName: /<Id>(.*?)<\/Id>/.exec(created)?.[1] ?? '' });
  expect(await stack.blockers()).toEqual([expect.objectContaining({ Status: 'ACTIVE' })]);
});

test('an update that is refused, and what happens to other stacks, block nothing', async () => {
  const stack = await deployed();
  await expect(rig.stacks.begin('UpdateStack', stack.name, { Resources: {} })).rejects.toThrow();
  const other = rig.next();
  await rig.stacks.create(other.name, EMPTY);
  await rig.stacks.delete(other.name);
  expect(await stack.blockers()).toEqual([]);
});

test('a stack that is deleted stays blocked, and Git sync does not make it again', async () => {
  const stack = await deployed();
  await rig.stacks.delete(stack.name);
  const [blocker] = await stack.blockers();
  expect(blocker).toMatchObject({ Status: 'ACTIVE', CreatedReason: expect.stringContaining('was deleted') });

  const sha = stack.push(topic('second'));
  await stack.resolve(blocker.Id);
  expect(await stack.lastEvent(sha)).toContain('does not exist');
  expect(await rig.stacks.status(stack.name)).toBe('DELETE_COMPLETE');

  await rig.stacks.create(stack.name, EMPTY); // what a person can do
  expect((await stack.syncTo(stack.push(topic('third')))).Status).toBe('SUCCEEDED');
});

test('a deletion raises none where that is set, and syncs fail until the stack is there again', async () => {
  rig.aws.simulator.configure({ deletionBlocks: false });
  const stack = await deployed();
  await rig.stacks.delete(stack.name);
  expect(await stack.blockers()).toEqual([]);
  expect(await stack.lastEvent(stack.push(topic('second')))).toContain('does not exist');
  await rig.stacks.create(stack.name, EMPTY);
  expect((await stack.syncTo(stack.push(topic('third')))).Status).toBe('SUCCEEDED');
});

test('a stack that has no sync configuration any more is deleted without a word', async () => {
  const stack = await deployed();
  await stack.unfollow();
  await rig.stacks.delete(stack.name);
  await rig.stacks.create(stack.name, EMPTY);
  await stack.followAgain();
  expect(await stack.blockers()).toEqual([]);
});

const byHand = { AttributeName: 'DisplayName', AttributeValue: 'by hand' };

test('drift blocks nothing', async () => {
  const stack = await deployed();
  await stack.sns({ Action: 'SetTopicAttributes', TopicArn: await stack.topicArn(), ...byHand });
  expect((await stack.syncTo(stack.push(topic('second')))).Status).toBe('SUCCEEDED');
  expect(await stack.blockers()).toEqual([]);
  expect(await stack.displayName()).toBe('second');
});

describe('where drift is set to block', () => {
  beforeEach(() => rig.aws.simulator.configure({ driftBlocks: true }));

  test('a changed resource blocks the next sync, and resolving the blocker deploys the commit', async () => {
    const stack = await deployed();
    await stack.sns({ Action: 'SetTopicAttributes', TopicArn: await stack.topicArn(), ...byHand });

    const sha = stack.push(topic('second'));
    const blocked = await stack.syncTo(sha);

    const [blocker] = await stack.blockers();
    expect(blocked.Status).toBe('FAILED');
    expect(blocked.Events.at(-1)?.Event).toBe(
      `Blocked by ${blocker.Id}: Stack ${stack.name} was changed by hand: Topic`,
    );
    expect(blocker.Contexts).toEqual([
      { Key: 'Topic', Value: 'MODIFIED: /DisplayName is by hand, and should be first' },
    ]);
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
