import type { Input, Output } from '../model/types.ts';
import { ServiceError } from '../protocol.ts';
import type { Context } from '../state.ts';
import { findLink } from './repository-links.ts';
import { findSyncConfiguration, followersOf } from './sync-configurations.ts';

export function getRepositorySyncStatus(
  input: Input<'GetRepositorySyncStatus'>,
  context: Context,
): Output<'GetRepositorySyncStatus'> {
  findLink(context, input.RepositoryLinkId);
  throw new ServiceError('ResourceNotFoundException', `Branch ${input.Branch} was not synced yet`);
}

export function getResourceSyncStatus(
  input: Input<'GetResourceSyncStatus'>,
  context: Context,
): Output<'GetResourceSyncStatus'> {
  findSyncConfiguration(context, input);
  throw new ServiceError('ResourceNotFoundException', `Stack ${input.ResourceName} was not synced yet`);
}

export function listRepositorySyncDefinitions(
  input: Input<'ListRepositorySyncDefinitions'>,
  context: Context,
): Output<'ListRepositorySyncDefinitions'> {
  const link = findLink(context, input.RepositoryLinkId);
  return {
    RepositorySyncDefinitions: followersOf(context, link).map(({ branch, configFile, resourceName }) => ({
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
  const sync = findSyncConfiguration(context, input);
  return { SyncBlockerSummary: { ResourceName: sync.resourceName, LatestBlockers: [] } };
}

export function updateSyncBlocker(input: Input<'UpdateSyncBlocker'>, context: Context): Output<'UpdateSyncBlocker'> {
  findSyncConfiguration(context, input);
  throw new ServiceError(
    'SyncBlockerDoesNotExistException',
    `Stack ${input.ResourceName} has no sync blocker ${input.Id}`,
  );
}
