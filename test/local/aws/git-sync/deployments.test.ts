/** A push deploys to the stack that follows its branch. */
import { setTimeout as sleep } from 'node:timers/promises';
import { element, elements } from '../../../../local/aws/xml';
import { DEPLOYMENT, GitSyncRig, topic } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let rig: GitSyncRig;
beforeAll(async () => {
  rig = await GitSyncRig.start();
});
afterAll(() => rig?.stop());

test('a push updates the stack to its commit, from a template with short forms of intrinsic functions', async () => {
  const stack = await rig.synced();

  const sync = await stack.syncTo(stack.push(topic('first')));

  expect(sync.Status).toBe('SUCCEEDED');
  expect(sync.Events.map(({ Type }) => Type)).toEqual(['INITIATED', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(sync.Events[2]).toMatchObject({ ExternalId: expect.stringMatching(/^arn:aws:cloudformation:.*:changeSet\//) });
  expect(await rig.stacks.status(stack.name)).toBe('UPDATE_COMPLETE');
  expect(await stack.displayName()).toBe('first');
});

test('the stack gets the parameters and tags of the deployment file, as strings', async () => {
  const stack = await rig.synced();
  const file = 'parameters:\n  Name: 0010\ntags:\n  team: "platform & co"\n  live: true\n';

  await stack.syncTo(stack.push(topic('unused'), DEPLOYMENT + file));

  expect(await stack.displayName()).toBe('0010');
  const description = await rig.stacks.call('DescribeStacks', { StackName: stack.name });
  expect(
    elements(element(description, 'Tags'), 'member').map((tag) => [element(tag, 'Key'), element(tag, 'Value')]),
  ).toEqual([
    ['team', 'platform & co'],
    ['live', 'true'],
  ]);
});

test('a further push updates the stack again, and one that changes no resource succeeds without a change set', async () => {
  const stack = await rig.synced();
  await stack.syncTo(stack.push(topic('first')));

  await stack.syncTo(stack.push(topic('second')));
  expect(await stack.displayName()).toBe('second');

  const unchanged = await stack.syncTo(stack.push(`# a comment\n${topic('second')}`));
  expect(unchanged.Status).toBe('SUCCEEDED');
  expect(unchanged.Events.map(({ Event }) => Event)).toContain(`Stack ${stack.name} needs no change`);
  expect(await rig.stacks.call('ListChangeSets', { StackName: stack.name })).not.toContain('FAILED');
});

test('a failed update is rolled back, and the event of the sync names the resource and the reason', async () => {
  const stack = await rig.synced();
  await stack.syncTo(stack.push(topic('good')));
  const bad = `${topic('bad')}
  Connection:
    Type: AWS::CodeConnections::Connection
    Properties: { ConnectionName: github, ProviderType: GitHub } # there is one of this name
`;

  const event = await stack.lastEvent(stack.push(bad));

  expect(event).toContain(`Stack ${stack.name} is UPDATE_ROLLBACK_COMPLETE: Connection: `);
  expect(await stack.displayName()).toBe('good');
  expect((await stack.syncTo(stack.push(topic('better')))).Status).toBe('SUCCEEDED'); // a stack in that state can be synced
});

test.each([
  ['is no template', 'Resources', 'refused CreateChangeSet: Template format error'],
  ['lacks a parameter', 'Parameters: { Name: { Type: String } }\nResources: { T: { Type: AWS::SNS::Topic } }', 'Name'],
])('a template that %s fails the sync with the error of CloudFormation', async (_, template, message) => {
  const stack = await rig.synced();
  expect(await stack.lastEvent(stack.push(template))).toContain(message);
});

test.each([
  [51_200, 'is deployed', /^Stack .* is at /],
  [51_201, 'fails the sync', /has 51201 bytes, and CloudFormation takes 51200 without S3$/],
])('a template of %d bytes %s', async (size, _, event) => {
  const stack = await rig.synced();
  const template = `${topic('first')}# `;
  expect(await stack.lastEvent(stack.push(template.padEnd(size, '.')))).toMatch(event);
});

test('a stack that does not exist is not created', async () => {
  const stack = rig.next();
  await stack.follow();
  expect(await stack.lastEvent(stack.push(topic('first')))).toContain(`Stack with id ${stack.name} does not exist`);
});

test('a stack in ROLLBACK_COMPLETE is not updated, and the event of the sync says what to do', async () => {
  const stack = rig.next();
  const Connection = { Type: 'AWS::CodeConnections::Connection', Properties: { ConnectionName: 'github' } };
  await rig.stacks.failure('CreateStack', stack.name, { Resources: { Connection } });
  await stack.follow();
  const event = await stack.lastEvent(stack.push(topic('first')));
  expect(event).toMatch(
    /is ROLLBACK_COMPLETE, and Git sync updates only .*CREATE_COMPLETE, UPDATE_COMPLETE.*delete it/,
  );
});

test('a push to the branch of one stack leaves another stack of the repository as it is', async () => {
  const first = await rig.synced();
  const sha = first.push(topic('first'));
  const second = await rig.synced();
  expect((await second.syncTo(second.push(topic('second')))).Status).toBe('SUCCEEDED');
  expect(await second.displayName()).toBe('second');
  expect((await first.syncTo(sha)).Status).toBe('SUCCEEDED');
  expect(await first.displayName()).toBe('first');
});

test('deleting the sync configuration before its sync begins leaves the stack as it is', async () => {
  const stack = await rig.synced();
  rig.aws.simulator.configure({ syncDelay: 100 });
  stack.push(topic('first'));
  await stack.unfollow();
  await sleep(500);
  rig.aws.simulator.configure({ syncDelay: 0 });
  expect(await rig.stacks.status(stack.name)).toBe('CREATE_COMPLETE');
});
