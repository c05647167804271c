import { Clock } from './clock.ts';
import type { Commit } from './git/objects.ts';
import type { ServiceName } from './model/operations.ts';
import type { Value } from './model/types.ts';
import { partitionOf } from './regions.ts';
import type { StackDeployer } from './stack-deployer.ts';
import type { ErrorStatuses } from './statuses.ts';

export const DEFAULT_ACCOUNT = '123456789012';

/** What every object of the service has. */
export interface Stored {
  /** Counts up over all objects: lists are in this order. */
  readonly sequence: number;
  /** Not found by reads before this time. */
  readonly visibleAt: number;
}

export interface Tagged {
  tags: Map<string, string>;
}

export interface Connection extends Stored, Tagged {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly ownerAccountId: string;
  readonly providerType: Value<'ProviderType'>;
  readonly hostArn?: string;
  /** The address of a tenant of ghe.com. */
  readonly providerEndpoint?: string;
  status: Value<'ConnectionStatus'>;
}

export type HostStatus =
  | 'VPC_CONFIG_INITIALIZING'
  | 'VPC_CONFIG_FAILED_INITIALIZATION'
  | 'VPC_CONFIG_DELETING'
  | 'PENDING'
  | 'AVAILABLE'
  | 'ERROR';

export interface Host extends Stored, Tagged {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly providerType: Value<'ProviderType'>;
  providerEndpoint: string;
  vpcConfiguration?: Value<'VpcConfiguration'>;
  status: HostStatus;
  statusMessage?: string;
}

export interface RepositoryLink extends Stored, Tagged {
  readonly arn: string;
  readonly id: string;
  readonly ownerId: string;
  readonly repositoryName: string;
  readonly providerType: Value<'ProviderType'>;
  connectionArn: string;
  /** The host of its connection, which is known also once the connection is deleted. */
  hostArn?: string;
  encryptionKeyArn?: string;
  /** The repository syncs, by branch. */
  readonly branchSyncs: Map<string, BranchSync>;
}

/** The repository syncs of a branch: one runs at a time, and the next one takes up all that came meanwhile. */
export interface BranchSync {
  latest: Value<'RepositorySyncAttempt'>;
  running: boolean;
  waiting: boolean;
  /** The files that changed since the last sync began. */
  readonly changed: Set<string>;
}

export interface SyncConfiguration extends Stored {
  readonly resourceName: string;
  readonly syncType: Value<'SyncConfigurationType'>;
  branch: string;
  configFile: string;
  roleArn: string;
  link: RepositoryLink;
  publishDeploymentStatus?: Value<'PublishDeploymentStatus'>;
  triggerResourceUpdateOn?: Value<'TriggerResourceUpdateOn'>;
  pullRequestComment?: Value<'PullRequestComment'>;
  /** The latest resource syncs, newest first. */
  attempts: Value<'ResourceSyncAttempt'>[];
  latest?: Value<'ResourceSyncAttempt'>;
  latestSuccess?: Value<'ResourceSyncAttempt'>;
  running: boolean;
  waiting: boolean;
  /** The latest ones and all that are active, newest first. */
  blockers: Value<'SyncBlocker'>[];
  /** The drift that was found last, which has a blocker. */
  drift?: string;
  failingRetries: number;
}

/** A branch of a repository at the provider. */
export interface Branch {
  readonly sha: string;
  readonly previousSha?: string;
  readonly files: ReadonlyMap<string, string>;
  /** What Git serves. Its id is the SHA, unless the push named another one. */
  readonly commit: Commit;
  /** Why CloudFormation cannot bring a stack to the latest commit. */
  readonly failure?: string;
}

/** What belongs to one Region of an account. */
export interface Region {
  readonly hosts: Map<string, Host>;
  readonly links: Map<string, RepositoryLink>;
  readonly syncConfigurations: Map<string, SyncConfiguration>;
}

/** Connections belong to the account: every Region sees them. */
export interface Account {
  readonly id: string;
  readonly connections: Map<string, Connection>;
  readonly regions: Map<string, Region>;
}

export const FIRST_SYNCS = ['on-push', 'on-creation'] as const;
export type FirstSync = (typeof FIRST_SYNCS)[number];

