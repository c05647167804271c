import { RESOURCES } from '../../src/handlers/registry';
import { TARGET_STACK } from '../../src/handlers/target-stack/contract';
import type { Call } from './rig';

/** Whether the policy of a type of custom resource allows a call of its handler. Its tests all go through this. */
export function isAllowed(resourceType: string, { action, resource }: Call): boolean {
  const [service, operation] = action.split(':');
  const permissions = RESOURCES.find((it) => it.resourceType === resourceType)?.permissions;
  if (!permissions) return false;
  if (service === 'lambda') return permissions.continues;
  if (service === 'sns') return true; // it has a policy of its own where there is a topic
  if (service === 'cloudformation') return resourceType === TARGET_STACK.resourceType; // likewise, for its stack
  return permissions.calls.some(
    ({ operations, on }) =>
      (operations as readonly string[]).includes(operation) && (on === '*' || resource.includes(`:${on}/`)),
  );
}
