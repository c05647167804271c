import { ignoreNotFound } from '../client/aws';
import type { Operations, ResourceSyncAttempt, SyncAttempt } from '../client/operations';
import { quoted } from '../client/text';
import { customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce } from '../framework/history';
import { duration, waitFor } from '../framework/wait';
import { eventsOf, revision, syncFailure, syncStatus, UNKNOWN } from '../synced-stack/status';
import { type Subject, subjectOf } from '../synced-stack/synced-stack';
import { SUCCESSFUL_SYNC, type SuccessfulSyncAttribute, type SuccessfulSyncProperties } from './contract';

/** For this long, a failed sync of the branch may be one from before: that of this stack has still to begin. */
const TIME_TO_BEGIN = 30_000;

/**
 * Waits until the stack has been synced.
 *
 * The physical id holds what has been accepted: a rollback goes back to that, and must neither wait nor fail.
 */
export const successfulSync = customResource(SUCCESSFUL_SYNC, (request, runtime) => {
  const { properties } = request;
  const { Region, StackName, Commit, Trigger, TimeoutInSeconds } = properties;
  const subject = subjectOf(properties, request, runtime);
  const { deadline } = request;
  const begun = deadline === undefined ? runtime.now() : deadline - TimeoutInSeconds * 1_000;
  let seen = 'there has been no sync of it';
  const look = async () => {
    const status = await syncStatus(subject);
    const success = successOf(status, Commit);
    if (success) return success;
    const { LatestSync } = status;
    if (LatestSync) seen = `its latest sync, to ${revision(LatestSync.TargetRevision)}, is ${LatestSync.Status}`;
    if (LatestSync?.Status === 'FAILED' && isOf(LatestSync, Commit)) throw await syncFailure(subject, LatestSync);
    if (runtime.now() >= begun + TIME_TO_BEGIN) await refuseFailureOfRepository(subject, LatestSync);
    return undefined;
  };
  const timedOut = (problem: string) => {
    const what = Commit ? `commit ${Commit}` : 'the latest commit';
    throw new Error(
      `the stack ${StackName} has not been synced to ${what} within ${duration(TimeoutInSeconds)}, ${seen}${problem}`,
    );
  };
  const accept = async () => {
    const result = await waitFor({ seconds: TimeoutInSeconds, look, timedOut }, request, runtime);
    return 'deadline' in result ? result : { attributes: attributesOf(properties, result) };
  };
  const again = async () => {
    const { LatestSuccessfulSync } = await syncStatus(subject, { retryDenied: false });
    return attributesOf(properties, LatestSuccessfulSync);
  };
  const key = digest([Region, StackName, Commit, Trigger]);
  const unknown = () => attributesOf(properties, undefined);
  return acceptOnce({ key, accept, again, unknown }, request, runtime);
});

/** The sync that is waited for, if it has succeeded: the latest one, or one to the commit. */
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

/** When the branch itself cannot be read, the stack is never synced. Only the status of the repository tells. */
async function refuseFailureOfRepository({ name, call }: Subject, latest: SyncAttempt | undefined): Promise<void> {
  const { SyncConfiguration } = await call('GetSyncConfiguration', name);
  if (!SyncConfiguration) return;
  const { Branch, RepositoryLinkId } = SyncConfiguration;
  const branch = { Branch, RepositoryLinkId, SyncType: name.SyncType };
  const { LatestSync } = (await ignoreNotFound(call('GetRepositorySyncStatus', branch))) ?? {};
  if (LatestSync?.Status !== 'FAILED' || (latest && latest.StartedAt >= LatestSync.StartedAt)) return;
  throw new Error(
    `the sync of the branch ${quoted(Branch)}, which the stack ${name.ResourceName} follows, has failed: ${quoted(eventsOf(LatestSync))}`,
  );
}

function attributesOf(
  { StackName, Commit }: SuccessfulSyncProperties,
  sync: ResourceSyncAttempt | undefined,
): Record<SuccessfulSyncAttribute, string> {
  const { Sha = UNKNOWN, Branch = UNKNOWN, Directory = UNKNOWN } = sync?.TargetRevision ?? {};
  // A commit that was accepted before need not be what was synced last.
  return { StackName, Revision: Commit ?? Sha, Branch, Directory, Target: sync?.Target ?? UNKNOWN };
}
