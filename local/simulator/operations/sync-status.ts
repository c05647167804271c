import { activeBlockers } from '../blockers.ts';
import { ServiceError } from '../errors.ts';
import { GitSync, type Location } from '../git-sync.ts';
import type { Input, Output } from '../model/types.ts';
import { type Context, isVisible, type SyncConfiguration } from '../state.ts';
import { seconds } from '../sync-progress.ts';
import { findLink } from './repository-links.ts';
import {
  checkBranch,
  findSyncConfiguration,
  syncConfigurationsOf,
  tryFindSyncConfiguration,
} from './sync-configurations.ts';

export function getRepositorySyncStatus(
  input: Input<'GetRepositorySyncStatus'>,
  context: Context,
): Output<'GetRepositorySyncStatus'> {
  checkBranch(input.Branch);
  const branchSync = findLink(context, input.RepositoryLinkId).branchSyncs.get(input.Branch);
  if (!branchSync) {
    throw new ServiceError('ResourceNotFoundException', `Branch ${input.Branch} has not been synced yet`);
  }
  return { LatestSync: branchSync.latest };
}

export function getResourceSyncStatus(
  input: Input<'GetResourceSyncStatus'>,
  context: Context,
): Output<'GetResourceSyncStatus'> {
  const sync = findSyncConfiguration(context, input);
  if (!sync.latest) {
    throw new ServiceError('ResourceNotFoundException', `Stack ${sync.resourceName} has not been synced yet`);
  }
  return {
    DesiredState: new GitSync(context.world).desiredState(sync),
    LatestSuccessfulSync: sync.latestSuccess,
    LatestSync: sync.latest,
  };
}

export function listRepositorySyncDefinitions(
  input: Input<'ListRepositorySyncDefinitions'>,
  context: Context,
): Output<'ListRepositorySyncDefinitions'> {
  const syncs = syncConfigurationsOf(context, findLink(context, input.RepositoryLinkId));
  return {
    RepositorySyncDefinitions: syncs
      .filter((sync) => isVisible(context, sync))
      .map(({ branch, configFile, resourceName }) => ({
        Branch: branch,
        Directory: configFile,
        Parent: resourceName,
        Target: resourceName,
      })),
  };
}

export function getSyncBlockerSummary(
  input: Input<'GetSyncBlockerSummary'>,
  context: Context,
): Output<'GetSyncBlockerSummary'> {
  const { emptyBlockerSummary } = context.world.settings;
  const sync = (emptyBlockerSummary ? tryFindSyncConfiguration : findSyncConfiguration)(context, input);
  return { SyncBlockerSummary: { ResourceName: input.ResourceName, LatestBlockers: sync?.blockers ?? [] } };
}

/** Resolves a blocker; with the last one gone, the latest commit is tried again. */
export function updateSyncBlocker(input: Input<'UpdateSyncBlocker'>, context: Context): Output<'UpdateSyncBlocker'> {
  const sync = findSyncConfiguration(context, input);
  const active = activeBlockers(sync);
  const blocker = active.find(({ Id }) => Id === input.Id);
  if (!blocker) {
    throw new ServiceError(
      'SyncBlockerDoesNotExistException',
      `Stack ${sync.resourceName} has no active sync blocker ${input.Id}`,
    );
  }
  checkRetry(context, sync);
  blocker.Status = 'RESOLVED';
  blocker.ResolvedReason = input.ResolvedReason;
  blocker.ResolvedAt = seconds(context.world.clock.now());
  if (active.length === 1) {
    new GitSync(context.world).syncResource(context, sync);
  }
  return { ResourceName: sync.resourceName, SyncBlocker: blocker };
}

/** The stack is to be brought to the latest commit of its branch, once more. */
export function retryLatestCommit(sync: SyncConfiguration, context: Context): void {
  checkRetry(context, sync);
  new GitSync(context.world).syncResource(context, sync);
}

function checkRetry({ account }: Location, sync: SyncConfiguration): void {
  const { connectionArn } = sync.link;
  const status = account.connections.get(connectionArn)?.status ?? 'deleted';
  if (status !== 'AVAILABLE') {
    throw new ServiceError('RetryLatestCommitFailedException', `Connection ${connectionArn} is ${status}`);
  }
  if (sync.failingRetries > 0) {
    sync.failingRetries -= 1;
    throw new ServiceError('RetryLatestCommitFailedException', 'The latest commit could not be tried again');
  }
}
