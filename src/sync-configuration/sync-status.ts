import { EventField, type EventPattern } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { checkRestrictions } from '../private/grants';

/** How far a sync has come. */
export enum SyncStatus {
  /** It has been asked for. */
  INITIATED = 'INITIATED',

  /** It is running. */
  IN_PROGRESS = 'IN_PROGRESS',

  /** It is done. */
  SUCCEEDED = 'SUCCEEDED',

  /** It has failed. */
  FAILED = 'FAILED',
}

/** What an event of a sync is restricted to. */
export interface SyncStatusChangeOptions {
  /**
   * The branches that are synced.
   *
   * @default - all branches
   */
  readonly branches?: string[];

  /**
   * The statuses that a sync has come to.
   *
   * @default - all statuses
   */
  readonly statuses?: SyncStatus[];
}

/**
 * The pattern of a change of status.
 *
 * AWS documents two spellings of the detail-type, and has not said which one is right: the pattern takes both.
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

/** Fields of the event of a sync that changes its status, for what a rule hands to its target. */
export class SyncStatusChangeEvent {
  /** The status that the sync has come to: one of `SyncStatus`. */
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

  /** The name of the repository, without its owner. */
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
