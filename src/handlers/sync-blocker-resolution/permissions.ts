import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'UpdateSyncBlocker'], on: '*' }],
  continues: true,
};
