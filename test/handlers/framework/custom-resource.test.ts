import { ACCOUNT, TOPIC } from '../rig/account';
import { CloudFormationResource, eventOf } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';
import { SUBJECTS } from '../waiter-subjects';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const rig = useRig(new CustomResourceRig());

const [connection] = SUBJECTS;
const resource = (type = connection.type) => new CloudFormationResource(rig, type);
const properties = (arn: string, more: object = {}) => ({
  ConnectionArn: arn,
  TimeoutInSeconds: 60,
  ContinueWhenPending: false,
  ...more,
});

describe('a resource type that the handler does not know', () => {
  test('fails a creation and an update, and is named', async () => {
    const waiter = resource('Custom::CodeConnectionsSomethingNew');
    const response = await waiter.create({});
    expect(response).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('Custom::CodeConnectionsSomethingNew'),
    });
  });

  test('does not fail a deletion, because a rollback deletes resources of later versions', async () => {
    expect((await resource('Custom::CodeConnectionsSomethingNew').delete('anything')).Status).toBe('SUCCESS');
  });
});

describe('the response bucket of CloudFormation', () => {
  test.each([[[503]], [[500, 502, 503, 504]], [[0, 0]], [[0, 503, 0]]])('is retried after %j', async (statuses) => {
    const arn = await connection.create(rig, 'first');
    connection.complete(rig, arn);
    rig.putStatuses.push(...statuses);
    expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
    expect(rig.runs).toBe(1);
  });

  test('is retried in the next run if it is unavailable in one run', async () => {
    const arn = await connection.create(rig, 'first');
    connection.complete(rig, arn);
    rig.putStatuses.push(...Array(6).fill(503));
    expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
    expect(rig.runs).toBe(2);
  });

  test('fails the run if it refuses the response, without its URL in the message', async () => {
    const arn = await connection.create(rig, 'first');
    connection.complete(rig, arn);
    rig.putStatuses.push(403, 403, 403);
    const error = await resource()
      .create(properties(arn))
      .catch((caught: Error) => caught);
    expect((error as Error).message).toBe('CloudFormation did not accept the response: HTTP 403');
    expect(rig.runs).toBe(3);
  });

  test('fails the run if it cannot be reached, without the signature in the message', async () => {
    const arn = await connection.create(rig, 'first');
    connection.complete(rig, arn);
    rig.putStatuses.push(...Array(18).fill(0));
    const error = await resource()
      .create(properties(arn))
      .catch((caught: Error) => caught);
    expect((error as Error).message).toMatch(/^no response from 127\.0\.0\.1:\d+: [\w ]+$/);
  });
});

test('a name in any script is preserved, in the notification and in a reason that is cut by bytes', async () => {
  const name = '橋🌉'.repeat(8);
  const arn = await connection.create(rig, name);
  const response = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
  expect(response.Reason).toContain(name);
  expect(rig.sns.messages[0].message).toContain(name);
});

test('the subject of a notification has at most 99 characters on one line', async () => {
  const arn = await connection.create(rig, 'a\nb\tc'.padEnd(32, 'x'));
  const long = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/${'s'.repeat(128)}/1`;
  rig.stackId = long;
  await rig.invoke(event(arn, { NotificationTopicArn: TOPIC }, { StackId: long }));
  expect(rig.sns.messages[0].subject).toMatch(/^[^\n\t]{99}$/);
});

test('a FIFO topic gets a group, and the same notification only once', async () => {
  const arn = await connection.create(rig, 'first');
  await rig.invoke(event(arn, { NotificationTopicArn: `${TOPIC}.fifo` }));
  expect(rig.sns.messages[0].groupId).toBe('request-1');
});

test('an event that is delivered twice gets the same response twice', async () => {
  const arn = await connection.create(rig, 'first');
  rig.after(100, () => connection.complete(rig, arn));
  const twice = event(arn, { NotificationTopicArn: TOPIC, TimeoutInSeconds: '3480' });
  await Promise.all([rig.invoke(twice), rig.invoke(twice)]);
  expect(rig.puts).toHaveLength(2);
  expect(rig.puts[1]).toEqual(rig.puts[0]);
});

describe('an event that is not valid', () => {
  test('fails without properties, and names the missing ones', async () => {
    await rig.invoke(event('', {}, { ResourceProperties: { ContractVersion: '1' } }));
    expect(JSON.parse(rig.puts[0].body).Reason).toMatch(
      /^ConnectionArn must be .*, got nothing; TimeoutInSeconds must be .*, got nothing; ContinueWhenPending must be .*, got nothing$/,
    );
  });

  test('fails with a value that is far too long, and shows its beginning', async () => {
    await rig.invoke(event('x'.repeat(10_000), {}));
    expect(JSON.parse(rig.puts[0].body).Reason.length).toBeLessThan(200);
  });
});

function event(arn: string, more: object, part: object = {}) {
  return eventOf(rig, connection.type, properties(arn, { TimeoutInSeconds: '60', ...more }), part);
}
