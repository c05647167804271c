/**
 * The shapes of the API: what a value of each must be.
 *
 * In a structure, a member is written as the name of its shape, with `*` behind it when it is required.
 */
export interface TextShape {
  readonly type: 'string';
  readonly min?: number;
  readonly max?: number;
  /** A regular expression that the whole value has to match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface IntegerShape {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}

export interface TimestampShape {
  readonly type: 'timestamp';
}

export interface ListShape {
  readonly type: 'list';
  readonly of: string;
  readonly min?: number;
  readonly max?: number;
}

export type Members = Readonly<Record<string, string>>;

export interface StructureShape {
  readonly type: 'structure';
  readonly members: Members;
}

export type Shape = TextShape | IntegerShape | TimestampShape | ListShape | StructureShape;

export const SHAPES = {
  AccountId: { type: 'string', min: 12, max: 12, pattern: '[0-9]{12}' },
  AmazonResourceName: { type: 'string', min: 1, max: 1011, pattern: 'arn:aws(-[\\w]+)*:.+:.+:[0-9]{12}:.+' },
  BlockerStatus: { type: 'string', enum: ['ACTIVE', 'RESOLVED'] },
  BlockerType: { type: 'string', enum: ['AUTOMATED'] },
  BranchName: { type: 'string', min: 1, max: 255, pattern: '^.*$' },
  Connection: {
    type: 'structure',
    members: {
      ConnectionName: 'ConnectionName',
      ConnectionArn: 'ConnectionArn',
      ProviderType: 'ProviderType',
      OwnerAccountId: 'AccountId',
      ConnectionStatus: 'ConnectionStatus',
      HostArn: 'HostArn',
    },
  },
  ConnectionArn: { type: 'string', min: 0, max: 256, pattern: 'arn:aws(-[\\w]+)*:.+:.+:[0-9]{12}:.+' },
  ConnectionList: { type: 'list', of: 'Connection' },
  ConnectionName: { type: 'string', min: 1, max: 32, pattern: '[\\s\\S]*' },
  ConnectionStatus: { type: 'string', enum: ['PENDING', 'AVAILABLE', 'ERROR'] },
  CreatedReason: { type: 'string' },
  DeploymentFilePath: { type: 'string' },
  Directory: { type: 'string' },
  Event: { type: 'string' },
  ExternalId: { type: 'string' },
  Host: {
    type: 'structure',
    members: {
      Name: 'HostName',
      HostArn: 'HostArn',
      ProviderType: 'ProviderType',
      ProviderEndpoint: 'Url',
      VpcConfiguration: 'VpcConfiguration',
      Status: 'HostStatus',
      StatusMessage: 'HostStatusMessage',
    },
  },
  HostArn: {
    type: 'string',
    min: 0,
    max: 256,
    pattern: 'arn:aws(-[\\w]+)*:(codestar-connections|codeconnections):.+:[0-9]{12}:host\\/.+',
  },
  HostList: { type: 'list', of: 'Host' },
  HostName: { type: 'string', min: 1, max: 64, pattern: '.*' },
  HostStatus: { type: 'string', min: 1, max: 64, pattern: '.*' },
  HostStatusMessage: { type: 'string' },
  IamRoleArn: {
    type: 'string',
    min: 1,
    max: 1024,
    pattern: 'arn:aws(-[\\w]+)*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
  },
  Id: { type: 'string', min: 1, max: 50 },
  KmsKeyArn: {
    type: 'string',
    min: 1,
    max: 1024,
    pattern: 'arn:aws(-[\\w]+)*:kms:[a-z\\-0-9]+:\\d{12}:key/[a-zA-Z0-9\\-]+',
  },
  LatestSyncBlockerList: { type: 'list', of: 'SyncBlocker' },
  MaxResults: { type: 'integer', min: 0, max: 100 },
  NextToken: { type: 'string', min: 1, max: 1024, pattern: '^.*$' },
  OwnerId: { type: 'string', min: 1, max: 255, pattern: '^.*$' },
  Parent: { type: 'string' },
  ProviderType: {
    type: 'string',
    enum: ['Bitbucket', 'GitHub', 'GitHubEnterpriseServer', 'GitLab', 'GitLabSelfManaged', 'AzureDevOps'],
  },
  PublishDeploymentStatus: { type: 'string', enum: ['ENABLED', 'DISABLED'] },
  PullRequestComment: { type: 'string', enum: ['ENABLED', 'DISABLED'] },
  RepositoryLinkArn: {
    type: 'string',
    pattern:
      '^arn:aws(?:-[a-z]+)*:(codestar-connections|codeconnections):[a-z\\-0-9]+:\\d{12}:repository-link\\/[a-zA-Z0-9\\-:/]+',
  },
  RepositoryLinkId: {
    type: 'string',
    pattern: '^[0-9a-fA-F]{8}\\b-[0-9a-fA-F]{4}\\b-[0-9a-fA-F]{4}\\b-[0-9a-fA-F]{4}\\b-[0-9a-fA-F]{12}$',
  },
  RepositoryLinkInfo: {
    type: 'structure',
    members: {
      ConnectionArn: 'ConnectionArn*',
      EncryptionKeyArn: 'KmsKeyArn',
      OwnerId: 'OwnerId*',
      ProviderType: 'ProviderType*',
      RepositoryLinkArn: 'RepositoryLinkArn*',
      RepositoryLinkId: 'RepositoryLinkId*',
      RepositoryName: 'RepositoryName*',
    },
  },
  RepositoryLinkList: { type: 'list', of: 'RepositoryLinkInfo' },
  RepositoryName: { type: 'string', min: 1, max: 128, pattern: '^.*$' },
  RepositorySyncAttempt: {
    type: 'structure',
    members: { StartedAt: 'Timestamp*', Status: 'RepositorySyncStatus*', Events: 'RepositorySyncEventList*' },
  },
  RepositorySyncDefinition: {
    type: 'structure',
    members: { Branch: 'BranchName*', Directory: 'Directory*', Parent: 'Parent*', Target: 'Target*' },
  },
  RepositorySyncDefinitionList: { type: 'list', of: 'RepositorySyncDefinition' },
  RepositorySyncEvent: {
    type: 'structure',
    members: { Event: 'Event*', ExternalId: 'ExternalId', Time: 'Timestamp*', Type: 'Type*' },
  },
  RepositorySyncEventList: { type: 'list', of: 'RepositorySyncEvent' },
  RepositorySyncStatus: { type: 'string', enum: ['FAILED', 'INITIATED', 'IN_PROGRESS', 'SUCCEEDED', 'QUEUED'] },
  ResolvedReason: { type: 'string', min: 1, max: 250 },
  ResourceName: { type: 'string', min: 1, max: 100, pattern: '^[0-9A-Za-z]+[0-9A-Za-z_\\\\-]*$' },
  ResourceSyncAttempt: {
    type: 'structure',
    members: {
      Events: 'ResourceSyncEventList*',
      InitialRevision: 'Revision*',
      StartedAt: 'Timestamp*',
      Status: 'ResourceSyncStatus*',
      TargetRevision: 'Revision*',
      Target: 'Target*',
    },
  },
  ResourceSyncEvent: {
    type: 'structure',
    members: { Event: 'Event*', ExternalId: 'ExternalId', Time: 'Timestamp*', Type: 'Type*' },
  },
  ResourceSyncEventList: { type: 'list', of: 'ResourceSyncEvent' },
  ResourceSyncStatus: { type: 'string', enum: ['FAILED', 'INITIATED', 'IN_PROGRESS', 'SUCCEEDED'] },
  Revision: {
    type: 'structure',
    members: {
      Branch: 'BranchName*',
      Directory: 'Directory*',
      OwnerId: 'OwnerId*',
      RepositoryName: 'RepositoryName*',
      ProviderType: 'ProviderType*',
      Sha: 'SHA*',
    },
  },
  SHA: { type: 'string', min: 1, max: 255 },
  SecurityGroupId: { type: 'string', min: 11, max: 20, pattern: 'sg-\\w{8}(\\w{9})?' },
  SecurityGroupIds: { type: 'list', of: 'SecurityGroupId', min: 1, max: 10 },
  SharpNextToken: { type: 'string', min: 1, max: 2048, pattern: '^.*$' },
  SubnetId: { type: 'string', min: 15, max: 24, pattern: 'subnet-\\w{8}(\\w{9})?' },
  SubnetIds: { type: 'list', of: 'SubnetId', min: 1, max: 10 },
  SyncBlocker: {
    type: 'structure',
    members: {
      Id: 'Id*',
      Type: 'BlockerType*',
      Status: 'BlockerStatus*',
      CreatedReason: 'CreatedReason*',
      CreatedAt: 'Timestamp*',
      Contexts: 'SyncBlockerContextList',
      ResolvedReason: 'ResolvedReason',
      ResolvedAt: 'Timestamp',
    },
  },
  SyncBlockerContext: {
    type: 'structure',
    members: { Key: 'SyncBlockerContextKey*', Value: 'SyncBlockerContextValue*' },
  },
  SyncBlockerContextKey: { type: 'string' },
  SyncBlockerContextList: { type: 'list', of: 'SyncBlockerContext' },
  SyncBlockerContextValue: { type: 'string' },
  SyncBlockerSummary: {
    type: 'structure',
    members: {
      ResourceName: 'ResourceName*',
      ParentResourceName: 'ResourceName',
      LatestBlockers: 'LatestSyncBlockerList',
    },
  },
  SyncConfiguration: {
    type: 'structure',
    members: {
      Branch: 'BranchName*',
      ConfigFile: 'DeploymentFilePath',
      OwnerId: 'OwnerId*',
      ProviderType: 'ProviderType*',
      RepositoryLinkId: 'RepositoryLinkId*',
      RepositoryName: 'RepositoryName*',
      ResourceName: 'ResourceName*',
      RoleArn: 'IamRoleArn*',
      SyncType: 'SyncConfigurationType*',
      PublishDeploymentStatus: 'PublishDeploymentStatus',
      TriggerResourceUpdateOn: 'TriggerResourceUpdateOn',
      PullRequestComment: 'PullRequestComment',
    },
  },
  SyncConfigurationList: { type: 'list', of: 'SyncConfiguration' },
  SyncConfigurationType: { type: 'string', enum: ['CFN_STACK_SYNC'] },
  Tag: { type: 'structure', members: { Key: 'TagKey*', Value: 'TagValue*' } },
  TagKey: { type: 'string', min: 1, max: 128, pattern: '.*' },
  TagKeyList: { type: 'list', of: 'TagKey', min: 0, max: 200 },
  TagList: { type: 'list', of: 'Tag', min: 0, max: 200 },
  TagValue: { type: 'string', min: 0, max: 256, pattern: '.*' },
  Target: { type: 'string' },
  Timestamp: { type: 'timestamp' },
  TlsCertificate: { type: 'string', min: 1, max: 16384, pattern: '[\\s\\S]*' },
  TriggerResourceUpdateOn: { type: 'string', enum: ['ANY_CHANGE', 'FILE_CHANGE'] },
  Type: { type: 'string' },
  Url: { type: 'string', min: 1, max: 512, pattern: '.*' },
  VpcConfiguration: {
    type: 'structure',
    members: {
      VpcId: 'VpcId*',
      SubnetIds: 'SubnetIds*',
      SecurityGroupIds: 'SecurityGroupIds*',
      TlsCertificate: 'TlsCertificate',
    },
  },
  VpcId: { type: 'string', min: 12, max: 21, pattern: 'vpc-\\w{8}(\\w{9})?' },
} as const satisfies Record<string, Shape>;

/** Where the older API, codestar-connections, is narrower. */
export const OLDER_SHAPES: Partial<Record<keyof typeof SHAPES, TextShape>> = {
  HostArn: {
    type: 'string',
    min: 0,
    max: 256,
    pattern: 'arn:aws(-[\\w]+)*:codestar-connections:.+:[0-9]{12}:host\\/.+',
  },
  ProviderType: {
    type: 'string',
    enum: ['Bitbucket', 'GitHub', 'GitHubEnterpriseServer', 'GitLab', 'GitLabSelfManaged'],
  },
  RepositoryLinkArn: {
    type: 'string',
    pattern: '^arn:aws(?:-[a-z]+)*:codestar-connections:[a-z\\-0-9]+:\\d{12}:repository-link\\/[a-zA-Z0-9\\-:/]+',
  },
};

/** Members that the older API does not know. */
export const NEWER_MEMBERS: readonly string[] = ['PullRequestComment'];
