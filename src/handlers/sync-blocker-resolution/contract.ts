import { type Contract, CUSTOM, MAX_WAIT_SECONDS } from '../framework/contract';
import { flag, integer, list, optional, text, texts } from '../framework/schema';
import { type SyncedStackProperties, syncedStackProperties } from '../synced-stack/contract';
import { PERMISSIONS } from './permissions';

export const MAX_REASON = 250;
export const MAX_BLOCKER_ID = 50;

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
    Reason: text(1, MAX_REASON),
    BlockerIds: optional(list(text(1, MAX_BLOCKER_ID))),
    Contexts: optional(texts),
    ContinueWhenRetryFails: flag,
    TimeoutInSeconds: optional(integer(1, MAX_WAIT_SECONDS)),
  },
  attributes: ['ResolvedCount', 'ResolvedBlockerIds'],
  permissions: PERMISSIONS,
};
