import type { Members } from './shapes.ts';

/** An operation of the API: what it takes, what it answers, and the errors that it declares. */
export interface OperationFacts {
  readonly input: Members;
  readonly output: Members;
  readonly errors: readonly string[];
}

/** What every operation for repository links, sync configurations and their syncs declares. */
const GIT_SYNC_ERRORS = [
  'AccessDeniedException',
  'InternalServerException',
  'InvalidInputException',
  'ThrottlingException',
] as const;

/** The stack that a sync configuration is for. */
const STACK = { SyncType: 'SyncConfigurationType*', ResourceName: 'ResourceName*' } as const;

export const OPERATIONS = {
  CreateConnection: {
    input: { ProviderType: 'ProviderType', ConnectionName: 'ConnectionName*', Tags: 'TagList', HostArn: 'HostArn' },
    output: { ConnectionArn: 'ConnectionArn*', Tags: 'TagList' },
    errors: ['LimitExceededException', 'ResourceNotFoundException', 'ResourceUnavailableException'],
  },
  CreateHost: {
    input: {
      Name: 'HostName*',
      ProviderType: 'ProviderType*',
      ProviderEndpoint: 'Url*',
      VpcConfiguration: 'VpcConfiguration',
      Tags: 'TagList',
    },
    output: { HostArn: 'HostArn', Tags: 'TagList' },
    errors: ['LimitExceededException'],
  },
  CreateRepositoryLink: {
    input: {
      ConnectionArn: 'ConnectionArn*',
      OwnerId: 'OwnerId*',
      RepositoryName: 'RepositoryName*',
      EncryptionKeyArn: 'KmsKeyArn',
      Tags: 'TagList',
    },
    output: { RepositoryLinkInfo: 'RepositoryLinkInfo*' },
    errors: [
      ...GIT_SYNC_ERRORS,
      'ConcurrentModificationException',
      'LimitExceededException',
      'ResourceAlreadyExistsException',
    ],
  },
  CreateSyncConfiguration: {
    input: {
      Branch: 'BranchName*',
      ConfigFile: 'DeploymentFilePath*',
      RepositoryLinkId: 'RepositoryLinkId*',
      ResourceName: 'ResourceName*',
      RoleArn: 'IamRoleArn*',
      SyncType: 'SyncConfigurationType*',
      PublishDeploymentStatus: 'PublishDeploymentStatus',
      TriggerResourceUpdateOn: 'TriggerResourceUpdateOn',
      PullRequestComment: 'PullRequestComment',
    },
    output: { SyncConfiguration: 'SyncConfiguration*' },
    errors: [
      ...GIT_SYNC_ERRORS,
      'ConcurrentModificationException',
      'LimitExceededException',
      'ResourceAlreadyExistsException',
    ],
  },
  DeleteConnection: { input: { ConnectionArn: 'ConnectionArn*' }, output: {}, errors: ['ResourceNotFoundException'] },
  DeleteHost: {
    input: { HostArn: 'HostArn*' },
    output: {},
    errors: ['ResourceNotFoundException', 'ResourceUnavailableException'],
  },
  DeleteRepositoryLink: {
    input: { RepositoryLinkId: 'RepositoryLinkId*' },
    output: {},
    errors: [
      ...GIT_SYNC_ERRORS,
      'ConcurrentModificationException',
      'SyncConfigurationStillExistsException',
      'ResourceNotFoundException',
      'UnsupportedProviderTypeException',
    ],
  },
  DeleteSyncConfiguration: {
    input: STACK,
    output: {},
    errors: [...GIT_SYNC_ERRORS, 'ConcurrentModificationException', 'LimitExceededException'],
  },
  GetConnection: {
    input: { ConnectionArn: 'ConnectionArn*' },
    output: { Connection: 'Connection' },
    errors: ['ResourceNotFoundException', 'ResourceUnavailableException'],
  },
  GetHost: {
    input: { HostArn: 'HostArn*' },
    output: {
      Name: 'HostName',
      Status: 'HostStatus',
      ProviderType: 'ProviderType',
      ProviderEndpoint: 'Url',
      VpcConfiguration: 'VpcConfiguration',
    },
    errors: ['ResourceNotFoundException', 'ResourceUnavailableException'],
  },
  GetRepositoryLink: {
    input: { RepositoryLinkId: 'RepositoryLinkId*' },
    output: { RepositoryLinkInfo: 'RepositoryLinkInfo*' },
    errors: [...GIT_SYNC_ERRORS, 'ConcurrentModificationException', 'ResourceNotFoundException'],
  },
  GetRepositorySyncStatus: {
    input: { Branch: 'BranchName*', RepositoryLinkId: 'RepositoryLinkId*', SyncType: 'SyncConfigurationType*' },
    output: { LatestSync: 'RepositorySyncAttempt*' },
    errors: [...GIT_SYNC_ERRORS, 'ResourceNotFoundException'],
  },
  GetResourceSyncStatus: {
    input: STACK,
    output: {
      DesiredState: 'Revision',
      LatestSuccessfulSync: 'ResourceSyncAttempt',
      LatestSync: 'ResourceSyncAttempt*',
    },
    errors: [...GIT_SYNC_ERRORS, 'ResourceNotFoundException'],
  },
  GetSyncBlockerSummary: {
    input: STACK,
    output: { SyncBlockerSummary: 'SyncBlockerSummary*' },
    errors: [...GIT_SYNC_ERRORS, 'ResourceNotFoundException'],
  },
  GetSyncConfiguration: {
    input: STACK,
    output: { SyncConfiguration: 'SyncConfiguration*' },
    errors: [...GIT_SYNC_ERRORS, 'ResourceNotFoundException'],
  },
  ListConnections: {
    input: {
      ProviderTypeFilter: 'ProviderType',
      HostArnFilter: 'HostArn',
      MaxResults: 'MaxResults',
      NextToken: 'NextToken',
    },
    output: { Connections: 'ConnectionList', NextToken: 'NextToken' },
    errors: ['ResourceNotFoundException'],
  },
  ListHosts: {
    input: { MaxResults: 'MaxResults', NextToken: 'NextToken' },
    output: { Hosts: 'HostList', NextToken: 'NextToken' },
    errors: [],
  },
  ListRepositoryLinks: {
    input: { MaxResults: 'MaxResults', NextToken: 'SharpNextToken' },
    output: { RepositoryLinks: 'RepositoryLinkList*', NextToken: 'SharpNextToken' },
    errors: [...GIT_SYNC_ERRORS, 'ConcurrentModificationException', 'ResourceNotFoundException'],
  },
  ListRepositorySyncDefinitions: {
    input: { RepositoryLinkId: 'RepositoryLinkId*', SyncType: 'SyncConfigurationType*' },
    output: { RepositorySyncDefinitions: 'RepositorySyncDefinitionList*', NextToken: 'SharpNextToken' },
    errors: [...GIT_SYNC_ERRORS, 'ResourceNotFoundException'],
  },
  ListSyncConfigurations: {
    input: {
      MaxResults: 'MaxResults',
      NextToken: 'SharpNextToken',
      RepositoryLinkId: 'RepositoryLinkId*',
      SyncType: 'SyncConfigurationType*',
    },
    output: { SyncConfigurations: 'SyncConfigurationList*', NextToken: 'SharpNextToken' },
    errors: [...GIT_SYNC_ERRORS, 'ResourceNotFoundException'],
  },
  ListTagsForResource: {
    input: { ResourceArn: 'AmazonResourceName*' },
    output: { Tags: 'TagList' },
    errors: ['ResourceNotFoundException'],
  },
  TagResource: {
    input: { ResourceArn: 'AmazonResourceName*', Tags: 'TagList*' },
    output: {},
    errors: ['ResourceNotFoundException', 'LimitExceededException'],
  },
  UntagResource: {
    input: { ResourceArn: 'AmazonResourceName*', TagKeys: 'TagKeyList*' },
    output: {},
    errors: ['ResourceNotFoundException'],
  },
  UpdateHost: {
    input: { HostArn: 'HostArn*', ProviderEndpoint: 'Url', VpcConfiguration: 'VpcConfiguration' },
    output: {},
    errors: [
      'ConflictException',
      'ResourceNotFoundException',
      'ResourceUnavailableException',
      'UnsupportedOperationException',
    ],
  },
  UpdateRepositoryLink: {
    input: { ConnectionArn: 'ConnectionArn', EncryptionKeyArn: 'KmsKeyArn', RepositoryLinkId: 'RepositoryLinkId*' },
    output: { RepositoryLinkInfo: 'RepositoryLinkInfo*' },
    errors: [
      ...GIT_SYNC_ERRORS,
      'ConditionalCheckFailedException',
      'ResourceNotFoundException',
      'UpdateOutOfSyncException',
    ],
  },
  UpdateSyncBlocker: {
    input: {
      Id: 'Id*',
      SyncType: 'SyncConfigurationType*',
      ResourceName: 'ResourceName*',
      ResolvedReason: 'ResolvedReason*',
    },
    output: { ResourceName: 'ResourceName*', ParentResourceName: 'ResourceName', SyncBlocker: 'SyncBlocker*' },
    errors: [
      ...GIT_SYNC_ERRORS,
      'ResourceNotFoundException',
      'RetryLatestCommitFailedException',
      'SyncBlockerDoesNotExistException',
    ],
  },
  UpdateSyncConfiguration: {
    input: {
      Branch: 'BranchName',
      ConfigFile: 'DeploymentFilePath',
      RepositoryLinkId: 'RepositoryLinkId',
      ResourceName: 'ResourceName*',
      RoleArn: 'IamRoleArn',
      SyncType: 'SyncConfigurationType*',
      PublishDeploymentStatus: 'PublishDeploymentStatus',
      TriggerResourceUpdateOn: 'TriggerResourceUpdateOn',
      PullRequestComment: 'PullRequestComment',
    },
    output: { SyncConfiguration: 'SyncConfiguration*' },
    errors: [
      ...GIT_SYNC_ERRORS,
      'ConcurrentModificationException',
      'ResourceNotFoundException',
      'UpdateOutOfSyncException',
    ],
  },
} as const satisfies Record<string, OperationFacts>;

export type OperationName = keyof typeof OPERATIONS;
