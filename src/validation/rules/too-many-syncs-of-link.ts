import { ErrorCode } from '../../error-code';
import { SYNC_CONFIGURATIONS_OF_LINK as MAX } from '../../private/limits';
import type { Rule } from '../rule';
import { syncsByLink } from '../syncs';

export const tooManySyncsOfLink: Rule = {
  id: 'tooManySyncsOfLink',
  error: ErrorCode.TOO_MANY_SYNCS_OF_LINK,
  summary: `A repository link has at most ${MAX} sync configurations.`,
  fix: 'move some of them to the link of another repository',
  check: (inventory) =>
    syncsByLink(inventory)
      .filter(({ syncs }) => syncs.length > MAX)
      .map(({ resource, syncs }) => ({
        resource,
        others: syncs,
        problem: `a repository link can have at most ${MAX} sync configurations, got ${syncs.length}`,
      })),
};
