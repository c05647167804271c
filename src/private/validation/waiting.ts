import { Annotations, CfnResource } from 'aws-cdk-lib';
import { type ConnectionUse, connectionBehind } from './connections';
import type { Inventory } from './inventory';
import { entriesOf, memberOf, nameOf, outermostStack, read } from './values';

/** The id under which people acknowledge the warning. */
const WARNING = 'cdk-codeconnections:dependentDoesNotWait';

const CONNECTION_ACTION = 'CodeStarSourceConnection';

/** The gates of each connection of the app. */
type Gates = Map<CfnResource, CfnResource[]>;

/**
 * A new connection is PENDING until a person completes its handshake. Whatever is created with it before that fails,
 * so a dependent in the same deployment gets a warning unless something makes it wait.
 */
export function warnOfDependentsThatDoNotWait(inventory: Inventory, ofLinks: Map<CfnResource, ConnectionUse>): void {
  if (inventory.connections.length === 0) return;
  const gates: Gates = new Map();
  for (const gate of inventory.gates) {
    const { connection } = connectionBehind(read(gate, 'connectionArn'));
    if (connection) gates.set(connection, [...(gates.get(connection) ?? []), gate]);
  }
  for (const [link, use] of ofLinks) {
    warnUnlessWaiting(link, use, gates, 'this repository link cannot be created');
  }
  for (const pipeline of inventory.pipelines) {
    for (const arn of sourceConnections(pipeline)) {
      warnUnlessWaiting(pipeline, connectionBehind(arn), gates, 'the first execution of this pipeline fails');
    }
  }
}

function warnUnlessWaiting(dependent: CfnResource, use: ConnectionUse, gates: Gates, consequence: string): void {
  const { connection, throughGate } = use;
  if (!connection || throughGate || outermostStack(connection) !== outermostStack(dependent)) return;
  if (waits(dependent, connection, gates.get(connection) ?? [])) return;
  const annotations = Annotations.of(dependent);
  Reflect.set(annotations, 'stackTraces', false); // they are dear, and would lead here rather than to the dependent
  annotations.addWarningV2(
    WARNING,
    `the connection ${nameOf(connection)} is PENDING until a person completes its handshake, and until then ${consequence}; nothing makes it wait: create an AvailableConnection for the connection and use that in place of the connection, or add a dependency on it`,
  );
}

/** The ARNs of the connections that a pipeline has its sources from. */
function sourceConnections(pipeline: CfnResource): unknown[] {
  const actions = entriesOf(read(pipeline, 'stages')).flatMap((stage) => entriesOf(memberOf(stage, 'actions')));
  return actions
    .filter((action) => memberOf(memberOf(action, 'actionTypeId'), 'provider') === CONNECTION_ACTION)
    .map((action) => memberOf(memberOf(action, 'configuration'), 'ConnectionArn'));
}

/**
 * Whether CloudFormation creates one of the gates before the dependent, by dependencies, also those of the nested
 * stacks that they are in.
 */
function waits(dependent: CfnResource, connection: CfnResource, gates: CfnResource[]): boolean {
  if (gates.length === 0) return false;
  const around = nestedStacksOf(dependent);
  const passed = new Set(gates.flatMap((gate) => [gate, ...nestedStacksOf(gate)]).filter((it) => !around.includes(it)));
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
