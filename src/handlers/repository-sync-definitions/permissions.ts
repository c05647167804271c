import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [{ operations: ['ListRepositorySyncDefinitions', 'ListSyncConfigurations'], on: '*' }],
  continues: false,
};
