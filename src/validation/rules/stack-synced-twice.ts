import { duplicates, isUnconditional } from '../duplicates';
import type { Rule } from '../rule';
import { literal, nameOf, read } from '../values';

export const stackSyncedTwice: Rule = {
  id: 'StackSyncedTwice',
  severity: 'error',
  summary: 'A stack has one sync configuration.',
  fix: 'remove one of the two, or set the name of another stack',
  check: ({ syncConfigurations }) =>
    duplicates(syncConfigurations.filter(isUnconditional), (sync) => read(sync, 'resourceName')).map(
      ({ resource, first, value }) => {
        const stack = literal(value) === undefined ? 'the same stack' : `the stack '${value}'`;
        const problem = `a stack can have one sync configuration, and ${nameOf(first)} is for ${stack} already`;
        return { resource, problem };
      },
    ),
};
