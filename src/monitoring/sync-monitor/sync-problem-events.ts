import { EventField, type EventPattern } from 'aws-cdk-lib/aws-events';
import { EVENT_SOURCE, PROBLEM_DETECTED, PROBLEM_RESOLVED } from '../../handlers/sync-monitor/contract';
import { checkNotEmpty } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';

/** What can be wrong with Git sync. */
export enum SyncProblemKind {
  /** A sync blocker is active: a question to a person. */
  SYNC_BLOCKED = 'SYNC_BLOCKED',

  /** The latest sync of a stack has failed. */
  SYNC_FAILED = 'SYNC_FAILED',

  /** The sync of a stack takes too long, or does not begin. */
  SYNC_STUCK = 'SYNC_STUCK',

  /** Git sync could not read a branch, so that no stack follows it. */
  REPOSITORY_SYNC_FAILED = 'REPOSITORY_SYNC_FAILED',

  /** To read a branch takes too long. */
  REPOSITORY_SYNC_STUCK = 'REPOSITORY_SYNC_STUCK',

  /** A connection of the Region, or one that a repository link is on, is not available. */
  CONNECTION_UNAVAILABLE = 'CONNECTION_UNAVAILABLE',

  /** A host of the Region is not available. */
  HOST_UNAVAILABLE = 'HOST_UNAVAILABLE',

  /** The monitor is not allowed to look. */
  INCOMPLETE_POLL = 'INCOMPLETE_POLL',
}

/** What an event of a `SyncMonitor` is restricted to. */
export interface SyncProblemOptions {
  /**
   * The kinds of problem.
   *
   * @default - all kinds
   */
  readonly kinds?: SyncProblemKind[];
}

/**
 * Events of each `SyncMonitor`, one when a problem begins and one when it ends: patterns for EventBridge rules.
 *
 * They are on the default event bus of the monitor's account and Region, and on its central event bus.
 */
export class SyncProblemEvents {
  /**
   * The pattern of a problem that begins.
   *
   * @param options what the events are restricted to; by default nothing
   * @throws when an option is an empty list
   */
  public static detectedPattern(options: SyncProblemOptions = {}): EventPattern {
    return pattern([PROBLEM_DETECTED], options);
  }

  /**
   * The pattern of a problem that ends.
   *
   * @param options what the events are restricted to; by default nothing
   * @throws when an option is an empty list
   */
  public static resolvedPattern(options: SyncProblemOptions = {}): EventPattern {
    return pattern([PROBLEM_RESOLVED], options);
  }

  private constructor() {}
}

function pattern(detailType: string[], { kinds }: SyncProblemOptions): EventPattern {
  throwIfInvalid('InvalidRestriction', checkNotEmpty('kinds', kinds), undefined);
  return { source: [EVENT_SOURCE], detailType, ...(kinds && { detail: { kind: kinds } }) };
}

/**
 * Fields of the event of a problem, for what a rule hands to its target. What a problem is not about is left out.
 *
 * Whoever may put events on the bus can write all of them but `account`, and a rule cannot check a text. So
 * make no message of them that a person follows: the monitor tells its `notificationTopic` itself.
 */
export class SyncProblemEvent {
  /** What has happened, in one line. */
  public static get title(): string {
    return EventField.fromPath('$.detail.title');
  }

  /**
   * All that a person has to know, in a few lines: much as the monitor tells its topic, but in single quotes, which can
   * be part of what others have written.
   */
  public static get message(): string {
    return EventField.fromPath('$.detail.message');
  }

  /** One of `SyncProblemKind`. */
  public static get kind(): string {
    return EventField.fromPath('$.detail.kind');
  }

  /** The same in all events of a problem. */
  public static get problemId(): string {
    return EventField.fromPath('$.detail.problemId');
  }

  /** The account of the monitor, as EventBridge knows it: whoever may put events on a bus cannot say another one. */
  public static get account(): string {
    return EventField.account;
  }

  /** The Region of the monitor, as the event says. What EventBridge itself sets is the Region of the bus. */
  public static get region(): string {
    return EventField.fromPath('$.detail.region');
  }

  /** Why, in the words of the service. */
  public static get reason(): string {
    return EventField.fromPath('$.detail.reason');
  }

  /** When it began, in ISO 8601. */
  public static get since(): string {
    return EventField.fromPath('$.detail.since');
  }

  /** Where in the AWS console a person goes on. */
  public static get consoleLink(): string {
    return EventField.fromPath('$.detail.consoleLink');
  }

  /** The name of the stack, when it is about one. */
  public static get stackName(): string {
    return EventField.fromPath('$.detail.stackName');
  }

  /** The repository, as `owner/name`, when it is about a stack or a branch. */
  public static get repository(): string {
    return EventField.fromPath('$.detail.repository');
  }

  /** The branch, when it is about a stack or a branch. */
  public static get branch(): string {
    return EventField.fromPath('$.detail.branch');
  }

  /** The call of the AWS CLI that answers a sync blocker. */
  public static get resolveByCli(): string {
    return EventField.fromPath('$.detail.resolveByCli');
  }

  /** The construct of this library that answers a sync blocker at the next deployment. */
  public static get resolveByConstruct(): string {
    return EventField.fromPath('$.detail.resolveByConstruct');
  }

  /** When it ended, in ISO 8601: in the event of its end. */
  public static get resolvedAt(): string {
    return EventField.fromPath('$.detail.resolvedAt');
  }

  /** How it ended, `RESOLVED`, `SUPERSEDED` or `GONE`: in the event of its end. */
  public static get outcome(): string {
    return EventField.fromPath('$.detail.outcome');
  }

  private constructor() {}
}
