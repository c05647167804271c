import {
  AVAILABLE_CONNECTION,
  AVAILABLE_CONNECTION_PERMISSIONS,
} from '../../src/handlers/available-connection/contract';
import { AVAILABLE_HOST, AVAILABLE_HOST_PERMISSIONS } from '../../src/handlers/available-host/contract';
import { CONNECTION_LOOKUP, CONNECTION_LOOKUP_PERMISSIONS } from '../../src/handlers/connection-lookup/contract';
import type { Permissions } from '../../src/handlers/framework/contract';
import { HOST_LOOKUP, HOST_LOOKUP_PERMISSIONS } from '../../src/handlers/host-lookup/contract';
import {
  PULL_REQUEST_COMMENT,
  PULL_REQUEST_COMMENT_PERMISSIONS,
} from '../../src/handlers/pull-request-comment/contract';
import {
  REPOSITORY_LINK_LOOKUP,
  REPOSITORY_LINK_LOOKUP_PERMISSIONS,
} from '../../src/handlers/repository-link-lookup/contract';
import {
  REPOSITORY_SYNC_DEFINITIONS,
  REPOSITORY_SYNC_DEFINITIONS_PERMISSIONS,
} from '../../src/handlers/repository-sync-definitions/contract';
import { SUCCESSFUL_SYNC, SUCCESSFUL_SYNC_PERMISSIONS } from '../../src/handlers/successful-sync/contract';
import {
  SYNC_BLOCKER_RESOLUTION,
  SYNC_BLOCKER_RESOLUTION_PERMISSIONS,
} from '../../src/handlers/sync-blocker-resolution/contract';
import { TARGET_STACK, TARGET_STACK_PERMISSIONS } from '../../src/handlers/target-stack/contract';
import type { Call } from './rig';

const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  [AVAILABLE_CONNECTION.resourceType]: AVAILABLE_CONNECTION_PERMISSIONS,
  [AVAILABLE_HOST.resourceType]: AVAILABLE_HOST_PERMISSIONS,
  [CONNECTION_LOOKUP.resourceType]: CONNECTION_LOOKUP_PERMISSIONS,
  [HOST_LOOKUP.resourceType]: HOST_LOOKUP_PERMISSIONS,
  [PULL_REQUEST_COMMENT.resourceType]: PULL_REQUEST_COMMENT_PERMISSIONS,
  [REPOSITORY_LINK_LOOKUP.resourceType]: REPOSITORY_LINK_LOOKUP_PERMISSIONS,
  [REPOSITORY_SYNC_DEFINITIONS.resourceType]: REPOSITORY_SYNC_DEFINITIONS_PERMISSIONS,
  [SUCCESSFUL_SYNC.resourceType]: SUCCESSFUL_SYNC_PERMISSIONS,
  [SYNC_BLOCKER_RESOLUTION.resourceType]: SYNC_BLOCKER_RESOLUTION_PERMISSIONS,
  [TARGET_STACK.resourceType]: TARGET_STACK_PERMISSIONS,
};

/** Whether the policy of a type of custom resource allows a call of its handler. Its tests all go through this. */
export function isAllowed(resourceType: string, { action, resource }: Call): boolean {
  const [service, operation] = action.split(':');
  const permissions = PERMISSIONS[resourceType];
  if (!permissions) return false;
  if (service === 'lambda') return permissions.continues;
  if (service === 'sns') return true; // it has a policy of its own where there is a topic
  if (service === 'cloudformation') return resourceType === TARGET_STACK.resourceType; // likewise, for its stack
  return permissions.calls.some(
    ({ operations, on }) =>
      (operations as readonly string[]).includes(operation) && (on === '*' || resource.includes(`:${on}/`)),
  );
}
