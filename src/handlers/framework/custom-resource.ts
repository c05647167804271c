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
  /** The previous physical id; absent in a Create. */
  readonly physicalId?: string;
  /** The time when the wait ends, if an earlier run has handed over. */
  readonly deadline?: number;
  /** The memo of the earlier run. */
  readonly memo?: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
  /** The properties before an Update, as they arrive: they may be those of another version. */
  readonly oldProperties?: Readonly<Record<string, unknown>>;
  /** Milliseconds until Lambda ends this run. */
  readonly remainingTime: () => number;
}

/** The resource is ready, or the wait for it continues in another run. */
export type Outcome<A extends string = string> =
  | { readonly physicalId: string; readonly attributes: Readonly<Record<A, string>> }
  | Waiting;

/** The state that a run hands over to the next one. */
export interface Waiting {
  readonly deadline: number;
  /** Information that the next run could not obtain itself. */
  readonly memo?: string;
}

/** The event of CloudFormation. A run that hands over adds its state. */
export type Event = CloudFormationCustomResourceEvent & { readonly Continuation?: Waiting };

type AnyContract = Omit<Contract<unknown, string>, 'properties'>;

/** A type of custom resource: its contract and its handler. */
export interface CustomResource extends AnyContract {
  readonly apply: (event: Event, context: Context, runtime: Runtime) => Promise<Outcome>;
  /** Handles a Delete, with the physical id only: the properties may be those of another version. */
  readonly remove?: Remove;
}

/** Handles a Delete. It may hand over to another run, too. */
type Remove = (request: Omit<Request<unknown>, 'properties'>, runtime: Runtime) => Promise<Waiting | undefined>;

/** A Create failed after it had changed something. Its Delete undoes the change, identified by this physical id. */
export class IncompleteError extends Error {
  constructor(
    message: string,
    public readonly physicalId: string,
  ) {
    super(message);
  }
}

/** The physical id after a Create that failed without changes, so that its Delete does nothing. */
const CREATE_FAILED = 'CREATE_FAILED';

/** Creates a custom resource from its contract and its handlers for Create and Update, and for Delete. */
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
      checkVersion(contract, version);
      const properties = parseProperties(contract.properties, raw, RequestType === 'Create');
      return apply({ ...requestOf(event, context), properties }, runtime);
    },
    remove,
  };
}

/** Refuses a construct that is newer than the function, which can happen if they are in different stacks. */
function checkVersion({ resourceType, version }: AnyContract, given: unknown): void {
  const got = `${resourceType}, got contract version ${JSON.stringify(given) ?? 'none'}`;
  if (!/^[1-9]\d{0,5}$/.test(String(given))) {
    throw new Error(`ContractVersion must be a whole number from 1 to ${version} for ${got}`);
  }
  if (Number(given) > version) {
    throw new Error(`the function serves contract version ${version} of ${got}; update the stack of the function`);
  }
}

function requestOf(event: Event, context: Context): Omit<Request<unknown>, 'properties'> {
  return {
    physicalId: event.RequestType === 'Create' ? undefined : event.PhysicalResourceId,
    ...event.Continuation,
    stackId: event.StackId,
    logicalId: event.LogicalResourceId,
    requestId: event.RequestId,
    oldProperties: event.RequestType === 'Update' ? event.OldResourceProperties : undefined,
    remainingTime: () => context.getRemainingTimeInMillis(),
  };
}

/** Creates the function that handles custom resources. It responds to every event when it has handled it. */
export function customResourceHandler(resources: readonly CustomResource[], runtime: Runtime) {
  const resourceOf = (event: Event) => resources.find(({ resourceType }) => resourceType === event.ResourceType);

  /** Any stack can refer to the function, but its permissions are meant for its own stack only. */
  const isOwn = ({ StackId }: Event): boolean => Boolean(StackId) && StackId === runtime.env[STACK_ID];

  const refuse = (event: Event): Outcome => {
    const message = `the function serves only the stack in its ${STACK_ID}, got an event of ${event.StackId}; use the function of that stack`;
    if (event.RequestType !== 'Delete') throw new Error(message);
    runtime.log(oneLine(message));
    return { physicalId: event.PhysicalResourceId, attributes: {} };
  };

  const apply = (event: Event, context: Context): Promise<Outcome> => {
    const resource = resourceOf(event);
    if (!resource)
      throw new Error(`this version of the handler does not support the resource type ${event.ResourceType}`);
    return resource.apply(event, context, runtime);
  };

  const remove = async (event: Event, context: Context): Promise<Outcome> => {
    const request = requestOf(event, context);
    const { physicalId = '' } = request;
    // An unknown type is not an error: a rollback to this version deletes resources that a later version created.
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
    // A value that should be a string may be anything, even something that cannot be converted to one.
    runtime.log(oneLine(JSON.stringify([RequestType, LogicalResourceId, ResourceType, StackId, RequestId])));
    if (!isOfAws(event.ResponseURL, runtime.env)) {
      runtime.log('the ResponseURL is not an AWS URL: the event is ignored');
      return;
    }
    const result = await handle(event, context);
    if (!result) {
      runtime.log('still waiting: the next run continues');
      return;
    }
    runtime.log(`${result.Status}${result.Reason ? `: ${result.Reason}` : ''}`);
    await respond(event.ResponseURL, { ...result, StackId, RequestId, LogicalResourceId }, runtime);
  };
}

type Result = Pick<Response, 'Status' | 'Reason' | 'PhysicalResourceId' | 'Data'>;
