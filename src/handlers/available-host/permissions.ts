import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetHost'], on: 'host' },
    { operations: ['ListHosts'], on: '*' },
  ],
  continues: true,
};
