import { TOPIC } from '../rig/account';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';
import { SUBJECTS } from '../waiter-subjects';
import { waiterOf } from './resource';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const rig = useRig(new CustomResourceRig());

describe.each(SUBJECTS)('the wait for $name', (subject) => {
  const { arnProperty, statusAttribute } = subject;
  const { resource, properties } = waiterOf(rig, subject);

  describe('during an update', () => {
    test('waits for another one, and replaces the first', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      const waiter = resource();
      await waiter.create(properties(first));
      rig.after(30, () => subject.complete(rig, second));
      const response = await waiter.update(properties(second, { NotificationTopicArn: TOPIC }));
      expect(response).toMatchObject({ Status: 'SUCCESS', Data: { [arnProperty]: second } });
      expect(response.PhysicalResourceId.split('|')).toEqual([second, first]);
      expect(rig.sns.messages).toHaveLength(1);
      await waiter.delete();
      await waiter.delete();
    });

    test('ends at once if only other properties change, in any status', async () => {
      const arn = await subject.create(rig, 'first');
      subject.complete(rig, arn);
      const waiter = resource();
      await waiter.create(properties(arn));
      subject.fail(rig, arn);
      const response = await waiter.update(properties(arn, { TimeoutInSeconds: 60, NotificationTopicArn: TOPIC }));
      expect(response).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: arn,
        Data: { [statusAttribute]: 'ERROR' },
      });
      expect(rig.sns.messages).toEqual([]);
      expect(rig.seconds).toBe(0);
    });

    test('keeps the first one after a failure, and neither waits nor fails in the rollback', async () => {
      const [first, second] = [await subject.create(rig, 'first'), await subject.create(rig, 'second')];
      subject.complete(rig, first);
      const waiter = resource();
      await waiter.create(properties(first));
      subject.fail(rig, first);
      const response = await waiter.update(properties(second, { TimeoutInSeconds: 60 }));
      expect(response.Status).toBe('FAILED');
      expect(waiter.physicalId).toBe(first);
      expect(rig.seconds).toBe(60);
    });

    test('goes back at once in a rollback, even to one that has failed since', async () => {
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

    test('has an unknown status in a rollback to one that no longer exists', async () => {
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

    test('does not wait for a missing permission in a rollback', async () => {
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

    test('can be rolled back from one that was accepted earlier', async () => {
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
        const response = await (number === 0 ? waiter.create(properties(arn)) : waiter.update(properties(arn)));
        expect(response.PhysicalResourceId.split('|')[0]).toBe(arn);
      }
      expect(waiter.physicalId?.split('|').length).toBeGreaterThan(5);
    });
  });

  describe('with events of another version of this library', () => {
    test('fails a creation with unknown properties, and names them', async () => {
      const arn = await subject.create(rig, 'first');
      const response = await resource().create(properties(arn, { Colour: 'blue', Size: '1' }));
      expect(response.Reason).toContain('Colour is not a property of this resource');
      expect(response.Reason).toContain('Size is not a property');
    });

    test('ignores unknown properties in an update and a deletion', async () => {
      const arn = await subject.create(rig, 'first');
      subject.complete(rig, arn);
      const waiter = resource();
      await waiter.create(properties(arn));
      expect((await waiter.update(properties(arn, { Colour: 'blue' }))).Status).toBe('SUCCESS');
      await waiter.delete();
    });

    test('succeeds in a deletion without any properties', async () => {
      await resource().delete(subject.unknownArn, {});
      expect(rig.calls).toEqual([]);
    });
  });
});
