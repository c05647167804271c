import { ignoreNotFound } from '../client/aws';
import type { ResourceSyncAttempt, Revision, SyncAttempt, SyncBlocker } from '../client/operations';
import { quoted, shortCommits } from '../client/text';
import type { Subject } from './synced-stack';

const MAX_EVENTS = 5;

/** The status of the syncs of the stack; empty before the first sync. */
export async function syncStatus({ name, call }: Subject, options?: { readonly retryDenied: boolean }) {
  return (await ignoreNotFound(call('GetResourceSyncStatus', name, options))) ?? {};
}

/** The latest sync blockers of the stack, active and resolved. */
export async function latestBlockers({ name, call }: Subject, options?: { readonly retryDenied: boolean }) {
  return (await call('GetSyncBlockerSummary', name, options)).SyncBlockerSummary?.LatestBlockers ?? [];
}

export const isActive = ({ Status }: SyncBlocker): boolean => Status === 'ACTIVE';

/** The error of a failed sync, with its events and the active sync blockers. */
export async function syncFailure(subject: Subject, attempt: ResourceSyncAttempt): Promise<Error> {
  const stack = subject.name.ResourceName;
  return new Error(
    `the sync of the stack ${stack} to ${revision(attempt.TargetRevision)} has failed: ${quoted(eventsOf(attempt))}; ${await blockersOf(subject)}`,
  );
}

/** The events of an attempt. The latest one, which says most, comes first. */
export function eventsOf({ Events }: SyncAttempt): string {
  const events = Events.slice(-MAX_EVENTS).reverse();
  return shortCommits(events.map(({ Type, Event }) => `${Type}: ${Event}`).join('; before: ')) || 'without an event';
}

export function revision({ Sha, OwnerId, RepositoryName, Branch }: Revision): string {
  return `commit ${Sha} (${quoted(`${OwnerId}/${RepositoryName}`)}, branch ${quoted(Branch)})`;
}

async function blockersOf(subject: Subject): Promise<string> {
  try {
    const active = (await latestBlockers(subject)).filter(isActive);
    if (active.length === 0) return 'no sync blocker is active';
    return `active sync blockers: ${active.map(describe).join(', ')}`;
  } catch (error) {
    return `its sync blockers cannot be read: ${(error as Error).message}`;
  }
}

function describe({ Id, CreatedReason, Contexts = [] }: SyncBlocker): string {
  const contexts = Contexts.map(({ Key, Value }) => quoted(`${Key}=${Value}`)).join(', ');
  return `${Id}: ${quoted(CreatedReason)}${contexts && ` (${contexts})`}`;
}
