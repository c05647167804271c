import { EventField, type EventPattern } from 'aws-cdk-lib/aws-events';
import { ErrorCode } from '../../error-code';
import { EVENT_SOURCE, PROBLEM_DETECTED, PROBLEM_RESOLVED } from '../../handlers/sync-monitor/contract';
import { checkNotEmpty } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';

/** The kinds of problems that a `SyncMonitor` detects. */
export enum SyncProblemKind {
  /** A sync blocker is active, and has to be resolved by a person. */
  SYNC_BLOCKED = 'SYNC_BLOCKED',

  /** The latest sync of a stack has failed. */
  SYNC_FAILED = 'SYNC_FAILED',

  /** The sync of a stack takes too long, or does not start. */
  SYNC_STUCK = 'SYNC_STUCK',

  /** Git sync could not read a branch, so no stack follows it. */
  REPOSITORY_SYNC_FAILED = 'REPOSITORY_SYNC_FAILED',

  /** Git sync takes too long to read a branch. */
  REPOSITORY_SYNC_STUCK = 'REPOSITORY_SYNC_STUCK',

  /** A connection of the Region, or one that a repository link uses, is not available. */
  CONNECTION_UNAVAILABLE = 'CONNECTION_UNAVAILABLE',

  /** A host of the Region is not available. */
  HOST_UNAVAILABLE = 'HOST_UNAVAILABLE',

  /** The monitor is not allowed to make one of its calls. */
  INCOMPLETE_POLL = 'INCOMPLETE_POLL',
}

/** Restrictions of a pattern for events of a `SyncMonitor`. */
export interface SyncProblemOptions {
  /**
   * The kinds of problem.
   *
   * @default - all kinds
   */
  readonly kinds?: SyncProblemKind[];
}

/**
 * Patterns for EventBridge rules that match the events of a `SyncMonitor`: one when a problem starts, one when it ends.
 *
 * The events are on the default event bus of the account and Region of the monitor, and on its central event bus.
 */
export class SyncProblemEvents {
  /**
   * The pattern for the start of a problem.
   *
   * @param options restrictions of the pattern; none by default
   * @throws when `kinds` is an empty list
   */
  public static detectedPattern(options: SyncProblemOptions = {}): EventPattern {
    return pattern([PROBLEM_DETECTED], options);
  }

  /**
   * The pattern for the end of a problem.
   *
   * @param options restrictions of the pattern; none by default
   * @throws when `kinds` is an empty list
   */
  public static resolvedPattern(options: SyncProblemOptions = {}): EventPattern {
    return pattern([PROBLEM_RESOLVED], options);
  }

  private constructor() {}
}

function pattern(detailType: string[], { kinds }: SyncProblemOptions): EventPattern {
  throwIfInvalid(ErrorCode.INVALID_RESTRICTION, checkNotEmpty('kinds', kinds), undefined);
  return { source: [EVENT_SOURCE], detailType, ...(kinds && { detail: { kind: kinds } }) };
}

/**
 * Fields of the events of a `SyncMonitor`, for the input of a rule's target. Fields that do not apply to a problem are
 * missing.
 *
 * A principal that may put events on the bus can forge all fields but `account`, and a rule cannot check them. Do not build
 * messages from them that a person acts on: use the `notificationTopic` of the monitor instead.
 */
export class SyncProblemEvent {
  /** The problem, in one line. */
  public static get title(): string {
    return EventField.fromPath('$.detail.title');
  }

  /**
   * The message of the monitor to its topic, with single quotes in place of double quotes. Text of others can have single
   * quotes of its own.
   */
  public static get message(): string {
    return EventField.fromPath('$.detail.message');
  }

  /** The kind of the problem, a value of `SyncProblemKind`. */
  public static get kind(): string {
    return EventField.fromPath('$.detail.kind');
  }

  /** The id of the problem, the same in all of its events. */
  public static get problemId(): string {
    return EventField.fromPath('$.detail.problemId');
  }

  /** The account of the monitor. EventBridge sets it, so it cannot be forged. */
  public static get account(): string {
    return EventField.account;
  }

  /** The Region of the monitor. The Region that EventBridge sets is the one of the event bus. */
  public static get region(): string {
    return EventField.fromPath('$.detail.region');
  }

  /** The cause, as the service describes it. */
  public static get reason(): string {
    return EventField.fromPath('$.detail.reason');
  }

  /** The start of the problem, in ISO 8601. */
  public static get since(): string {
    return EventField.fromPath('$.detail.since');
  }

  /** The page of the AWS console on which a person continues. */
  public static get consoleLink(): string {
    return EventField.fromPath('$.detail.consoleLink');
  }

  /** The name of the stack, for a problem of a stack. */
  public static get stackName(): string {
    return EventField.fromPath('$.detail.stackName');
  }

  /** The repository, as `owner/name`, for a problem of a stack or a branch. */
  public static get repository(): string {
    return EventField.fromPath('$.detail.repository');
  }

  /** The branch, for a problem of a stack or a branch. */
  public static get branch(): string {
    return EventField.fromPath('$.detail.branch');
  }

  /** The command of the AWS CLI that resolves a sync blocker. */
  public static get resolveByCli(): string {
    return EventField.fromPath('$.detail.resolveByCli');
  }

  /** The construct of this library that resolves a sync blocker at the next deployment. */
  public static get resolveByConstruct(): string {
    return EventField.fromPath('$.detail.resolveByConstruct');
  }

  /** The end of the problem, in ISO 8601. Only in the event of the end. */
  public static get resolvedAt(): string {
    return EventField.fromPath('$.detail.resolvedAt');
  }

  /** How the problem ended: `RESOLVED`, `SUPERSEDED` or `GONE`. Only in the event of the end. */
  public static get outcome(): string {
    return EventField.fromPath('$.detail.outcome');
  }

  private constructor() {}
}
