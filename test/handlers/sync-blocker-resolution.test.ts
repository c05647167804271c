import { SYNC_BLOCKER_RESOLUTION } from '../../src/handlers/sync-blocker-resolution/contract';
import { CloudFormationResource } from './cloudformation';
import { COMMIT, SyncedStack } from './git-sync';
import { Rig } from './rig';

jest.setTimeout(60_000);

let rig: Rig;
let stack: SyncedStack;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  rig.reset();
  stack = await SyncedStack.create(rig);
  stack.sync();
});

const newResolution = () => new CloudFormationResource(rig, SYNC_BLOCKER_RESOLUTION.resourceType);
const properties = (more: object = {}) => ({
  ...stack.properties,
  Reason: 'reviewed',
  ContinueWhenRetryFails: false,
  ...more,
});
const statuses = async () => (await stack.blockers()).map(({ Status }) => Status).reverse();

describe('sync blockers', () => {
  test('that are active are all resolved, with the reason', async () => {
    const ids = [stack.block('one'), stack.block('two')];
    const answer = await newResolution().create(properties());
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '2' } });
    expect(answer.Data?.ResolvedBlockerIds.split(',').sort()).toEqual(ids.sort());
    expect(Object.keys(answer.Data ?? {}).sort()).toEqual([...SYNC_BLOCKER_RESOLUTION.attributes].sort());
    expect((await stack.blockers()).map(({ ResolvedReason }) => ResolvedReason)).toEqual(['reviewed', 'reviewed']);
    expect(rig.seconds).toBe(0);
    expect(rig.runs).toBe(1);
  });

  test('that there are none of are no error', async () => {
    const answer = await newResolution().create(properties());
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '0', ResolvedBlockerIds: '' } });
  });

  test('are resolved by their ids only, when ids are given', async () => {
    const [one] = [stack.block('one'), stack.block('two')];
    const answer = await newResolution().create(properties({ BlockerIds: [one] }));
    expect(answer.Data).toEqual({ ResolvedCount: '1', ResolvedBlockerIds: one });
    expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
  });

  test('are resolved only when they have all contexts that are given', async () => {
    stack.block('one', { resource: 'Topic' });
    stack.block('two', { resource: 'Topic', user: 'me' });
    stack.block('three', { user: 'me' });
    await newResolution().create(properties({ Contexts: { resource: 'Topic', user: 'me' } }));
    expect(await statuses()).toEqual(['ACTIVE', 'RESOLVED', 'ACTIVE']);
  });

  test('that somebody else has resolved are no error, and do not count', async () => {
    const id = stack.block();
    await newResolution().create(properties({ Reason: 'somebody else' }));
    const answer = await newResolution().create(properties({ BlockerIds: [id] }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '0' } });
  });

  test('that do not exist fail, and say which', async () => {
    const id = stack.block();
    const answer = await newResolution().create(properties({ BlockerIds: ['no-such-blocker', id] }));
    expect(answer.Reason).toMatch(
      /^resolved 0 of 2 sync blockers of the stack prod; not resolved: no-such-blocker: .*DoesNotExist/,
    );
  });

  test('of a stack without a sync configuration fail, and say so', async () => {
    const answer = await newResolution().create(properties({ StackName: 'unknown' }));
    expect(answer.Reason).toContain('Stack unknown has no sync configuration');
  });
});

