// Generated from model/ by `npm run shapes`. Do not edit.

/** The prefix of the operation in `X-Amz-Target`, by the service in the ARN. */
export const TARGETS: Readonly<Record<string, string>> = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
};

/** The operations of CodeConnections, with their inputs and outputs. */
export interface Operations {
  readonly CreateConnection: { readonly input: CreateConnectionInput; readonly output: CreateConnectionOutput };
  readonly CreateHost: { readonly input: CreateHostInput; readonly output: CreateHostOutput };
  readonly CreateRepositoryLink: {
    readonly input: CreateRepositoryLinkInput;
    readonly output: CreateRepositoryLinkOutput;
  };
  readonly CreateSyncConfiguration: {
    readonly input: CreateSyncConfigurationInput;
    readonly output: CreateSyncConfigurationOutput;
  };
  readonly DeleteConnection: { readonly input: DeleteConnectionInput; readonly output: DeleteConnectionOutput };
  readonly DeleteHost: { readonly input: DeleteHostInput; readonly output: DeleteHostOutput };
  readonly DeleteRepositoryLink: {
    readonly input: DeleteRepositoryLinkInput;
    readonly output: DeleteRepositoryLinkOutput;
  };
  readonly DeleteSyncConfiguration: {
    readonly input: DeleteSyncConfigurationInput;
    readonly output: DeleteSyncConfigurationOutput;
  };
  readonly GetConnection: { readonly input: GetConnectionInput; readonly output: GetConnectionOutput };
  readonly GetHost: { readonly input: GetHostInput; readonly output: GetHostOutput };
  readonly GetRepositoryLink: { readonly input: GetRepositoryLinkInput; readonly output: GetRepositoryLinkOutput };
  readonly GetRepositorySyncStatus: {
    readonly input: GetRepositorySyncStatusInput;
    readonly output: GetRepositorySyncStatusOutput;
  };
  readonly GetResourceSyncStatus: {
    readonly input: GetResourceSyncStatusInput;
    readonly output: GetResourceSyncStatusOutput;
  };
  readonly GetSyncBlockerSummary: {
    readonly input: GetSyncBlockerSummaryInput;
    readonly output: GetSyncBlockerSummaryOutput;
  };
  readonly GetSyncConfiguration: {
    readonly input: GetSyncConfigurationInput;
    readonly output: GetSyncConfigurationOutput;
  };
  readonly ListConnections: { readonly input: ListConnectionsInput; readonly output: ListConnectionsOutput };
  readonly ListHosts: { readonly input: ListHostsInput; readonly output: ListHostsOutput };
  readonly ListRepositoryLinks: {
    readonly input: ListRepositoryLinksInput;
    readonly output: ListRepositoryLinksOutput;
  };
  readonly ListRepositorySyncDefinitions: {
    readonly input: ListRepositorySyncDefinitionsInput;
    readonly output: ListRepositorySyncDefinitionsOutput;
  };
  readonly ListSyncConfigurations: {
    readonly input: ListSyncConfigurationsInput;
    readonly output: ListSyncConfigurationsOutput;
  };
  readonly ListTagsForResource: {
    readonly input: ListTagsForResourceInput;
    readonly output: ListTagsForResourceOutput;
  };
  readonly TagResource: { readonly input: TagResourceInput; readonly output: TagResourceOutput };
  readonly UntagResource: { readonly input: UntagResourceInput; readonly output: UntagResourceOutput };
  readonly UpdateHost: { readonly input: UpdateHostInput; readonly output: UpdateHostOutput };
  readonly UpdateRepositoryLink: {
    readonly input: UpdateRepositoryLinkInput;
    readonly output: UpdateRepositoryLinkOutput;
  };
  readonly UpdateSyncBlocker: { readonly input: UpdateSyncBlockerInput; readonly output: UpdateSyncBlockerOutput };
  readonly UpdateSyncConfiguration: {
    readonly input: UpdateSyncConfigurationInput;
    readonly output: UpdateSyncConfigurationOutput;
  };
}

