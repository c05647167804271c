import type { Permissions } from '../framework/contract';

/** Each use adds a policy with the permissions on its own stack. */
export const PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetSyncConfiguration'], on: '*' }],
  continues: true,
};
