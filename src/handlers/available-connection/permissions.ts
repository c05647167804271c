import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetConnection'], on: 'connection' }],
  continues: true,
};
