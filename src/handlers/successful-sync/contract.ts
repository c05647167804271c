import { type Contract, CUSTOM, MAX_WAIT_SECONDS } from '../framework/contract';
import { integer, optional, text } from '../framework/schema';
import { type SyncedStackProperties, syncedStackProperties } from '../synced-stack/contract';
import { PERMISSIONS } from './permissions';

export const MAX_COMMIT = 255;

export interface SuccessfulSyncProperties extends SyncedStackProperties {
  /** The commit to wait for; by default, the commit of the latest sync. */
  readonly Commit: string | undefined;
  readonly Trigger: string | undefined;
  readonly TimeoutInSeconds: number;
}

export type SuccessfulSyncAttribute = 'StackName' | 'Revision' | 'Branch' | 'Directory' | 'Target';

export const SUCCESSFUL_SYNC: Contract<SuccessfulSyncProperties, SuccessfulSyncAttribute> = {
  resourceType: `${CUSTOM}SuccessfulSync`,
  version: 1,
  properties: {
    ...syncedStackProperties,
    Commit: optional(text(1, MAX_COMMIT)),
    Trigger: optional(text(0)),
    TimeoutInSeconds: integer(1, MAX_WAIT_SECONDS),
  },
  attributes: ['StackName', 'Revision', 'Branch', 'Directory', 'Target'],
  permissions: PERMISSIONS,
};