export interface Settings {
  /** How long a new object is not found by reads, in milliseconds. */
  consistencyDelay: number;
  /** How long a host with a VPC is initializing, and deleting, in milliseconds. */
  vpcDelay: number;
  /** How long each of the two steps of a sync takes, in milliseconds. */
  syncDelay: number;
  /** How long a change takes, in milliseconds: another change of the same thing is refused meanwhile. */
  writeDelay: number;
  /** How many calls an account may make in a Region; 0 is any number. */
  requestsPerSecond: number;
  /** Whether every call fails. */
  outage: boolean;
  /** Where the HTTP statuses of errors are from: in the API Reference each error of a client is 400. */
  errorStatuses: ErrorStatuses;
  /** The operations that are denied to everybody. */
  deniedOperations: readonly string[];
  /** Providers that the service supports no longer. */
  unsupportedProviders: readonly string[];
  /** Whether a sync configuration that is made, or moved, is brought to the latest commit at once, or by the next push. */
  firstSync: FirstSync;
  /** Whether a push while a sync blocker is active makes a sync, which fails. */
  syncsWhileBlocked: boolean;
  /** Whether a synced stack that somebody else than Git sync deletes gets a sync blocker; one that is updated always does. */
  deletionBlocks: boolean;
  /** Whether drift raises a sync blocker before a deployment. */
  driftBlocks: boolean;
  /** Whether a stack without a sync configuration has an empty list of sync blockers; it has none otherwise. */
  emptyBlockerSummary: boolean;
  /** Whether an account cannot have two connections of one name. */
  uniqueConnectionNames: boolean;
  quotas: Quotas;
}

export interface Quotas {
  connections: number;
  hosts: number;
  repositoryLinks: number;
  syncConfigurations: number;
  syncConfigurationsPerLink: number;
  syncConfigurationsPerBranch: number;
  tags: number;
  concurrentDeletions: number;
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  consistencyDelay: 0,
  vpcDelay: 500,
  syncDelay: 200,
  writeDelay: 0,
  requestsPerSecond: 0,
  outage: false,
  errorStatuses: 'model',
  deniedOperations: [],
  unsupportedProviders: [],
  firstSync: 'on-push',
  syncsWhileBlocked: false,
  deletionBlocks: true,
  driftBlocks: false,
  emptyBlockerSummary: true,
  uniqueConnectionNames: true,
  quotas: {
    connections: 250,
    hosts: 50,
    repositoryLinks: 100,
    syncConfigurations: 100,
    syncConfigurationsPerLink: 100,
    syncConfigurationsPerBranch: 50,
    tags: 200,
    concurrentDeletions: 10,
  },
};

/** A sync, of a repository or of a stack, has another status: what AWS has an event for. */
export interface SyncStatusChange {
  readonly account: string;
  readonly region: string;
  /** The stack that is synced; none when it is a repository. */
  readonly stackName?: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** Everything that the simulator knows. It lives in memory and ends with the process. */
export class World {
  readonly clock = new Clock();
  settings: Settings = structuredClone(DEFAULT_SETTINGS);
  readonly accounts = new Map<string, Account>();
  readonly repositories = new Map<string, Map<string, Branch>>();
  /** Deploys stacks. The simulator by itself has no deployer. */
  deployer?: StackDeployer;
  /** Receives each change of the status of a sync. */
  announce?: (change: SyncStatusChange) => void;
  private sequence = 0;

  account(id: string): Account {
    return obtain(this.accounts, id, () => ({ id, connections: new Map(), regions: new Map() }));
  }

  region(accountId: string, name: string): Region {
    return obtain(this.account(accountId).regions, name, () => ({
      hosts: new Map(),
      links: new Map(),
      syncConfigurations: new Map(),
    }));
  }

  /** The branches of a repository, `owner/name`. */
  branchesOf(repository: string): Map<string, Branch> {
    return obtain(this.repositories, repository, () => new Map());
  }

  /** What a new object starts with. */
  stored(): Stored {
    return { sequence: ++this.sequence, visibleAt: this.clock.now() + this.settings.consistencyDelay };
  }

  reset(): void {
    this.clock.reset();
    this.accounts.clear();
    this.repositories.clear();
    this.settings = structuredClone(DEFAULT_SETTINGS);
  }
}

/** Who calls which API from where. */
export interface Context {
  readonly world: World;
  readonly service: ServiceName;
  readonly region: string;
  readonly account: Account;
  /** The state of the Region that is called. */
  readonly here: Region;
  /** Whether AWS itself calls, on somebody's behalf: it may set tags that begin with `aws:`. */
  readonly internal: boolean;
}

export function arnOf({ service, region, account }: Context, type: string, id: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account.id}:${type}/${id}`;
}

/** Reads do not see an object that is too new. */
export function isVisible({ world }: Context, object: Stored): boolean {
  return object.visibleAt <= world.clock.now();
}

export function obtain<Key, T>(
  map: { get(key: Key): T | undefined; set(key: Key, value: T): unknown },
  key: Key,
  make: () => T,
): T {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  map.set(key, made);
  return made;
}
