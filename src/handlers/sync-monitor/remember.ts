import type { TroubleOutcome } from './contract';
import type { Look, Trouble } from './judge';

/** A trouble that was seen, last at that time. */
export interface KnownTrouble extends Trouble {
  readonly seenAt: number;
}

/** Ways in which news are told. Each has its own entry in the outbox: that one fails is nothing to the other. */
export const CHANNELS = ['bus', 'findings', 'topic'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is to be told. */
export interface Announcement {
  readonly channel: Channel;
  /** When it was seen. */
  readonly at: number;
  readonly trouble: Trouble;
  readonly endedAt?: number;
  readonly outcome?: TroubleOutcome;
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
  readonly troubles: Readonly<Record<string, KnownTrouble>>;
  /** Troubles that ended a short while ago, with the time of that. */
  readonly ended: Readonly<Record<string, number>>;
  /** What is not told yet. */
  readonly outbox: Readonly<Record<string, Announcement>>;
}

export const EMPTY: Memory = { polls: 0, troubles: {}, ended: {}, outbox: {} };

/** What one run has seen. */
export interface Observation {
  readonly looks: readonly Look[];
  /** When the run began to look. */
  readonly at: number;
  /** Whether what a trouble is about is there no more, as far as the run has seen all of its kind. */
  readonly isGone: (scope: string) => boolean;
}

/** A run of the function. */
export interface Run {
  readonly id: string;
  /** When Lambda ends it at the latest. */
  readonly until: number;
  /** Where it tells what begins, or ends like this. */
  readonly channels: (outcome?: TroubleOutcome) => readonly Channel[];
}

/** Longer than any run takes: no look is older than that. */
const REMEMBER_ENDED = 3_600_000;

/** A channel that takes nothing must not fill the memory, nor be flooded when it does again. */
const KEEP_NEWS = 24 * 3_600_000;
const MOST_LEFT = 200;

/**
 * What is known when a run has looked.
 *
 * Runs may be under way at the same time, and finish in another order than they looked: an older look changes nothing
 * about a newer one. What was not seen, or does not tell, stays as it was.
 */
export function remember(memory: Memory, { looks, at, isGone }: Observation, run: Run): Memory {
  const troubles = { ...memory.troubles };
  const ended = { ...memory.ended };
  const left = byAge(memory.outbox);
  const outbox = Object.fromEntries(CHANNELS.flatMap((channel) => of(channel, left).slice(-MOST_LEFT)));

  const tell = (key: string, news: Pick<Announcement, 'at' | 'trouble' | 'endedAt' | 'outcome'>) => {
    if (!isTold(news.trouble)) return;
    const channels = run.channels(news.outcome);
    for (const channel of CHANNELS) {
      // Of what nobody was told that it began, nobody is told that it is over.
      const untold = of(channel, Object.entries(outbox)).find(
        ([, it]) => it.trouble.id === news.trouble.id && isUntold(it),
      );
      if (news.outcome && untold) delete outbox[untold[0]];
      else if (channels.includes(channel)) outbox[`${channel} ${key}`] = { channel, ...news, ...claim(run) };
    }
  };
  const end = ({ seenAt, ...trouble }: KnownTrouble, endedAt: number, outcome: TroubleOutcome) => {
    if (seenAt >= endedAt) return;
    delete troubles[trouble.id];
    ended[trouble.id] = endedAt;
    tell(`${trouble.id} ended ${endedAt}`, { at: endedAt, trouble, endedAt, outcome });
  };

  for (const look of looks) {
    const seen = new Set(look.troubles.map(({ id }) => id));
    for (const known of knownOf(memory, look.scope)) {
      if (!seen.has(known.id) && !look.undecided.includes(known.kind)) end(known, look.at, outcomeOf(known, look));
    }
    for (const trouble of look.troubles) {
      const known = troubles[trouble.id];
      if (known) {
        if (known.seenAt < look.at) troubles[trouble.id] = { ...trouble, since: known.since, seenAt: look.at };
      } else if ((ended[trouble.id] ?? 0) < look.at) {
        troubles[trouble.id] = { ...trouble, seenAt: look.at };
        tell(`${trouble.id} began ${look.at}`, { at: look.at, trouble });
      }
    }
  }
  for (const known of Object.values(troubles)) if (isGone(known.scope)) end(known, at, 'GONE');

  for (const [key, announcement] of Object.entries(outbox)) {
    const { until, outcome, trouble } = announcement;
    const isOfUse = Math.abs(at - announcement.at) <= KEEP_NEWS || (!outcome && Object.hasOwn(troubles, trouble.id));
    if (!isOfUse) delete outbox[key];
    else if (until < at) {
      const isDoubtful = until > 0 || announcement.isDoubtful;
      outbox[key] = { ...announcement, ...(isDoubtful && { isDoubtful }), ...claim(run) };
    }
  }
  for (const [id, endedAt] of Object.entries(ended)) if (Math.abs(at - endedAt) > REMEMBER_ENDED) delete ended[id];
  return { polls: memory.polls, troubles, ended, outbox };
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

export function knownOf({ troubles }: Memory, scope: string): KnownTrouble[] {
  return Object.values(troubles).filter((known) => known.scope === scope);
}

const isTold = ({ kind }: Trouble): boolean => kind !== 'STACK_BEHIND';

/** Whether it tells of a beginning that was not taken, by any run. */
const isUntold = ({ outcome, until, isDoubtful }: Announcement): boolean => !outcome && until === 0 && !isDoubtful;

const claim = ({ id, until }: Run) => ({ by: id, until });

function outcomeOf({ kind }: Trouble, { troubles, gone }: Look): TroubleOutcome {
  if (gone) return 'GONE';
  // A blocker ends by being resolved, whatever comes next.
  return kind !== 'SYNC_BLOCKED' && troubles.some(isTold) ? 'SUPERSEDED' : 'RESOLVED';
}
