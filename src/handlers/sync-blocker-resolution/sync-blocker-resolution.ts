import { isOneOf } from '../client/aws';
import type { Operations, SyncBlocker } from '../client/operations';
import type { Runtime } from '../client/runtime';
import { customResource, type Request, type Waiting } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce } from '../framework/history';
import { duration, untilFound, waitFor } from '../framework/wait';
import { isActive, latestBlockers, syncFailure, syncStatus } from '../synced-stack/status';
import { type Subject, subjectOf } from '../synced-stack/synced-stack';
import {
  SYNC_BLOCKER_RESOLUTION,
  type SyncBlockerResolutionAttribute,
  type SyncBlockerResolutionProperties,
} from './contract';

/** Ids of sync blockers that an answer carries for certain, with all else that is in it. */
const LISTED_IDS = 30;

/**
 * Resolves sync blockers.
 *
 * That is a decision of a person about what was done by hand until then: it is made once. The physical id holds the
 * decisions that were made, so that none is repeated, in particular not by a rollback. What a decision has resolved is
 * read from the service, so that a run that is tried again comes to the same answer.
 */
export const syncBlockerResolution = customResource(SYNC_BLOCKER_RESOLUTION, (request, runtime) => {
  const { properties } = request;
  const { Region, StackName, Reason, BlockerIds, Contexts } = properties;
  const subject = subjectOf(properties, request, runtime);
  const accept = async () => {
    const retried = request.deadline !== undefined || (await resolve(subject, properties, runtime));
    const resolved = resolvedBy(properties, await latestBlockers(subject));
    const attributes = attributesOf(resolved);
    if (!retried || resolved.length === 0) return { attributes };
    try {
      return (await waitForSync(subject, resolved, request, runtime)) ?? { attributes };
    } catch (error) {
      throw new Error(
        `resolved ${resolved.length} sync blockers of the stack ${StackName}, but ${(error as Error).message}`,
      );
    }
  };
  const again = async () => attributesOf(resolvedBy(properties, await latestBlockers(subject, { retryDenied: false })));
  const unknown = () => ({ ResolvedCount: '-1', ResolvedBlockerIds: '' });
  const key = digest([Region, StackName, Reason, BlockerIds, Contexts]);
  return acceptOnce({ key, accept, again, unknown }, request, runtime);
});

/**
 * Resolves all that is active and meant, and says in an error what was done when not all of it could be.
 *
 * @returns whether a sync can follow: it cannot when the latest commit could not be tried again
 */
async function resolve(
  subject: Subject,
  properties: SyncBlockerResolutionProperties,
  runtime: Runtime,
): Promise<boolean> {
  const { Reason: ResolvedReason, ContinueWhenRetryFails } = properties;
  const { name, call } = subject;
  const ids = idsToResolve(properties, await untilFound(() => latestBlockers(subject), runtime));
  const failures: string[] = [];
  let tried = 0;
  let retried = true;
  for (const Id of ids) {
    tried += 1;
    try {
      await call('UpdateSyncBlocker', { ...name, Id, ResolvedReason });
    } catch (error) {
      if (isOneOf(error, ['SyncBlockerDoesNotExistException']) && (await isResolved(subject, Id))) continue;
      const retryFailed = isOneOf(error, ['RetryLatestCommitFailedException']);
      const which = retryFailed ? `, when ${await latestCommit(subject)} was tried again` : '';
      failures.push(`${Id}${which}: ${(error as Error).message}`);
      if (!retryFailed) break;
      retried = false;
      runtime.log(failures.at(-1) as string);
      if (ContinueWhenRetryFails) failures.pop();
    }
  }
  if (failures.length === 0) return retried;
  const done = tried - failures.length;
  throw new Error(
    `resolved ${done} of ${ids.length} sync blockers of the stack ${name.ResourceName}; not resolved: ${failures.join('; ')}`,
  );
}

