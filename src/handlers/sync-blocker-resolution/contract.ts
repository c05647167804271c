import { BLOCKER_ID, BLOCKER_REASON, WAIT_SECONDS } from '../../private/limits';
import { type Contract, CUSTOM } from '../framework/contract';
import { flag, integer, list, optional, text, texts } from '../framework/schema';
import { type SyncedStackProperties, syncedStackProperties } from '../synced-stack/contract';
import { PERMISSIONS } from './permissions';

export interface SyncBlockerResolutionProperties extends SyncedStackProperties {
  readonly Reason: string;
  /** The ids of the sync blockers to resolve. */
  readonly BlockerIds: string[] | undefined;
  /** The contexts of the sync blockers to resolve. */
  readonly Contexts: Readonly<Record<string, string>> | undefined;
  /** Whether to continue if the latest commit could not be retried. */
  readonly ContinueWhenRetryFails: boolean;
  /** How long to wait for the next sync. Without it, there is no wait. */
  readonly TimeoutInSeconds: number | undefined;
}

export type SyncBlockerResolutionAttribute = 'ResolvedCount' | 'ResolvedBlockerIds';

export const SYNC_BLOCKER_RESOLUTION: Contract<SyncBlockerResolutionProperties, SyncBlockerResolutionAttribute> = {
  resourceType: `${CUSTOM}SyncBlockerResolution`,
  version: 1,
  properties: {
    ...syncedStackProperties,
    Reason: text(BLOCKER_REASON.min, BLOCKER_REASON.max),
    BlockerIds: optional(list(text(BLOCKER_ID.min, BLOCKER_ID.max))),
    Contexts: optional(texts),
    ContinueWhenRetryFails: flag,
    TimeoutInSeconds: optional(integer(WAIT_SECONDS.min, WAIT_SECONDS.max)),
  },
  attributes: ['ResolvedCount', 'ResolvedBlockerIds'],
  permissions: PERMISSIONS,
};
