import type { CfnResource, Stack } from 'aws-cdk-lib';
import { outermostStack } from '../../private/identity';
import { type ConnectionUse, connectionBehind, connectionsOfLinks } from '../connections';
import { CONSUMERS, type Consumer } from '../consumers';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { nameOf, read } from '../values';
import { isCreatedAfter } from '../waiting';

/**
 * A new connection is PENDING until a person completes its handshake. Resources that use it before then fail, so a
 * resource of the same app gets a warning unless it waits for the handshake.
 */
export const dependentDoesNotWait: Rule = {
  id: 'dependentDoesNotWait',
  summary: 'A resource that uses a connection of the same app waits until the connection is available.',
  fix: 'create an AvailableConnection for the connection and use that instead, or add a dependency on it',
  maxPerStack: 10,
  check: (inventory) => {
    if (inventory.connections.length === 0) return [];
    const waiters = waitersOfConnections(inventory);
    return dependentsOf(inventory)
      .filter((dependent) => !isInOrder(dependent, waiters))
      .map(({ resource, use, consequence }) => ({
        resource,
        problem: `the connection ${use.connection && nameOf(use.connection)} is PENDING until a person completes its handshake, and before then ${consequence}`,
      }));
  },
};

/** A resource that uses a connection, and the consequence if the connection is not available. */
interface Dependent {
  readonly resource: CfnResource;
  readonly use: ConnectionUse;
  readonly consequence: string;
}

/** The waiters of each connection of the app. */
type Waiters = Map<CfnResource, CfnResource[]>;

function waitersOfConnections(inventory: Inventory): Waiters {
  const waiters: Waiters = new Map();
  for (const waiter of inventory.waiters) {
    const { connection } = connectionBehind(read(waiter, 'connectionArn'));
    if (connection) waiters.set(connection, [...(waiters.get(connection) ?? []), waiter]);
  }
  return waiters;
}

function dependentsOf(inventory: Inventory): Dependent[] {
  const links = [...connectionsOfLinks(inventory)].map(([resource, use]) => ({
    resource,
    use,
    consequence: 'this repository link cannot be created',
  }));
  const consumers = [
    ...inventory.pipelines,
    ...inventory.projects,
    ...inventory.sourceCredentials,
    ...inventory.otherConsumers,
  ].flatMap((resource) => {
    const { arnsOf, consequence } = CONSUMERS[resource.cfnResourceType] as Consumer;
    return arnsOf(resource).map((arn) => ({ resource, use: connectionBehind(arn), consequence }));
  });
  return [...links, ...consumers];
}

function isInOrder({ resource, use: { connection, throughWaiter } }: Dependent, waiters: Waiters): boolean {
  if (!connection || throughWaiter) return true;
  const stack = outermostStack(resource);
  const ofConnection = waiters.get(connection) ?? [];
  if (ofConnection.length === 0) return false;
  const isHere = (waiter: CfnResource) => outermostStack(waiter) === stack;
  if (isCreatedAfter(resource, connection, ofConnection.filter(isHere))) return true;
  const before = stacksBefore(stack);
  return ofConnection.some((waiter) => before.has(outermostStack(waiter)));
}

/** The stacks that are deployed before a stack. */
function stacksBefore(stack: Stack): Set<Stack> {
  const before = new Set(stack.dependencies);
  for (const each of before) for (const dependency of each.dependencies) before.add(dependency); // the loop visits it too
  return before;
}
