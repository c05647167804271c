import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetSyncConfiguration', 'UpdateSyncConfiguration'], on: '*' }],
  continues: true,
};
