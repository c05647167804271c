import { ignoreNotFound } from '../client/aws';
import type { ResourceSyncAttempt, Revision, SyncAttempt, SyncBlocker } from '../client/operations';
import { quoted } from '../client/text';
import type { Subject } from './synced-stack';

/** The attribute when something that was accepted before cannot be read. */
export const UNKNOWN = 'UNKNOWN';

const SHOWN_EVENTS = 5;

/** How the syncs of the stack stand; nothing as long as there has been none. */
export async function syncStatus({ name, call }: Subject, options?: { readonly retryDenied: boolean }) {
  return (await ignoreNotFound(call('GetResourceSyncStatus', name, options))) ?? {};
}

/** What keeps the stack from being synced, and what did: the latest sync blockers. */
export async function latestBlockers({ name, call }: Subject, options?: { readonly retryDenied: boolean }) {
  return (await call('GetSyncBlockerSummary', name, options)).SyncBlockerSummary?.LatestBlockers ?? [];
}

export const isActive = ({ Status }: SyncBlocker): boolean => Status === 'ACTIVE';

/** A sync that has failed, with what people need to know to mend it. */
export async function syncFailure(subject: Subject, attempt: ResourceSyncAttempt): Promise<Error> {
  const stack = subject.name.ResourceName;
  return new Error(
    `the sync of the stack ${stack} to ${revision(attempt.TargetRevision)} has failed: ${quoted(eventsOf(attempt))}; ${await blockersOf(subject)}`,
  );
}

/** The events of an attempt, the latest and most telling one first. */
export function eventsOf({ Events }: SyncAttempt): string {
  const events = Events.slice(-SHOWN_EVENTS).reverse();
  return events.map(({ Type, Event }) => `${Type}: ${Event}`).join(' <- ') || 'without an event';
}

export function revision({ Sha, OwnerId, RepositoryName, Branch }: Revision): string {
  return `commit ${Sha} (${quoted(`${OwnerId}/${RepositoryName}`)}, branch ${quoted(Branch)})`;
}

async function blockersOf(subject: Subject): Promise<string> {
  try {
    const active = (await latestBlockers(subject)).filter(isActive);
    if (active.length === 0) return 'it has no active sync blocker';
    return `active sync blockers: ${active.map(describe).join(', ')}`;
  } catch (error) {
    return `its sync blockers cannot be read: ${(error as Error).message}`;
  }
}

function describe({ Id, CreatedReason, Contexts = [] }: SyncBlocker): string {
  const contexts = Contexts.map(({ Key, Value }) => quoted(`${Key}=${Value}`)).join(', ');
  return `${Id}: ${quoted(CreatedReason)}${contexts && ` (${contexts})`}`;
}
