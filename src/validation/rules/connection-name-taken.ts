import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { identityOf, outermostStack } from '../../private/identity';
import { duplicates, isUnconditional } from '../duplicates';
import type { Rule } from '../rule';
import { nameOf, read, show } from '../values';

export const connectionNameTaken: Rule = {
  id: 'connectionNameTaken',
  error: ErrorCode.CONNECTION_NAME_TAKEN,
  summary: 'A name has only one connection in an account, across all Regions.',
  fix: 'give the connection that does not exist yet another name, or use the one that exists',
  check: ({ connections }) =>
    duplicates(connections.filter(isUnconditional), (it) => read(it, 'connectionName'), identityInAccount).map(
      ({ resource, first, value }) => ({
        resource,
        others: [first],
        problem: `a name can have only one connection in an account, and ${nameOf(first)} already has ${show(value)}`,
      }),
    ),
};

function identityInAccount(name: unknown, scope: IConstruct): string | undefined {
  const { account, node } = outermostStack(scope);
  return identityOf(name, scope, (text) => `${Token.isUnresolved(account) ? node.path : account} ${text}`);
}
