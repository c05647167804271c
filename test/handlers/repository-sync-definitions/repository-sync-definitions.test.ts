import { REPOSITORY_SYNC_DEFINITIONS } from '../../../src/handlers/repository-sync-definitions/contract';
import { SyncedStack } from '../git-sync';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const rig = useRig(new CustomResourceRig());

const newDefinitions = () => new CloudFormationResource(rig, REPOSITORY_SYNC_DEFINITIONS.resourceType);

test('the definitions of a repository link are counted and listed', async () => {
  const { linkArn } = await SyncedStack.create(rig, 'prod', 'eu-west-1');
  await SyncedStack.create(rig, 'beta', 'eu-west-1', { Branch: 'develop' });
  await SyncedStack.create(rig, 'alpha', 'eu-west-1', { Branch: 'develop' });
  const response = await newDefinitions().create({ RepositoryLinkArn: linkArn });
  expect(response).toMatchObject({
    Status: 'SUCCESS',
    Data: {
      StackCount: '3',
      StackNames: 'alpha, beta, prod',
      BranchCount: '2',
      Branches: 'develop, main',
      Complete: 'true',
    },
  });
  expect(Object.keys(response.Data ?? {}).sort()).toEqual([...REPOSITORY_SYNC_DEFINITIONS.attributes].sort());
  expect(rig.calls.map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1']);
});

test('a repository link without definitions is no error', async () => {
  const stack = await SyncedStack.create(rig);
  await stack.remove();
  const response = await newDefinitions().create({ RepositoryLinkArn: stack.linkArn });
  expect(response.Data).toEqual({ StackCount: '0', StackNames: '', BranchCount: '0', Branches: '', Complete: 'true' });
});

test('all definitions are counted, and listed as far as they fit into a response', async () => {
  rig.simulator.configure({ quotas: { syncConfigurationsPerLink: 250, syncConfigurations: 250 } });
  let linkArn = '';
  for (let number = 100; number < 350; number += 1) {
    const Branch = `${number}-${'橋'.repeat(100)}`;
    ({ linkArn } = await SyncedStack.create(rig, `stack-${number}-${'x'.repeat(90)}`, 'us-east-1', { Branch }));
  }
  const response = await newDefinitions().create({ RepositoryLinkArn: linkArn, Trigger: 'x'.repeat(1_001) });
  const { StackCount, StackNames = '', BranchCount, Branches, Complete } = response.Data ?? {};
  expect([StackCount, BranchCount, Complete]).toEqual(['250', '250', 'false']);
  expect(StackNames.split(', ').length).toBeGreaterThanOrEqual(15);
  expect(StackNames).toMatch(/^stack-100-x+(, stack-1\d\d-x{90})+$/);
  expect(Branches).toMatch(/^100-橋{100}(, 101-橋{100})?$/);
});

test('the definitions are listed again only with a new trigger', async () => {
  const { linkArn } = await SyncedStack.create(rig);
  const definitions = newDefinitions();
  await definitions.create({ RepositoryLinkArn: linkArn, Trigger: '1' });
  await SyncedStack.create(rig, 'second');
  expect((await definitions.update({ RepositoryLinkArn: linkArn, Trigger: '2' })).Data?.StackCount).toBe('2');
});

test('a rollback succeeds if the definitions cannot be read', async () => {
  const { linkArn } = await SyncedStack.create(rig);
  const definitions = newDefinitions();
  await definitions.create({ RepositoryLinkArn: linkArn, Trigger: '1' });
  await definitions.change({ RepositoryLinkArn: linkArn, Trigger: '2' });
  rig.deny('codeconnections:ListSyncConfigurations');
  const response = await definitions.change({ RepositoryLinkArn: linkArn, Trigger: '1' });
  expect(response.Data).toEqual({
    StackCount: '-1',
    StackNames: '',
    BranchCount: '-1',
    Branches: '',
    Complete: 'false',
  });
  expect(rig.seconds).toBe(0);
});

test('a repository link that does not exist fails, and is named', async () => {
  const { linkArn } = await SyncedStack.create(rig);
  const unknown = linkArn.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');
  const response = await newDefinitions().create({ RepositoryLinkArn: unknown });
  expect(response).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('00000000-0000-4000-8000') });
});

test.each(['ListRepositorySyncDefinitions', 'ListSyncConfigurations'])(
  'listing the definitions fails without the permission %s, and names it',
  async (operation) => {
    const { linkArn } = await SyncedStack.create(rig);
    rig.deny(`codeconnections:${operation}`);
    const response = await newDefinitions().create({ RepositoryLinkArn: linkArn });
    expect(response.Reason).toContain(`not allowed to call codeconnections:${operation}`);
  },
);

test.each([undefined, '', 'rubbish', 'arn:aws:codeconnections:us-east-1:123456789012:connection/1'])(
  'listing the definitions fails with the ARN %j, and names the property',
  async (RepositoryLinkArn) => {
    const response = await newDefinitions().create({ RepositoryLinkArn });
    expect(response.Reason).toMatch(/^RepositoryLinkArn must be the ARN of a repository-link, got /);
  },
);
