import { Token } from 'aws-cdk-lib';
import { connectionsOfLinks } from '../connections';
import type { Rule } from '../rule';

/** Git sync is all that a repository link is for, so its connection must be one that Git sync can use. */
export const gitSyncOfSharedConnection: Rule = {
  id: 'GitSyncOfSharedConnection',
  severity: 'error',
  summary: 'A repository link is on a connection of its own account.',
  fix: 'create a connection in the account of the stack and use that',
  check: (inventory) =>
    [...connectionsOfLinks(inventory)].flatMap(([link, { connection, arn }]) => {
      const own = link.stack.account;
      const other = connection ? connection.stack.account : arn?.split(':')[4];
      if (!other || Token.isUnresolved(other) || Token.isUnresolved(own) || other === own) return [];
      const accounts = `one of account ${other} in a stack of account ${own}`;
      const problem = `Git sync cannot use a connection that another account shares, got ${accounts}`;
      return [{ resource: link, problem }];
    }),
};
