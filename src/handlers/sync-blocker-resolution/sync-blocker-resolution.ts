import { isOneOf } from '../client/aws';
import type { Operations, SyncBlocker } from '../client/operations';
import type { Runtime } from '../client/runtime';
import { customResource, type Request, type Waiting } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce } from '../framework/history';
import { duration, waitFor } from '../framework/wait';
import { isActive, latestBlockers, MAX_START_MILLISECONDS, syncFailure, syncStatus } from '../synced-stack/status';
import { configurationOf, type Subject, subjectOf } from '../synced-stack/synced-stack';
import {
  SYNC_BLOCKER_RESOLUTION,
  type SyncBlockerResolutionAttribute,
  type SyncBlockerResolutionProperties,
} from './contract';

/** The number of ids that fit into a response in any case. */
const MAX_IDS = 30;

/**
 * Resolves sync blockers.
 *
 * It is a person's decision about the sync blockers that exist at that time, so it is carried out once. The physical id
 * holds the decisions that were carried out, so that none is repeated, in particular not by a rollback. The resolved
 * sync blockers are read from the service, so that a run that is retried has the same result.
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
        `resolved ${resolved.length} sync blocker(s) of the stack ${StackName}, but ${(error as Error).message}`,
      );
    }
  };
  const read = async () => attributesOf(resolvedBy(properties, await latestBlockers(subject, { retryDenied: false })));
  const unreadable = () => ({ ResolvedCount: '-1', ResolvedBlockerIds: '' });
  const key = digest([Region, StackName, Reason, BlockerIds, Contexts]);
  return acceptOnce({ key, accept, read, unreadable }, request, runtime);
});

/**
 * Resolves all active sync blockers that are selected. The error of a failure says how many were resolved.
 *
 * @returns whether a sync can follow: it cannot if the latest commit could not be retried
 */
async function resolve(
  subject: Subject,
  properties: SyncBlockerResolutionProperties,
  runtime: Runtime,
): Promise<boolean> {
  const { Reason: ResolvedReason, ContinueWhenRetryFails } = properties;
  const { name, call } = subject;
  const blockers = await latestBlockers(subject);
  if (blockers.length === 0) await configurationOf(subject, runtime);
  const ids = idsToResolve(properties, blockers);
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
      const retry = retryFailed ? `, retrying ${await latestCommit(subject)}` : '';
      failures.push(`${Id}${retry}: ${(error as Error).message}`);
      if (!retryFailed) break;
      retried = false;
      runtime.log(failures.at(-1) as string);
      if (ContinueWhenRetryFails) failures.pop();
    }
  }
  if (failures.length === 0) return retried;
  const done = tried - failures.length;
  throw new Error(
    `resolved ${done} of ${ids.length} sync blocker(s) of the stack ${name.ResourceName}; not resolved: ${failures.join('; ')}`,
  );
}

/**
 * Given ids are tried even if the service, which lists only the latest sync blockers, does not list them.
 *
 * Sync blockers that have appeared since the decision was first carried out are not part of it. The physical id is not
 * enough to know that: in a rollback, CloudFormation may restore the earlier one, which does not hold the decision.
 */
function idsToResolve(properties: SyncBlockerResolutionProperties, blockers: SyncBlocker[]): string[] {
  const { BlockerIds } = properties;
  if (BlockerIds) return BlockerIds.filter((id) => !blockers.some((it) => it.Id === id && !isActive(it)));
  const carriedOut = Math.min(...resolvedBy(properties, blockers).map(({ ResolvedAt }) => ResolvedAt ?? Infinity));
  return blockers
    .filter((blocker) => isActive(blocker) && isSelected(properties, blocker) && blocker.CreatedAt <= carriedOut)
    .map(({ Id }) => Id);
}

/** The sync blockers that were resolved by this decision, according to the service. */
function resolvedBy(properties: SyncBlockerResolutionProperties, blockers: SyncBlocker[]): SyncBlocker[] {
  return blockers.filter(
    (blocker) => !isActive(blocker) && blocker.ResolvedReason === properties.Reason && isSelected(properties, blocker),
  );
}

function isSelected({ BlockerIds, Contexts = {} }: SyncBlockerResolutionProperties, blocker: SyncBlocker): boolean {
  const has = ([key, value]: [string, string]) =>
    blocker.Contexts?.some(({ Key, Value }) => Key === key && Value === value) ?? false;
  return (BlockerIds?.includes(blocker.Id) ?? true) && Object.entries(Contexts).every(has);
}

/** Called after a failure. If this cannot be read, the failure itself is reported. */
async function isResolved(subject: Subject, id: string): Promise<boolean> {
  const blockers = await latestBlockers(subject).catch(() => []);
  return blockers.some((blocker) => blocker.Id === id && !isActive(blocker));
}

/** Called after a failure, which an error here must not hide. */
async function latestCommit(subject: Subject): Promise<string> {
  const unknown: Operations['GetResourceSyncStatus']['output'] = {};
  const { DesiredState, LatestSync } = await syncStatus(subject).catch(() => unknown);
  const sha = (DesiredState ?? LatestSync?.TargetRevision)?.Sha;
  return sha ? `commit ${sha}` : 'the latest commit';
}

/** Waits for the sync that the resolution has started, if requested. */
async function waitForSync(
  subject: Subject,
  resolved: SyncBlocker[],
  request: Request<SyncBlockerResolutionProperties>,
  runtime: Runtime,
): Promise<Waiting | undefined> {
  const { TimeoutInSeconds } = request.properties;
  if (TimeoutInSeconds === undefined) return undefined;
  const started = (request.deadline ?? Infinity) - TimeoutInSeconds * 1_000;
  const resolvedAt = Math.max(...resolved.map(({ ResolvedAt = 0 }) => ResolvedAt));
  let status = 'has not started';
  let remedy = 'push a commit to its branch';
  const poll = async () => {
    const { LatestSync, LatestSuccessfulSync } = await syncStatus(subject);
    if (LatestSuccessfulSync && LatestSuccessfulSync.StartedAt >= resolvedAt) return true;
    const next = LatestSync && LatestSync.StartedAt >= Math.floor(resolvedAt) ? LatestSync : undefined;
    if (next) [status, remedy] = [`is still ${next.Status}`, 'wait until it has ended'];
    const isFailed = next?.Status === 'FAILED';
    const isEarly = runtime.now() < started + MAX_START_MILLISECONDS;
    if (isFailed && isEarly && next.StartedAt < resolvedAt) return undefined; // it may be the one before
    if (!isFailed && (next || isEarly)) {
      return next?.Status === 'SUCCEEDED' || undefined;
    }
    const active = (await latestBlockers(subject)).filter(isActive);
    if (isFailed || active.length > 0) throw syncFailure(subject.name.ResourceName, next, active);
    return undefined;
  };
  const timedOut = (problem: string) => {
    throw new Error(
      `the next sync ${status} after ${duration(TimeoutInSeconds)}; ${remedy}, then deploy again${problem}`,
    );
  };
  const result = await waitFor({ seconds: TimeoutInSeconds, poll, timedOut }, request, runtime);
  return result === true ? undefined : result;
}

function attributesOf(resolved: SyncBlocker[]): Record<SyncBlockerResolutionAttribute, string> {
  const ids = resolved.slice(0, MAX_IDS).map(({ Id }) => Id);
  return { ResolvedCount: String(resolved.length), ResolvedBlockerIds: ids.join(',') };
}
