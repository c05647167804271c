import { ErrorCode } from '../../error-code';
import { SYNC_CONFIGURATIONS_OF_BRANCH as MAX } from '../../private/limits';
import type { Rule } from '../rule';
import { syncsByLink } from '../syncs';

export const tooManySyncsOfBranch: Rule = {
  id: 'tooManySyncsOfBranch',
  error: ErrorCode.TOO_MANY_SYNCS_OF_BRANCH,
  summary: `A branch of a repository link has at most ${MAX} sync configurations.`,
  fix: 'move some of them to another branch or another repository',
  check: (inventory) =>
    syncsByLink(inventory).flatMap(({ resource, branches }) =>
      [...branches.values()]
        .filter(({ syncs }) => syncs.length > MAX)
        .map(({ name, syncs }) => {
          const got = name ? `${syncs.length} on '${name}'` : `${syncs.length}`;
          return {
            resource,
            others: syncs,
            problem: `a branch of a repository link can have at most ${MAX} sync configurations, got ${got}`,
          };
        }),
    ),
};
