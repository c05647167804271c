import { isNotFound, isTransient, ServiceError } from '../client/aws';
import { codeConnectionsOnce } from '../client/codeconnections';
import type { Operation, Operations } from '../client/operations';
import type { Runtime } from '../client/runtime';
import { DeadlineExceeded, pacer } from './pacing';
import type { Location } from './run';

/** Of a call that fails for another reason than throttling. */
const TRIES = 3;
const FIRST_PAUSE_MS = 200;

/** The output of a call; `null` if the resource does not exist, `undefined` if the call failed or was not made. */
export type Response<O extends Operation> = Operations[O]['output'] | null | undefined;

/** Makes the calls of one run to the service: paced, retried and counted. */
export interface Caller {
  /**
   * Calls an operation, and never throws: a call that fails must not cost the responses of the others.
   *
   * @param service the API, by default the current one
   */
  readonly call: <O extends Operation>(
    operation: O,
    input: Operations[O]['input'],
    service?: string,
  ) => Promise<Response<O>>;
  readonly counts: {
    /** Each try counts. */
    calls: number;
    throttledCalls: number;
    failedCalls: number;
    /** Calls that were not made before the deadline. */
    skippedCalls: number;
  };
  /** Operations that were called. The value is the message of the service if it denied a call. */
  readonly operations: ReadonlyMap<Operation, string | undefined>;
}

/** @param deadline the time from which on no call is made */
export function newCaller(location: Location, runtime: Runtime, deadline: number): Caller {
  const counts: Caller['counts'] = { calls: 0, throttledCalls: 0, failedCalls: 0, skippedCalls: 0 };
  const operations = new Map<Operation, string | undefined>();
  const paced = pacer(runtime, deadline, (error) => {
    const throttled = error instanceof ServiceError && error.throttled;
    if (throttled) counts.throttledCalls += 1;
    return throttled;
  });

  const recordAllowed = (operation: Operation) => {
    if (!operations.has(operation)) operations.set(operation, undefined);
  };
  const recordFailure = (operation: Operation, input: object, error: Error) => {
    counts.failedCalls += 1;
    const denied = error instanceof ServiceError && error.denied;
    if (denied && operations.get(operation) !== undefined) return; // one log line, not one for each stack
    if (denied) operations.set(operation, error.message);
    runtime.log(JSON.stringify({ type: 'FailedCall', operation, input, reason: error.message }));
  };

  const call: Caller['call'] = async (operation, input, service = 'codeconnections') => {
    const send = codeConnectionsOnce({ ...location, service }, runtime);
    for (let tries = 1; ; tries += 1) {
      try {
        const output = await paced(() => {
          counts.calls += 1;
          return send(operation, input);
        });
        recordAllowed(operation);
        return output;
      } catch (error) {
        if (error instanceof DeadlineExceeded) {
          counts.skippedCalls += 1;
          return undefined;
        }
        if (isNotFound(error)) {
          recordAllowed(operation);
          return null;
        }
        if (isTransient(error) && tries < TRIES) {
          await runtime.sleep(Math.random() * FIRST_PAUSE_MS * 2 ** tries);
        } else {
          recordFailure(operation, input, error as Error);
          return undefined;
        }
      }
    }
  };
  return { call, counts, operations };
}
