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
  const { arnProperty, statusAttribute } = subject;
  const { resource, properties } = waiterOf(() => rig, subject);

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
});
