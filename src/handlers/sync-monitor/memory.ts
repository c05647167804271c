import type { ProblemOutcome } from './contract';
import type { Problem } from './problem';

/** A problem with the time of the latest snapshot that showed it. */
export interface KnownProblem extends Problem {
  readonly seenAt: number;
}

/** The recipients of announcements. Each has its own entries in the outbox, so none of them delays another. */
export const CHANNELS = ['bus', 'central', 'topic'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The start or the end of a problem, for one channel. */
export interface Announcement {
  readonly channel: Channel;
  /** The time of the snapshot that showed it. */
  readonly at: number;
  readonly problem: Problem;
  /** The end only. */
  readonly resolvedAt?: number;
  readonly outcome?: ProblemOutcome;
  /** The id of the run that sends it. */
  readonly owner: string;
  /** When that run is over for certain, or 0 if the channel did not accept it. Another run takes it over then. */
  readonly until: number;
  /** A run ended without recording whether the channel accepted it. */
  readonly mayBeSent?: boolean;
}

/** The state that is kept from one run to the next. */
export interface Memory {
  /** The number of polls so far. */
  readonly polls: number;
  /** Problems that are not resolved, by id. */
  readonly problems: Readonly<Record<string, KnownProblem>>;
  /** When a problem was resolved, by its id, for a while. */
  readonly resolved: Readonly<Record<string, number>>;
  /** Announcements that were not sent yet, or not accepted. */
  readonly outbox: Readonly<Record<string, Announcement>>;
}

export const EMPTY_MEMORY: Memory = { polls: 0, problems: {}, resolved: {}, outbox: {} };

export function knownProblems({ problems }: Memory, scope: string): KnownProblem[] {
  return Object.values(problems).filter((known) => known.scope === scope);
}
