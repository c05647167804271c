import type { ProblemOutcome } from './contract';
import type { Assessment, Judgement } from './judge';
import { type Announcement, CHANNELS, type KnownProblem, knownProblems, type Memory } from './memory';
import { byAge, forChannel, isUnsent, ownership } from './outbox';
import { isAnnounceable, type Problem } from './problem';
import type { Run } from './run';

/** Longer than any run takes: no snapshot is older than that. */
const KEEP_RESOLVED_MS = 3_600_000;

/** For a channel that accepts nothing: these must neither fill the memory, nor flood the channel later. */
const KEEP_ANNOUNCEMENTS_MS = 24 * 3_600_000;
const MAX_ANNOUNCEMENTS_PER_CHANNEL = 200;

/**
 * Updates the memory with the problems that a run has found, and puts the announcements into its outbox.
 *
 * Runs can overlap, and finish in another order than they collected: an older snapshot changes nothing about a newer
 * one. A problem stays as it was if its subject was not read, or if the snapshot does not show whether it is resolved.
 */
export function remember(memory: Memory, { assessments, at, isGone }: Judgement, run: Run): Memory {
  const problems = { ...memory.problems };
  const resolved = { ...memory.resolved };
  const outbox = newestOf(memory.outbox);

  const announce = (key: string, announcement: Pick<Announcement, 'at' | 'problem' | 'resolvedAt' | 'outcome'>) => {
    if (!isAnnounceable(announcement.problem)) return;
    const channels = run.channelsFor(announcement.outcome);
    for (const channel of CHANNELS) {
      const unsent = forChannel(channel, Object.entries(outbox)).find(
        ([, other]) => other.problem.id === announcement.problem.id && isUnsent(other),
      );
      // A channel that did not receive the start of a problem receives neither the start nor the end.
      if (announcement.outcome && unsent) delete outbox[unsent[0]];
      else if (channels.includes(channel)) {
        outbox[`${channel} ${key}`] = { channel, ...announcement, ...ownership(run) };
      }
    }
  };
  const detect = (problem: Problem, seenAt: number) => {
    problems[problem.id] = { ...problem, seenAt };
    announce(`${problem.id} detected ${seenAt}`, { at: seenAt, problem });
  };
  const resolve = ({ seenAt, ...problem }: KnownProblem, resolvedAt: number, outcome: ProblemOutcome) => {
    if (seenAt >= resolvedAt) return;
    delete problems[problem.id];
    resolved[problem.id] = resolvedAt;
    announce(`${problem.id} resolved ${resolvedAt}`, { at: resolvedAt, problem, resolvedAt, outcome });
  };

  for (const assessment of assessments) {
    const { scope, at: seenAt, undecided } = assessment;
    const shown = new Set(assessment.problems.map(({ id }) => id));
    for (const known of knownProblems(memory, scope)) {
      if (!shown.has(known.id) && !undecided.includes(known.kind)) resolve(known, seenAt, outcomeOf(known, assessment));
    }
    for (const problem of assessment.problems) {
      const known = problems[problem.id];
      if (!known && (resolved[problem.id] ?? 0) < seenAt) detect(problem, seenAt);
      else if (known && known.seenAt < seenAt) problems[problem.id] = { ...problem, since: known.since, seenAt };
    }
  }
  for (const known of Object.values(problems)) if (isGone(known.scope)) resolve(known, at, 'GONE');

  for (const [key, announcement] of Object.entries(outbox)) {
    if (isObsolete(announcement, problems, at)) delete outbox[key];
    else if (announcement.until < at) outbox[key] = takenOver(announcement, run);
  }
  for (const [id, resolvedAt] of Object.entries(resolved)) {
    if (Math.abs(at - resolvedAt) > KEEP_RESOLVED_MS) delete resolved[id];
  }
  return { polls: memory.polls + Number(run.isPoll), problems, resolved, outbox };
}

function newestOf(outbox: Memory['outbox']): Record<string, Announcement> {
  const announcements = byAge(outbox);
  return Object.fromEntries(
    CHANNELS.flatMap((channel) => forChannel(channel, announcements).slice(-MAX_ANNOUNCEMENTS_PER_CHANNEL)),
  );
}

/** Whether an announcement has waited for too long. The start of a problem that is not resolved never has. */
function isObsolete({ outcome, problem, at }: Announcement, problems: Memory['problems'], now: number): boolean {
  return Math.abs(now - at) > KEEP_ANNOUNCEMENTS_MS && (!!outcome || !Object.hasOwn(problems, problem.id));
}

/** An announcement whose owner is over for certain. */
function takenOver(announcement: Announcement, run: Run): Announcement {
  const mayBeSent = announcement.until > 0 || announcement.mayBeSent;
  return { ...announcement, ...(mayBeSent && { mayBeSent }), ...ownership(run) };
}

/** A blocker ends by being resolved, even if another problem follows. */
function outcomeOf({ kind }: Problem, { problems }: Assessment): ProblemOutcome {
  return kind !== 'SYNC_BLOCKED' && problems.some(isAnnounceable) ? 'SUPERSEDED' : 'RESOLVED';
}
