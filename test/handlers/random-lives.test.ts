import * as fc from 'fast-check';
import type { FaultKind } from '../../local/simulator/faults';
import { KINDS, type Kind, type Scene } from './life-scenarios';
import { CloudFormationResource } from './rig/cloudformation-resource';
import { CustomResourceRig, type Delivery } from './rig/custom-resource-rig';
import { EVERY_RESOURCE } from './rig/every-resource';

jest.setTimeout(180_000);

/** How one event arrives, and what goes wrong with the service meanwhile. */
interface Circumstances {
  readonly delivery: Delivery;
  readonly fault?: { readonly kind: FaultKind; readonly times?: number; readonly rate?: number };
}

/** What happens to the stack. */
type Step = Circumstances & {
  readonly does: 'deploy' | 'deploy in vain' | 'something happens';
  readonly version: number;
  readonly rollback: Circumstances;
};

const PASSING: FaultKind[] = [
  'throttling',
  'server-error',
  'unavailable',
  'slow',
  'cut-before',
  'cut-after',
  'malformed-json',
];

const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  fc.constant({}),
  fc.constant({ twice: true }),
  fc.record({ diesAt: fc.integer({ min: 1, max: 6 }), afterTheEffect: fc.boolean() }),
);
/** It hits the first calls, or every second, third or fourth one. */
const fault = (kinds: FaultKind[]) => {
  const kind = fc.constantFrom(...kinds);
  return fc.oneof(
    fc.record({ kind, times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind, rate: fc.constantFrom(0.25, 0.34, 0.5) }),
  );
};
const circumstances = (kinds: FaultKind[]): fc.Arbitrary<Circumstances> =>
  fc
    .record({ delivery, fault: fault(kinds) }, { requiredKeys: ['delivery'] })
    // After a response that it has failed for good, CloudFormation does not wait for another one.
    .map((each) => (each.fault?.kind === 'expired-token' ? { ...each, delivery: {} } : each));
const anyProblem = circumstances([...PASSING, 'expired-token']);
const passingProblem = circumstances(PASSING);
const version = fc.nat({ max: 3 });

const life = fc.record({
  creation: anyProblem,
  steps: fc.array(
    fc
      .record({
        does: fc.constantFrom('deploy', 'deploy', 'deploy in vain', 'something happens'),
        version,
        circumstances: anyProblem,
        rollback: passingProblem,
      })
      .map(({ circumstances: each, ...step }) => ({ ...step, ...each }) as Step),
    { maxLength: 8 },
  ),
  vanishes: fc.boolean(),
  deletion: passingProblem,
});

/** Whether trying again is enough. */
const passes = ({ fault: problem }: Circumstances) => problem?.kind !== 'expired-token';

/** The life of one custom resource: from its creation, over updates and rollbacks, to its deletion. */
class Life {
  private readonly resource: CloudFormationResource;
  private current = 0;

  constructor(
    private readonly rig: CustomResourceRig,
    private readonly kind: Kind,
    private readonly scene: Scene,
  ) {
    this.resource = new CloudFormationResource(rig, kind.type);
  }

  /** Until it succeeds: the deletion that follows a failure is part of it. */
  async create(problem: Circumstances): Promise<void> {
    const first = await this.under(problem, () => this.resource.create(this.propertiesOf(0)));
    if (passes(problem)) expect(first.Status).toBe('SUCCESS');
    if (first.Status === 'FAILED') await this.scene.deleted();
    const response = first.Status === 'SUCCESS' ? first : await this.resource.create(this.propertiesOf(0));
    expect(response.Status).toBe('SUCCESS');
    await this.scene.deployed(0, response);
    await this.scene.settled?.(0, response);
  }

