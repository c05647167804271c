import { isOneOf, isTransient, ServiceError } from '../client/aws';
import type { CodeConnections } from '../client/codeconnections';
import type { Operation, Operations } from '../client/operations';
import type { Runtime } from '../client/runtime';
import { Pacer, TimeUp } from './pacing';

/** Tries of a call that fails for another reason than its pace. */
const TRIES = 3;
const FIRST_PAUSE = 200;

/** What was asked for; `null` when there is none; nothing when it could not be seen. */
export type Answer<O extends Operation> = Operations[O]['output'] | null | undefined;

/** Asks the service. It never throws: one question that is not answered must not cost the answers to the others. */
export type Ask = <O extends Operation>(
  operation: O,
  input: Operations[O]['input'],
  call?: CodeConnections,
) => Promise<Answer<O>>;

/** Makes the calls of one run: paced, tried again where that may help, and counted. */
export class Caller {
  /** Every try is one. */
  calls = 0;
  throttledCalls = 0;
  failedCalls = 0;
  /** Questions that were not asked, because the time was up. */
  unasked = 0;

  /** Operations that were called, with what the service said when it denied one of the calls. */
  readonly denials = new Map<Operation, string | undefined>();

  private readonly pacer: Pacer;

  constructor(
    private readonly call: CodeConnections,
    private readonly runtime: Runtime,
    until: number,
  ) {
    this.pacer = new Pacer(runtime, until, (error) => {
      const throttled = error instanceof ServiceError && error.throttled;
      if (throttled) this.throttledCalls += 1;
      return throttled;
    });
  }

  readonly ask: Ask = async (operation, input, call = this.call) => {
    for (let tries = 1; ; tries += 1) {
      try {
        const output = await this.pacer.run(() => {
          this.calls += 1;
          return call(operation, input);
        });
        this.wasAllowed(operation);
        return output;
      } catch (error) {
        if (error instanceof TimeUp) {
          this.unasked += 1;
          return undefined;
        }
        if (isOneOf(error, ['ResourceNotFoundException'])) {
          this.wasAllowed(operation);
          return null;
        }
        if (isTransient(error) && tries < TRIES) {
          await this.runtime.sleep(Math.random() * FIRST_PAUSE * 2 ** tries);
        } else {
          this.fail(operation, input, error as Error);
          return undefined;
        }
      }
    }
  };

  private wasAllowed(operation: Operation): void {
    if (!this.denials.has(operation)) this.denials.set(operation, undefined);
  }

  private fail(operation: Operation, input: object, error: Error): void {
    this.failedCalls += 1;
    const denied = error instanceof ServiceError && error.denied;
    if (denied && this.denials.get(operation) !== undefined) return; // once is enough: it may be one for each stack
    if (denied) this.denials.set(operation, error.message);
    this.runtime.log(JSON.stringify({ type: 'FailedCall', operation, input, reason: error.message }));
  }
}
