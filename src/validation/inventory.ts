import { type CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CONSUMERS } from './consumers';

/** The resources of a Stage that the rules check, by kind. */
export interface Inventory {
  readonly connections: CfnResource[];
  readonly hosts: CfnResource[];
  readonly links: CfnResource[];
  readonly syncConfigurations: CfnResource[];
  readonly waiters: CfnResource[];
  readonly pipelines: CfnResource[];
  readonly projects: CfnResource[];
  readonly sourceCredentials: CfnResource[];
  /** Resources that use a connection, of types that no other rule checks. */
  readonly otherConsumers: CfnResource[];
}

/** Types are compared by name: `instanceof` fails across two copies of aws-cdk-lib, and would load modules. */
const KIND_OF_TYPE: Record<string, keyof Inventory | undefined> = {
  ...Object.fromEntries(Object.keys(CONSUMERS).map((type) => [type, 'otherConsumers'])),
  'AWS::CodeConnections::Connection': 'connections',
  'AWS::CodeStarConnections::Connection': 'connections',
  'AWS::CodeConnections::Host': 'hosts',
  'AWS::CodeStarConnections::RepositoryLink': 'links',
  'AWS::CodeStarConnections::SyncConfiguration': 'syncConfigurations',
  'AWS::CodePipeline::Pipeline': 'pipelines',
  'AWS::CodeBuild::Project': 'projects',
  'AWS::CodeBuild::SourceCredential': 'sourceCredentials',
  'Custom::CodeConnectionsAvailableConnection': 'waiters',
  'Custom::CodeConnectionsConnection': 'connections',
};

/** The kind of a resource, if the rules check it. */
export function kindOf(resource: CfnResource): keyof Inventory | undefined {
  return kindOfType(resource.cfnResourceType);
}

/** The kind of the resources of a type, if the rules check them. */
export function kindOfType(type: string): keyof Inventory | undefined {
  return KIND_OF_TYPE[type];
}

/** Walks the tree of a Stage once. Nested Stages are skipped: each has its own validator. */
export function takeInventory(stage: IConstruct): Inventory {
  const inventory: Inventory = {
    connections: [],
    hosts: [],
    links: [],
    syncConfigurations: [],
    waiters: [],
    pipelines: [],
    projects: [],
    sourceCredentials: [],
    otherConsumers: [],
  };
  const visit = (construct: IConstruct) => {
    const kind = KIND_OF_TYPE[(construct as CfnResource).cfnResourceType];
    if (kind) inventory[kind].push(construct as CfnResource);
    for (const child of construct.node.children) if (!Stage.isStage(child)) visit(child);
  };
  visit(stage);
  return inventory;
}

/** Computes a value that several rules need once for each inventory. */
export function oncePerInventory<T>(find: (inventory: Inventory) => T): (inventory: Inventory) => T {
  const found = new WeakMap<Inventory, T>();
  return (inventory) => {
    const known = found.get(inventory) ?? find(inventory);
    found.set(inventory, known);
    return known;
  };
}
