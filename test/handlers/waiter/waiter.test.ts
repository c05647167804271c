import { FUNCTION, STACK, TOPIC } from '../rig/account';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';
import { SUBJECTS } from '../waiter-subjects';
import { waiterOf } from './resource';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const rig = useRig(new CustomResourceRig());

describe.each(SUBJECTS)('the wait for $name', (subject) => {
  const { kind, arnProperty, statusAttribute } = subject;
  const { resource, properties } = waiterOf(rig, subject);

  test('ends at once if it is available', async () => {
    const arn = await subject.create(rig, 'first');
    subject.complete(rig, arn);
    const response = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
    expect(response).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: arn,
      Data: { [arnProperty]: arn, [statusAttribute]: 'AVAILABLE' },
    });
    expect(Object.keys(response.Data ?? {})).toEqual(subject.attributes);
    expect(rig.sns.messages).toEqual([]);
    expect(rig.runs).toBe(1);
    expect(rig.seconds).toBe(0);
  });

  test('ends within seconds after its completion', async () => {
    const arn = await subject.create(rig, 'first');
    rig.after(42, () => subject.complete(rig, arn));
    expect(await resource().create(properties(arn))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(rig.seconds).toBeGreaterThanOrEqual(42);
    expect(rig.seconds).toBeLessThanOrEqual(47);
  });

  test('continues over several runs of the function, with one notification', async () => {
    const arn = await subject.create(rig, 'first');
    rig.after(50 * 60, () => subject.complete(rig, arn));
    const response = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
    expect(response).toMatchObject({ Status: 'SUCCESS', Data: { [statusAttribute]: 'AVAILABLE' } });
    expect(rig.sns.messages).toHaveLength(1);
    expect(rig.runs).toBe(5);
    expect(rig.timeouts).toBe(0);
  });

  test('publishes and logs the instructions, the link and the deadline', async () => {
    const arn = await subject.create(rig, 'git-of-ours');
    rig.after(1, () => subject.complete(rig, arn));
    await resource().create(properties(arn, { NotificationTopicArn: TOPIC, TimeoutInSeconds: 600 }));
    const [{ subject: title, message, topicArn }] = rig.sns.messages;
    expect(topicArn).toBe(TOPIC);
    expect(title).toBe(`Complete the ${kind} "git-of-ours" for the stack my-stack`);
    const id = arn.split('/')[1];
    expect(message).toContain(
      `https://us-east-1.console.aws.amazon.com/codesuite/settings/123456789012/us-east-1/${subject.prefix}/${kind}s/${id}`,
    );
    for (const part of ['git-of-ours', 'my-stack', STACK, arn, 'Deadline: 2026-11-24T09:10:00Z', 'rolled back']) {
      expect(message).toContain(part);
    }
    expect(rig.log.join('\n')).toContain(message);
  });

  test('fails at the timeout with the link, and ignores the deletion that follows', async () => {
    const arn = await subject.create(rig, 'forgotten');
    const response = await resource().create(properties(arn, { TimeoutInSeconds: 90 }));
    expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'CREATE_FAILED' });
    expect(response.Reason).toMatch(new RegExp(`the ${kind} "forgotten" was not completed within 90 s.*PENDING`));
    expect(response.Reason).toContain(`/${subject.prefix}/${kind}s/${arn.split('/')[1]}`);
    expect(response.Reason).toContain('deploy again');
    expect(rig.seconds).toBe(90);
  });

  test('takes 58 minutes and at most six runs if it is never completed', async () => {
    const arn = await subject.create(rig, 'forgotten');
    const response = await resource().create(properties(arn));
    expect(response.Reason).toContain('within 58 min');
    expect(rig.seconds).toBe(58 * 60);
    expect(rig.runs - 1).toBeLessThanOrEqual(6); // the last one is the deletion
    expect(rig.timeouts).toBe(0);
  });

  test('succeeds at the timeout with ContinueWhenPending', async () => {
    const arn = await subject.create(rig, 'optional');
    const properties90 = properties(arn, {
      TimeoutInSeconds: 90,
      ContinueWhenPending: true,
      NotificationTopicArn: TOPIC,
    });
    expect(await resource().create(properties90)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: arn,
      Data: { [arnProperty]: arn, [statusAttribute]: 'PENDING' },
    });
    expect(rig.seconds).toBe(90);
    expect(rig.sns.messages[0].message).toContain('continues without it');
  });

  test.each([false, true])('fails at once in a failed status (ContinueWhenPending %s)', async (ContinueWhenPending) => {
    const arn = await subject.create(rig, 'broken');
    subject.complete(rig, arn);
    subject.fail(rig, arn);
    const response = await resource().create(properties(arn, { ContinueWhenPending, NotificationTopicArn: TOPIC }));
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toContain(`the ${kind} "broken" is in status ERROR`);
    expect(response.Reason).toContain(`/${kind}s/${arn.split('/')[1]}`);
    expect(rig.seconds).toBe(0);
    expect(rig.sns.messages).toEqual([]);
  });

  test('fails as soon as the status is failed', async () => {
    const arn = await subject.create(rig, 'broken');
    rig.after(1_000, () => subject.fail(rig, arn));
    const response = await resource().create(properties(arn));
    expect(response.Reason).toContain('is in status ERROR');
    expect(rig.seconds).toBeLessThanOrEqual(1_005);
  });

  test('fails if it is deleted meanwhile', async () => {
    const arn = await subject.create(rig, 'short-lived');
    rig.after(60, () => void subject.remove(rig, arn));
    const response = await resource().create(properties(arn));
    expect(response.Reason).toMatch(/ResourceNotFoundException/);
    expect(rig.seconds).toBeLessThan(100);
  });

  test('fails if it is not found for half a minute', async () => {
    const response = await resource().create(properties(subject.unknownArn));
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toMatch(new RegExp(`${subject.get} failed: .*ResourceNotFoundException`));
    expect(rig.seconds).toBeGreaterThanOrEqual(30);
    expect(rig.seconds).toBeLessThan(40);
  });

  test('continues if a new one is not found at first', async () => {
    rig.simulator.freeze();
    rig.simulator.configure({ consistencyDelay: 10_000 });
    const arn = await subject.create(rig, 'first');
    rig.after(20, () => rig.simulator.advance(20_000));
    rig.after(60, () => subject.complete(rig, arn));
    expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
  });

  test('calls the Region and API of the ARN, the Region of the topic, and its own function', async () => {
    const arn = await subject.create(rig, 'far-away', 'eu-west-1');
    const topic = TOPIC.replace('us-east-1', 'ap-south-1');
    rig.after(10, () => subject.complete(rig, arn));
    await resource().create(properties(arn, { NotificationTopicArn: topic }));
    expect(new Set(rig.calls.map((call) => JSON.stringify(call)))).toEqual(
      new Set(
        [
          { action: subject.get, resource: arn, region: 'eu-west-1' },
          { action: 'sns:Publish', resource: topic, region: 'ap-south-1' },
          { action: 'lambda:InvokeFunction', resource: FUNCTION, region: 'us-east-1' },
        ].map((call) => JSON.stringify(call)),
      ),
    );
  });

  test.each([
    [arnProperty, 'rubbish'],
    [arnProperty, undefined],
    [arnProperty, ''],
    [arnProperty, 'arn:aws:codeconnections:us-east-1:123456789012:repository-link/x'],
    [arnProperty, 'arn:aws:iam::123456789012:role/x'],
    [arnProperty, ['a', 'b']],
    ['TimeoutInSeconds', 0],
    ['TimeoutInSeconds', 3_481],
    ['TimeoutInSeconds', -1],
    ['TimeoutInSeconds', 'soon'],
    ['TimeoutInSeconds', 1.5],
    ['TimeoutInSeconds', undefined],
    ['ContinueWhenPending', 'perhaps'],
    ['ContinueWhenPending', undefined],
    ['NotificationTopicArn', 'rubbish'],
    ['NotificationTopicArn', 'arn:aws:sqs:us-east-1:123456789012:queue'],
  ])('fails with %s %j, and names the property', async (name, value) => {
    const arn = await subject.create(rig, 'first');
    const response = await resource().create(properties(arn, { [name]: value }));
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});