/**
 * Ids that are given are tried also when the service does not list them any more: it lists the latest.
 *
 * What has come up since the decision was first carried out is not part of it. The physical id does not always tell:
 * CloudFormation may go back to the one from before in a rollback, and forget the one with the decision.
 */
function idsToResolve(properties: SyncBlockerResolutionProperties, blockers: SyncBlocker[]): string[] {
  const { BlockerIds } = properties;
  if (BlockerIds) return BlockerIds.filter((id) => !blockers.some((it) => it.Id === id && !isActive(it)));
  const carriedOut = Math.min(...resolvedBy(properties, blockers).map(({ ResolvedAt }) => ResolvedAt ?? Infinity));
  return blockers
    .filter((blocker) => isActive(blocker) && isMeant(properties, blocker) && blocker.CreatedAt <= carriedOut)
    .map(({ Id }) => Id);
}

/** The sync blockers that were resolved by this decision, according to the service. */
function resolvedBy(properties: SyncBlockerResolutionProperties, blockers: SyncBlocker[]): SyncBlocker[] {
  return blockers.filter(
    (blocker) => !isActive(blocker) && blocker.ResolvedReason === properties.Reason && isMeant(properties, blocker),
  );
}

function isMeant({ BlockerIds, Contexts = {} }: SyncBlockerResolutionProperties, blocker: SyncBlocker): boolean {
  const has = ([key, value]: [string, string]) =>
    blocker.Contexts?.some(({ Key, Value }) => Key === key && Value === value) ?? false;
  return (BlockerIds?.includes(blocker.Id) ?? true) && Object.entries(Contexts).every(has);
}

/** Asked about a failure: when it cannot be read, that failure is what is told, with what was done before it. */
async function isResolved(subject: Subject, id: string): Promise<boolean> {
  const blockers = await latestBlockers(subject).catch(() => []);
  return blockers.some((blocker) => blocker.Id === id && !isActive(blocker));
}

/** Likewise: that it cannot be read must not hide the failure. */
async function latestCommit(subject: Subject): Promise<string> {
  const unread: Operations['GetResourceSyncStatus']['output'] = {};
  const { DesiredState, LatestSync } = await syncStatus(subject).catch(() => unread);
  const sha = (DesiredState ?? LatestSync?.TargetRevision)?.Sha;
  return sha ? `commit ${sha}` : 'the latest commit';
}

/** Waits for the sync that the resolution has set off, if it is to be waited for. */
async function waitForSync(
  subject: Subject,
  resolved: SyncBlocker[],
  request: Request<SyncBlockerResolutionProperties>,
  runtime: Runtime,
): Promise<Waiting | undefined> {
  const { TimeoutInSeconds } = request.properties;
  if (TimeoutInSeconds === undefined) return undefined;
  const resolvedAt = Math.max(...resolved.map(({ ResolvedAt = 0 }) => ResolvedAt));
  let status = 'has not begun';
  const look = async () => {
    const { LatestSync, LatestSuccessfulSync } = await syncStatus(subject);
    if (LatestSuccessfulSync && LatestSuccessfulSync.StartedAt >= resolvedAt) return true;
    if (!LatestSync || LatestSync.StartedAt < Math.floor(resolvedAt)) return undefined;
    if (LatestSync.Status === 'FAILED') throw await syncFailure(subject, LatestSync);
    status = `is ${LatestSync.Status}`;
    return LatestSync.Status === 'SUCCEEDED' || undefined;
  };
  const timedOut = (problem: string) => {
    throw new Error(`after ${duration(TimeoutInSeconds)} the sync that follows ${status}${problem}`);
  };
  const result = await waitFor({ seconds: TimeoutInSeconds, look, timedOut }, request, runtime);
  return result === true ? undefined : result;
}

function attributesOf(resolved: SyncBlocker[]): Record<SyncBlockerResolutionAttribute, string> {
  const ids = resolved.slice(0, LISTED_IDS).map(({ Id }) => Id);
  return { ResolvedCount: String(resolved.length), ResolvedBlockerIds: ids.join(',') };
}