export type BlockerStatus = 'ACTIVE' | 'RESOLVED';

export type BlockerType = 'AUTOMATED';

export interface Connection {
  readonly ConnectionName?: string;
  readonly ConnectionArn?: string;
  readonly ProviderType?: ProviderType;
  readonly OwnerAccountId?: string;
  readonly ConnectionStatus?: ConnectionStatus;
  readonly HostArn?: string;
  readonly ProviderEndpoint?: string;
}

export type ConnectionStatus = 'PENDING' | 'AVAILABLE' | 'ERROR';

export interface CreateConnectionInput {
  readonly ProviderType?: ProviderType;
  readonly ConnectionName: string;
  readonly Tags?: Tag[];
  readonly HostArn?: string;
  readonly ProviderEndpoint?: string;
}

export interface CreateConnectionOutput {
  readonly ConnectionArn: string;
  readonly Tags?: Tag[];
}

export interface CreateHostInput {
  readonly Name: string;
  readonly ProviderType: ProviderType;
  readonly ProviderEndpoint: string;
  readonly VpcConfiguration?: VpcConfiguration;
  readonly Tags?: Tag[];
}

export interface CreateHostOutput {
  readonly HostArn?: string;
  readonly Tags?: Tag[];
}

export interface CreateRepositoryLinkInput {
  readonly ConnectionArn: string;
  readonly OwnerId: string;
  readonly RepositoryName: string;
  readonly EncryptionKeyArn?: string;
  readonly Tags?: Tag[];
}

export interface CreateRepositoryLinkOutput {
  readonly RepositoryLinkInfo: RepositoryLinkInfo;
}

export interface CreateSyncConfigurationInput {
  readonly Branch: string;
  readonly ConfigFile: string;
  readonly RepositoryLinkId: string;
  readonly ResourceName: string;
  readonly RoleArn: string;
  readonly SyncType: SyncConfigurationType;
  readonly PublishDeploymentStatus?: PublishDeploymentStatus;
  readonly TriggerResourceUpdateOn?: TriggerResourceUpdateOn;
  readonly PullRequestComment?: PullRequestComment;
}

export interface CreateSyncConfigurationOutput {
  readonly SyncConfiguration: SyncConfiguration;
}

export interface DeleteConnectionInput {
  readonly ConnectionArn: string;
}

export type DeleteConnectionOutput = object;

export interface DeleteHostInput {
  readonly HostArn: string;
}

export type DeleteHostOutput = object;

export interface DeleteRepositoryLinkInput {
  readonly RepositoryLinkId: string;
}

export type DeleteRepositoryLinkOutput = object;

export interface DeleteSyncConfigurationInput {
  readonly SyncType: SyncConfigurationType;
  readonly ResourceName: string;
}

export type DeleteSyncConfigurationOutput = object;

export interface GetConnectionInput {
  readonly ConnectionArn: string;
}

export interface GetConnectionOutput {
  readonly Connection?: Connection;
}

export interface GetHostInput {
  readonly HostArn: string;
}

export interface GetHostOutput {
  readonly Name?: string;
  readonly Status?: string;
  readonly ProviderType?: ProviderType;
  readonly ProviderEndpoint?: string;
  readonly VpcConfiguration?: VpcConfiguration;
}

export interface GetRepositoryLinkInput {
  readonly RepositoryLinkId: string;
}

export interface GetRepositoryLinkOutput {
  readonly RepositoryLinkInfo: RepositoryLinkInfo;
}

export interface GetRepositorySyncStatusInput {
  readonly Branch: string;
  readonly RepositoryLinkId: string;
  readonly SyncType: SyncConfigurationType;
}

export interface GetRepositorySyncStatusOutput {
  readonly LatestSync: RepositorySyncAttempt;
}

export interface GetResourceSyncStatusInput {
  readonly ResourceName: string;
  readonly SyncType: SyncConfigurationType;
}

