import type { ReceivedRequest } from '../../../local/simulator/signature.ts';
import { customResourceHandler, type Event } from '../../../src/handlers/framework/custom-resource';
import { TARGET_STACK } from '../../../src/handlers/target-stack/contract';
import { STACK } from './account';
import { EVERY_RESOURCE } from './every-resource';
import { type Death, Rig, type Tls } from './rig';
import { CloudFormation } from './services/cloudformation';
import { Lambda } from './services/lambda';
import { type Call, holds, type Reply } from './services/service';

/** What CloudFormation's bucket was given. */
export interface Put {
  readonly body: string;
  readonly contentType: string | undefined;
}

/** How events reach the function. When its process dies, Lambda tries again. */
export interface Delivery extends Death {
  /** Lambda delivers an event at least once: here it delivers it again when all is done. */
  readonly twice?: boolean;
}

/** The function of custom resources, with CloudFormation and its bucket. Time passes only while the function sleeps. */
export class CustomResourceRig extends Rig {
  cloudFormation!: CloudFormation;
  puts: Put[] = [];
  /** What it was given when an event was delivered for the second time. */
  repeatedPuts: Put[] = [];
  /** The next statuses that the bucket responds with; 0 cuts the connection. */
  putStatuses: number[] = [];
  delivery: Delivery = {};
  /** The stack that the function belongs to, by its environment. */
  stackId: string | undefined = STACK;
  private lambda!: Lambda<Event>;
  private resourceType = '';

  constructor(tls?: Tls) {
    super(0, tls);
  }

  override reset(): void {
    super.reset();
    [this.puts, this.repeatedPuts, this.putStatuses] = [[], [], []];
    this.delivery = {};
    this.stackId = STACK;
  }

  protected override newServices() {
    this.cloudFormation = new CloudFormation(this.now);
    this.lambda = new Lambda();
    return { cloudformation: this.cloudFormation, lambda: this.lambda };
  }

  /** Runs the function with an event, and with all that it sends itself. */
  async invoke(event: Event): Promise<void> {
    this.resourceType = event.ResourceType;
    const death = { ...this.delivery, requests: 0 };
    await this.runAll(event, death);
    if (!this.delivery.twice) return;
    const before = this.puts.length;
    await this.runAll(event, death);
    this.repeatedPuts.push(...this.puts.splice(before));
  }

  private async runAll(event: Event, death: Death & { requests: number }): Promise<void> {
    const { invocations } = this.lambda;
    invocations.push(event);
    for (let next = invocations.shift(); next; next = invocations.shift()) await this.runWithRetries(next, death);
  }

  /** Lambda runs an asynchronous invocation at most three times. */
  private async runWithRetries(event: Event, death: Death & { requests: number }): Promise<void> {
    const options = { env: { STACK_ID: this.stackId }, time: 900_000, death };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.runOnce(
          (runtime, context) => customResourceHandler(EVERY_RESOURCE, runtime)(structuredClone(event), context),
          options,
        );
        return;
      } catch (error) {
        if (attempt === 3) throw error;
        this.pass(60 * attempt);
      }
    }
  }

  /** The policy of the type of custom resource. */
  protected override isAllowed(call: Call): boolean {
    const { action, resource } = call;
    if (!this.resourceType) return true;
    const [service, operation] = action.split(':');
    const permissions = EVERY_RESOURCE.find((it) => it.resourceType === this.resourceType)?.permissions;
    if (!permissions) return false;
    if (service === 'lambda') return permissions.continues;
    if (service === 'sns') return true; // it has a policy of its own where there is a topic
    if (service === 'cloudformation') return this.resourceType === TARGET_STACK.resourceType; // likewise, for its stack
    return permissions.calls.some(
      ({ operations, on, conditions }) =>
        (operations as readonly string[]).includes(operation) &&
        (on === '*' || resource.includes(`:${on}/`)) &&
        (!conditions || holds(conditions(STACK, service), call)),
    );
  }

  protected override respondUnsigned({ body, headers }: ReceivedRequest): Reply | undefined {
    const status = this.putStatuses.shift();
    if (status === 0) return undefined;
    if (status === undefined) this.puts.push({ body: body.toString(), contentType: headers['content-type'] });
    return { status: status ?? 200 };
  }
}
