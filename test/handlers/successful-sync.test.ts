import { SUCCESSFUL_SYNC } from '../../src/handlers/successful-sync/contract';
import { CloudFormationResource } from './cloudformation';
import { COMMIT, SyncedStack } from './git-sync';
import { Rig } from './rig';

jest.setTimeout(60_000);

const [BAD, NEXT] = ['bad0000000000000000000000000000000000000', 'next000000000000000000000000000000000000'];

let rig: Rig;
let stack: SyncedStack;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  rig.reset();
  stack = await SyncedStack.create(rig);
});

const newSync = () => new CloudFormationResource(rig, SUCCESSFUL_SYNC.resourceType);
const properties = (more: object = {}) => ({ ...stack.properties, TimeoutInSeconds: 600, ...more });

describe('the wait for a successful sync', () => {
  test('is over at once when the latest sync was one, and tells what was synced', async () => {
    stack.sync();
    const answer = await newSync().create(properties());
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Data: { StackName: 'prod', Revision: COMMIT, Branch: 'main', Directory: 'prod.yaml', Target: 'prod' },
    });
    expect(Object.keys(answer.Data ?? {}).sort()).toEqual([...SUCCESSFUL_SYNC.attributes].sort());
    expect(rig.runs).toBe(1);
    expect(rig.seconds).toBe(0);
  });

  test('lasts until the first commit has come and is synced, over several runs if need be', async () => {
    rig.after(40 * 60, () => stack.push());
    const answer = await newSync().create(properties({ TimeoutInSeconds: 3_480 }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Revision: COMMIT } });
    expect(rig.seconds).toBeLessThanOrEqual(40 * 60 + 10);
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

  test('is for the Region of the sync configuration', async () => {
    const abroad = await SyncedStack.create(rig, 'abroad', 'eu-west-1');
    abroad.sync();
    expect((await newSync().create(properties(abroad.properties))).Status).toBe('SUCCESS');
    expect(rig.calls.map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test('fails at the time-out, and says what there was', async () => {
    const answer = await newSync().create(properties());
    expect(answer.Reason).toBe(
      'the stack prod has not been synced to the latest commit within 10 min, there has been no sync of it',
    );
    expect(rig.seconds).toBe(600);
  });

  test('fails at once when the sync fails, with its events and the active sync blockers', async () => {
    stack.sync();
    const id = stack.block('changed by hand', { resource: 'Topic' });
    stack.sync(NEXT);
    const answer = await newSync().create(properties());
    expect(answer.Reason).toMatch(
      /^the sync of the stack prod to commit next0+ \("my-org\/infra", branch "main"\) has failed: "FAILED: Blocked by /,
    );
    expect(answer.Reason).toContain(`active sync blockers: ${id}: "changed by hand" ("resource=Topic")`);
    expect(rig.seconds).toBe(0);
  });

  test('fails as soon as the sync fails', async () => {
    rig.after(100, () => stack.push(BAD, 'the template is not valid'));
    const answer = await newSync().create(properties());
    expect(answer.Reason).toContain('FAILED: the template is not valid <- IN_PROGRESS: ');
    expect(answer.Reason).toContain('no active sync blocker');
    expect(rig.seconds).toBeLessThanOrEqual(110);
  });

  test('fails readably when there is more to tell than CloudFormation carries', async () => {
    stack.sync();
    for (let number = 0; number < 10; number += 1) stack.block('橋'.repeat(500));
    stack.sync(NEXT);
    const answer = await newSync().create(properties());
    expect(answer.Reason).toMatch(/^the sync of the stack prod .*…$/s);
  });

  test('fails when the branch cannot be read', async () => {
    rig.simulator.failConnection(stack.connectionArn);
    rig.after(10, () => stack.push());
    const answer = await newSync().create(properties());
    expect(answer.Reason).toMatch(
      /^the sync of the branch "main", which the stack prod follows, has failed: "FAILED: Connection .* is ERROR/,
    );
    expect(rig.seconds).toBeLessThanOrEqual(60);
  });

  test('does not take a failure of the branch from before for its own', async () => {
    rig.simulator.failConnection(stack.connectionArn);
    stack.sync();
    rig.simulator.completeConnection(stack.connectionArn);
    rig.after(10, () => stack.push(NEXT));
    expect((await newSync().create(properties())).Data?.Revision).toBe(NEXT);
  });

  test('fails for a stack without a sync configuration, and says so', async () => {
    const answer = await newSync().create(properties({ StackName: 'unknown' }));
    expect(answer.Reason).toContain('Stack unknown has no sync configuration');
    expect(rig.seconds).toBeLessThanOrEqual(60);
  });
});

describe('the wait for the sync of a commit', () => {
  test('is over at once when that was synced, also before others', async () => {
    stack.sync();
    stack.sync(BAD, 'the template is not valid');
    expect((await newSync().create(properties({ Commit: COMMIT }))).Data?.Revision).toBe(COMMIT);
  });

  test('goes on when others are synced, or fail', async () => {
    stack.sync(BAD, 'the template is not valid');
    rig.after(60, () => stack.push(COMMIT));
    rig.after(120, () => stack.push(NEXT));
    expect((await newSync().create(properties({ Commit: NEXT }))).Data?.Revision).toBe(NEXT);
    expect(rig.seconds).toBeGreaterThanOrEqual(120);
  });

  test('fails at once when that commit fails', async () => {
    rig.after(60, () => stack.push(BAD, 'the template is not valid'));
    expect((await newSync().create(properties({ Commit: BAD }))).Reason).toContain('the template is not valid');
    expect(rig.seconds).toBeLessThanOrEqual(70);
  });

  test('fails at the time-out with the commit, and the latest one that there was', async () => {
    stack.sync();
    const answer = await newSync().create(properties({ Commit: NEXT }));
    expect(answer.Reason).toBe(
      `the stack prod has not been synced to commit ${NEXT} within 10 min, its latest sync, to commit ${COMMIT} ("my-org/infra", branch "main"), is SUCCEEDED`,
    );
  });
});

describe('after it has been synced once', () => {
  test('a deployment neither waits nor looks what is new, unless a property is', async () => {
    stack.sync();
    const sync = newSync();
    await sync.create(properties());
    stack.sync(BAD, 'the template is not valid');
    expect((await sync.update(properties({ TimeoutInSeconds: 60 }))).Data?.Revision).toBe(COMMIT);
  });

  test('a new trigger waits, and tells what was synced, again', async () => {
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
    const answer = await sync.change(properties({ Commit: COMMIT }));
    expect(answer.Data).toEqual({
      StackName: 'prod',
      Revision: COMMIT,
      Branch: 'UNKNOWN',
      Directory: 'UNKNOWN',
      Target: 'UNKNOWN',
    });
    expect(rig.seconds).toBe(started);
  });
});

test.each(['GetResourceSyncStatus', 'GetSyncConfiguration', 'GetRepositorySyncStatus'])(
  'without the permission %s it fails, and names it',
  async (operation) => {
    rig.deny(`codeconnections:${operation}`);
    const answer = await newSync().create(properties());
    expect(answer.Reason).toContain(`not allowed to call codeconnections:${operation}`);
    expect(rig.seconds).toBeLessThanOrEqual(80);
  },
);

test('without the permission to read sync blockers, a failure still has its events, and names it', async () => {
  stack.sync(BAD, 'the template is not valid');
  rig.deny('codeconnections:GetSyncBlockerSummary');
  const answer = await newSync().create(properties());
  expect(answer.Reason).toContain('the template is not valid');
  expect(answer.Reason).toContain('codeconnections:GetSyncBlockerSummary');
});

test.each([
  ['StackName', ''],
  ['Region', undefined],
  ['Commit', ''],
  ['Commit', 'x'.repeat(256)],
  ['TimeoutInSeconds', 0],
  ['TimeoutInSeconds', undefined],
])('with %s %j it fails and names the property', async (name, value) => {
  const answer = await newSync().create(properties({ [name]: value }));
  expect(answer.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
  expect(rig.calls).toEqual([]);
});
