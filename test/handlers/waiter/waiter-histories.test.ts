import * as fc from 'fast-check';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { SUBJECTS } from '../waiter-subjects';

jest.setTimeout(120_000);

/** One thing that happens in the life of a stack; the numbers choose one of four things that can be waited for. */
type Step =
  | { readonly deploy: number; readonly completedMeanwhile: boolean }
  | { readonly deployInVain: number }
  | { readonly stuckBetween: number }
  | { readonly breaks: number };

const which = fc.nat({ max: 3 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ deploy: which, completedMeanwhile: fc.boolean() }),
    fc.record({ deployInVain: which }),
    fc.record({ stuckBetween: which }),
    fc.record({ breaks: which }),
  ),
  { minLength: 1, maxLength: 12 },
);

test('in random histories of a stack, no rollback waits or fails, and only available resources are accepted', async () => {
  const rig = await new CustomResourceRig().start();
  try {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SUBJECTS), steps, async (subject, life) => {
        rig.reset();
        const arns: string[] = [];
        const status = new Map<string, 'PENDING' | 'AVAILABLE' | 'ERROR'>();
        for (const name of ['a', 'b', 'c', 'd']) {
          const arn = await subject.create(rig, name);
          arns.push(arn);
          status.set(arn, 'PENDING');
        }
        const complete = (arn: string) => {
          if (status.get(arn) !== 'PENDING') return;
          subject.complete(rig, arn);
          status.set(arn, 'AVAILABLE');
        };
        const properties = (arn: string) => ({
          [subject.arnProperty]: arn,
          TimeoutInSeconds: 60,
          ContinueWhenPending: false,
        });

        const waiter = new CloudFormationResource(rig, subject.type);
        complete(arns[0]);
        await waiter.create(properties(arns[0]));
        let current = arns[0];

        for (const step of life) {
          const before = waiter.physicalId;
          const started = rig.seconds;
          if ('breaks' in step) {
            const arn = arns[step.breaks];
            complete(arn);
            if (status.get(arn) === 'AVAILABLE') subject.fail(rig, arn);
            status.set(arn, 'ERROR');
          } else if ('deploy' in step) {
            const arn = arns[step.deploy];
            if (step.completedMeanwhile) rig.after(20, () => complete(arn));
            // Accepted before means accepted now: it may be the rollback of another deployment.
            const known = (before ?? '').split('|').includes(arn);
            const response = await waiter.update(properties(arn)); // with its rollback, which must not wait
            expect(response.Status).toBe(known || status.get(arn) === 'AVAILABLE' ? 'SUCCESS' : 'FAILED');
            if (response.Status === 'SUCCESS') current = arn;
            else expect(waiter.physicalId).toBe(before);
          } else if ('deployInVain' in step) {
            complete(arns[step.deployInVain]);
            const arn = arns[step.deployInVain];
            const known = (before ?? '').split('|').includes(arn);
            if (!known && status.get(arn) !== 'AVAILABLE') continue;
            const back = await waiter.updateInVain(properties(arn));
            expect(back.Data?.[subject.arnProperty]).toBe(current);
            expect(rig.seconds).toBe(started);
          } else {
            // Two failed deployments one after the other without a rollback, then back to where it all began.
            const arn = arns[step.stuckBetween];
            if (status.get(arn) !== 'AVAILABLE') continue;
            await waiter.change(properties(arn));
            const response = await waiter.change(properties(current));
            expect(response).toMatchObject({ Status: 'SUCCESS', Data: { [subject.arnProperty]: current } });
            expect(rig.seconds).toBe(started);
          }
          expect(waiter.physicalId?.split('|')[0]).toBe(current);
        }
        await waiter.delete();
      }),
      { numRuns: 60 },
    );
  } finally {
    await rig.stop();
  }
});
