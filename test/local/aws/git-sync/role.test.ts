/** The role of a sync configuration: who may assume it, and what it needs. */
import { role } from '../ministack/roles';
import type { Template } from '../ministack/stacks';
import { EMPTY, GIT_SYNC, GitSyncRig, managedRules, PERMISSIONS, RULES, type SyncedStack, topic } from './rig';

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

test.each(RULES)('a sync fails if its role lacks %s', async (missing) => {
  const stack = await rig.synced({ more: [managedRules(RULES.filter((action) => action !== missing))] });
  expect(await stack.lastEvent(stack.push(topic('first')))).toMatch(
    new RegExp(`cannot manage its rule: .*assumed-role/.*not authorized to perform: ${missing}`),
  );
});

test('a sync passes the role of the stack, and fails if its role may not', async () => {
  const operations = 'arn:aws:iam::123456789012:role/operations';
  const service = 'cloudformation.amazonaws.com';
  const statements = [{ Action: 'sns:*' }];
  await rig.stacks.create('operations', { Resources: { Role: role({ Service: service }, statements, 'operations') } });
  const pass = { Action: 'iam:PassRole', Resource: operations };
  for (const more of [[managedRules(RULES)], [managedRules(RULES), pass]]) {
    const stack = rig.next();
    const TemplateBody = JSON.stringify(EMPTY);
    await rig.stacks.call('CreateStack', { StackName: stack.name, TemplateBody, RoleARN: operations });
    await rig.stacks.settled(stack.name);
    await stack.follow({ more });
    const { Status, Events } = await stack.syncTo(stack.push(topic('first')));
    if (more.includes(pass as (typeof more)[number])) expect(Status).toBe('SUCCEEDED');
    else expect(Events.at(-1)?.Event).toMatch(/assumed-role\/.*not authorized to perform: iam:PassRole/);
  }
});

test('a sync fails if its role has its permissions on another stack', async () => {
  const stack = await rig.synced({ of: 'another' });
  expect(await stack.lastEvent(stack.push(topic('first')))).toContain('not authorized');
});

/** The role of a stack, which Git sync may assume on behalf of one connection. */
function trusting({ roleName }: SyncedStack, sourceArn: string): Template['Resources'][string] {
  const made = role({ Service: GIT_SYNC }, [{ Action: PERMISSIONS }, managedRules(RULES)], roleName);
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