  async deploy(wanted: number, step: Step, inVain: boolean): Promise<void> {
    const [before, current] = [this.resource.physicalId, this.current];
    const response = await this.under(step, () => this.resource.change(this.propertiesOf(wanted)));
    const succeeded = response.Status === 'SUCCESS';
    if (passes(step)) expect(response.Status).toBe('SUCCESS');
    const changed = this.resource.physicalId;
    if (succeeded) await this.scene.deployed(this.versionOf(wanted), response);
    if (succeeded && !inVain) {
      this.current = wanted;
      if (!this.retains(wanted) && !this.retains(current)) await this.cleanUp(before, changed, current, step.rollback);
      await this.scene.settled?.(this.versionOf(wanted), response);
      return;
    }
    const back = await this.under(step.rollback, () => this.resource.change(this.propertiesOf(current)));
    expect(back.Status).toBe('SUCCESS'); // or the rollback fails
    // CloudFormation has taken a new id for a new resource, even if the response to the way back has the same.
    await this.cleanUp(changed, before === changed ? this.resource.physicalId : before, wanted, step.rollback);
    if (!succeeded) await this.scene.failed?.(this.versionOf(wanted), this.versionOf(current));
    await this.scene.deployed(this.versionOf(current), back);
    await this.scene.settled?.(this.versionOf(current), back);
  }

  async delete(problem: Circumstances): Promise<void> {
    if (this.retains(this.current)) return;
    await this.under(problem, () => this.resource.delete());
    await this.under(problem, () => this.resource.delete());
  }

  /** The old one is deleted when the id is another. */
  private async cleanUp(old: string | undefined, now: string | undefined, properties: number, problem: Circumstances) {
    if (old !== now) await this.under(problem, () => this.resource.delete(old, this.propertiesOf(properties)));
  }

  private retains(number: number): boolean {
    return this.scene.retains?.(this.versionOf(number)) ?? false;
  }

  private propertiesOf(number: number) {
    return this.scene.versions[this.versionOf(number)];
  }

  /** Which of the versions that there are is meant. */
  private versionOf(number: number): number {
    return number % this.scene.versions.length;
  }

  private async under<T>({ delivery: how, fault }: Circumstances, act: () => Promise<T>): Promise<T> {
    this.rig.delivery = how;
    if (fault) this.rig.simulator.fault({ ...fault, delay: 5 });
    try {
      const result = await act();
      this.compareResponses();
      return result;
    } finally {
      this.rig.delivery = {};
      this.rig.simulator.clearFaults();
    }
  }

  /** The second response to an event must equal the first: nobody knows which of them CloudFormation reads. */
  private compareResponses(): void {
    const repeated = this.rig.repeatedPuts.splice(0);
    for (const { body } of repeated) {
      const first = this.rig.puts
        .map((put) => JSON.parse(put.body))
        .find((put) => put.RequestId === JSON.parse(body).RequestId);
      expect(JSON.parse(body)).toMatchObject(this.kind.remembersOnce ? { Status: first.Status } : first);
    }
  }
}

test('every type of custom resource is tested with random histories', () => {
  expect([...new Set(KINDS.map(({ type }) => type))].sort()).toEqual(
    EVERY_RESOURCE.map(({ resourceType }) => resourceType).sort(),
  );
});

test.each(KINDS)('in random histories of a stack, $name has the right result', async (kind) => {
  const rig = await new CustomResourceRig().start();
  try {
    await fc.assert(
      fc.asyncProperty(life, async ({ creation, steps, vanishes, deletion }) => {
        rig.reset();
        const scene = await kind.setUp(rig);
        const it = new Life(rig, kind, scene);
        await it.create(creation);
        for (const step of steps) {
          if (step.does === 'something happens') scene.happens?.();
          else await it.deploy(step.version, step, step.does === 'deploy in vain');
        }
        if (vanishes) await scene.vanish();
        await it.delete(deletion);
        if (!vanishes) await scene.deleted();
      }),
      { numRuns: Number(process.env.LIVES ?? 30) },
    );
  } finally {
    await rig.stop();
  }
});
