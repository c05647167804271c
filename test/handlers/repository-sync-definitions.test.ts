import { REPOSITORY_SYNC_DEFINITIONS } from '../../src/handlers/repository-sync-definitions/contract';
import { CloudFormationResource } from './cloudformation';
import { SyncedStack } from './git-sync';
import { Rig } from './rig';

jest.setTimeout(60_000);

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const newDefinitions = () => new CloudFormationResource(rig, REPOSITORY_SYNC_DEFINITIONS.resourceType);

test('what a repository link keeps in sync is counted and named', async () => {
  const { linkArn } = await SyncedStack.create(rig, 'prod', 'eu-west-1');
  await SyncedStack.create(rig, 'beta', 'eu-west-1', { Branch: 'develop' });
  await SyncedStack.create(rig, 'alpha', 'eu-west-1', { Branch: 'develop' });
  const answer = await newDefinitions().create({ RepositoryLinkArn: linkArn });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Data: {
      StackCount: '3',
      StackNames: 'alpha, beta, prod',
      BranchCount: '2',
      Branches: 'develop, main',
      Complete: 'true',
    },
  });
  expect(Object.keys(answer.Data ?? {}).sort()).toEqual([...REPOSITORY_SYNC_DEFINITIONS.attributes].sort());
  expect(rig.calls.map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1']);
});

test('nothing in sync is no error', async () => {
  const stack = await SyncedStack.create(rig);
  await stack.remove();
  const answer = await newDefinitions().create({ RepositoryLinkArn: stack.linkArn });
  expect(answer.Data).toEqual({ StackCount: '0', StackNames: '', BranchCount: '0', Branches: '', Complete: 'true' });
});

test('as many as a link can keep are counted, and named as far as an answer carries', async () => {
  rig.simulator.configure({ quotas: { syncConfigurationsPerLink: 250, syncConfigurations: 250 } });
  let linkArn = '';
  for (let number = 100; number < 350; number += 1) {
    const Branch = `${number}-${'橋'.repeat(100)}`;
    ({ linkArn } = await SyncedStack.create(rig, `stack-${number}-${'x'.repeat(90)}`, 'us-east-1', { Branch }));
  }
  const answer = await newDefinitions().create({ RepositoryLinkArn: linkArn, Trigger: 'x'.repeat(1_001) });
  const { StackCount, StackNames = '', BranchCount, Branches, Complete } = answer.Data ?? {};
  expect([StackCount, BranchCount, Complete]).toEqual(['250', '250', 'false']);
  expect(StackNames.split(', ').length).toBeGreaterThanOrEqual(15);
  expect(StackNames).toMatch(/^stack-100-x+(, stack-1\d\d-x{90})+$/);
  expect(Branches).toMatch(/^100-橋{100}(, 101-橋{100})?$/);
});

test('they are listed again with a new trigger, and only then', async () => {
  const { linkArn } = await SyncedStack.create(rig);
  const definitions = newDefinitions();
  await definitions.create({ RepositoryLinkArn: linkArn, Trigger: '1' });
  await SyncedStack.create(rig, 'second');
  expect((await definitions.update({ RepositoryLinkArn: linkArn, Trigger: '2' })).Data?.StackCount).toBe('2');
});

test('a rollback does not fail when they cannot be read', async () => {
  const { linkArn } = await SyncedStack.create(rig);
  const definitions = newDefinitions();
  await definitions.create({ RepositoryLinkArn: linkArn, Trigger: '1' });
  await definitions.change({ RepositoryLinkArn: linkArn, Trigger: '2' });
  rig.deny('codeconnections:ListSyncConfigurations');
  const answer = await definitions.change({ RepositoryLinkArn: linkArn, Trigger: '1' });
  expect(answer.Data).toEqual({ StackCount: '-1', StackNames: '', BranchCount: '-1', Branches: '', Complete: 'false' });
  expect(rig.seconds).toBe(0);
});

test('a link that does not exist fails, and is named', async () => {
  const { linkArn } = await SyncedStack.create(rig);
  const unknown = linkArn.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');
  const answer = await newDefinitions().create({ RepositoryLinkArn: unknown });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('00000000-0000-4000-8000') });
});

test.each(['ListRepositorySyncDefinitions', 'ListSyncConfigurations'])(
  'without the permission %s it fails, and names it',
  async (operation) => {
    const { linkArn } = await SyncedStack.create(rig);
    rig.deny(`codeconnections:${operation}`);
    const answer = await newDefinitions().create({ RepositoryLinkArn: linkArn });
    expect(answer.Reason).toContain(`not allowed to call codeconnections:${operation}`);
  },
);

test.each([undefined, '', 'rubbish', 'arn:aws:codeconnections:us-east-1:123456789012:connection/1'])(
  'the ARN %j fails and names the property',
  async (RepositoryLinkArn) => {
    const answer = await newDefinitions().create({ RepositoryLinkArn });
    expect(answer.Reason).toMatch(/^RepositoryLinkArn must be the ARN of a repository-link, got /);
  },
);
