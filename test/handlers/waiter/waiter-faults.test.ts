import { TOPIC } from '../rig/account';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';
import { SUBJECTS } from '../waiter-subjects';
import { waiterOf } from './resource';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const rig = useRig(new CustomResourceRig());

describe.each(SUBJECTS)('the wait for $name', (subject) => {
  const { resource, properties } = waiterOf(rig, subject);

  describe('after a run has died', () => {
    test('continues to the same deadline in the retry of Lambda, without another notification', async () => {
      const arn = await subject.create(rig, 'forgotten');
      rig.crashAfter(400);
      const response = await resource().create(
        properties(arn, { TimeoutInSeconds: 1_000, NotificationTopicArn: TOPIC }),
      );
      expect(response.Reason).toContain('was not completed');
      expect(rig.sns.messages).toHaveLength(1);
      expect(rig.seconds).toBe(1_000);
    });

    test('sends the notification again if the run could not hand over', async () => {
      const arn = await subject.create(rig, 'first');
      rig.deny('lambda:InvokeFunction', 2);
      rig.crashAfter(4);
      rig.after(120, () => subject.complete(rig, arn));
      const response = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
      expect(response.Status).toBe('SUCCESS');
      expect(rig.sns.messages).toHaveLength(2);
    });

    test('reads the new status in the retry of Lambda', async () => {
      const arn = await subject.create(rig, 'first');
      rig.crashAfter(400);
      rig.after(410, () => subject.complete(rig, arn));
      expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
      expect(rig.runs).toBe(3);
    });
  });

  describe('with problems of the service', () => {
    test.each(['throttling', 'server-error', 'unavailable', 'cut-before', 'cut-after', 'malformed-json'] as const)(
      'succeeds after %s',
      async (faultKind) => {
        const arn = await subject.create(rig, 'first');
        subject.complete(rig, arn);
        rig.simulator.fault({ kind: faultKind, operation: subject.operation, times: 4 });
        expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
      },
    );

    test('fails with expired credentials', async () => {
      const arn = await subject.create(rig, 'first');
      rig.simulator.fault({ kind: 'expired-token', operation: subject.operation });
      expect((await resource().create(properties(arn))).Reason).toMatch(/ExpiredToken/);
    });

    test('waits until the timeout during a lasting problem, and names it in the message', async () => {
      const arn = await subject.create(rig, 'first');
      rig.after(20, () => rig.simulator.fault({ kind: 'throttling', operation: subject.operation, times: 1_000 }));
      const response = await resource().create(properties(arn, { TimeoutInSeconds: 300 }));
      expect(response.Reason).toMatch(/was not completed.*Throttl/s);
    });

    test('continues after a temporary problem', async () => {
      const arn = await subject.create(rig, 'first');
      rig.after(20, () => rig.simulator.fault({ kind: 'server-error', operation: subject.operation, times: 1_000 }));
      rig.after(200, () => rig.simulator.clearFaults());
      rig.after(210, () => subject.complete(rig, arn));
      expect((await resource().create(properties(arn))).Status).toBe('SUCCESS');
    });
  });

  describe('with missing permissions', () => {
    test.each([subject.get, 'sns:Publish', 'lambda:InvokeFunction'])(
      'fails after half a minute without %s, and names it',
      async (action) => {
        const arn = await subject.create(rig, 'first');
        rig.deny(action);
        const response = await resource().create(properties(arn, { NotificationTopicArn: TOPIC }));
        expect(response.Status).toBe('FAILED');
        expect(response.Reason).toContain(`not allowed to call ${action}`);
        expect(rig.seconds).toBeGreaterThanOrEqual(25);
        expect(rig.seconds).toBeLessThanOrEqual(40);
      },
    );

    test.each([subject.get, 'sns:Publish', 'lambda:InvokeFunction'])(
      'continues when %s comes into force',
      async (action) => {
        const arn = await subject.create(rig, 'first');
        rig.deny(action, 5);
        rig.after(120, () => subject.complete(rig, arn));
        expect((await resource().create(properties(arn, { NotificationTopicArn: TOPIC }))).Status).toBe('SUCCESS');
        expect(rig.sns.messages).toHaveLength(1);
      },
    );
  });
});
