import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetHost', 'ListTagsForResource'], on: 'host' },
    { operations: ['ListHosts'], on: '*' },
  ],
  continues: false,
};
