import { SYNC_CONFIGURATIONS_OF_BRANCH as MAX } from '../../private/limits';
import type { Rule } from '../rule';
import { syncsByLink } from '../syncs';

export const tooManySyncsOfBranch: Rule = {
  id: 'TooManySyncsOfBranch',
  severity: 'error',
  summary: `A branch of a repository link has at most ${MAX} sync configurations.`,
  fix: 'move some of them to another branch or another repository',
  check: (inventory) =>
    syncsByLink(inventory).flatMap(({ resource, branches }) =>
      [...branches.values()]
        .filter(({ count }) => count > MAX)
        .map(({ name, count }) => {
          const got = name ? `${count} on '${name}'` : `${count}`;
          return {
            resource,
            problem: `a branch of a repository link can have at most ${MAX} sync configurations, got ${got}`,
          };
        }),
    ),
};
