import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetConnection', 'ListTagsForResource'], on: 'connection' },
    // AWS documents it as authorised on connections, but users report that only `*` works.
    { operations: ['ListConnections'], on: '*' },
  ],
  continues: false,
};
