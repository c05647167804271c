import { EventField, type EventPattern } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { checkRestrictions } from '../private/grants';

/** The status of a sync. */
export enum SyncStatus {
  /** The sync has been requested. */
  INITIATED = 'INITIATED',

  /** The sync is running. */
  IN_PROGRESS = 'IN_PROGRESS',

  /** The sync has succeeded. */
  SUCCEEDED = 'SUCCEEDED',

  /** The sync has failed. */
  FAILED = 'FAILED',
}

/** Restrictions of the events about status changes of a sync. */
export interface SyncStatusChangeOptions {
  /**
   * The branches that are synced.
   *
   * @default - all branches
   */
  readonly branches?: string[];

  /**
   * The new statuses of the sync.
   *
   * @default - all statuses
   */
  readonly statuses?: SyncStatus[];
}

/**
 * The pattern of status changes of a sync.
 *
 * AWS documents two spellings of the detail-type without saying which one is right. The pattern matches both.
 */
export function syncStatusChange(
  kind: 'Repository' | 'Resource',
  { branches, statuses }: SyncStatusChangeOptions,
  restrictions: Record<string, unknown[]>,
  scope: IConstruct | undefined,
): EventPattern {
  checkRestrictions({ branches, statuses }, scope);
  const detail = { ...restrictions, ...(branches && { branch: branches }), ...(statuses && { status: statuses }) };
  return {
    source: ['aws.codeconnections'],
    detailType: [`GitSync ${kind} Sync Status Change`, `Git Sync ${kind} Sync Status Change`],
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}

/** Fields of an event about a status change of a sync, for the input that a rule passes to its target. */
export class SyncStatusChangeEvent {
  /** The new status of the sync, a value of `SyncStatus`. */
  public static get status(): string {
    return EventField.fromPath('$.detail.status');
  }

  /** The branch that is synced. */
  public static get branch(): string {
    return EventField.fromPath('$.detail.branch');
  }

  /** The commit that is synced. */
  public static get commit(): string {
    return EventField.fromPath('$.detail.commit');
  }

  /** The name of the repository without its owner. */
  public static get repositoryName(): string {
    return EventField.fromPath('$.detail.repositoryName');
  }

  /** The provider, for example `GitHub`. */
  public static get providerType(): string {
    return EventField.fromPath('$.detail.providerType');
  }

  /** The owner of the repository. Events of stacks do not have it. */
  public static get ownerId(): string {
    return EventField.fromPath('$.detail.ownerId');
  }

  /** The id of the repository link. Events of stacks do not have it. */
  public static get repositoryLinkId(): string {
    return EventField.fromPath('$.detail.repositoryLinkId');
  }

  /** The ARN of the connection. Events of stacks do not have it. */
  public static get connectionArn(): string {
    return EventField.fromPath('$.detail.connectionArn');
  }

  /** The ARN of the stack that is synced. Events of repositories do not have it. */
  public static get syncTarget(): string {
    return EventField.fromPath('$.detail.syncTarget');
  }

  private constructor() {}
}
