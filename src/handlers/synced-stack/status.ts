import { ignoreNotFound } from '../client/aws';
import type { ResourceSyncAttempt, Revision, SyncAttempt, SyncBlocker } from '../client/operations';
import { quoted, shortCommits } from '../client/text';
import type { Subject } from './synced-stack';

const MAX_EVENTS = 5;

/** The status of the syncs of the stack; empty before the first sync. */
export async function syncStatus({ name, call }: Subject, options?: { readonly retryDenied: boolean }) {
  return (await ignoreNotFound(call('GetResourceSyncStatus', name, options))) ?? {};
}

/** The latest sync blockers of the stack, active and resolved; none also without a sync configuration. */
export async function latestBlockers({ name, call }: Subject, options?: { readonly retryDenied: boolean }) {
  const { SyncBlockerSummary } = (await ignoreNotFound(call('GetSyncBlockerSummary', name, options))) ?? {};
  return SyncBlockerSummary?.LatestBlockers ?? [];
}

export const isActive = ({ Status }: SyncBlocker): boolean => Status === 'ACTIVE';

export const isRunning = ({ Status }: SyncAttempt): boolean => ['INITIATED', 'IN_PROGRESS', 'QUEUED'].includes(Status);

/** How long a sync may take to start, and a sync blocker to be resolved by another resource of the same deployment. */
export const MAX_START_MILLISECONDS = 30_000;

/** The error of a sync that has failed, or that sync blockers do not let begin. It says what to do. */
export function syncFailure(stack: string, failed: ResourceSyncAttempt | undefined, active: SyncBlocker[]): Error {
  const blocked = active.length > 0;
  const what = failed
    ? `the sync of the stack ${stack} to ${revision(failed.TargetRevision)} has failed: ${quoted(eventsOf(failed))}`
    : `Git sync does not update the stack ${stack} while it is blocked`;
  const remedy = blocked ? 'review the change and resolve the sync blockers' : 'repair the cause and push a commit';
  const blockers = blocked ? `active sync blockers: ${active.map(describe).join(', ')}` : 'no sync blocker is active';
  return new Error(`${what}; ${remedy}, then deploy again; ${GONE}; ${blockers}`);
}

const GONE = 'a stack that was deleted must be created again first';

/** The events of an attempt. The latest one, which says most, comes first. */
export function eventsOf({ Events }: SyncAttempt): string {
  const events = Events.slice(-MAX_EVENTS).reverse();
  return shortCommits(events.map(({ Type, Event }) => `${Type}: ${Event}`).join('; before: ')) || 'without an event';
}

export function revision({ Sha, OwnerId, RepositoryName, Branch }: Revision): string {
  return `commit ${Sha} (${quoted(`${OwnerId}/${RepositoryName}`)}, branch ${quoted(Branch)})`;
}

function describe({ Id, CreatedReason, Contexts = [] }: SyncBlocker): string {
  const contexts = Contexts.map(({ Key, Value }) => quoted(`${Key}=${Value}`)).join(', ');
  return `${Id}: ${quoted(CreatedReason)}${contexts && ` (${contexts})`}`;
}
