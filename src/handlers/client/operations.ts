/** The operations of CodeConnections that handlers call, with the members of their inputs and outputs that they use. */
export interface Operations {
  readonly GetConnection: {
    readonly input: { readonly ConnectionArn: string };
    readonly output: { readonly Connection?: Connection };
  };
  readonly GetHost: {
    readonly input: { readonly HostArn: string };
    readonly output: Host;
  };
  readonly GetRepositoryLink: {
    readonly input: { readonly RepositoryLinkId: string };
    readonly output: { readonly RepositoryLinkInfo?: RepositoryLink };
  };
  readonly GetRepositorySyncStatus: {
    readonly input: { readonly Branch: string; readonly RepositoryLinkId: string; readonly SyncType: SyncType };
    readonly output: { readonly LatestSync?: SyncAttempt };
  };
  readonly GetResourceSyncStatus: {
    readonly input: SyncedStack;
    readonly output: {
      readonly DesiredState?: Revision;
      readonly LatestSuccessfulSync?: ResourceSyncAttempt;
      readonly LatestSync?: ResourceSyncAttempt;
    };
  };
  readonly GetSyncBlockerSummary: {
    readonly input: SyncedStack;
    readonly output: { readonly SyncBlockerSummary?: { readonly LatestBlockers?: SyncBlocker[] } };
  };
  readonly GetSyncConfiguration: {
    readonly input: SyncedStack;
    readonly output: { readonly SyncConfiguration?: SyncConfiguration };
  };
  readonly ListConnections: {
    readonly input: Page & { readonly HostArnFilter?: string; readonly ProviderTypeFilter?: string };
    readonly output: { readonly Connections?: Connection[]; readonly NextToken?: string };
  };
  readonly ListHosts: {
    readonly input: Page;
    readonly output: { readonly Hosts?: Host[]; readonly NextToken?: string };
  };
  readonly ListRepositoryLinks: {
    readonly input: Page;
    readonly output: { readonly RepositoryLinks?: RepositoryLink[]; readonly NextToken?: string };
  };
  readonly ListRepositorySyncDefinitions: {
    readonly input: { readonly RepositoryLinkId: string; readonly SyncType: SyncType };
    readonly output: { readonly RepositorySyncDefinitions?: SyncDefinition[]; readonly NextToken?: string };
  };
  readonly ListSyncConfigurations: {
    readonly input: Page & { readonly RepositoryLinkId: string; readonly SyncType: SyncType };
    readonly output: { readonly SyncConfigurations?: SyncConfiguration[]; readonly NextToken?: string };
  };
  readonly ListTagsForResource: {
    readonly input: { readonly ResourceArn: string };
    readonly output: { readonly Tags?: { readonly Key: string; readonly Value: string }[] };
  };
  readonly UpdateSyncBlocker: {
    readonly input: SyncedStack & { readonly Id: string; readonly ResolvedReason: string };
    readonly output: object;
  };
  readonly UpdateSyncConfiguration: {
    readonly input: SyncedStack & { readonly PullRequestComment: Switch };
    readonly output: object;
  };
}

export type Operation = keyof Operations;

/** The operations that list something page by page, and what their lists hold. */
interface Lists {
  readonly ListConnections: Connection;
  readonly ListHosts: Host;
  readonly ListRepositoryLinks: RepositoryLink;
  readonly ListSyncConfigurations: SyncConfiguration;
}

export type ListOperation = keyof Lists;

export type Entry<O extends ListOperation> = Lists[O];

export type SyncType = 'CFN_STACK_SYNC';

export type Switch = 'ENABLED' | 'DISABLED';

export interface Page {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** How sync configurations are named. */
export interface SyncedStack {
  readonly SyncType: SyncType;
  readonly ResourceName: string;
}

export interface Connection {
  readonly ConnectionArn?: string;
  readonly ConnectionName?: string;
  readonly ConnectionStatus?: string;
  readonly HostArn?: string;
  readonly OwnerAccountId?: string;
  readonly ProviderType?: string;
}

export interface Host {
  readonly HostArn?: string;
  readonly Name?: string;
  readonly ProviderEndpoint?: string;
  readonly ProviderType?: string;
  readonly Status?: string;
  readonly StatusMessage?: string;
}

export interface RepositoryLink {
  readonly ConnectionArn?: string;
  readonly OwnerId?: string;
  readonly ProviderType?: string;
  readonly RepositoryLinkArn?: string;
  readonly RepositoryLinkId?: string;
  readonly RepositoryName?: string;
}

export interface SyncConfiguration {
  readonly Branch: string;
  readonly ConfigFile?: string;
  readonly OwnerId: string;
  readonly PullRequestComment?: Switch;
  readonly RepositoryLinkId: string;
  readonly RepositoryName: string;
  readonly ResourceName: string;
  readonly TriggerResourceUpdateOn?: 'ANY_CHANGE' | 'FILE_CHANGE';
}

export interface SyncDefinition {
  readonly Branch: string;
  readonly Target: string;
}

/** An attempt to sync. Times are in seconds. */
export interface SyncAttempt {
  readonly StartedAt: number;
  readonly Status: string;
  readonly Events: readonly { readonly Event: string; readonly Time: number; readonly Type: string }[];
}

export interface ResourceSyncAttempt extends SyncAttempt {
  readonly Target: string;
  readonly TargetRevision: Revision;
}

export interface Revision {
  readonly Branch: string;
  readonly Directory: string;
  readonly OwnerId: string;
  readonly RepositoryName: string;
  readonly Sha: string;
}

export interface SyncBlocker {
  readonly Id: string;
  readonly Status: string;
  readonly CreatedReason: string;
  readonly CreatedAt: number;
  readonly Contexts?: readonly { readonly Key: string; readonly Value: string }[];
  readonly ResolvedAt?: number;
  readonly ResolvedReason?: string;
}
