import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { isOfAws } from '../client/aws';
import { invokeAsync } from '../client/lambda';
import type { Runtime } from '../client/runtime';
import { oneLine } from '../client/text';
import { CONTRACT_VERSION, type Contract, STACK_ID } from './contract';
import { type Response, respond } from './response';
import { parseProperties } from './schema';

/** A request of CloudFormation, or its continuation in a later run of the function. */
export interface Request<P> {
  readonly properties: P;
  /** The physical id from before; absent in a Create. */
  readonly physicalId?: string;
  /** The time at which waiting ends, when an earlier run has handed over. */
  readonly deadline?: number;
  /** What the earlier run had found out. */
  readonly memo?: string;
  readonly stackId: string;
  readonly requestId: string;
  /** Milliseconds until Lambda ends this run. */
  readonly remainingTime: () => number;
}

/** The resource is there; or the wait for it goes on in another run, until the deadline. */
export type Outcome<A extends string = string> =
  | { readonly physicalId: string; readonly attributes: Readonly<Record<A, string>> }
  | Waiting;

/** Where a run got to that hands over. */
export interface Waiting {
  readonly deadline: number;
  /** What the next run could not find out any more. */
  readonly memo?: string;
}

/** What CloudFormation sends; a run that hands over adds where it got to. */
export type Event = CloudFormationCustomResourceEvent & { readonly Continuation?: Waiting };

type AnyContract = Omit<Contract<unknown, string>, 'properties'>;

/** A type of custom resource: its contract, and the handler. */
export interface CustomResource extends AnyContract {
  readonly apply: (event: Event, context: Context, runtime: Runtime) => Promise<Outcome>;
  /** What a Delete takes. It knows the physical id only: the properties may be those of another version. */
  readonly remove?: Remove;
}

/** It may hand over to another run, too. */
type Remove = (request: Omit<Request<unknown>, 'properties'>, runtime: Runtime) => Promise<Waiting | undefined>;

/** A Create that failed when something was done already, which its Delete undoes by this physical id. */
export class IncompleteError extends Error {
  constructor(
    message: string,
    public readonly physicalId: string,
  ) {
    super(message);
  }
}

/** A failed Create has made nothing: what is called like this needs no deletion. */
const CREATE_FAILED = 'CREATE_FAILED';

/** A custom resource, from its contract and what is to be done when it is created, updated or deleted. */
export function customResource<P, A extends string>(
  contract: Contract<P, A>,
  apply: (request: Request<P>, runtime: Runtime) => Promise<Outcome<A>>,
  remove?: Remove,
): CustomResource {
  return {
    ...contract,
    apply: (event, context, runtime) => {
      const { RequestType } = event;
      const { [CONTRACT_VERSION]: version, ...raw }: Record<string, unknown> = event.ResourceProperties ?? {};
      refuseLaterVersion(contract, version);
      const properties = parseProperties(contract.properties, raw, RequestType === 'Create');
      return apply({ ...requestOf(event, context), properties }, runtime);
    },
    remove,
  };
}

/** A function that others own may be older than the construct, or newer. */
function refuseLaterVersion({ resourceType, version }: AnyContract, given: unknown): void {
  if (/^[1-9]\d{0,5}$/.test(String(given)) && Number(given) <= version) return;
  throw new Error(
    `the function serves ${resourceType} up to contract version ${version}, got ${JSON.stringify(given) ?? 'none'}; update the stack that the function belongs to`,
  );
}

function requestOf(event: Event, context: Context): Omit<Request<unknown>, 'properties'> {
  return {
    physicalId: event.RequestType === 'Create' ? undefined : event.PhysicalResourceId,
    ...event.Continuation,
    stackId: event.StackId,
    requestId: event.RequestId,
    remainingTime: () => context.getRemainingTimeInMillis(),
  };
}

/** The function behind custom resources. It responds to every event of CloudFormation when it is done with it. */
export function customResourceHandler(resources: readonly CustomResource[], runtime: Runtime) {
  const resourceOf = (event: Event) => resources.find(({ resourceType }) => resourceType === event.ResourceType);

  /** Any stack can name the function, which may do all that its own stack needs: it does so for that one only. */
  const isOwn = ({ StackId }: Event): boolean => Boolean(StackId) && StackId === runtime.env[STACK_ID];

  const refuse = (event: Event): Outcome => {
    const message = `the function serves the stack in its ${STACK_ID} only, got an event of ${event.StackId}; use the function of that one`;
    if (event.RequestType !== 'Delete') throw new Error(message);
    runtime.log(oneLine(message));
    return { physicalId: event.PhysicalResourceId, attributes: {} };
  };

  const apply = (event: Event, context: Context): Promise<Outcome> => {
    const resource = resourceOf(event);
    if (!resource) throw new Error(`this version of the handler knows no resource type ${event.ResourceType}`);
    return resource.apply(event, context, runtime);
  };

  const remove = async (event: Event, context: Context): Promise<Outcome> => {
    const request = requestOf(event, context);
    const { physicalId = '' } = request;
    // A type that is not known is no error: a rollback to this version deletes what a later one has created.
    const waiting = physicalId === CREATE_FAILED ? undefined : await resourceOf(event)?.remove?.(request, runtime);
    return waiting ?? { physicalId, attributes: {} };
  };

  /** The response, or nothing if another run will respond. */
  const handle = async (event: Event, context: Context): Promise<Result | undefined> => {
    try {
      const act = !isOwn(event) ? refuse : event.RequestType === 'Delete' ? remove : apply;
      const outcome = await act(event, context);
      if ('physicalId' in outcome) {
        return { Status: 'SUCCESS', PhysicalResourceId: outcome.physicalId, Data: outcome.attributes };
      }
      await invokeAsync(context.invokedFunctionArn, { ...event, Continuation: outcome }, runtime);
      return undefined;
    } catch (error) {
      const ofCreate = error instanceof IncompleteError ? error.physicalId : CREATE_FAILED;
      const PhysicalResourceId = event.RequestType === 'Create' ? ofCreate : event.PhysicalResourceId;
      return {
        Status: 'FAILED',
        PhysicalResourceId,
        Reason: oneLine((error as Error).message),
      };
    }
  };

  return async (event: Event, context: Context): Promise<void> => {
    const { RequestType, LogicalResourceId, ResourceType, StackId, RequestId } = event;
    // What should be a text may be what cannot be made one.
    runtime.log(oneLine(JSON.stringify([RequestType, LogicalResourceId, ResourceType, StackId, RequestId])));
    if (!isOfAws(event.ResponseURL, runtime.env)) {
      runtime.log('the ResponseURL is not one of AWS: nothing is done');
      return;
    }
    const result = await handle(event, context);
    if (!result) {
      runtime.log('still waiting: the next run goes on');
      return;
    }
    runtime.log(`${result.Status}${result.Reason ? `: ${result.Reason}` : ''}`);
    await respond(event.ResponseURL, { ...result, StackId, RequestId, LogicalResourceId }, runtime);
  };
}

type Result = Pick<Response, 'Status' | 'Reason' | 'PhysicalResourceId' | 'Data'>;
