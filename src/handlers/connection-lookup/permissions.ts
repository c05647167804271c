import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetConnection', 'ListTagsForResource'], on: 'connection' },
    // AWS's reference has it authorised on connections, people report that nothing less than all is enough.
    { operations: ['ListConnections'], on: '*' },
  ],
  continues: false,
};
