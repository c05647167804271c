import type { ProblemOutcome } from './contract';
import type { Look, Problem } from './judge';

/** A problem that was seen, last at that time. */
export interface KnownProblem extends Problem {
  readonly seenAt: number;
}

/** Ways in which news are told. Each has its own entry in the outbox: that one fails is nothing to the other. */
export const CHANNELS = ['bus', 'central', 'topic'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is to be told. */
export interface Announcement {
  readonly channel: Channel;
  /** When it was seen. */
  readonly at: number;
  readonly problem: Problem;
  readonly resolvedAt?: number;
  readonly outcome?: ProblemOutcome;
  /** The run that tells it, … */
  readonly by: string;
  /** … and when that run is over for certain, or 0 when it was not taken. Then another one tells it. */
  readonly until: number;
  /** A run has ended without saying whether it was taken. */
  readonly isDoubtful?: boolean;
}

/** What is known from one run to the next. */
export interface Memory {
  /** Polls so far. */
  readonly polls: number;
  readonly problems: Readonly<Record<string, KnownProblem>>;
  /** Problems that ended a short while ago, with the time of that. */
  readonly ended: Readonly<Record<string, number>>;
  /** What is not told yet. */
  readonly outbox: Readonly<Record<string, Announcement>>;
}

export const EMPTY: Memory = { polls: 0, problems: {}, ended: {}, outbox: {} };

/** What one run has seen. */
export interface Observation {
  readonly looks: readonly Look[];
  /** When the run began to look. */
  readonly at: number;
  /** Whether what a problem is about is there no more, as far as the run has seen all of its kind. */
  readonly isGone: (scope: string) => boolean;
}

/** A run of the function. */
export interface Run {
  readonly id: string;
  /** When Lambda ends it at the latest. */
  readonly until: number;
  /** Where it tells what begins, or ends like this. */
  readonly channels: (outcome?: ProblemOutcome) => readonly Channel[];
}

/** Longer than any run takes: no look is older than that. */
const REMEMBER_ENDED = 3_600_000;

/** A channel that takes nothing must not fill the memory, nor be flooded when it does again. */
const KEEP_NEWS = 24 * 3_600_000;
const MAX_LEFT = 200;

/**
 * What is known when a run has looked.
 *
 * Runs may be under way at the same time, and finish in another order than they looked: an older look changes nothing
 * about a newer one. What was not seen, or does not tell, stays as it was.
 */
export function remember(memory: Memory, { looks, at, isGone }: Observation, run: Run): Memory {
  const problems = { ...memory.problems };
  const ended = { ...memory.ended };
  const left = byAge(memory.outbox);
  const outbox = Object.fromEntries(CHANNELS.flatMap((channel) => of(channel, left).slice(-MAX_LEFT)));

  const tell = (key: string, news: Pick<Announcement, 'at' | 'problem' | 'resolvedAt' | 'outcome'>) => {
    if (!isTold(news.problem)) return;
    const channels = run.channels(news.outcome);
    for (const channel of CHANNELS) {
      // Of what nobody was told that it began, nobody is told that it is over.
      const untold = of(channel, Object.entries(outbox)).find(
        ([, it]) => it.problem.id === news.problem.id && isUntold(it),
      );
      if (news.outcome && untold) delete outbox[untold[0]];
      else if (channels.includes(channel)) outbox[`${channel} ${key}`] = { channel, ...news, ...claim(run) };
    }
  };
  const end = ({ seenAt, ...problem }: KnownProblem, resolvedAt: number, outcome: ProblemOutcome) => {
    if (seenAt >= resolvedAt) return;
    delete problems[problem.id];
    ended[problem.id] = resolvedAt;
    tell(`${problem.id} ended ${resolvedAt}`, { at: resolvedAt, problem, resolvedAt, outcome });
  };

  for (const look of looks) {
    const seen = new Set(look.problems.map(({ id }) => id));
    for (const known of knownOf(memory, look.scope)) {
      if (!seen.has(known.id) && !look.undecided.includes(known.kind)) end(known, look.at, outcomeOf(known, look));
    }
    for (const problem of look.problems) {
      const known = problems[problem.id];
      if (known) {
        if (known.seenAt < look.at) problems[problem.id] = { ...problem, since: known.since, seenAt: look.at };
      } else if ((ended[problem.id] ?? 0) < look.at) {
        problems[problem.id] = { ...problem, seenAt: look.at };
        tell(`${problem.id} began ${look.at}`, { at: look.at, problem });
      }
    }
  }
  for (const known of Object.values(problems)) if (isGone(known.scope)) end(known, at, 'GONE');

  for (const [key, announcement] of Object.entries(outbox)) {
    const { until, outcome, problem } = announcement;
    const isOfUse = Math.abs(at - announcement.at) <= KEEP_NEWS || (!outcome && Object.hasOwn(problems, problem.id));
    if (!isOfUse) delete outbox[key];
    else if (until < at) {
      const isDoubtful = until > 0 || announcement.isDoubtful;
      outbox[key] = { ...announcement, ...(isDoubtful && { isDoubtful }), ...claim(run) };
    }
  }
  for (const [id, resolvedAt] of Object.entries(ended))
    if (Math.abs(at - resolvedAt) > REMEMBER_ENDED) delete ended[id];
  return { polls: memory.polls, problems, ended, outbox };
}

type News = [key: string, announcement: Announcement][];

const of = (channel: Channel, news: News): News => news.filter(([, it]) => it.channel === channel);

/** What is to be told, the oldest first. */
export function byAge(outbox: Memory['outbox']): News {
  return Object.entries(outbox).sort(([, one], [, other]) => one.at - other.at);
}

/** What a run has to tell in a channel. */
export function claimedBy({ id }: Run, { outbox }: Memory, channel: Channel): [string, Announcement][] {
  return of(channel, Object.entries(outbox)).filter(([, it]) => it.by === id);
}

/** When a run has told in a channel what it had to, but for what it could not tell: that is for the next one. */
export function told(memory: Memory, run: Run, channel: Channel, left: ReadonlyMap<string, unknown>): Memory {
  const outbox = { ...memory.outbox };
  for (const [key, announcement] of claimedBy(run, memory, channel)) {
    if (left.has(key)) outbox[key] = { ...announcement, until: 0 };
    else delete outbox[key];
  }
  return { ...memory, outbox };
}

export function knownOf({ problems }: Memory, scope: string): KnownProblem[] {
  return Object.values(problems).filter((known) => known.scope === scope);
}

const isTold = ({ kind }: Problem): boolean => kind !== 'STACK_BEHIND';

/** Whether it tells of a beginning that was not taken, by any run. */
const isUntold = ({ outcome, until, isDoubtful }: Announcement): boolean => !outcome && until === 0 && !isDoubtful;

const claim = ({ id, until }: Run) => ({ by: id, until });

function outcomeOf({ kind }: Problem, { problems, gone }: Look): ProblemOutcome {
  if (gone) return 'GONE';
  // A blocker ends by being resolved, whatever comes next.
  return kind !== 'SYNC_BLOCKED' && problems.some(isTold) ? 'SUPERSEDED' : 'RESOLVED';
}