describe('a decision', () => {
  test('resolves what is active then, and nothing that comes later', async () => {
    stack.block();
    const resolution = newResolution();
    await resolution.create(properties());
    stack.block('later');
    const answer = await resolution.update(properties({ ContinueWhenRetryFails: true }));
    expect(answer.Data?.ResolvedCount).toBe('1');
    expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
  });

  test('is the same with its contexts in another order', async () => {
    const resolution = newResolution();
    await resolution.create(properties({ Contexts: { resource: 'Topic', user: 'me' } }));
    stack.block('later', { resource: 'Topic', user: 'me' });
    await resolution.update(properties({ Contexts: { user: 'me', resource: 'Topic' } }));
    expect(await statuses()).toEqual(['ACTIVE']);
  });

  test('with a new reason is a new one', async () => {
    stack.block();
    const resolution = newResolution();
    await resolution.create(properties());
    const later = stack.block('later');
    const answer = await resolution.update(properties({ Reason: 'reviewed again' }));
    expect(answer.Data).toEqual({ ResolvedCount: '1', ResolvedBlockerIds: later });
    expect(await statuses()).toEqual(['RESOLVED', 'RESOLVED']);
  });

  test('of before is not repeated by going back to its reason', async () => {
    const resolution = newResolution();
    await resolution.create(properties());
    await resolution.update(properties({ Reason: 'reviewed again' }));
    stack.block('later');
    expect((await resolution.update(properties())).Status).toBe('SUCCESS');
    expect((await resolution.update(properties({ Reason: 'reviewed again' }))).Status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['ACTIVE']);
  });

  test('is not repeated by a rollback, nor by the deployment after it', async () => {
    const resolution = newResolution();
    await resolution.create(properties());
    await resolution.updateInVain(properties({ Reason: 'reviewed again' }));
    stack.block('later');
    await resolution.update(properties({ Reason: 'reviewed again' }));
    expect(await statuses()).toEqual(['ACTIVE']);
  });

  test('is not repeated when its physical id was forgotten in a rollback', async () => {
    const resolution = newResolution();
    await resolution.create(properties({ Reason: 'nothing yet' }));
    const meant = stack.block();
    await resolution.updateAndForget(properties());
    rig.simulator.advance(1_000);
    stack.block('later');
    const answer = await resolution.update(properties());
    expect(answer.Data).toEqual({ ResolvedCount: '1', ResolvedBlockerIds: meant });
    expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
  });

  test('that failed halfway is made again, and resolves what is left', async () => {
    stack.block('one');
    const resolution = newResolution();
    await resolution.create(properties({ Reason: 'nothing yet' }));
    const [two, three] = [stack.block('two'), stack.block('three')];
    rig.simulator.failRetries(stack.reference);
    const failed = await resolution.update(properties());
    expect(failed.Reason).toMatch(/^resolved 1 of 2 sync blockers/);
    const answer = await resolution.update(properties());
    expect(answer.Data?.ResolvedBlockerIds.split(',').sort()).toEqual([two, three].sort());
  });

  test('keeps a physical id of at most 1,024 bytes over many others', async () => {
    const resolution = newResolution();
    await resolution.create(properties());
    for (let number = 0; number < 80; number += 1) await resolution.update(properties({ Reason: `number ${number}` }));
    expect(resolution.physicalId?.split('|').length).toBeGreaterThan(50);
  });

  test('that was made neither fails nor waits in a rollback when it cannot be read', async () => {
    const resolution = newResolution();
    await resolution.create(properties());
    await resolution.update(properties({ Reason: 'reviewed again' }));
    rig.deny('codeconnections:GetSyncBlockerSummary');
    const answer = await resolution.change(properties());
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '-1', ResolvedBlockerIds: '' } });
    expect(rig.seconds).toBe(0);
  });

  test('is made once when its run dies and Lambda tries again, and the answer tells all that it resolved', async () => {
    const ids = [stack.block('one'), stack.block('two')];
    rig.answerPutsWith(...Array(6).fill(503)); // what the first run did is done, but its answer gets lost
    const answer = await newResolution().create(properties());
    expect(answer.Data?.ResolvedBlockerIds.split(',').sort()).toEqual(ids.sort());
    expect(stack.changes()).toHaveLength(2);
  });
});

describe('a retry of the latest commit that fails', () => {
  test('fails, says which commit, and what was resolved all the same', async () => {
    const [one] = [stack.block('one'), stack.block('two'), stack.block('three')];
    rig.simulator.failRetries(stack.reference);
    const answer = await newResolution().create(properties());
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(/^resolved 2 of 3 sync blockers of the stack prod; not resolved: /);
    expect(answer.Reason).toContain(`when commit ${COMMIT} was tried again`);
    expect(answer.Reason).toContain('RetryLatestCommitFailedException');
    expect((await statuses()).filter((status) => status === 'ACTIVE')).toHaveLength(1);
    expect(one).toBeDefined();
  });

  test('does not fail when that was asked for', async () => {
    stack.block();
    rig.simulator.failRetries(stack.reference);
    const answer = await newResolution().create(properties({ ContinueWhenRetryFails: true, TimeoutInSeconds: 60 }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '0' } });
    expect(rig.log.join('\n')).toContain(`when commit ${COMMIT} was tried again`);
  });

  test('leaves no sync to wait for, also when others were resolved', async () => {
    rig.simulator.advance(10_000);
    stack.block('one');
    stack.block('two');
    rig.simulator.failRetries(stack.reference);
    const answer = await newResolution().create(properties({ ContinueWhenRetryFails: true, TimeoutInSeconds: 60 }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '1' } });
    expect(rig.seconds).toBe(0);
  });

  test('says what was resolved also when the status of the sync cannot be read', async () => {
    stack.block('one');
    stack.block('two');
    rig.simulator.failRetries(stack.reference);
    rig.deny('codeconnections:GetResourceSyncStatus');
    const { Reason } = await newResolution().create(properties());
    expect(Reason).toMatch(/^resolved 1 of 2 .*when the latest commit was tried again: .*RetryLatestCommitFailed/);
  });

  test('says so also when nothing was ever synced', async () => {
    const other = await SyncedStack.create(rig, 'other');
    other.block();
    rig.simulator.failRetries(other.reference);
    const answer = await newResolution().create(properties(other.properties));
    expect(answer.Reason).toMatch(/when (the latest commit|commit \w+) was tried again/);
  });
});

