import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { checkGitName } from '../private/checks';
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
  checkRestrictions({ branches, statuses }, { branches: checkGitName }, scope);
  const detail = { ...restrictions, ...(branches && { branch: branches }), ...(statuses && { status: statuses }) };
  return {
    source: ['aws.codeconnections'],
    detailType: [`GitSync ${kind} Sync Status Change`, `Git Sync ${kind} Sync Status Change`],
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}
