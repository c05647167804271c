import { availableConnection } from './available-connection/available-connection';
import { availableHost } from './available-host/available-host';
import { connectionLookup } from './connection-lookup/connection-lookup';
import type { CustomResource } from './framework/custom-resource';
import { hostLookup } from './host-lookup/host-lookup';
import { pullRequestComment } from './pull-request-comment/pull-request-comment';
import { repositoryLinkLookup } from './repository-link-lookup/repository-link-lookup';
import { repositorySyncDefinitions } from './repository-sync-definitions/repository-sync-definitions';
import { successfulSync } from './successful-sync/successful-sync';
import { syncBlockerResolution } from './sync-blocker-resolution/sync-blocker-resolution';
import { targetStack } from './target-stack/target-stack';

/** The types of custom resources that the function of each stack handles. */
export const RESOURCES: readonly CustomResource[] = [
  availableConnection,
  availableHost,
  connectionLookup,
  hostLookup,
  pullRequestComment,
  repositoryLinkLookup,
  repositorySyncDefinitions,
  successfulSync,
  syncBlockerResolution,
  targetStack,
];
