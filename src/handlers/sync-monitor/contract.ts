import type { Call } from '../framework/contract';

/** The environment of the function. */
export interface SyncMonitorEnvironment {
  /** The table that remembers which problems are known. */
  readonly STATE_TABLE_NAME: string;
  /** The event bus, in the account and Region of the function, that is told which problems have begun and ended. */
  readonly EVENT_BUS_NAME: string;
  /** How long a sync may take, and a commit may wait for one, until that is a problem. */
  readonly STUCK_AFTER_SECONDS: string;
  /** The ARN of the event bus, of any account and Region, that is told as well, if there is one. */
  readonly CENTRAL_EVENT_BUS_ARN?: string;
  /** The topic that is told in words, if there is one. */
  readonly NOTIFICATION_TOPIC_ARN?: string;
  /** Whether it is told of the end of a problem, too: `true` or `false`. */
  readonly NOTIFY_ON_RESOLVED?: string;
}

/** How long one run may take. It stops in time, and says how far it came. */
export const MONITOR_TIMEOUT_SECONDS = 240;

/** The table has one item: its partition key, a text, and no sort key. */
export const STATE_TABLE_KEY = 'Id';

/** What the function does with the table, with event buses, and with the topic, if there is one. */
export const STATE_TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'] as const;
export const EVENT_BUS_ACTIONS = ['events:PutEvents'] as const;
export const TOPIC_ACTIONS = ['sns:Publish'] as const;

/** What it calls of the service: what reads, and nothing else. */
export const SYNC_MONITOR_CALLS: readonly Call[] = [
  {
    operations: [
      'GetResourceSyncStatus',
      'GetSyncBlockerSummary',
      'GetSyncConfiguration',
      'ListConnections',
      'ListHosts',
      'ListRepositoryLinks',
      'ListSyncConfigurations',
    ],
    on: '*',
  },
  { operations: ['GetRepositorySyncStatus'], on: 'repository-link' },
  { operations: ['GetConnection'], on: 'connection' },
];

/** Metrics are without dimensions, so what they cost does not grow with what is watched. */
export const METRIC_NAMESPACE = 'CodeConnections/GitSync';

/** They are written out fewer times in the bundle like this. */
const COUNT = 'Count';
const SECONDS = 'Seconds';

/** The metrics with their units. A poll writes all of them; a run for an event only the last four. */
export const METRICS = {
  /** Sync configurations that there are. */
  SyncConfigurations: COUNT,
  /**
   * Sync configurations that the poll could not look at: a call failed, or the time was up. A list of them that could
   * not be read counts as one.
   */
  UnseenConfigurations: COUNT,
  /** Stacks that are not at the latest commit, for whatever reason. */
  StacksBehind: COUNT,
  /** How long the stack has been behind that has been so for longest. */
  LongestBehind: SECONDS,
  /** How long ago the latest success of the stack began whose latest success is the oldest. */
  OldestSuccessAge: SECONDS,
  ActiveBlockers: COUNT,
  /** Stacks and branches whose latest sync has failed. */
  FailedSyncs: COUNT,
  /** Stacks and branches with a sync that takes too long, or does not begin. */
  StuckSyncs: COUNT,
  UnavailableConnections: COUNT,
  UnavailableHosts: COUNT,
  /** Calls of CodeConnections, each try counted. */
  Calls: COUNT,
  /** Those of them that the service throttled, and that were made again. */
  ThrottledCalls: COUNT,
  /** Calls that have failed for good. */
  FailedCalls: COUNT,
  PollDuration: SECONDS,
} as const;

export type MetricName = keyof typeof METRICS;

/** What can be wrong. */
export type ProblemKind =
  /** A sync blocker is active: a question to a person. */
  | 'SYNC_BLOCKED'
  | 'SYNC_FAILED'
  /** A sync takes too long, or does not begin. */
  | 'SYNC_STUCK'
  /** Git sync could not read a branch, so that no stack follows it. */
  | 'REPOSITORY_SYNC_FAILED'
  | 'REPOSITORY_SYNC_STUCK'
  | 'CONNECTION_UNAVAILABLE'
  | 'HOST_UNAVAILABLE'
  /** The monitor itself is not allowed to make a call. */
  | 'INCOMPLETE_POLL';

/** How events of the monitor are told from others. */
export const EVENT_SOURCE = 'cdk-codeconnections.sync-monitor';
export const PROBLEM_DETECTED = 'Git Sync Problem Detected';
export const PROBLEM_RESOLVED = 'Git Sync Problem Resolved';

/**
 * The detail of an event. Each problem has one when it begins and one when it ends; at-least-once holds for both.
 *
 * What a problem is not about is left out. Times are in ISO 8601.
 */
export interface ProblemDetail {
  /** The same in all events of a problem. */
  readonly problemId: string;
  readonly kind: ProblemKind;
  readonly account: string;
  readonly region: string;
  /** What has happened, in one line. */
  readonly title: string;
  /** All that a person has to know, in a few lines. */
  readonly message: string;
  /** Why, in the words of the service. */
  readonly reason: string;
  readonly since: string;
  /** Where in the AWS console a person goes on. */
  readonly consoleLink: string;

  readonly stackName?: string;
  /** `owner/name`. */
  readonly repository?: string;
  readonly branch?: string;
  /** The commit that the stack should be at. */
  readonly commit?: string;
  readonly connectionArn?: string;
  readonly hostArn?: string;
  /** The operation that the monitor is not allowed to call. */
  readonly operation?: string;

  /** Of a sync blocker. */
  readonly blockerId?: string;
  readonly blockerContexts?: Readonly<Record<string, string>>;
  /** The two ways to answer it: a call of the AWS CLI, and the construct of this library. */
  readonly resolveByCli?: string;
  readonly resolveByConstruct?: string;

  /** In the event of its end only. */
  readonly resolvedAt?: string;
  readonly outcome?: ProblemOutcome;
}

export type ProblemOutcome =
  /** It is well again. */
  | 'RESOLVED'
  /** Another problem of the same stack, branch, connection or host has taken its place, and has an event of its own. */
  | 'SUPERSEDED'
  /** What it was about is there no more. */
  | 'GONE';

/** Log lines in JSON are told apart by their member `type`. A poll writes one for each stack that is behind, … */
export const STACK_BEHIND = 'StackBehind';
/** … and one for each problem that is not about a stack. */
export const OTHER_PROBLEM = 'OtherProblem';

/** Such a log line, for tables in a dashboard. */
export interface ProblemLine {
  readonly type: typeof STACK_BEHIND | typeof OTHER_PROBLEM;
  /** The stack, branch, connection, host or operation that it is about. */
  readonly subject: string;
  readonly repository?: string;
  readonly branch?: string;
  /** ISO 8601. */
  readonly since: string;
  readonly seconds: number;
  /** Why: a kind of problem, or `IN_PROGRESS` for a stack that is just being brought to a commit. */
  readonly kind: ProblemKind | 'IN_PROGRESS';
  readonly reason: string;
  readonly consoleLink: string;
}
