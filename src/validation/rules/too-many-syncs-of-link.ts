import { SYNC_CONFIGURATIONS_OF_LINK as MAX } from '../../private/limits';
import type { Rule } from '../rule';
import { syncsByLink } from '../syncs';

export const tooManySyncsOfLink: Rule = {
  id: 'TooManySyncsOfLink',
  severity: 'error',
  summary: `A repository link has at most ${MAX} sync configurations.`,
  fix: 'move some of them to the link of another repository',
  check: (inventory) =>
    syncsByLink(inventory)
      .filter(({ count }) => count > MAX)
      .map(({ resource, count }) => ({
        resource,
        problem: `a repository link can have at most ${MAX} sync configurations, got ${count}`,
      })),
};
