import { ErrorCode } from '../../error-code';
import { duplicates, isUnconditional } from '../duplicates';
import type { Rule } from '../rule';
import { literal, nameOf, read } from '../values';

export const stackSyncedTwice: Rule = {
  id: 'stackSyncedTwice',
  error: ErrorCode.STACK_SYNCED_TWICE,
  summary: 'A stack has only one sync configuration.',
  fix: 'remove one of the two, or change the stack name of one',
  check: ({ syncConfigurations }) =>
    duplicates(syncConfigurations.filter(isUnconditional), (sync) => read(sync, 'resourceName')).map(
      ({ resource, first, value }) => {
        const stack = literal(value) === undefined ? 'the same stack' : `the stack '${value}'`;
        const problem = `a stack can have only one sync configuration, and ${nameOf(first)} is already for ${stack}`;
        return { resource, others: [first], problem };
      },
    ),
};
