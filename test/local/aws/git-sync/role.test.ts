/** The role of a sync configuration: who may assume it, and what it needs. */
import { role } from '../ministack/roles';
import type { Template } from '../ministack/stacks';
import { GIT_SYNC, GitSyncRig, PERMISSIONS, type SyncedStack, topic } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let rig: GitSyncRig;
beforeAll(async () => {
  rig = await GitSyncRig.start();
});
afterAll(() => rig?.stop());

test.each([
  ['another service', { Service: 'lambda.amazonaws.com' }],
  ['the account alone', { AWS: 'arn:aws:iam::123456789012:root' }],
])('Git sync does not assume a role that trusts %s', async (_, trust) => {
  const stack = await rig.synced({ trust });
  expect(await stack.lastEvent(stack.push(topic('first')))).toMatch(
    /cannot assume its role: .*trust policy.*on behalf of arn:aws/,
  );
});

test('Git sync assumes a role on behalf of the connection in its trust policy, and of no other', async () => {
  const stack = await rig.synced();
  await rig.stacks.update(stack.roleName, { Resources: { Role: trusting(stack, `${rig.connectionArn}-other`) } });
  expect(await stack.lastEvent(stack.push(topic('first')))).toContain('does not let');
  await rig.stacks.update(stack.roleName, { Resources: { Role: trusting(stack, rig.connectionArn) } });
  expect((await stack.syncTo(stack.push(topic('second')))).Status).toBe('SUCCEEDED');
});

test.each(PERMISSIONS.filter((action) => !/DeleteChangeSet|DescribeStackEvents/.test(action)))(
  'a sync fails if its role lacks %s',
  async (missing) => {
    const stack = await rig.synced({ actions: PERMISSIONS.filter((action) => action !== missing) });
    expect(await stack.lastEvent(stack.push(topic('first')))).toMatch(
      new RegExp(`assumed-role/.*not authorized to perform: ${missing}`),
    );
  },
);

test('a sync fails if its role has its permissions on another stack', async () => {
  const stack = await rig.synced({ of: 'another' });
  expect(await stack.lastEvent(stack.push(topic('first')))).toContain('not authorized');
});

/** The role of a stack, which Git sync may assume on behalf of one connection. */
function trusting({ roleName }: SyncedStack, sourceArn: string): Template['Resources'][string] {
  const made = role({ Service: GIT_SYNC }, [{ Action: PERMISSIONS }], roleName);
  const condition = { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': '123456789012' } };
  const statement = {
    Effect: 'Allow',
    Principal: { Service: GIT_SYNC },
    Action: 'sts:AssumeRole',
    Condition: condition,
  };
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [statement] };
  return { ...made, Properties: { ...(made.Properties as object), AssumeRolePolicyDocument } };
}