export interface GetResourceSyncStatusOutput {
  readonly DesiredState?: Revision;
  readonly LatestSuccessfulSync?: ResourceSyncAttempt;
  readonly LatestSync: ResourceSyncAttempt;
}

export interface GetSyncBlockerSummaryInput {
  readonly SyncType: SyncConfigurationType;
  readonly ResourceName: string;
}

export interface GetSyncBlockerSummaryOutput {
  readonly SyncBlockerSummary: SyncBlockerSummary;
}

export interface GetSyncConfigurationInput {
  readonly SyncType: SyncConfigurationType;
  readonly ResourceName: string;
}

export interface GetSyncConfigurationOutput {
  readonly SyncConfiguration: SyncConfiguration;
}

export interface Host {
  readonly Name?: string;
  readonly HostArn?: string;
  readonly ProviderType?: ProviderType;
  readonly ProviderEndpoint?: string;
  readonly VpcConfiguration?: VpcConfiguration;
  readonly Status?: string;
  readonly StatusMessage?: string;
}

export interface ListConnectionsInput {
  readonly HostArnFilter?: string;
  readonly ProviderTypeFilter?: ProviderType;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface ListConnectionsOutput {
  readonly Connections?: Connection[];
  readonly NextToken?: string;
}

export interface ListHostsInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface ListHostsOutput {
  readonly Hosts?: Host[];
  readonly NextToken?: string;
}

export interface ListRepositoryLinksInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface ListRepositoryLinksOutput {
  readonly RepositoryLinks: RepositoryLinkInfo[];
  readonly NextToken?: string;
}

export interface ListRepositorySyncDefinitionsInput {
  readonly RepositoryLinkId: string;
  readonly SyncType: SyncConfigurationType;
}

export interface ListRepositorySyncDefinitionsOutput {
  readonly RepositorySyncDefinitions: RepositorySyncDefinition[];
  readonly NextToken?: string;
}

export interface ListSyncConfigurationsInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly RepositoryLinkId: string;
  readonly SyncType: SyncConfigurationType;
}

export interface ListSyncConfigurationsOutput {
  readonly SyncConfigurations: SyncConfiguration[];
  readonly NextToken?: string;
}

export interface ListTagsForResourceInput {
  readonly ResourceArn: string;
}

export interface ListTagsForResourceOutput {
  readonly Tags?: Tag[];
}

export type ProviderType =
  | 'Bitbucket'
  | 'GitHub'
  | 'GitHubEnterpriseServer'
  | 'GitLab'
  | 'GitLabSelfManaged'
  | 'AzureDevOps'
  | 'GitHubEnterpriseCloudDataResidency';

export type PublishDeploymentStatus = 'ENABLED' | 'DISABLED';

export type PullRequestComment = 'ENABLED' | 'DISABLED';

export interface RepositoryLinkInfo {
  readonly ConnectionArn: string;
  readonly EncryptionKeyArn?: string;
  readonly OwnerId: string;
  readonly ProviderType: ProviderType;
  readonly RepositoryLinkArn: string;
  readonly RepositoryLinkId: string;
  readonly RepositoryName: string;
}

export interface RepositorySyncAttempt {
  readonly StartedAt: number;
  readonly Status: RepositorySyncStatus;
  readonly Events: RepositorySyncEvent[];
}

export interface RepositorySyncDefinition {
  readonly Branch: string;
  readonly Directory: string;
  readonly Parent: string;
  readonly Target: string;
}

export interface RepositorySyncEvent {
  readonly Event: string;
  readonly ExternalId?: string;
  readonly Time: number;
  readonly Type: string;
}

export type RepositorySyncStatus = 'FAILED' | 'INITIATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'QUEUED';

export interface ResourceSyncAttempt {
  readonly Events: ResourceSyncEvent[];
  readonly InitialRevision: Revision;
  readonly StartedAt: number;
  readonly Status: ResourceSyncStatus;
  readonly TargetRevision: Revision;
  readonly Target: string;
}

