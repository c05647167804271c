import { SUCCESSFUL_SYNC } from '../../../src/handlers/successful-sync/contract';
import { COMMIT, RECORDED, SyncedStack } from '../git-sync';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const [BAD, NEXT] = ['bad0000000000000000000000000000000000000', 'next000000000000000000000000000000000000'];

const rig = useRig(new CustomResourceRig());
let stack: SyncedStack;

describe.each(RECORDED)('where %s,', (_, settings) => {
  beforeEach(async () => {
    rig.simulator.configure(settings);
    stack = await SyncedStack.create(rig);
  });

  const newSync = () => new CloudFormationResource(rig, SUCCESSFUL_SYNC.resourceType);
  const properties = (more: object = {}) => ({ ...stack.properties, TimeoutInSeconds: 600, ...more });

  describe('the wait for a successful sync', () => {
    test('ends at once if the latest sync was successful, with its attributes', async () => {
      stack.sync();
      const response = await newSync().create(properties());
      expect(response).toMatchObject({
        Status: 'SUCCESS',
        Data: { StackName: 'prod', Revision: COMMIT, Branch: 'main', Directory: 'prod.yaml', Target: 'prod' },
      });
      expect(Object.keys(response.Data ?? {}).sort()).toEqual([...SUCCESSFUL_SYNC.attributes].sort());
      expect(rig.runs).toBe(1);
      expect(rig.seconds).toBe(0);
    });

    test('lasts until the first commit is synced, over several runs if necessary', async () => {
      rig.after(30 * 60, () => stack.push());
      const response = await newSync().create(properties({ TimeoutInSeconds: 3_480 }));
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { Revision: COMMIT } });
      expect(rig.seconds).toBeLessThanOrEqual(30 * 60 + 10);
      expect(rig.runs).toBeGreaterThan(3);
    });

    test('lasts while a later sync is in progress', async () => {
      stack.sync();
      rig.simulator.configure({ syncDelay: 60_000 });
      stack.push(NEXT);
      rig.simulator.advance(130_000);
      expect((await newSync().create(properties())).Data?.Revision).toBe(NEXT);
      expect(rig.seconds).toBeGreaterThan(60);
    });

    test('uses the Region of the sync configuration', async () => {
      const abroad = await SyncedStack.create(rig, 'abroad', 'eu-west-1');
      abroad.sync();
      expect((await newSync().create(properties(abroad.properties))).Status).toBe('SUCCESS');
      expect(new Set(rig.calls.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
    });

    test('fails at the timeout without any sync', async () => {
      const response = await newSync().create(properties());
      expect(response.Reason).toMatch(
        /^the stack prod was not synced to the latest commit within 10 min: no sync has started, so push a commit to its branch; deploy again/,
      );
      expect(rig.seconds).toBe(600);
    });

    test.each([COMMIT, NEXT, undefined])(
      'fails early if a sync blocker is active, and names it (commit %s)',
      async (Commit) => {
        stack.sync(BAD);
        const id = stack.block('changed by hand', { resource: 'Topic' });
        stack.sync(NEXT); // with which nothing may begin
        const response = await newSync().create(properties({ Commit, TimeoutInSeconds: 3_480 }));
        expect(response.Status).toBe('FAILED');
        expect(response.Reason).toContain('; review the change and resolve the sync blockers, then deploy again');
        expect(response.Reason).toContain('a stack that was deleted must be created again first');
        expect(response.Reason).toMatch(
          new RegExp(`active sync blockers: ${id}: "changed by hand" \\("resource=Topic"\\)$`),
        );
        expect(rig.seconds).toBeGreaterThanOrEqual(30);
        expect(rig.seconds).toBeLessThanOrEqual(40);
      },
    );

    test('names the sync blocker also at a timeout that comes earlier', async () => {
      const id = stack.block('changed by hand');
      const response = await newSync().create(properties({ TimeoutInSeconds: 5 }));
      expect(response.Reason).toMatch(/^the stack prod was not synced .* within 5 s: Git sync does not update/);
      expect(response.Reason).toContain(`${id}: "changed by hand"`);
    });

    test('goes on if another resource of the same deployment resolves the sync blocker, with the sync that follows', async () => {
      stack.sync();
      const id = stack.block();
      stack.sync(NEXT);
      rig.after(15, () => void stack.resolve(id));
      expect((await newSync().create(properties())).Data?.Revision).toBe(NEXT);
      expect(rig.seconds).toBeLessThanOrEqual(30);
    });

    describe('if a sync blocker has been resolved, but no sync has started since,', () => {
      beforeEach(async () => {
        stack.sync();
        rig.simulator.advance(10_000);
        await stack.update({ Branch: 'without-a-commit' });
        await stack.resolve(stack.block());
      });

      test('does not take the last success for the sync that follows', async () => {
        rig.after(40, () => void stack.update({ Branch: 'main' }).then(() => stack.push(NEXT)));
        expect((await newSync().create(properties())).Data?.Revision).toBe(NEXT);
      });

      test('ends with the last success after a minute', async () => {
        expect((await newSync().create(properties())).Data?.Revision).toBe(COMMIT);
        expect(rig.seconds).toBeGreaterThanOrEqual(60);
        expect(rig.seconds).toBeLessThanOrEqual(70);
      });
    });

    test('fails if the stack was deleted by hand, which no push makes again', async () => {
      stack.sync();
      const blocker = stack.deleteByHand();
      stack.sync(NEXT, 'Stack prod does not exist');
      const { Status, Reason } = await newSync().create(properties());
      expect(Status).toBe('FAILED');
      expect(Reason).toContain('a stack that was deleted must be created again first');
      expect(Reason).toContain(blocker ?? 'Stack prod does not exist');
    });

    test('fails as soon as the sync fails', async () => {
      rig.after(100, () => stack.push(BAD, 'the template is not valid'));
      const response = await newSync().create(properties());
      expect(response.Reason).toContain('FAILED: the template is not valid; before: IN_PROGRESS: ');
      expect(response.Reason).toContain('no sync blocker is active');
      expect(rig.seconds).toBeLessThanOrEqual(110);
    });

    test('fails with a cut message if it is too long for a response', async () => {
      stack.sync();
      for (let number = 0; number < 10; number += 1) stack.block('橋'.repeat(500));
      stack.sync(NEXT);
      const response = await newSync().create(properties());
      expect(response.Reason).toMatch(
        /^Git sync does not update the stack prod .*…$|^the sync of the stack prod .*…$/s,
      );
    });

    test('fails if the branch cannot be read', async () => {
      rig.simulator.failConnection(stack.connectionArn);
      rig.after(10, () => stack.push());
      const response = await newSync().create(properties());
      expect(response.Reason).toMatch(
        /^the sync of the branch "main" for the stack prod has failed: "FAILED: Connection .* is ERROR.*; check its connection/,
      );
      expect(rig.seconds).toBeLessThanOrEqual(60);
    });

    test('ignores an earlier failure of the branch', async () => {
      rig.simulator.failConnection(stack.connectionArn);
      stack.sync();
      rig.simulator.completeConnection(stack.connectionArn);
      rig.after(10, () => stack.push(NEXT));
      expect((await newSync().create(properties())).Data?.Revision).toBe(NEXT);
    });

    test('goes on after an old failure of the branch, until somebody pushes', async () => {
      rig.simulator.failConnection(stack.connectionArn);
      stack.sync();
      rig.simulator.completeConnection(stack.connectionArn);
      rig.pass(3_600);
      rig.after(120, () => stack.push(NEXT));
      expect((await newSync().create(properties())).Data?.Revision).toBe(NEXT);
    });

    test('fails at the timeout with the old failure of the branch', async () => {
      rig.simulator.failConnection(stack.connectionArn);
      stack.sync();
      rig.pass(3_600);
      expect((await newSync().create(properties())).Reason).toMatch(
        /within 10 min: the sync of the branch "main" for the stack prod has failed: .*; check its connection and push a commit; deploy again/,
      );
      expect(rig.seconds).toBe(4_200);
    });

    test('does not name a sync blocker that was resolved at its timeout', async () => {
      const id = stack.block();
      rig.after(15, () => stack.resolve(id));
      const { Reason } = await newSync().create(properties());
      expect(Reason).toContain('no sync has started, so push a commit to its branch');
      expect(Reason).not.toContain(id);
    });

    test('fails for a stack without a sync configuration', async () => {
      const response = await newSync().create(properties({ StackName: 'unknown' }));
      expect(response.Reason).toBe('the stack unknown has no sync configuration; check its name and Region');
      expect(rig.seconds).toBeLessThanOrEqual(60);
    });
  });

  describe('the wait for the sync of a commit', () => {
    test('ends at once if the commit was synced, even before others', async () => {
      stack.sync();
      stack.sync(BAD, 'the template is not valid');
      expect((await newSync().create(properties({ Commit: COMMIT }))).Data?.Revision).toBe(COMMIT);
    });

    test('continues if other commits are synced or fail', async () => {
      stack.sync(BAD, 'the template is not valid');
      rig.after(60, () => stack.push(COMMIT));
      rig.after(120, () => stack.push(NEXT));
      expect((await newSync().create(properties({ Commit: NEXT }))).Data?.Revision).toBe(NEXT);
      expect(rig.seconds).toBeGreaterThanOrEqual(120);
    });

    test('fails at once if the sync of the commit fails', async () => {
      rig.after(60, () => stack.push(BAD, 'the template is not valid'));
      expect((await newSync().create(properties({ Commit: BAD }))).Reason).toContain('the template is not valid');
      expect(rig.seconds).toBeLessThanOrEqual(70);
    });

    test('fails at the timeout with the commit and the latest sync', async () => {
      stack.sync();
      const response = await newSync().create(properties({ Commit: NEXT }));
      expect(response.Reason).toMatch(
        new RegExp(
          `^the stack prod was not synced to commit ${NEXT} .*: its latest sync, to commit ${COMMIT} .* is SUCCEEDED`,
        ),
      );
    });
  });

  describe('after a successful wait', () => {
    test('a deployment neither waits nor reads again unless a property changes', async () => {
      stack.sync();
      const sync = newSync();
      await sync.create(properties());
      stack.sync(BAD, 'the template is not valid');
      expect((await sync.update(properties({ TimeoutInSeconds: 60 }))).Data?.Revision).toBe(COMMIT);
    });

    test('a new trigger waits and reads the attributes again', async () => {
      stack.sync();
      const sync = newSync();
      await sync.create(properties({ Trigger: '1' }));
      stack.sync(NEXT);
      expect((await sync.update(properties({ Trigger: '2' }))).Data?.Revision).toBe(NEXT);
    });

    test('a rollback neither waits nor fails', async () => {
      stack.sync();
      const sync = newSync();
      await sync.create(properties({ Commit: COMMIT }));
      stack.sync(NEXT);
      expect((await sync.updateInVain(properties({ Commit: NEXT }))).Data?.Revision).toBe(COMMIT);
      stack.sync(BAD, 'the template is not valid');
      const failed = await sync.update(properties({ Commit: BAD }));
      expect(failed.Status).toBe('FAILED');
      rig.deny('codeconnections:GetResourceSyncStatus');
      const started = rig.seconds;
      const response = await sync.change(properties({ Commit: COMMIT }));
      expect(response.Data).toEqual({
        StackName: 'prod',
        Revision: COMMIT,
        Branch: 'UNKNOWN',
        Directory: 'UNKNOWN',
        Target: 'UNKNOWN',
      });
      expect(rig.seconds).toBe(started);
    });
  });

  test.each(['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration', 'GetRepositorySyncStatus'])(
    'the wait for a successful sync fails without the permission %s, and names it',
    async (operation) => {
      rig.deny(`codeconnections:${operation}`);
      const response = await newSync().create(properties());
      expect(response.Reason).toContain(`not allowed to call codeconnections:${operation}`);
      expect(rig.seconds).toBeLessThanOrEqual(80);
    },
  );

  test.each([
    ['StackName', ''],
    ['Region', undefined],
    ['Commit', ''],
    ['Commit', 'x'.repeat(256)],
    ['TimeoutInSeconds', 0],
    ['TimeoutInSeconds', undefined],
  ])('the wait for a successful sync fails with %s %j, and names the property', async (name, value) => {
    const response = await newSync().create(properties({ [name]: value }));
    expect(response.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});
