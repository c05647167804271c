import { ignoreNotFound } from '../client/aws';
import type { Operations, ResourceSyncAttempt, SyncAttempt, SyncBlocker } from '../client/operations';
import { quoted } from '../client/text';
import { customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce, UNKNOWN } from '../framework/history';
import { duration, waitFor } from '../framework/wait';
import {
  eventsOf,
  isActive,
  isRunning,
  latestBlockers,
  MAX_START_MILLISECONDS,
  revision,
  syncFailure,
  syncStatus,
} from '../synced-stack/status';
import { configurationOf, type Subject, subjectOf } from '../synced-stack/synced-stack';
import { SUCCESSFUL_SYNC, type SuccessfulSyncAttribute, type SuccessfulSyncProperties } from './contract';

/**
 * Waits until the stack has been synced.
 *
 * A push starts no sync while a sync blocker is active, so the latest success is not that of the latest push then.
 *
 * The physical id holds the syncs that were accepted. A rollback goes back to one of them, and neither waits nor fails.
 */
export const successfulSync = customResource(SUCCESSFUL_SYNC, (request, runtime) => {
  const { properties } = request;
  const { Region, StackName, Commit, Trigger, TimeoutInSeconds } = properties;
  const subject = subjectOf(properties, request, runtime);
  const { deadline } = request;
  const started = deadline === undefined ? runtime.now() : deadline - TimeoutInSeconds * 1_000;
  let state = '';
  const poll = async () => {
    state = 'no sync has started, so push a commit to its branch';
    const status = await syncStatus(subject);
    const success = successOf(status, Commit);
    if (success && Commit) return success;
    const blockers = await latestBlockers(subject);
    const active = blockers.filter(isActive);
    const { LatestSync } = status;
    if (LatestSync) state = `its latest sync, to ${revision(LatestSync.TargetRevision)}, is ${LatestSync.Status}`;
    if (LatestSync && isRunning(LatestSync)) {
      if (active.length > 0) state += `; ${syncFailure(StackName, undefined, active).message}`;
      return undefined;
    }
    if (LatestSync) state += `, so push a commit to its branch${Commit ? ', or wait for that commit instead' : ''}`;
    const failed = LatestSync?.Status === 'FAILED' && isOf(LatestSync, Commit) ? LatestSync : undefined;
    const elapsed = runtime.now() - started;
    const isLate = elapsed >= MAX_START_MILLISECONDS;
    if (active.length > 0) {
      const failure = syncFailure(StackName, failed, active);
      if (isLate) throw failure;
      state = failure.message; // another resource of this deployment may resolve them
      return undefined;
    }
    if (elapsed < 2 * MAX_START_MILLISECONDS && isAwaited(LatestSync, blockers)) return undefined;
    if (success) return success;
    if (failed) throw syncFailure(StackName, failed, active);
    if (isLate) state = (await failureOfRepository(subject, LatestSync, started)) ?? state;
    return undefined;
  };
  const timedOut = (problem: string) => {
    const commit = Commit ? `commit ${Commit}` : 'the latest commit';
    throw new Error(
      `the stack ${StackName} was not synced to ${commit} within ${duration(TimeoutInSeconds)}: ${state}; deploy again once it is synced${problem}`,
    );
  };
  const accept = async () => {
    const result = await waitFor({ seconds: TimeoutInSeconds, poll, timedOut }, request, runtime);
    return 'deadline' in result ? result : { attributes: attributesOf(properties, result) };
  };
  const read = async () => {
    const { LatestSuccessfulSync } = await syncStatus(subject, { retryDenied: false });
    return attributesOf(properties, LatestSuccessfulSync);
  };
  const key = digest([Region, StackName, Commit, Trigger]);
  const unreadable = () => attributesOf(properties, undefined);
  return acceptOnce({ key, accept, read, unreadable }, request, runtime);
});

/** The sync to wait for, if it has succeeded: the latest one, or one to the commit. */
function successOf(
  { LatestSync, LatestSuccessfulSync }: Operations['GetResourceSyncStatus']['output'],
  commit: string | undefined,
): ResourceSyncAttempt | undefined {
  if (LatestSync?.Status === 'SUCCEEDED' && isOf(LatestSync, commit)) return LatestSync;
  return commit !== undefined && LatestSuccessfulSync && isOf(LatestSuccessfulSync, commit)
    ? LatestSuccessfulSync
    : undefined;
}

function isOf({ TargetRevision }: ResourceSyncAttempt, commit: string | undefined): boolean {
  return commit === undefined || TargetRevision.Sha === commit;
}

/** Whether a sync is to follow, because a sync blocker has been resolved since the latest one started. */
function isAwaited(latest: SyncAttempt | undefined, blockers: SyncBlocker[]): boolean {
  return blockers.some(({ ResolvedAt = 0 }) => !latest || latest.StartedAt < ResolvedAt);
}

/**
 * The failure of a branch that cannot be read, which is never synced to the stack. Only the status of the repository
 * shows it.
 *
 * @throws it unless it is an old one: then the next push may succeed
 */
async function failureOfRepository(
  subject: Subject,
  latest: SyncAttempt | undefined,
  started: number,
): Promise<string | undefined> {
  const { name, call } = subject;
  const configuration = await configurationOf(subject);
  if (!configuration) return undefined;
  const { Branch, RepositoryLinkId } = configuration;
  const branch = { Branch, RepositoryLinkId, SyncType: name.SyncType };
  const { LatestSync } = (await ignoreNotFound(call('GetRepositorySyncStatus', branch))) ?? {};
  if (LatestSync?.Status !== 'FAILED' || (latest && latest.StartedAt >= LatestSync.StartedAt)) return undefined;
  const failure = `the sync of the branch ${quoted(Branch)} for the stack ${name.ResourceName} has failed: ${quoted(eventsOf(LatestSync))}; check its connection and push a commit`;
  if (LatestSync.StartedAt * 1_000 < started - 2 * MAX_START_MILLISECONDS) return failure;
  throw new Error(`${failure}, then deploy again`);
}

function attributesOf(
  { StackName, Commit }: SuccessfulSyncProperties,
  sync: ResourceSyncAttempt | undefined,
): Record<SuccessfulSyncAttribute, string> {
  const { Sha = UNKNOWN, Branch = UNKNOWN, Directory = UNKNOWN } = sync?.TargetRevision ?? {};
  // A commit that was accepted before need not be the latest one.
  return { StackName, Revision: Commit ?? Sha, Branch, Directory, Target: sync?.Target ?? UNKNOWN };
}
