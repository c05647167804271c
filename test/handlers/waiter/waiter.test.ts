import { CloudFormationResource } from '../cloudformation';
import { FUNCTION, Rig, STACK, TOPIC } from '../rig';
import { SUBJECTS } from '../subjects';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

describe.each(SUBJECTS)('the wait for $name', (subject) => {
  const { kind, arnProperty, statusAttribute } = subject;
  const resource = () => new CloudFormationResource(rig, subject.type);
  const properties = (arn: string, more: object = {}) => ({
    [arnProperty]: arn,
    TimeoutInSeconds: 3_480,
    ContinueWhenPending: false,
    ...more,
  });

  test('is over at once when it is available', async () => {
    const arn = await subject.create(rig, 'first');
    subject.complete(rig, arn);
    const answer = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: arn,
      Data: { [arnProperty]: arn, [statusAttribute]: 'AVAILABLE' },
    });
    expect(Object.keys(answer.Data ?? {})).toEqual(subject.attributes);
    expect(rig.published).toEqual([]);
    expect(rig.runs).toBe(1);
    expect(rig.seconds).toBe(0);
  });

  test('ends within seconds of its completion', async () => {
    const arn = await subject.create(rig, 'first');
    rig.after(42, () => subject.complete(rig, arn));
    expect(await resource().create(properties(arn))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(rig.seconds).toBeGreaterThanOrEqual(42);
    expect(rig.seconds).toBeLessThanOrEqual(47);
  });

  test('goes on over several runs of the function, and tells the topic once', async () => {
    const arn = await subject.create(rig, 'first');
    rig.after(50 * 60, () => subject.complete(rig, arn));
    const answer = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { [statusAttribute]: 'AVAILABLE' } });
    expect(rig.published).toHaveLength(1);
    expect(rig.runs).toBe(5);
    expect(rig.timeouts).toBe(0);
  });

  test('says what to do, where and until when, to the topic and in the log', async () => {
    const arn = await subject.create(rig, 'git-of-ours');
    rig.after(1, () => subject.complete(rig, arn));
    await resource().create(properties(arn, { NotificationTopicArn: TOPIC, TimeoutInSeconds: 600 }));
    const [{ subject: title, message, topicArn }] = rig.published;
    expect(topicArn).toBe(TOPIC);
    expect(title).toBe(`Complete the ${kind} "git-of-ours" for the stack my-stack`);
    const id = arn.split('/')[1];
    expect(message).toContain(
      `https://us-east-1.console.aws.amazon.com/codesuite/settings/123456789012/us-east-1/${subject.prefix}/${kind}s/${id}`,
    );
    for (const part of ['git-of-ours', 'my-stack', STACK, arn, 'until 2026-11-24T09:10:00Z', 'rolled back']) {
      expect(message).toContain(part);
    }
    expect(rig.log.join('\n')).toContain(message);
  });

  test('fails at the time-out with the link, and its deletion is ignored', async () => {
    const arn = await subject.create(rig, 'forgotten');
    const answer = await resource().create(properties(arn, { TimeoutInSeconds: 90 }));
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'CREATE_FAILED' });
    expect(answer.Reason).toMatch(new RegExp(`nobody has completed the ${kind} "forgotten" within 90 s.*PENDING`));
    expect(answer.Reason).toContain(`/${subject.prefix}/${kind}s/${arn.split('/')[1]}`);
    expect(answer.Reason).toContain('deploy again');
    expect(rig.seconds).toBe(90);
  });

  test('takes 58 minutes when nobody comes, and no more than six runs', async () => {
    const arn = await subject.create(rig, 'forgotten');
    const answer = await resource().create(properties(arn));
    expect(answer.Reason).toContain('within 58 min');
    expect(rig.seconds).toBe(58 * 60);
    expect(rig.runs - 1).toBeLessThanOrEqual(6); // the last one is the deletion
    expect(rig.timeouts).toBe(0);
  });

  test('goes on without it at the time-out when that was asked for', async () => {
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
    expect(rig.published[0].message).toContain('goes on without it');
  });

  test.each([false, true])('fails at once when it has failed (ContinueWhenPending %s)', async (ContinueWhenPending) => {
    const arn = await subject.create(rig, 'broken');
    subject.complete(rig, arn);
    subject.fail(rig, arn);
    const answer = await resource().create(properties(arn, { ContinueWhenPending, NotificationTopicArn: TOPIC }));
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain(`the ${kind} "broken" is in status ERROR`);
    expect(answer.Reason).toContain(`/${kind}s/${arn.split('/')[1]}`);
    expect(rig.seconds).toBe(0);
    expect(rig.published).toEqual([]);
  });

  test('fails as soon as it fails', async () => {
    const arn = await subject.create(rig, 'broken');
    rig.after(1_000, () => subject.fail(rig, arn));
    const answer = await resource().create(properties(arn));
    expect(answer.Reason).toContain('is in status ERROR');
    expect(rig.seconds).toBeLessThanOrEqual(1_005);
  });

  test('fails when it is deleted meanwhile', async () => {
    const arn = await subject.create(rig, 'short-lived');
    rig.after(60, () => void subject.remove(rig, arn));
    const answer = await resource().create(properties(arn));
    expect(answer.Reason).toMatch(/ResourceNotFoundException/);
    expect(rig.seconds).toBeLessThan(100);
  });

  test('gives a new one half a minute to be known, then fails', async () => {
    const answer = await resource().create(properties(subject.unknownArn));
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(new RegExp(`${subject.get} failed: .*ResourceNotFoundException`));
    expect(rig.seconds).toBeGreaterThanOrEqual(30);
    expect(rig.seconds).toBeLessThan(40);
  });

  test('of a new one that some corner of the service does not know yet goes on', async () => {
    rig.simulator.freeze();
    rig.simulator.configure({ consistencyDelay: 10_000 });
    const arn = await subject.create(rig, 'first');
    rig.after(20, () => rig.simulator.advance(20_000));
    rig.after(60, () => subject.complete(rig, arn));
    expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
  });

  describe('an update', () => {
    test('to another one waits, and replaces', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      const waiter = resource();
      await waiter.create(properties(first));
      rig.after(30, () => subject.complete(rig, second));
      const answer = await waiter.update(properties(second, { NotificationTopicArn: TOPIC }));
      expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { [arnProperty]: second } });
      expect(answer.PhysicalResourceId.split('|')).toEqual([second, first]);
      expect(rig.published).toHaveLength(1);
      await waiter.delete();
      await waiter.delete();
    });

    test('of anything else is answered at once, whatever the status', async () => {
      const arn = await subject.create(rig, 'first');
      subject.complete(rig, arn);
      const waiter = resource();
      await waiter.create(properties(arn));
      subject.fail(rig, arn);
      const answer = await waiter.update(properties(arn, { TimeoutInSeconds: 60, NotificationTopicArn: TOPIC }));
      expect(answer).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: arn,
        Data: { [statusAttribute]: 'ERROR' },
      });
      expect(rig.published).toEqual([]);
      expect(rig.seconds).toBe(0);
    });

    test('that fails keeps what there was, and its rollback neither waits nor fails', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      const waiter = resource();
      await waiter.create(properties(first));
      subject.fail(rig, first);
      const answer = await waiter.update(properties(second, { TimeoutInSeconds: 60 }));
      expect(answer.Status).toBe('FAILED');
      expect(waiter.physicalId).toBe(first);
      expect(rig.seconds).toBe(60);
    });

    test('that is rolled back after its success goes back at once, also to what has since failed', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      const waiter = resource();
      await waiter.create(properties(first));
      subject.complete(rig, second);
      subject.fail(rig, first);
      const back = await waiter.updateInVain(properties(second));
      expect(back).toMatchObject({
        Data: { [arnProperty]: first, [statusAttribute]: 'ERROR' },
      });
      expect(rig.seconds).toBe(0);
    });

    test('that is rolled back to what is gone says that the status is unknown', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      subject.complete(rig, second);
      const waiter = resource();
      await waiter.create(properties(first));
      await waiter.change(properties(second));
      await subject.remove(rig, first);
      expect(await waiter.change(properties(first))).toMatchObject({
        Status: 'SUCCESS',
        Data: { [arnProperty]: first, [statusAttribute]: 'UNKNOWN' },
      });
      expect(rig.seconds).toBe(0);
    });

    test('that is rolled back without permission to look does not wait for the permission', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      subject.complete(rig, second);
      const waiter = resource();
      await waiter.create(properties(first));
      await waiter.change(properties(second));
      rig.deny(subject.get);
      expect(await waiter.change(properties(first))).toMatchObject({
        Status: 'SUCCESS',
        Data: { [arnProperty]: first },
      });
      expect(rig.seconds).toBe(0);
    });

    test('goes back over several failed deployments in one rollback', async () => {
      const arns: string[] = [];
      for (const name of ['one', 'two', 'three']) arns.push(await subject.create(rig, name));
      for (const arn of arns) subject.complete(rig, arn);
      const waiter = resource();
      await waiter.create(properties(arns[0]));
      await waiter.change(properties(arns[1]));
      await waiter.change(properties(arns[2]));
      subject.fail(rig, arns[0]);
      expect(await waiter.change(properties(arns[0]))).toMatchObject({ Data: { [arnProperty]: arns[0] } });
    });

    test('to one that was accepted earlier can be rolled back, too', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      for (const arn of [first, second]) subject.complete(rig, arn);
      const waiter = resource();
      await waiter.create(properties(first));
      await waiter.update(properties(second));
      subject.fail(rig, second);
      expect(await waiter.updateInVain(properties(first))).toMatchObject({ Data: { [arnProperty]: second } });
      expect(rig.seconds).toBe(0);
    });

    test('keeps a physical id of at most 1,024 bytes over many replacements', async () => {
      const waiter = resource();
      for (let number = 0; number < 15; number += 1) {
        const arn = await subject.create(rig, `number-${number}`);
        subject.complete(rig, arn);
        const answer = await (number === 0 ? waiter.create(properties(arn)) : waiter.update(properties(arn)));
        expect(answer.PhysicalResourceId.split('|')[0]).toBe(arn);
      }
      expect(waiter.physicalId?.split('|').length).toBeGreaterThan(5);
    });
  });

  describe('events of another version of this library', () => {
    test('with properties that are not known fail a creation, and say which', async () => {
      const arn = await subject.create(rig, 'first');
      const answer = await resource().create(properties(arn, { Colour: 'blue', Size: '1' }));
      expect(answer.Reason).toContain('Colour is not a property of this resource');
      expect(answer.Reason).toContain('Size is not a property');
    });

    test('with properties that are not known do not fail an update or a deletion', async () => {
      const arn = await subject.create(rig, 'first');
      subject.complete(rig, arn);
      const waiter = resource();
      await waiter.create(properties(arn));
      expect((await waiter.update(properties(arn, { Colour: 'blue' }))).Status).toBe('SUCCESS');
      await waiter.delete();
    });

    test('with nothing that a deletion could read do not fail it', async () => {
      await resource().delete(subject.unknownArn, {});
      expect(rig.calls).toEqual([]);
    });
  });

  describe('when a run dies', () => {
    test("Lambda's own retry goes on to the same deadline, without another notification", async () => {
      const arn = await subject.create(rig, 'forgotten');
      rig.crashAfter(400);
      const answer = await resource().create(properties(arn, { TimeoutInSeconds: 1_000, NotificationTopicArn: TOPIC }));
      expect(answer.Reason).toContain('nobody has completed');
      expect(rig.published).toHaveLength(1);
      expect(rig.seconds).toBe(1_000);
    });

    test('before it could hand over, the notification goes out again', async () => {
      const arn = await subject.create(rig, 'first');
      rig.deny('lambda:InvokeFunction', 2);
      rig.crashAfter(4);
      rig.after(120, () => subject.complete(rig, arn));
      const answer = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
      expect(answer.Status).toBe('SUCCESS');
      expect(rig.published).toHaveLength(2);
    });

    test('a retry sees what has become of it meanwhile', async () => {
      const arn = await subject.create(rig, 'first');
      rig.crashAfter(400);
      rig.after(410, () => subject.complete(rig, arn));
      expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
      expect(rig.runs).toBe(3);
    });
  });

  describe('problem with the service', () => {
    test.each(['throttling', 'server-error', 'unavailable', 'cut-before', 'cut-after', 'malformed-json'] as const)(
      'passes: %s',
      async (faultKind) => {
        const arn = await subject.create(rig, 'first');
        subject.complete(rig, arn);
        rig.simulator.fault({ kind: faultKind, operation: subject.operation, times: 4 });
        expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
      },
    );

    test('with credentials that have expired is told', async () => {
      const arn = await subject.create(rig, 'first');
      rig.simulator.fault({ kind: 'expired-token', operation: subject.operation });
      expect((await resource().create(properties(arn))).Reason).toMatch(/ExpiredToken/);
    });

    test('that lasts does not end a wait, and its reason is in the message of the time-out', async () => {
      const arn = await subject.create(rig, 'first');
      rig.after(20, () => rig.simulator.fault({ kind: 'throttling', operation: subject.operation, times: 1_000 }));
      const answer = await resource().create(properties(arn, { TimeoutInSeconds: 300 }));
      expect(answer.Reason).toMatch(/nobody has completed.*Throttl/s);
    });

    test('that ends does not end a wait', async () => {
      const arn = await subject.create(rig, 'first');
      rig.after(20, () => rig.simulator.fault({ kind: 'server-error', operation: subject.operation, times: 1_000 }));
      rig.after(200, () => rig.simulator.clearFaults());
      rig.after(210, () => subject.complete(rig, arn));
      expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
    });
  });

  describe('a permission', () => {
    test.each([subject.get, 'sns:Publish', 'lambda:InvokeFunction'])(
      '%s that is missing fails the deployment after half a minute, and the message names it',
      async (action) => {
        const arn = await subject.create(rig, 'first');
        rig.deny(action);
        const answer = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
        expect(answer.Status).toBe('FAILED');
        expect(answer.Reason).toContain(`not allowed to call ${action}`);
        expect(rig.seconds).toBeGreaterThanOrEqual(25);
        expect(rig.seconds).toBeLessThanOrEqual(40);
      },
    );

    test.each([subject.get, 'sns:Publish', 'lambda:InvokeFunction'])(
      '%s that comes into force meanwhile is enough',
      async (action) => {
        const arn = await subject.create(rig, 'first');
        rig.deny(action, 5);
        rig.after(120, () => subject.complete(rig, arn));
        expect((await resource().create(properties(arn, { NotificationTopicArn: TOPIC }))).Status).toBe('SUCCESS');
        expect(rig.published).toHaveLength(1);
      },
    );
  });

  test('calls the Region and the API of the ARN, the Region of the topic, and itself', async () => {
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
  ])('with %s %j fails and names the property', async (name, value) => {
    const arn = await subject.create(rig, 'first');
    const answer = await resource().create(properties(arn, { [name]: value }));
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});
