import { AVAILABLE_CONNECTION } from '../../src/handlers/available-connection/contract';
import { AVAILABLE_HOST } from '../../src/handlers/available-host/contract';
import { CONNECTION_LOOKUP } from '../../src/handlers/connection-lookup/contract';
import { HOST_LOOKUP } from '../../src/handlers/host-lookup/contract';
import { PULL_REQUEST_COMMENT } from '../../src/handlers/pull-request-comment/contract';
import { REPOSITORY_LINK_LOOKUP } from '../../src/handlers/repository-link-lookup/contract';
import { REPOSITORY_SYNC_DEFINITIONS } from '../../src/handlers/repository-sync-definitions/contract';
import { SUCCESSFUL_SYNC } from '../../src/handlers/successful-sync/contract';
import { SYNC_BLOCKER_RESOLUTION } from '../../src/handlers/sync-blocker-resolution/contract';
import type { Call } from './rig';

const CONTRACTS = [
  AVAILABLE_CONNECTION,
  AVAILABLE_HOST,
  CONNECTION_LOOKUP,
  HOST_LOOKUP,
  PULL_REQUEST_COMMENT,
  REPOSITORY_LINK_LOOKUP,
  REPOSITORY_SYNC_DEFINITIONS,
  SUCCESSFUL_SYNC,
  SYNC_BLOCKER_RESOLUTION,
];

/** Whether the policy of a type of custom resource allows a call of its handler. Its tests all go through this. */
export function isAllowed(resourceType: string, { action, resource }: Call): boolean {
  const [service, operation] = action.split(':');
  const contract = CONTRACTS.find((candidate) => candidate.resourceType === resourceType);
  if (!contract) return false;
  if (service === 'lambda') return contract.continues;
  if (service === 'sns') return true; // it has a policy of its own where there is a topic
  return contract.calls.some(
    ({ operations, on }) =>
      (operations as readonly string[]).includes(operation) && (on === '*' || resource.includes(`:${on}/`)),
  );
}
