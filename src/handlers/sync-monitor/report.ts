import type { Runtime } from '../client/runtime';
import type { Caller } from './caller';
import {
  METRIC_NAMESPACE,
  METRICS,
  type MetricName,
  OTHER_PROBLEM,
  type ProblemKind,
  type ProblemLine,
  STACK_BEHIND,
} from './contract';
import type { Memory } from './memory';
import { consoleLinkOf, iso } from './messages';
import { isAnnounceable, type Kind, type Problem } from './problem';
import type { Location, Run } from './run';
import type { Snapshots } from './snapshot';

/** What a run reports on. */
export interface Outcome {
  readonly run: Run;
  readonly snapshots: Snapshots;
  readonly memory: Memory;
  readonly caller: Caller;
  readonly location: Location;
  readonly startedAt: number;
}

/** Writes metrics to the log; a poll also writes a line for each stack that is behind and for each other problem. */
export function report({ run, snapshots, memory, caller, location, startedAt }: Outcome, { now, log }: Runtime): void {
  const time = now();
  const { calls, throttledCalls, failedCalls, skippedCalls } = caller.counts;
  const callMetrics: Values = {
    Calls: calls,
    ThrottledCalls: throttledCalls,
    FailedCalls: failedCalls,
    PollDuration: (time - startedAt) / 1_000,
  };
  if (run.isPoll) for (const line of problemLines(memory, location, time)) log(JSON.stringify(line));
  log(metricLine({ ...(run.isPoll && pollMetrics(snapshots, memory, time)), ...callMetrics }, time));
  if (skippedCalls > 0) log(JSON.stringify({ type: 'DeadlineExceeded', calls, skippedCalls }));
}

type Values = Partial<Record<MetricName, number>>;

/** A problem whose subject could not be read counts as before. */
function pollMetrics({ stacks, unreadLists }: Snapshots, memory: Memory, now: number): Values {
  const problems = Object.values(memory.problems);
  const count = (...kinds: Kind[]) => problems.filter(({ kind }) => kinds.includes(kind)).length;
  const behind = problems.filter(({ kind }) => kind === 'STACK_BEHIND');
  const successes = stacks.flatMap(({ status }) => status?.LatestSuccessfulSync?.StartedAt ?? []);
  return {
    SyncConfigurations: stacks.length,
    UnreadSyncConfigurations: unreadLists + stacks.filter(({ status }) => status === undefined).length,
    StacksBehind: behind.length,
    LongestBehind: secondsSince(earliest([now, ...behind.map(({ since }) => since)]), now),
    ...(successes.length > 0 && { OldestSuccessAge: secondsSince(earliest(successes) * 1_000, now) }),
    ActiveBlockers: count('SYNC_BLOCKED'),
    FailedSyncs: count('SYNC_FAILED', 'REPOSITORY_SYNC_FAILED'),
    StuckSyncs: count('SYNC_STUCK', 'REPOSITORY_SYNC_STUCK'),
    UnavailableConnections: count('CONNECTION_UNAVAILABLE'),
    UnavailableHosts: count('HOST_UNAVAILABLE'),
  };
}

const earliest = (times: number[]): number => times.reduce((one, other) => Math.min(one, other));

/** The service and the function may have slightly different clocks. */
const secondsSince = (time: number, now: number): number => Math.max(0, Math.round((now - time) / 1_000));

/**
 * A log line that CloudWatch turns into metrics.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function metricLine(values: Values, now: number): string {
  const Metrics = (Object.keys(values) as MetricName[]).map((Name) => ({ Name, Unit: METRICS[Name] }));
  const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics }];
  return JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics }, ...values });
}

function problemLines({ problems }: Memory, location: Location, now: number): ProblemLine[] {
  const all = Object.values(problems);
  const announced = all.filter(isAnnounceable);
  const explained = new Set(announced.map(({ scope }) => scope));
  // A stack that is behind has one line: its problem, or else what it waits for.
  const waiting = all.filter((problem) => !isAnnounceable(problem) && !explained.has(problem.scope));
  return [...announced, ...waiting].map((problem) => lineOf(problem, location, now));
}

function lineOf(problem: Problem, location: Location, now: number): ProblemLine {
  const { kind, stackName, repository, branch, connectionArn, hostArn, operation, since, reason } = problem;
  return {
    type: stackName ? STACK_BEHIND : OTHER_PROBLEM,
    subject: stackName ?? connectionArn ?? hostArn ?? operation ?? `${repository} ${branch}`,
    ...(repository && { repository, branch }),
    since: iso(since),
    seconds: secondsSince(since, now),
    kind: isAnnounceable(problem) ? (kind as ProblemKind) : 'WAITING',
    reason,
    consoleLink: consoleLinkOf(problem, location),
  };
}
