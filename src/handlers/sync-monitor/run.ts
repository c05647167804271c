import type { Target } from '../client/aws';
import type { ProblemOutcome } from './contract';
import type { Channel } from './memory';

/** The account and Region in which the monitor runs, and which it monitors. */
export type Location = Omit<Target, 'service'> & { readonly account: string };

/** A run of the function. */
export interface Run {
  /** Lambda's id of the request, which is the same when Lambda tries again. */
  readonly id: string;
  /** When Lambda ends the run at the latest. */
  readonly until: number;
  /** Whether it reads everything, or only what an event is about. */
  readonly isPoll: boolean;
  /** The channels that receive the start of a problem, or an end with this outcome. */
  readonly channelsFor: (outcome?: ProblemOutcome) => readonly Channel[];
}
