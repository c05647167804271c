import { COMMIT, WAIT_SECONDS } from '../../private/limits';
import { type Contract, CUSTOM } from '../framework/contract';
import { integer, optional, text } from '../framework/schema';
import { type SyncedStackProperties, syncedStackProperties } from '../synced-stack/contract';
import { PERMISSIONS } from './permissions';

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
    Commit: optional(text(COMMIT.min, COMMIT.max)),
    Trigger: optional(text(0)),
    TimeoutInSeconds: integer(WAIT_SECONDS.min, WAIT_SECONDS.max),
  },
  attributes: ['StackName', 'Revision', 'Branch', 'Directory', 'Target'],
  permissions: PERMISSIONS,
};
