import type { OperationName } from '../model/operations.ts';
import type { Input, Output } from '../model/types.ts';
import type { Context } from '../state.ts';
import * as connections from './connections.ts';
import * as hosts from './hosts.ts';
import * as links from './repository-links.ts';
import * as syncs from './sync-configurations.ts';
import * as status from './sync-status.ts';
import * as tags from './tags.ts';

type Behaviours = { readonly [Name in OperationName]: (input: Input<Name>, context: Context) => Output<Name> };

/** What each operation does, once its input is valid. */
export const BEHAVIOURS: Behaviours = {
  CreateConnection: connections.createConnection,
  CreateHost: hosts.createHost,
  CreateRepositoryLink: links.createRepositoryLink,
  CreateSyncConfiguration: syncs.createSyncConfiguration,
  DeleteConnection: connections.deleteConnection,
  DeleteHost: hosts.deleteHost,
  DeleteRepositoryLink: links.deleteRepositoryLink,
  DeleteSyncConfiguration: syncs.deleteSyncConfiguration,
  GetConnection: connections.getConnection,
  GetHost: hosts.getHost,
  GetRepositoryLink: links.getRepositoryLink,
  GetRepositorySyncStatus: status.getRepositorySyncStatus,
  GetResourceSyncStatus: status.getResourceSyncStatus,
  GetSyncBlockerSummary: status.getSyncBlockerSummary,
  GetSyncConfiguration: syncs.getSyncConfiguration,
  ListConnections: connections.listConnections,
  ListHosts: hosts.listHosts,
  ListRepositoryLinks: links.listRepositoryLinks,
  ListRepositorySyncDefinitions: status.listRepositorySyncDefinitions,
  ListSyncConfigurations: syncs.listSyncConfigurations,
  ListTagsForResource: tags.listTagsForResource,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateHost: hosts.updateHost,
  UpdateRepositoryLink: links.updateRepositoryLink,
  UpdateSyncBlocker: status.updateSyncBlocker,
  UpdateSyncConfiguration: syncs.updateSyncConfiguration,
};