describe('the sync that follows', () => {
  const waiting = (more: object = {}) => properties({ TimeoutInSeconds: 600, ...more });

  test('is waited for, over several runs if need be', async () => {
    stack.block();
    rig.simulator.configure({ syncDelay: 20 * 60_000 });
    const answer = await newResolution().create(waiting({ TimeoutInSeconds: 3_480 }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '1' } });
    expect(rig.seconds).toBeGreaterThanOrEqual(40 * 60);
    expect(rig.runs).toBeGreaterThan(3);
  });

  test('is not waited for when nothing was resolved', async () => {
    expect((await newResolution().create(waiting())).Status).toBe('SUCCESS');
    expect(rig.seconds).toBe(0);
  });

  test('fails the deployment when it fails, with its events', async () => {
    stack.block();
    const answer = newResolution().create(waiting());
    stack.push('bad0000000000000000000000000000000000000', 'the template is not valid');
    const { Status, Reason } = await answer;
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /^resolved 1 sync blockers of the stack prod, but the sync of the stack prod to commit bad0+ \("my-org\/infra", branch "main"\) has failed: "FAILED: the template is not valid/,
    );
  });

  test('is not waited for again when it has succeeded, whatever has failed since', async () => {
    stack.block();
    await newResolution().create(waiting());
    stack.sync();
    stack.block('later');
    stack.sync('bad0000000000000000000000000000000000000');
    const answer = await newResolution().create(waiting());
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '1' } });
  });

  test('fails the deployment when it is not over in time, and says how it is', async () => {
    stack.block();
    rig.simulator.configure({ syncDelay: 3_600_000 });
    const answer = await newResolution().create(waiting());
    expect(answer.Reason).toBe(
      'resolved 1 sync blockers of the stack prod, but after 10 min the sync that follows is INITIATED',
    );
    expect(rig.seconds).toBe(600);
  });

  test('fails the deployment when it cannot be read, and says what was resolved', async () => {
    stack.block();
    rig.deny('codeconnections:GetResourceSyncStatus');
    expect((await newResolution().create(waiting())).Reason).toMatch(
      /^resolved 1 sync blockers of the stack prod, but the handler is not allowed to call codeconnections:GetResourceSyncStatus/,
    );
  });

  test('does not make what is raised meanwhile part of the decision', async () => {
    stack.block();
    rig.simulator.configure({ syncDelay: 60_000 });
    rig.after(30, () => stack.block('meanwhile'));
    await newResolution().create(waiting());
    expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
  });
});

test.each(['GetSyncBlockerSummary', 'UpdateSyncBlocker'])(
  'without the permission %s it fails, and names it',
  async (operation) => {
    stack.block();
    rig.deny(`codeconnections:${operation}`);
    const answer = await newResolution().create(properties());
    expect(answer.Reason).toContain(`not allowed to call codeconnections:${operation}`);
    expect(rig.seconds).toBeLessThanOrEqual(40);
  },
);

test.each([
  ['Reason', ''],
  ['Reason', 'x'.repeat(251)],
  ['Reason', undefined],
  ['BlockerIds', []],
  ['BlockerIds', 'all'],
  ['BlockerIds', ['x'.repeat(51)]],
  ['Contexts', {}],
  ['Contexts', 'a=b'],
  ['ContinueWhenRetryFails', 'perhaps'],
  ['TimeoutInSeconds', 0],
  ['TimeoutInSeconds', 3_481],
  ['StackName', ''],
])('with %s %j it fails and names the property', async (name, value) => {
  rig.calls.length = 0;
  const answer = await newResolution().create(properties({ [name]: value }));
  expect(answer.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
  expect(rig.calls).toEqual([]);
});
