import type { Call } from '../framework/contract';

/** The environment of the function. */
export interface SyncMonitorEnvironment {
  /** The table with the problems that are known. */
  readonly STATE_TABLE_NAME: string;
  /** The event bus for the start and the end of each problem, in the account and Region of the function. */
  readonly EVENT_BUS_NAME: string;
  /** How long a sync may take, and a commit or a handshake may wait, before that is a problem. */
  readonly STUCK_AFTER_SECONDS: string;
  /** The ARN of a second event bus, in any account and Region. */
  readonly CENTRAL_EVENT_BUS_ARN?: string;
  /** The topic for messages to people. */
  readonly NOTIFICATION_TOPIC_ARN?: string;
  /** Whether the topic also receives the end of a problem: `true` or `false`. */
  readonly NOTIFY_ON_RESOLVED?: string;
}

/** The timeout of the function. A run stops in time, and reports calls that it did not make. */
export const MONITOR_TIMEOUT_SECONDS = 240;

/** The partition key of the table, a string. There is no sort key, and one item only. */
export const STATE_TABLE_KEY = 'Id';

/** The permissions on the table, the event buses and the topic. */
export const STATE_TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'] as const;
export const EVENT_BUS_ACTIONS = ['events:PutEvents'] as const;
export const TOPIC_ACTIONS = ['sns:Publish'] as const;

/** The operations of the service that the function calls: none of them writes. */
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

/** The metrics have no dimensions, so that their cost does not grow with the number of stacks. */
export const METRIC_NAMESPACE = 'CodeConnections/GitSync';

/** Constants, because the bundle would repeat the literals. */
const COUNT = 'Count';
const SECONDS = 'Seconds';

/** The metrics with their units. A poll writes all of them, a run for an event the last four only. */
export const METRICS = {
  /** Sync configurations in the account and Region. */
  SyncConfigurations: COUNT,
  /**
   * Sync configurations whose status the poll could not read: a call failed, or there was no time left. A list that
   * could not be read counts as one.
   */
  UnreadSyncConfigurations: COUNT,
  /** Stacks that are not at the latest commit of their branch, for any reason. */
  StacksBehind: COUNT,
  /** Seconds that the most outdated stack has been behind its branch. */
  LongestBehind: SECONDS,
  /** Seconds since the last successful sync of the stack that has gone longest without one. */
  OldestSuccessAge: SECONDS,
  /** Sync blockers that nobody has resolved. */
  ActiveBlockers: COUNT,
  /** Stacks and branches whose latest sync has failed. */
  FailedSyncs: COUNT,
  /** Stacks and branches with a sync that takes too long, or does not start. */
  StuckSyncs: COUNT,
  /** Connections of the Region, or used by a repository link in it. A pending one counts after `stuckAfter`. */
  UnavailableConnections: COUNT,
  UnavailableHosts: COUNT,
  /** Calls to CodeConnections. Each try counts. */
  Calls: COUNT,
  /** Calls that the service throttled. They are made again. */
  ThrottledCalls: COUNT,
  /** Calls that failed, and are not made again. */
  FailedCalls: COUNT,
  PollDuration: SECONDS,
} as const;

export type MetricName = keyof typeof METRICS;

/** The kinds of problems. */
export type ProblemKind =
  /** A sync blocker is active, and has to be resolved by a person. */
  | 'SYNC_BLOCKED'
  | 'SYNC_FAILED'
  /** A sync takes too long, or does not start. */
  | 'SYNC_STUCK'
  /** Git sync could not read a branch, so no stack follows it. */
  | 'REPOSITORY_SYNC_FAILED'
  | 'REPOSITORY_SYNC_STUCK'
  | 'CONNECTION_UNAVAILABLE'
  | 'HOST_UNAVAILABLE'
  /** The monitor is not allowed to make one of its calls. */
  | 'INCOMPLETE_POLL';

/** The source and the detail types of the monitor's events. */
export const EVENT_SOURCE = 'cdk-codeconnections.sync-monitor';
export const PROBLEM_DETECTED = 'Git Sync Problem Detected';
export const PROBLEM_RESOLVED = 'Git Sync Problem Resolved';

/**
 * The detail of an event. Each problem has an event when it starts and one when it ends, both delivered at least once.
 *
 * Members that do not apply to a problem are left out. Times are in ISO 8601.
 */
export interface ProblemDetail {
  /** The same in all events of a problem. */
  readonly problemId: string;
  readonly kind: ProblemKind;
  readonly account: string;
  readonly region: string;
  /** The problem, in one line. */
  readonly title: string;
  /** The message to people, in a few lines. */
  readonly message: string;
  /** The cause, as the service describes it. */
  readonly reason: string;
  readonly since: string;
  /** The page of the AWS console on which a person continues. */
  readonly consoleLink: string;

  readonly stackName?: string;
  /** `owner/name` */
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
  /** The two ways to resolve it: a command of the AWS CLI, and a construct of this library. */
  readonly resolveByCli?: string;
  readonly resolveByConstruct?: string;

  /** In the event of the end only. */
  readonly resolvedAt?: string;
  readonly outcome?: ProblemOutcome;
}

export type ProblemOutcome =
  | 'RESOLVED'
  /**
   * Another problem of the same stack, branch, connection or host has replaced it. That one has an event of its own.
   */
  | 'SUPERSEDED'
  /** The stack, branch, connection or host does not exist any more. */
  | 'GONE';

/** The `type` of the log lines of a poll: one for each stack that is behind, … */
export const STACK_BEHIND = 'StackBehind';
/** … and one for each problem of something else. */
export const OTHER_PROBLEM = 'OtherProblem';

/** A log line for the tables of the dashboard. */
export interface ProblemLine {
  readonly type: typeof STACK_BEHIND | typeof OTHER_PROBLEM;
  /** The stack, branch, connection, host or operation. */
  readonly subject: string;
  readonly repository?: string;
  readonly branch?: string;
  /** ISO 8601. */
  readonly since: string;
  readonly seconds: number;
  /** A kind of problem, or `WAITING`: a stack for a sync, or a connection or host for a person. */
  readonly kind: ProblemKind | 'WAITING';
  readonly reason: string;
  readonly consoleLink: string;
}
