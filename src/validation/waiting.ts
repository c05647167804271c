import { CfnResource, type Stack } from 'aws-cdk-lib';
import { type ConnectionUse, connectionBehind } from './connections';
import type { Inventory } from './inventory';
import { entriesOf, memberOf, nameOf, outermostStack, read } from './values';
import { warn } from './warning';

/** The id under which people acknowledge the warning. */
const WARNING = 'cdk-codeconnections:dependentDoesNotWait';

/** As many in a stack are warned of one by one: more of the same would only hide what else there is to read. */
const MAX_WARNINGS = 10;

const CONNECTION_ACTION = 'CodeStarSourceConnection';
const CONNECTION_AUTH = 'CODECONNECTIONS';

/** A resource that uses a connection, and what happens when the connection is not available. */
interface Dependent {
  readonly resource: CfnResource;
  readonly use: ConnectionUse;
  readonly consequence: string;
}

/** The waiters of each connection of the app. */
type Waiters = Map<CfnResource, CfnResource[]>;

/**
 * A new connection is PENDING until a person completes its handshake. Whatever is created with it before that fails,
 * so a dependent in the same deployment gets a warning unless something makes it wait.
 */
export function warnOfDependentsThatDoNotWait(inventory: Inventory, ofLinks: Map<CfnResource, ConnectionUse>): void {
  if (inventory.connections.length === 0) return;
  const waiters = waitersOfConnections(inventory);
  const byStack = new Map<Stack, Dependent[]>();
  for (const dependent of dependentsOf(inventory, ofLinks)) {
    if (isInOrder(dependent, waiters)) continue;
    const { stack } = dependent.resource;
    const others = byStack.get(stack);
    if (others) others.push(dependent);
    else byStack.set(stack, [dependent]);
  }
  for (const dependents of byStack.values()) warnOf(dependents);
}

function waitersOfConnections(inventory: Inventory): Waiters {
  const waiters: Waiters = new Map();
  for (const waiter of inventory.waiters) {
    const { connection } = connectionBehind(read(waiter, 'connectionArn'));
    if (connection) waiters.set(connection, [...(waiters.get(connection) ?? []), waiter]);
  }
  return waiters;
}

function dependentsOf(inventory: Inventory, ofLinks: Map<CfnResource, ConnectionUse>): Dependent[] {
  const links = [...ofLinks].map(([resource, use]) => ({
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
    ...dependents(inventory.projects, connectionsOfProject, 'CodeBuild cannot make the webhook of this project'),
    ...dependents(inventory.sourceCredentials, connectionsOfCredentials, 'CodeBuild cannot use these credentials'),
  ];
}

function isInOrder({ resource, use: { connection, throughWaiter } }: Dependent, waiters: Waiters): boolean {
  if (!connection || throughWaiter || outermostStack(connection) !== outermostStack(resource)) return true;
  return waits(resource, connection, waiters.get(connection) ?? []);
}

function warnOf(dependents: Dependent[]): void {
  let shown = 0;
  for (const [i, { resource, use, consequence }] of dependents.entries()) {
    const rest = dependents.length - i - 1;
    const more = shown === MAX_WARNINGS - 1 && rest > 0 ? ` (the same goes for up to ${rest} more in this stack)` : '';
    warn(
      resource,
      WARNING,
      `the connection ${use.connection && nameOf(use.connection)} is PENDING until a person completes its handshake, and until then ${consequence}; nothing makes it wait: create an AvailableConnection for the connection and use that in place of the connection, or add a dependency on it${more}`,
    );
    // It has none when the warning is acknowledged.
    if (resource.node.metadata.some(({ data }) => String(data).includes(WARNING))) shown++;
    if (shown === MAX_WARNINGS) return;
  }
}

/** The ARNs of the connections that a pipeline has its sources from. */
function connectionsOfPipeline(pipeline: CfnResource): unknown[] {
  const actions = entriesOf(read(pipeline, 'stages')).flatMap((stage) => entriesOf(memberOf(stage, 'actions')));
  return actions
    .filter((action) => memberOf(memberOf(action, 'actionTypeId'), 'provider') === CONNECTION_ACTION)
    .map((action) => memberOf(memberOf(action, 'configuration'), 'ConnectionArn'));
}

/** The ARNs of the connections that a project has its sources from. */
function connectionsOfProject(project: CfnResource): unknown[] {
  return [read(project, 'source'), ...entriesOf(read(project, 'secondarySources'))]
    .map((source) => memberOf(source, 'auth'))
    .filter((auth) => memberOf(auth, 'type') === CONNECTION_AUTH)
    .map((auth) => memberOf(auth, 'resource'));
}

function connectionsOfCredentials(credentials: CfnResource): unknown[] {
  return read(credentials, 'authType') === CONNECTION_AUTH ? [read(credentials, 'token')] : [];
}

/**
 * Whether CloudFormation creates one of the waiters before the dependent, by dependencies, also those of the nested
 * stacks that they are in.
 */
function waits(dependent: CfnResource, connection: CfnResource, waiters: CfnResource[]): boolean {
  if (waiters.length === 0) return false;
  const around = nestedStacksOf(dependent);
  const passed = new Set(
    waiters.flatMap((waiter) => [waiter, ...nestedStacksOf(waiter)]).filter((it) => !around.includes(it)),
  );
  // A nested stack that hands out the ARN of a connection is complete before anybody outside has it.
  const before = new Set([dependent, ...around, ...nestedStacksOf(connection).filter((it) => !around.includes(it))]);
  for (const resource of before) {
    if (passed.has(resource)) return true;
    for (const dependency of resource.obtainDependencies()) {
      if (CfnResource.isCfnResource(dependency)) before.add(dependency); // the loop comes to it as well
    }
  }
  return false;
}

/** The resources of the nested stacks around a resource, from the inside out. */
function nestedStacksOf(resource: CfnResource): CfnResource[] {
  const nested = resource.stack.nestedStackResource;
  return nested && CfnResource.isCfnResource(nested) ? [nested, ...nestedStacksOf(nested)] : [];
}
