import type { CfnResource, Stack } from 'aws-cdk-lib';
import { outermostStack } from '../../private/identity';
import { type ConnectionUse, connectionBehind, connectionsOfLinks } from '../connections';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { entriesOf, memberOf, nameOf, read } from '../values';
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

const CONNECTION_ACTION = 'CodeStarSourceConnection';
const CONNECTION_AUTH = 'CODECONNECTIONS';

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
  const dependents = (resources: CfnResource[], arns: (resource: CfnResource) => unknown[], consequence: string) =>
    resources.flatMap((resource) =>
      arns(resource).map((arn) => ({ resource, use: connectionBehind(arn), consequence })),
    );
  return [
    ...links,
    ...dependents(inventory.pipelines, connectionsOfPipeline, 'the first execution of this pipeline fails'),
    ...dependents(inventory.projects, connectionsOfProject, 'CodeBuild cannot create the webhook of this project'),
    ...dependents(inventory.sourceCredentials, connectionsOfCredentials, 'CodeBuild cannot use these credentials'),
  ];
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

/** The ARNs of the connections that the sources of a pipeline use. */
function connectionsOfPipeline(pipeline: CfnResource): unknown[] {
  const actions = entriesOf(read(pipeline, 'stages')).flatMap((stage) => entriesOf(memberOf(stage, 'actions')));
  return actions
    .filter((action) => memberOf(memberOf(action, 'actionTypeId'), 'provider') === CONNECTION_ACTION)
    .map((action) => memberOf(memberOf(action, 'configuration'), 'ConnectionArn'));
}

/** The ARNs of the connections that the sources of a project use. */
function connectionsOfProject(project: CfnResource): unknown[] {
  return [read(project, 'source'), ...entriesOf(read(project, 'secondarySources'))]
    .map((source) => memberOf(source, 'auth'))
    .filter((auth) => memberOf(auth, 'type') === CONNECTION_AUTH)
    .map((auth) => memberOf(auth, 'resource'));
}

function connectionsOfCredentials(credentials: CfnResource): unknown[] {
  return read(credentials, 'authType') === CONNECTION_AUTH ? [read(credentials, 'token')] : [];
}
