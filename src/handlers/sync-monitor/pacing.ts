/** Requests that are in progress at the same time. */
export const MAX_IN_FLIGHT = 25;

/** Requests per second at the start. Those of the first second are sent at once. */
const INITIAL_RATE = 5;
const MIN_RATE = 0.5;

/** Until the first throttle, the rate grows by this share in the duration of a request. */
const FAST_GROWTH = 0.7;
/** After the first throttle, the rate grows by this share per second. */
const SLOW_GROWTH = 0.03;

/** The share that is kept, after a throttle, of the rate at which requests have succeeded. */
const DECREASE = 0.85;
/** The share that is kept at least, for a throttle soon after another one, when few requests have succeeded. */
const MAX_DECREASE = 0.5;

/** Requests that may be sent at once after a pause, as seconds of the rate. */
const BURST_SECONDS = 0.02;

export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The deadline passed before it was the request's turn. */
export class DeadlineExceeded extends Error {
  constructor() {
    super('the deadline has passed');
  }
}

/** Sends a request when it is its turn, again if it is throttled. Rejects with `DeadlineExceeded` if there is no turn. */
export type Paced = <T>(request: () => Promise<T>) => Promise<T>;

/**
 * Sends requests as fast as a service accepts them, at a rate that is not known: additive increase, multiplicative
 * decrease.
 *
 * A request that is throttled is sent again, so none is lost before the deadline. A burst of throttles is one decrease:
 * requests that were in progress at that time say nothing about the new rate.
 *
 * @param deadline the time from which on no request is sent
 * @param isThrottled whether an error means that the service throttled the request
 */
export function pacer({ now, sleep }: Clock, deadline: number, isThrottled: (error: unknown) => boolean): Paced {
  const waiting: { readonly start: () => void; readonly reject: (error: DeadlineExceeded) => void }[] = [];
  let inFlight = 0;

  /** Requests per second. */
  let rate = INITIAL_RATE;
  /** Requests that may be sent now. */
  let allowance = INITIAL_RATE;
  let allowedAt = now();

  let succeededSince = 0;
  let countedFrom = allowedAt;
  let decreasedAt: number | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;

  const waitForTurn = () =>
    new Promise<void>((start, reject) => {
      waiting.push({ start, reject });
      startNext();
    });

  const startNext = () => {
    const time = now();
    if (time >= deadline) {
      for (const { reject } of waiting.splice(0)) reject(new DeadlineExceeded());
      return;
    }
    const max = decreasedAt === undefined ? MAX_IN_FLIGHT : Math.max(1, rate * BURST_SECONDS);
    allowance = Math.min(max, allowance + ((time - allowedAt) / 1_000) * rate);
    allowedAt = time;
    while (waiting.length > 0 && inFlight < MAX_IN_FLIGHT && allowance >= 1) {
      allowance -= 1;
      inFlight += 1;
      waiting.shift()?.start();
    }
    if (waiting.length > 0 && inFlight < MAX_IN_FLIGHT) wakeIn(((1 - allowance) / rate) * 1_000);
  };

  const wakeIn = (milliseconds: number) => {
    const time = now();
    const at = Math.min(time + Math.max(1, Math.ceil(milliseconds)), deadline);
    if (wakesAt <= at) return;
    wakesAt = at;
    void sleep(at - time).then(() => {
      // A timer may go off a little early. Then another one is set.
      if (wakesAt === at) wakesAt = Number.POSITIVE_INFINITY;
      startNext();
    });
  };

  const speedUp = (sentAt: number) => {
    succeededSince += 1;
    const seconds = Math.max(1, now() - sentAt) / 1_000;
    // There are `rate` successes per second: so the rate grows by these shares, per duration of a request or per second.
    rate += decreasedAt === undefined ? FAST_GROWTH / seconds : SLOW_GROWTH;
  };

  const slowDown = (sentAt: number) => {
    const time = now();
    allowance = 0;
    allowedAt = time;
    if (decreasedAt !== undefined && sentAt <= decreasedAt) return;
    const succeeded = succeededSince / Math.max(1, (time - countedFrom) / 1_000);
    // The fast start ends far above the rate that the service accepts. Later on, the rate is close to it.
    rate =
      decreasedAt === undefined
        ? Math.max(INITIAL_RATE, DECREASE * succeeded)
        : Math.max(MIN_RATE, MAX_DECREASE * rate, DECREASE * Math.min(rate, succeeded));
    decreasedAt = countedFrom = time;
    succeededSince = 0;
  };

  return async (request) => {
    for (;;) {
      await waitForTurn();
      const sentAt = now();
      try {
        const result = await request();
        speedUp(sentAt);
        return result;
      } catch (error) {
        if (!isThrottled(error)) throw error;
        slowDown(sentAt);
      } finally {
        inFlight -= 1;
        startNext();
      }
    }
  };
}
