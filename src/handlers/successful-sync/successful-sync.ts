import { ignoreNotFound } from '../client/aws';
import type { Operations, ResourceSyncAttempt, SyncAttempt } from '../client/operations';
import { quoted } from '../client/text';
import { customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce, UNKNOWN } from '../framework/history';
import { duration, waitFor } from '../framework/wait';
import { eventsOf, revision, syncFailure, syncStatus } from '../synced-stack/status';
import { type Subject, subjectOf } from '../synced-stack/synced-stack';
import { SUCCESSFUL_SYNC, type SuccessfulSyncAttribute, type SuccessfulSyncProperties } from './contract';

/** Until then, a failed sync of the branch may be an earlier one: the sync of this stack may not have started. */
const MAX_START_MILLISECONDS = 30_000;

/**
 * Waits until the stack has been synced.
 *
 * The physical id holds the syncs that were accepted. A rollback goes back to one of them, and neither waits nor fails.
 */
export const successfulSync = customResource(SUCCESSFUL_SYNC, (request, runtime) => {
  const { properties } = request;
  const { Region, StackName, Commit, Trigger, TimeoutInSeconds } = properties;
  const subject = subjectOf(properties, request, runtime);
  const { deadline } = request;
  const started = deadline === undefined ? runtime.now() : deadline - TimeoutInSeconds * 1_000;
  let state = 'it has not been synced yet';
  const poll = async () => {
    const status = await syncStatus(subject);
    const success = successOf(status, Commit);
    if (success) return success;
    const { LatestSync } = status;
    if (LatestSync) state = `its latest sync, to ${revision(LatestSync.TargetRevision)}, is ${LatestSync.Status}`;
    if (LatestSync?.Status === 'FAILED' && isOf(LatestSync, Commit)) throw await syncFailure(subject, LatestSync);
    if (runtime.now() >= started + MAX_START_MILLISECONDS) await refuseFailureOfRepository(subject, LatestSync);
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

/** A branch that cannot be read is never synced to the stack. Only the status of the repository shows this failure. */
async function refuseFailureOfRepository({ name, call }: Subject, latest: SyncAttempt | undefined): Promise<void> {
  const { SyncConfiguration } = await call('GetSyncConfiguration', name);
  if (!SyncConfiguration) return;
  const { Branch, RepositoryLinkId } = SyncConfiguration;
  const branch = { Branch, RepositoryLinkId, SyncType: name.SyncType };
  const { LatestSync } = (await ignoreNotFound(call('GetRepositorySyncStatus', branch))) ?? {};
  if (LatestSync?.Status !== 'FAILED' || (latest && latest.StartedAt >= LatestSync.StartedAt)) return;
  throw new Error(
    `the sync of the branch ${quoted(Branch)} for the stack ${name.ResourceName} has failed: ${quoted(eventsOf(LatestSync))}`,
  );
}

function attributesOf(
  { StackName, Commit }: SuccessfulSyncProperties,
  sync: ResourceSyncAttempt | undefined,
): Record<SuccessfulSyncAttribute, string> {
  const { Sha = UNKNOWN, Branch = UNKNOWN, Directory = UNKNOWN } = sync?.TargetRevision ?? {};
  // A commit that was accepted before need not be the latest one.
  return { StackName, Revision: Commit ?? Sha, Branch, Directory, Target: sync?.Target ?? UNKNOWN };
}
