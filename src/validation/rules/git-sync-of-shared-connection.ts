import { Token } from 'aws-cdk-lib';
import { ErrorCode } from '../../error-code';
import { connectionsOfLinks } from '../connections';
import type { Rule } from '../rule';

/** A repository link is used only by Git sync, so Git sync must be able to use its connection. */
export const gitSyncOfSharedConnection: Rule = {
  id: 'gitSyncOfSharedConnection',
  error: ErrorCode.GIT_SYNC_OF_SHARED_CONNECTION,
  summary: 'A repository link uses a connection of its own account.',
  fix: 'create a connection in the account of the stack, and use that',
  check: (inventory) =>
    [...connectionsOfLinks(inventory)].flatMap(([link, { connection, arn }]) => {
      const own = link.stack.account;
      const other = connection ? connection.stack.account : arn?.split(':')[4];
      if (!other || Token.isUnresolved(other) || Token.isUnresolved(own) || other === own) return [];
      const accounts = `a connection of account ${other} in a stack of account ${own}`;
      const problem = `Git sync cannot use a connection that another account shares, got ${accounts}`;
      return [{ resource: link, others: connection ? [connection] : [], problem }];
    }),
};
