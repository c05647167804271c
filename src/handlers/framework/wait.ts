import { isNotFound, isTransient } from '../client/aws';
import type { Runtime } from '../client/runtime';
import type { Request, Waiting } from './custom-resource';

/** Polling is frequent at first, for short operations. A person takes longer. */
const FIRST_PAUSE = 1_000;
const MAX_PAUSE = 5_000;

/**
 * A run with less time left hands over to the next. It is enough for the slowest poll and retries of the invocation.
 */
const HAND_OVER_TIME = 90_000;

/** The time for which parts of the service may not know a new resource. */
const NOT_FOUND_TOLERANCE = 30_000;
const NOT_FOUND_PAUSE = 2_000;

export interface Wait<T> {
  /** The total time to wait. */
  readonly seconds: number;
  /** Reads the result, if there is one. A transient error does not end the wait. */
  readonly poll: () => Promise<T | undefined>;
  /** Called at the deadline, with a suffix for a message about the error of the last poll, if there was one. */
  readonly timedOut: (problem: string) => T;
}

/**
 * Polls until there is a result, until the deadline, or until the run is nearly over. The next run then continues.
 *
 * The first run, which has no deadline yet, polls only once before it hands over. If it cannot hand over, that shows
 * early.
 */
export async function waitFor<T>(
  { seconds, poll, timedOut }: Wait<T>,
  { deadline: given, remainingTime }: Pick<Request<unknown>, 'deadline' | 'remainingTime'>,
  runtime: Runtime,
): Promise<T | Waiting> {
  const deadline = given ?? runtime.now() + seconds * 1_000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, MAX_PAUSE)) {
    let problem = '';
    try {
      const found = await poll();
      if (found !== undefined) return found;
    } catch (error) {
      if (!isTransient(error)) throw error;
      const { message } = error as Error;
      runtime.log(message);
      problem = `; it cannot be read at present: ${message}`;
    }
    const timeLeft = deadline - runtime.now();
    if (timeLeft <= 0) return timedOut(problem);
    if (given === undefined || remainingTime() < HAND_OVER_TIME) return { deadline };
    await runtime.sleep(Math.min(pause, timeLeft));
  }
}

/** Reads a resource that may be too new to be found at once. */
export async function untilFound<T>(read: () => Promise<T>, runtime: Runtime): Promise<T> {
  const started = runtime.now();
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isNotFound(error) || runtime.now() >= started + NOT_FOUND_TOLERANCE) throw error;
      await runtime.sleep(NOT_FOUND_PAUSE);
    }
  }
}

export function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
