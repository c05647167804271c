import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Admission } from './admission.ts';
import { ServiceError } from './errors.ts';
import { errorOf, type FaultSpecification, type Faults } from './faults.ts';
import type { OperationName, ProtocolName, ServiceName } from './model/operations.ts';
import { withTimestamps } from './model/timestamps.ts';
import { isDeclared, operationOf, validate } from './model/validate.ts';
import { BEHAVIOURS } from './operations/index.ts';
import { withoutOverlap } from './operations/overlap.ts';
import { type ApiResponse, errorResponse, type Protocol, protocolOf, responseOf } from './protocols/index.ts';
import { type Caller, readCaller } from './request.ts';
import type { Secrets } from './secrets.ts';
import type { ReceivedRequest } from './signature.ts';
import type { Context, World } from './state.ts';
import { statusOf } from './statuses.ts';

/** A call, with the status of its response. */
export interface CallRecord extends Readonly<Caller> {
  readonly requestId: string;
  /** The protocol of the request, by its name in AWS's model. */
  readonly protocol: ProtocolName;
  /** Milliseconds since the epoch, by the simulator's clock. */
  readonly at: number;
  readonly input?: object;
  /** The HTTP status; 0 if the connection was cut. */
  readonly status: number;
  /** The name of the error, if it is one. */
  readonly error?: string;
}

/** How many calls are remembered, and how many bytes of their bodies. */
const REMEMBERED = 2000;
const REMEMBERED_BYTES = 8 * 1024 * 1024;

/** The connection is cut before the call takes effect. */
const CUT = Symbol('cut');

/** The two APIs: does what the service would, and responds as it would. */
export class Api {
  private readonly world: World;
  private readonly faults: Faults;
  private readonly secrets: Secrets;
  private readonly admission: Admission;
  private remembered: { readonly call: CallRecord; readonly bytes: number }[] = [];
  private rememberedBytes = 0;
  /** How many calls are taking their time: those are held up by a delay. */
  inFlight = 0;

  constructor(world: World, faults: Faults, secrets: Secrets) {
    this.world = world;
    this.faults = faults;
    this.secrets = secrets;
    this.admission = new Admission(world);
  }

  /** The latest calls, oldest first. */
  get calls(): readonly CallRecord[] {
    return this.remembered.map(({ call }) => call);
  }

  reset(): void {
    this.remembered = [];
    this.rememberedBytes = 0;
    this.admission.reset();
  }

  /** The response to a request; none when the connection is to be cut. */
  async respond(request: ReceivedRequest): Promise<ApiResponse | undefined> {
    const { body } = request;
    const protocol = protocolOf(request);
    const caller: Caller = {};
    const requestId = randomUUID();
    const at = this.world.clock.now();
    let input: object | undefined;
    let faults: FaultSpecification[] = [];
    const record = (outcome: { status: number; error?: string }) =>
      this.remember({ ...caller, requestId, protocol: protocol.name, at, input, ...outcome }, body.length);
    const respond = (response: ApiResponse, error?: string) =>
      this.afterFaults(response, protocol, faults, record, error);
    try {
      await readCaller(request, protocol, caller, this.secrets);
      const known = caller as Required<Caller>;
      input = protocol.read(body);
      faults = this.faults.faultsFor(known.operation, input);
      const output = await this.perform(known, input, faults);
      const members = operationOf(known.service, known.operation).output;
      return respond(responseOf(protocol, requestId, 200, withTimestamps(known.service, members, output)));
    } catch (error) {
      if (error === CUT) {
        record({ status: 0 });
        return undefined;
      }
      const known = error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error));
      const { operation, service } = caller;
      const declaring = operation && service && isDeclared(service, operation, known.name) ? service : undefined;
      const status = statusOf(service, known, this.world.settings.errorStatuses);
      return respond(errorResponse(protocol, requestId, status, declaring, known), known.name);
    }
  }

  /** The output of the call, after its faults and delays. */
  private async perform(
    { service, operation, account, region, internal }: Required<Caller>,
    input: object,
    faults: readonly FaultSpecification[],
  ): Promise<object> {
    const { world } = this;
    await this.takeTime(delayOf(faults));
    for (const fault of faults) {
      if (fault.kind === 'cut-before') {
        throw CUT;
      }
      const error = errorOf(fault);
      if (error) {
        throw error;
      }
    }
    const context: Context = {
      world,
      service,
      region,
      account: world.account(account),
      here: world.region(account, region),
      internal,
    };
    this.admission.admit(operation, context);
    const known = validInput(service, operation, input);
    return await withoutOverlap(operation, known, context, async (changes) => {
      await this.takeTime(changes ? world.settings.writeDelay : 0);
      world.clock.catchUp();
      // The input has just been checked against the facts that its type comes from.
      const behave = BEHAVIOURS[operation] as (input: object, context: Context) => object;
      return behave(known, context);
    });
  }

  /** A delay does not keep the process alive. */
  private async takeTime(milliseconds: number): Promise<void> {
    if (milliseconds > 0) {
      this.inFlight += 1;
      await wait(milliseconds, undefined, { ref: false }).finally(() => {
        this.inFlight -= 1;
      });
    }
  }

  /** What becomes of a response, which is recorded as it is sent. */
  private afterFaults(
    response: ApiResponse,
    protocol: Protocol,
    faults: readonly FaultSpecification[],
    record: (outcome: { status: number; error?: string }) => void,
    error?: string,
  ): ApiResponse | undefined {
    if (faults.some(({ kind }) => kind === 'cut-after')) {
      record({ status: 0, error });
      return undefined;
    }
    record({ status: response.status, error });
    return faults.some(({ kind }) => kind === 'malformed-json') ? { ...response, body: protocol.malformed } : response;
  }

  private remember(call: CallRecord, bytes: number): void {
    this.remembered.push({ call, bytes });
    this.rememberedBytes += bytes;
    while (this.remembered.length > REMEMBERED || this.rememberedBytes > REMEMBERED_BYTES) {
      this.rememberedBytes -= this.remembered.shift()?.bytes ?? 0;
    }
  }
}

function validInput(service: ServiceName, operation: OperationName, input: object): object {
  const { violations, known } = validate(service, operationOf(service, operation).input, input);
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
    throw new ServiceError('ValidationException', `${count}: ${violations.join('; ')}`);
  }
  return known;
}

const delayOf = (faults: readonly FaultSpecification[]): number =>
  faults.reduce((sum, { kind, delay = 1000 }) => sum + (kind === 'slow' ? delay : 0), 0);