export interface ResourceSyncEvent {
  readonly Event: string;
  readonly ExternalId?: string;
  readonly Time: number;
  readonly Type: string;
}

export type ResourceSyncStatus = 'FAILED' | 'INITIATED' | 'IN_PROGRESS' | 'SUCCEEDED';

export interface Revision {
  readonly Branch: string;
  readonly Directory: string;
  readonly OwnerId: string;
  readonly RepositoryName: string;
  readonly ProviderType: ProviderType;
  readonly Sha: string;
}

export interface SyncBlocker {
  readonly Id: string;
  readonly Type: BlockerType;
  readonly Status: BlockerStatus;
  readonly CreatedReason: string;
  readonly CreatedAt: number;
  readonly Contexts?: SyncBlockerContext[];
  readonly ResolvedReason?: string;
  readonly ResolvedAt?: number;
}

export interface SyncBlockerContext {
  readonly Key: string;
  readonly Value: string;
}

export interface SyncBlockerSummary {
  readonly ResourceName: string;
  readonly ParentResourceName?: string;
  readonly LatestBlockers?: SyncBlocker[];
}

export interface SyncConfiguration {
  readonly Branch: string;
  readonly ConfigFile?: string;
  readonly OwnerId: string;
  readonly ProviderType: ProviderType;
  readonly RepositoryLinkId: string;
  readonly RepositoryName: string;
  readonly ResourceName: string;
  readonly RoleArn: string;
  readonly SyncType: SyncConfigurationType;
  readonly PublishDeploymentStatus?: PublishDeploymentStatus;
  readonly TriggerResourceUpdateOn?: TriggerResourceUpdateOn;
  readonly PullRequestComment?: PullRequestComment;
}

export type SyncConfigurationType = 'CFN_STACK_SYNC';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagResourceInput {
  readonly ResourceArn: string;
  readonly Tags: Tag[];
}

export type TagResourceOutput = object;

export type TriggerResourceUpdateOn = 'ANY_CHANGE' | 'FILE_CHANGE';

export interface UntagResourceInput {
  readonly ResourceArn: string;
  readonly TagKeys: string[];
}

export type UntagResourceOutput = object;

export interface UpdateHostInput {
  readonly HostArn: string;
  readonly ProviderEndpoint?: string;
  readonly VpcConfiguration?: VpcConfiguration;
}

export type UpdateHostOutput = object;

export interface UpdateRepositoryLinkInput {
  readonly ConnectionArn?: string;
  readonly EncryptionKeyArn?: string;
  readonly RepositoryLinkId: string;
}

export interface UpdateRepositoryLinkOutput {
  readonly RepositoryLinkInfo: RepositoryLinkInfo;
}

export interface UpdateSyncBlockerInput {
  readonly Id: string;
  readonly SyncType: SyncConfigurationType;
  readonly ResourceName: string;
  readonly ResolvedReason: string;
}

export interface UpdateSyncBlockerOutput {
  readonly ResourceName: string;
  readonly ParentResourceName?: string;
  readonly SyncBlocker: SyncBlocker;
}

export interface UpdateSyncConfigurationInput {
  readonly Branch?: string;
  readonly ConfigFile?: string;
  readonly RepositoryLinkId?: string;
  readonly ResourceName: string;
  readonly RoleArn?: string;
  readonly SyncType: SyncConfigurationType;
  readonly PublishDeploymentStatus?: PublishDeploymentStatus;
  readonly TriggerResourceUpdateOn?: TriggerResourceUpdateOn;
  readonly PullRequestComment?: PullRequestComment;
}

export interface UpdateSyncConfigurationOutput {
  readonly SyncConfiguration: SyncConfiguration;
}

export interface VpcConfiguration {
  readonly VpcId: string;
  readonly SubnetIds: string[];
  readonly SecurityGroupIds: string[];
  readonly TlsCertificate?: string;
}
