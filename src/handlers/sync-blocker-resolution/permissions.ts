import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    {
      operations: ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration', 'UpdateSyncBlocker'],
      on: '*',
    },
  ],
  continues: true,
};
