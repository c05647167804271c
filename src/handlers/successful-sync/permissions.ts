import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'], on: '*' },
    { operations: ['GetRepositorySyncStatus'], on: 'repository-link' },
  ],
  continues: true,
};
