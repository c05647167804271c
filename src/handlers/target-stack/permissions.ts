import type { Permissions } from '../framework/contract';

/** What it does to the stack itself is allowed by a policy of each use, for that stack only. */
export const PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetSyncConfiguration'], on: '*' }],
  continues: true,
};
