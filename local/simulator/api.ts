import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { errorOf, type FaultSpecification, type Faults } from './faults.ts';
import { OPERATIONS, type OperationName } from './model/operations.ts';
import { type ServiceName, validateInput } from './model/validate.ts';
import { BEHAVIOURS } from './operations/index.ts';
import { errorType, isRegion, parseAuthorization, parseTarget, ServiceError } from './protocol.ts';
import { type Context, DEFAULT_ACCOUNT, type World } from './state.ts';

/** A call as it was answered. */
export interface CallRecord {
  readonly requestId: string;
  /** Milliseconds since the epoch, by the simulator's clock. */
  readonly at: number;
  readonly service?: ServiceName;
  readonly operation?: OperationName;
  readonly account: string;
  readonly region?: string;
  readonly input?: object;
  /** The HTTP status; 0 if the connection was cut. */
  readonly status: number;
  /** The name of the error, if it is one. */
  readonly error?: string;
}

export interface ApiRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `undefined` is a connection that is cut. */
export type ApiResponse = { status: number; headers: Record<string, string>; body: string } | undefined;

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const MALFORMED = '{"__type":';

/** How many calls are remembered. */
const REMEMBERED = 2000;

/** The two APIs: takes a request, and does and answers what the service would. */
export class Api {
  readonly calls: CallRecord[] = [];

  private readonly world: World;
  private readonly faults: Faults;

  constructor(world: World, faults: Faults) {
    this.world = world;
    this.faults = faults;
  }

  async answer(request: ApiRequest): Promise<ApiResponse> {
    const call: { -readonly [Name in keyof CallRecord]: CallRecord[Name] } = {
      requestId: randomUUID(),
      at: this.world.clock.now(),
      account: DEFAULT_ACCOUNT,
      status: 200,
    };
    let answer: object;
    let faults: FaultSpecification[] = [];
    try {
      const { operation, context } = this.identify(request, call);
      const input = parseBody(request.body);
      call.input = input;
      faults = this.faults.strike(operation, input);
      if (await this.suffer(faults)) {
        call.status = 0;
        this.remember(call);
        return undefined;
      }
      this.world.clock.catchUp();
      answer = perform(operation, input, context);
    } catch (error) {
      const known = error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error));
      call.status = known.status;
      call.error = known.name;
      answer = { __type: errorType(this.declares(call) ? call.service : undefined, known), Message: known.message };
    }
    const cut = faults.some(({ kind }) => kind === 'cut-after');
    if (cut) {
      call.status = 0;
    }
    this.remember(call);
    if (cut) {
      return undefined;
    }
    return {
      status: call.status,
      headers: {
        'content-type': CONTENT_TYPE,
        'x-amzn-requestid': call.requestId,
        ...(call.error && { 'x-amzn-errortype': call.error }),
      },
      body: faults.some(({ kind }) => kind === 'malformed-json') ? MALFORMED : JSON.stringify(answer),
    };
  }

  /** Who calls what: fills in the record as far as it gets. */
  private identify(
    { headers }: ApiRequest,
    call: { account: string; region?: string; service?: ServiceName; operation?: OperationName },
  ): { operation: OperationName; context: Context } {
    const { service, operation } = parseTarget(single(headers['x-amz-target']));
    call.service = service;
    call.operation = operation;
    const contentType = headers['content-type']?.split(';')[0].trim().toLowerCase();
    if (contentType !== CONTENT_TYPE) {
      throw new ServiceError(
        'UnknownOperationException',
        `Content-Type must be ${CONTENT_TYPE}, but is ${contentType}`,
      );
    }
    call.account = single(headers['x-sim-account']) ?? DEFAULT_ACCOUNT;
    if (!/^\d{12}$/.test(call.account)) {
      throw new ServiceError('ValidationException', `x-sim-account must be 12 digits, but is ${call.account}`);
    }
    const internal = headers['x-sim-internal'] === '1' && headers.authorization === undefined;
    const region = internal ? (single(headers['x-sim-region']) ?? 'us-east-1') : regionOf(headers, service);
    if (!isRegion(region)) {
      throw new ServiceError('ValidationException', `x-sim-region must be the name of a Region, but is ${region}`);
    }
    call.region = region;
    const account = this.world.account(call.account);
    const here = this.world.region(call.account, region);
    return { operation, context: { world: this.world, service, region, account, here, internal } };
  }

  /** Lets the call suffer its faults before it takes effect; true if it is to be cut. */
  private async suffer(faults: readonly FaultSpecification[]): Promise<boolean> {
    for (const fault of faults) {
      if (fault.kind === 'slow') {
        await new Promise((resolve) => setTimeout(resolve, fault.delay ?? 1000));
      }
      if (fault.kind === 'cut-before') {
        return true;
      }
      const error = errorOf(fault);
      if (error) {
        throw error;
      }
    }
    return false;
  }

  private declares({ operation, error }: { operation?: OperationName; error?: string }): boolean {
    const declared: readonly string[] = operation ? OPERATIONS[operation].errors : [];
    return error !== undefined && declared.includes(error);
  }

  private remember(call: CallRecord): void {
    this.calls.push(call);
    if (this.calls.length > REMEMBERED) {
      this.calls.shift();
    }
  }
}

function perform(operation: OperationName, input: object, context: Context): object {
  const { violations, known } = validateInput(context.service, operation, input);
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
    throw new ServiceError('ValidationException', `${count}: ${violations.join('; ')}`);
  }
  // The input has just been checked against the facts that its type comes from.
  const behave = BEHAVIOURS[operation] as (input: object, context: Context) => object;
  return behave(known, context);
}

function regionOf(headers: IncomingHttpHeaders, service: ServiceName): string {
  if (headers.authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'The request is not signed');
  }
  return parseAuthorization(headers.authorization, service).region;
}

function parseBody(body: string): object {
  let input: unknown;
  try {
    input = JSON.parse(body || '{}');
  } catch {
    throw new ServiceError('SerializationException', 'The body of the request is not JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ServiceError('SerializationException', 'The body of the request is not a JSON object');
  }
  return input;
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
