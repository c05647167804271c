import type { Caller } from './caller';
import type { Survey } from './collect';
import { METRIC_NAMESPACE, METRICS, type MetricName, OTHER_PROBLEM, type ProblemLine, STACK_BEHIND } from './contract';
import type { Kind, Problem } from './judge';
import { type Home, iso, linkOf } from './messages';
import type { Memory } from './remember';

type Values = Partial<Record<MetricName, number>>;

/** The metrics of any run. */
export function callMetrics({ calls, throttledCalls, failedCalls }: Caller, milliseconds: number): Values {
  return { Calls: calls, ThrottledCalls: throttledCalls, FailedCalls: failedCalls, PollDuration: milliseconds / 1_000 };
}

/** The metrics of a poll. What could not be seen counts as it was before. */
export function surveyMetrics({ configurations, unseen, oldestSuccess }: Survey, memory: Memory, now: number): Values {
  const problems = Object.values(memory.problems);
  const count = (...kinds: Kind[]) => problems.filter(({ kind }) => kinds.includes(kind)).length;
  const behind = problems.filter(({ kind }) => kind === 'STACK_BEHIND');
  return {
    SyncConfigurations: configurations,
    UnseenConfigurations: unseen,
    StacksBehind: behind.length,
    LongestBehind: secondsSince(Math.min(now, ...behind.map(({ since }) => since)), now),
    ...(oldestSuccess !== undefined && { OldestSuccessAge: secondsSince(oldestSuccess, now) }),
    ActiveBlockers: count('SYNC_BLOCKED'),
    FailedSyncs: count('SYNC_FAILED', 'REPOSITORY_SYNC_FAILED'),
    StuckSyncs: count('SYNC_STUCK', 'REPOSITORY_SYNC_STUCK'),
    UnavailableConnections: count('CONNECTION_UNAVAILABLE'),
    UnavailableHosts: count('HOST_UNAVAILABLE'),
  };
}

/**
 * A log line that CloudWatch makes metrics of.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(values: Values, now: number): string {
  const Metrics = (Object.keys(values) as MetricName[]).map((Name) => ({ Name, Unit: METRICS[Name] }));
  const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics }];
  return JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics }, ...values });
}

/** What is wrong, for tables: a line for each stack that is behind or blocked, and one for each other problem. */
export function problemLines({ problems }: Memory, home: Home, now: number): ProblemLine[] {
  const all = Object.values(problems);
  const told = all.filter(({ kind }) => kind !== 'STACK_BEHIND');
  const explained = new Set(told.map(({ scope }) => scope));
  // Whoever reads that a stack is behind wants to know why: the problem, or else that it is being synced.
  const unexplained = all.filter(({ kind, scope }) => kind === 'STACK_BEHIND' && !explained.has(scope));
  return [...told, ...unexplained].map((problem) => lineOf(problem, home, now));
}

function lineOf(problem: Problem, home: Home, now: number): ProblemLine {
  const { kind, stackName, repository, branch, connectionArn, hostArn, operation, since, reason } = problem;
  return {
    type: stackName ? STACK_BEHIND : OTHER_PROBLEM,
    subject: stackName ?? connectionArn ?? hostArn ?? operation ?? `${repository} ${branch}`,
    ...(repository && { repository, branch }),
    since: iso(since),
    seconds: secondsSince(since, now),
    kind: kind === 'STACK_BEHIND' ? 'IN_PROGRESS' : kind,
    reason,
    consoleLink: linkOf(problem, home),
  };
}

/** The clocks of the service and of the function may differ a little. */
const secondsSince = (time: number, now: number): number => Math.max(0, Math.round((now - time) / 1_000));
