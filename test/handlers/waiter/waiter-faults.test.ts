import { Rig, TOPIC } from '../rig';
import { SUBJECTS } from '../subjects';
import { waiterOf } from './resource';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

describe.each(SUBJECTS)('the wait for $name', (subject) => {
  const { resource, properties } = waiterOf(() => rig, subject);

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
});
