import { SYNC_BLOCKER_RESOLUTION } from '../../../src/handlers/sync-blocker-resolution/contract';
import { COMMIT, RECORDED, SyncedStack } from '../git-sync';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const rig = useRig(new CustomResourceRig());
let stack: SyncedStack;

describe.each(RECORDED)('where %s,', (_, settings) => {
  beforeEach(async () => {
    rig.simulator.configure(settings);
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
    test('are all resolved with the reason if they are active', async () => {
      const ids = [stack.block('one'), stack.block('two')];
      const response = await newResolution().create(properties());
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '2' } });
      expect(response.Data?.ResolvedBlockerIds.split(',').sort()).toEqual(ids.sort());
      expect(Object.keys(response.Data ?? {}).sort()).toEqual([...SYNC_BLOCKER_RESOLUTION.attributes].sort());
      expect((await stack.blockers()).map(({ ResolvedReason }) => ResolvedReason)).toEqual(['reviewed', 'reviewed']);
      expect(rig.seconds).toBe(0);
      expect(rig.runs).toBe(1);
    });

    test('may be absent without an error', async () => {
      const response = await newResolution().create(properties());
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '0', ResolvedBlockerIds: '' } });
    });

    test('are resolved only with the given ids', async () => {
      const [one] = [stack.block('one'), stack.block('two')];
      const response = await newResolution().create(properties({ BlockerIds: [one] }));
      expect(response.Data).toEqual({ ResolvedCount: '1', ResolvedBlockerIds: one });
      expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
    });

    test('are resolved only with all given contexts', async () => {
      stack.block('one', { resource: 'Topic' });
      stack.block('two', { resource: 'Topic', user: 'me' });
      stack.block('three', { user: 'me' });
      await newResolution().create(properties({ Contexts: { resource: 'Topic', user: 'me' } }));
      expect(await statuses()).toEqual(['ACTIVE', 'RESOLVED', 'ACTIVE']);
    });

    test('are not counted, without an error, if another caller has resolved them', async () => {
      const id = stack.block();
      await newResolution().create(properties({ Reason: 'another caller' }));
      const response = await newResolution().create(properties({ BlockerIds: [id] }));
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '0' } });
    });

    test('fail if they do not exist, and are named', async () => {
      const id = stack.block();
      const response = await newResolution().create(properties({ BlockerIds: ['no-such-blocker', id] }));
      expect(response.Reason).toMatch(
        /^resolved 0 of 2 sync blocker\(s\) of the stack prod; not resolved: no-such-blocker: .*DoesNotExist/,
      );
    });

    test('fail for a stack without a sync configuration', async () => {
      const response = await newResolution().create(properties({ StackName: 'unknown' }));
      expect(response.Reason).toBe('the stack unknown has no sync configuration; check its name and Region');
      expect(rig.seconds).toBeLessThanOrEqual(40);
    });
  });

  describe('a reason', () => {
    test('resolves the active sync blockers, and none that appear later', async () => {
      stack.block();
      const resolution = newResolution();
      await resolution.create(properties());
      stack.block('later');
      const response = await resolution.update(properties({ ContinueWhenRetryFails: true }));
      expect(response.Data?.ResolvedCount).toBe('1');
      expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
    });

    test('is not applied again with its contexts in another order', async () => {
      const resolution = newResolution();
      await resolution.create(properties({ Contexts: { resource: 'Topic', user: 'me' } }));
      stack.block('later', { resource: 'Topic', user: 'me' });
      await resolution.update(properties({ Contexts: { user: 'me', resource: 'Topic' } }));
      expect(await statuses()).toEqual(['ACTIVE']);
    });

    test('is applied if it is new', async () => {
      stack.block();
      const resolution = newResolution();
      await resolution.create(properties());
      const later = stack.block('later');
      const response = await resolution.update(properties({ Reason: 'reviewed again' }));
      expect(response.Data).toEqual({ ResolvedCount: '1', ResolvedBlockerIds: later });
      expect(await statuses()).toEqual(['RESOLVED', 'RESOLVED']);
    });

    test('is not applied again by going back to it', async () => {
      const resolution = newResolution();
      await resolution.create(properties());
      await resolution.update(properties({ Reason: 'reviewed again' }));
      stack.block('later');
      expect((await resolution.update(properties())).Status).toBe('SUCCESS');
      expect((await resolution.update(properties({ Reason: 'reviewed again' }))).Status).toBe('SUCCESS');
      expect(await statuses()).toEqual(['ACTIVE']);
    });

    test('is not applied again by a rollback, nor by the next deployment', async () => {
      const resolution = newResolution();
      await resolution.create(properties());
      await resolution.updateInVain(properties({ Reason: 'reviewed again' }));
      stack.block('later');
      await resolution.update(properties({ Reason: 'reviewed again' }));
      expect(await statuses()).toEqual(['ACTIVE']);
    });

    test('is not applied to later sync blockers after a rollback that forgot its physical id', async () => {
      const resolution = newResolution();
      await resolution.create(properties({ Reason: 'nothing yet' }));
      const meant = stack.block();
      await resolution.updateAndForget(properties());
      rig.simulator.advance(1_000);
      stack.block('later');
      const response = await resolution.update(properties());
      expect(response.Data).toEqual({ ResolvedCount: '1', ResolvedBlockerIds: meant });
      expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
    });

    test('is applied again after a partial failure, to the rest', async () => {
      stack.block('one');
      const resolution = newResolution();
      await resolution.create(properties({ Reason: 'nothing yet' }));
      const [two, three] = [stack.block('two'), stack.block('three')];
      rig.simulator.failRetries(stack.reference);
      const failed = await resolution.update(properties());
      expect(failed.Reason).toMatch(/^resolved 1 of 2 sync blocker/);
      const response = await resolution.update(properties());
      expect(response.Data?.ResolvedBlockerIds.split(',').sort()).toEqual([two, three].sort());
    });

    test('keeps a physical id of at most 1,024 bytes over many changes', async () => {
      const resolution = newResolution();
      await resolution.create(properties());
      for (let number = 0; number < 80; number += 1)
        await resolution.update(properties({ Reason: `number ${number}` }));
      expect(resolution.physicalId?.split('|').length).toBeGreaterThan(50);
    });

    test('neither fails nor waits in a rollback if its result cannot be read', async () => {
      const resolution = newResolution();
      await resolution.create(properties());
      await resolution.update(properties({ Reason: 'reviewed again' }));
      rig.deny('codeconnections:GetSyncBlockerSummary');
      const response = await resolution.change(properties());
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '-1', ResolvedBlockerIds: '' } });
      expect(rig.seconds).toBe(0);
    });

    test('is applied once if its run dies and Lambda retries, with all that it resolved in the response', async () => {
      const ids = [stack.block('one'), stack.block('two')];
      rig.putStatuses.push(...Array(6).fill(503)); // what the first run did is done, but its response gets lost
      const response = await newResolution().create(properties());
      expect(response.Data?.ResolvedBlockerIds.split(',').sort()).toEqual(ids.sort());
      expect(stack.changes()).toHaveLength(2);
    });
  });

  describe('a failed retry of the latest commit', () => {
    test('fails with the commit and the number of resolved sync blockers', async () => {
      const [one] = [stack.block('one'), stack.block('two'), stack.block('three')];
      rig.simulator.failRetries(stack.reference);
      const response = await newResolution().create(properties());
      expect(response.Status).toBe('FAILED');
      expect(response.Reason).toMatch(/^resolved 2 of 3 sync blocker\(s\) of the stack prod; not resolved: /);
      expect(response.Reason).toContain(`retrying commit ${COMMIT}`);
      expect(response.Reason).toContain('RetryLatestCommitFailedException');
      expect((await statuses()).filter((status) => status === 'ACTIVE')).toHaveLength(1);
      expect(one).toBeDefined();
    });

    test('succeeds with ContinueWhenRetryFails', async () => {
      stack.block();
      rig.simulator.failRetries(stack.reference);
      const response = await newResolution().create(properties({ ContinueWhenRetryFails: true, TimeoutInSeconds: 60 }));
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '0' } });
      expect(rig.log.join('\n')).toContain(`retrying commit ${COMMIT}`);
    });

    test('is not followed by a wait, even if other sync blockers were resolved', async () => {
      rig.simulator.advance(10_000);
      stack.block('one');
      stack.block('two');
      rig.simulator.failRetries(stack.reference);
      const response = await newResolution().create(properties({ ContinueWhenRetryFails: true, TimeoutInSeconds: 60 }));
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '1' } });
      expect(rig.seconds).toBe(0);
    });

    test('has the number of resolved sync blockers even if the status of the sync cannot be read', async () => {
      stack.block('one');
      stack.block('two');
      rig.simulator.failRetries(stack.reference);
      rig.deny('codeconnections:GetResourceSyncStatus');
      const { Reason } = await newResolution().create(properties());
      expect(Reason).toMatch(/^resolved 1 of 2 .*retrying the latest commit: .*RetryLatestCommitFailed/);
    });

    test('fails in the same way if nothing was ever synced', async () => {
      const other = await SyncedStack.create(rig, 'other');
      other.block();
      rig.simulator.failRetries(other.reference);
      const response = await newResolution().create(properties(other.properties));
      expect(response.Reason).toMatch(/retrying (the latest commit|commit \w+):/);
    });
  });

  describe('the sync after a resolution', () => {
    const waiting = (more: object = {}) => properties({ TimeoutInSeconds: 600, ...more });

    test('is awaited, over several runs if necessary', async () => {
      stack.block();
      rig.simulator.configure({ syncDelay: 20 * 60_000 });
      const response = await newResolution().create(waiting({ TimeoutInSeconds: 3_480 }));
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '1' } });
      expect(rig.seconds).toBeGreaterThanOrEqual(40 * 60);
      expect(rig.runs).toBeGreaterThan(3);
    });

    test('is not awaited if nothing was resolved', async () => {
      expect((await newResolution().create(waiting())).Status).toBe('SUCCESS');
      expect(rig.seconds).toBe(0);
    });

    test('fails the deployment if it fails, with its events', async () => {
      stack.block();
      const response = newResolution().create(waiting());
      stack.push('bad0000000000000000000000000000000000000', 'the template is not valid');
      const { Status, Reason } = await response;
      expect(Status).toBe('FAILED');
      expect(Reason).toMatch(
        /^resolved 1 sync blocker\(s\) of the stack prod, but the sync of the stack prod to commit bad0+ \("my-org\/infra", branch "main"\) has failed: "FAILED: the template is not valid/,
      );
    });

    test('is not awaited again after its success, even if a later sync has failed', async () => {
      stack.block();
      await newResolution().create(waiting());
      stack.sync();
      stack.block('later');
      stack.sync('bad0000000000000000000000000000000000000');
      const response = await newResolution().create(waiting());
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { ResolvedCount: '1' } });
    });

    test('fails the deployment at the timeout, with its status', async () => {
      stack.block();
      rig.simulator.configure({ syncDelay: 3_600_000 });
      const response = await newResolution().create(waiting());
      expect(response.Reason).toMatch(
        /^resolved 1 .*, but the next sync is still INITIATED after 10 min; wait until it has ended, then deploy again$/,
      );
      expect(rig.seconds).toBe(600);
    });

    test('fails the deployment at the timeout if none starts, and says what starts one', async () => {
      rig.simulator.advance(10_000);
      await stack.update({ Branch: 'without-a-commit' });
      stack.block();
      expect((await newResolution().create(waiting())).Reason).toMatch(
        /^resolved 1 .*, but the next sync has not started after 10 min; push a commit to its branch, then deploy again$/,
      );
    });

    test('fails the deployment early if other sync blockers keep it from starting, and names them', async () => {
      rig.simulator.advance(10_000);
      stack.block('one', { resource: 'Topic' });
      const other = stack.block('two');
      const response = await newResolution().create(waiting({ Contexts: { resource: 'Topic' } }));
      expect(response.Reason).toMatch(
        /^resolved 1 .*, but Git sync does not update the stack prod while it is blocked; /,
      );
      expect(response.Reason).toContain(`active sync blockers: ${other}: "two"`);
      expect(rig.seconds).toBeLessThanOrEqual(40);
    });

    test('goes on if another resource of the same deployment resolves the others', async () => {
      rig.simulator.advance(10_000);
      stack.block('one', { resource: 'Topic' });
      const other = stack.block('two');
      rig.after(15, () => void stack.resolve(other));
      expect((await newResolution().create(waiting({ Contexts: { resource: 'Topic' } }))).Status).toBe('SUCCESS');
      expect(rig.seconds).toBeLessThanOrEqual(40);
    });

    test('cannot succeed if the stack was deleted, and the message says what to do', async () => {
      stack.block('deleted by hand');
      stack.push('bad0000000000000000000000000000000000000', 'Stack prod does not exist');
      rig.simulator.advance(1_000);
      const response = await newResolution().create(waiting());
      expect(response.Reason).toMatch(/^resolved 1 sync blocker.* has failed: "FAILED: Stack prod does not exist/);
      expect(response.Reason).toContain('a stack that was deleted must be created again first');
      expect(await statuses()).toEqual(['RESOLVED']);
    });

    test('fails the deployment if it cannot be read, with the number of resolved sync blockers', async () => {
      stack.block();
      rig.deny('codeconnections:GetResourceSyncStatus');
      expect((await newResolution().create(waiting())).Reason).toMatch(
        /^resolved 1 sync blocker\(s\) of the stack prod, but the handler is not allowed to call codeconnections:GetResourceSyncStatus/,
      );
    });

    test('does not resolve sync blockers that appear meanwhile', async () => {
      stack.block();
      rig.simulator.configure({ syncDelay: 60_000 });
      rig.after(30, () => stack.block('meanwhile'));
      await newResolution().create(waiting());
      expect(await statuses()).toEqual(['RESOLVED', 'ACTIVE']);
    });
  });

  test('a resolution fails without the permission GetSyncConfiguration if there are no sync blockers, and names it', async () => {
    rig.deny('codeconnections:GetSyncConfiguration');
    const response = await newResolution().create(properties());
    expect(response.Reason).toContain('not allowed to call codeconnections:GetSyncConfiguration');
  });

  test.each(['GetSyncBlockerSummary', 'UpdateSyncBlocker'])(
    'a resolution fails without the permission %s, and names it',
    async (operation) => {
      stack.block();
      rig.deny(`codeconnections:${operation}`);
      const response = await newResolution().create(properties());
      expect(response.Reason).toContain(`not allowed to call codeconnections:${operation}`);
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
  ])('a resolution fails with %s %j, and names the property', async (name, value) => {
    rig.calls.length = 0;
    const response = await newResolution().create(properties({ [name]: value }));
    expect(response.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});
