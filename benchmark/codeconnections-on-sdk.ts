/** Replaces src/handlers/client/codeconnections.ts in the handler that the library's is compared with. */
import {
  CodeStarConnectionsClient,
  GetConnectionCommand,
  GetHostCommand,
  GetRepositoryLinkCommand,
  GetRepositorySyncStatusCommand,
  GetResourceSyncStatusCommand,
  GetSyncBlockerSummaryCommand,
  GetSyncConfigurationCommand,
  ListConnectionsCommand,
  ListHostsCommand,
  ListRepositoryLinksCommand,
  ListRepositorySyncDefinitionsCommand,
  ListSyncConfigurationsCommand,
  ListTagsForResourceCommand,
  UpdateSyncBlockerCommand,
  UpdateSyncConfigurationCommand,
} from '@aws-sdk/client-codestar-connections';
import type { CodeConnections } from '../src/handlers/client/codeconnections';
import type { Operation } from '../src/handlers/client/operations';

// With its extension, so that this import is not replaced.
export { listAll } from '../src/handlers/client/codeconnections.ts';

const client = new CodeStarConnectionsClient();

const commands: Readonly<Record<string, new (input: never) => object>> = {
  GetConnection: GetConnectionCommand,
  GetHost: GetHostCommand,
  GetRepositoryLink: GetRepositoryLinkCommand,
  GetRepositorySyncStatus: GetRepositorySyncStatusCommand,
  GetResourceSyncStatus: GetResourceSyncStatusCommand,
  GetSyncBlockerSummary: GetSyncBlockerSummaryCommand,
  GetSyncConfiguration: GetSyncConfigurationCommand,
  ListConnections: ListConnectionsCommand,
  ListHosts: ListHostsCommand,
  ListRepositoryLinks: ListRepositoryLinksCommand,
  ListRepositorySyncDefinitions: ListRepositorySyncDefinitionsCommand,
  ListSyncConfigurations: ListSyncConfigurationsCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  UpdateSyncBlocker: UpdateSyncBlockerCommand,
  UpdateSyncConfiguration: UpdateSyncConfigurationCommand,
};

const call = ((operation: Operation, input: never) =>
  client.send(new commands[operation](input) as GetConnectionCommand)) as unknown as CodeConnections;

export const codeConnectionsOf = (): CodeConnections => call;
export const codeConnectionsIn = (): CodeConnections => call;
