import type { Permissions } from '../framework/contract';

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetRepositoryLink', 'ListTagsForResource'], on: 'repository-link' },
    { operations: ['ListRepositoryLinks'], on: '*' },
  ],
  continues: false,
};
