import { isNotFound, isTransient } from '../client/aws';
import type { Runtime } from '../client/runtime';
import type { Request, Waiting } from './custom-resource';

/** What takes seconds is looked at soon, what a person has to do less often. */
const FIRST_PAUSE = 1_000;
const MAX_PAUSE = 5_000;

/** With less time left, a run hands over to the next: enough for the slowest look and a stubborn invocation. */
const HAND_OVER_TIME = 90_000;

/** What is new can be unknown for this long in some corner of the service. */
const NOT_FOUND_TOLERANCE = 30_000;
const NOT_FOUND_PAUSE = 2_000;

export interface Wait<T> {
  /** How long to wait in all. */
  readonly seconds: number;
  /** Looks whether it has come; an error that may pass does not end the wait. */
  readonly look: () => Promise<T | undefined>;
  /** What to do at the deadline. The text adds to a message what is wrong with looking at present, if anything is. */
  readonly timedOut: (problem: string) => T;
}

/**
 * Looks until it has come, until the deadline, or until the run is nearly over: then the next one goes on.
 *
 * The first run, which has no deadline yet, looks once and hands over: that proves at once that it can.
 */
export async function waitFor<T>(
  { seconds, look, timedOut }: Wait<T>,
  { deadline: given, remainingTime }: Pick<Request<unknown>, 'deadline' | 'remainingTime'>,
  runtime: Runtime,
): Promise<T | Waiting> {
  const deadline = given ?? runtime.now() + seconds * 1_000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, MAX_PAUSE)) {
    let problem = '';
    try {
      const found = await look();
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

/** Looks at something that must be there, but may be new. */
export async function untilFound<T>(look: () => Promise<T>, runtime: Runtime): Promise<T> {
  const started = runtime.now();
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!isNotFound(error) || runtime.now() >= started + NOT_FOUND_TOLERANCE) throw error;
      await runtime.sleep(NOT_FOUND_PAUSE);
    }
  }
}

export function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
