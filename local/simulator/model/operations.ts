// Generated from model/ by `npm run shapes`. Do not edit.
import type { Operation } from './shape.ts';

/** The operations: their inputs, their outputs, and the errors that they declare. */
export const OPERATIONS = {
  CreateConnection: {
    input: {
      ProviderType: 'ProviderType',
      ConnectionName: 'ConnectionName*',
      Tags: 'TagList',
      HostArn: 'HostArn',
      ProviderEndpoint: 'Url',
    },
    output: { ConnectionArn: 'ConnectionArn*', Tags: 'TagList' },
    errors: [
      'LimitExceededException',
      'ResourceNotFoundException',
      'ResourceUnavailableException',
      'InvalidInputException',
      'UnsupportedProviderTypeException',
    ],
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
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'LimitExceededException',
      'ResourceAlreadyExistsException',
      'ResourceNotFoundException',
      'ThrottlingException',
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
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'LimitExceededException',
      'ResourceAlreadyExistsException',
      'ResourceNotFoundException',
      'ThrottlingException',
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
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'SyncConfigurationStillExistsException',
      'ResourceNotFoundException',
      'ThrottlingException',
      'UnsupportedProviderTypeException',
    ],
  },
  DeleteSyncConfiguration: {
    input: { SyncType: 'SyncConfigurationType*', ResourceName: 'ResourceName*' },
    output: {},
    errors: [
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'LimitExceededException',
      'ThrottlingException',
    ],
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
    errors: [
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  GetRepositorySyncStatus: {
    input: { Branch: 'BranchName*', RepositoryLinkId: 'RepositoryLinkId*', SyncType: 'SyncConfigurationType*' },
    output: { LatestSync: 'RepositorySyncAttempt*' },
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  GetResourceSyncStatus: {
    input: { ResourceName: 'ResourceName*', SyncType: 'SyncConfigurationType*' },
    output: {
      DesiredState: 'Revision',
      LatestSuccessfulSync: 'ResourceSyncAttempt',
      LatestSync: 'ResourceSyncAttempt*',
    },
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  GetSyncBlockerSummary: {
    input: { SyncType: 'SyncConfigurationType*', ResourceName: 'ResourceName*' },
    output: { SyncBlockerSummary: 'SyncBlockerSummary*' },
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  GetSyncConfiguration: {
    input: { SyncType: 'SyncConfigurationType*', ResourceName: 'ResourceName*' },
    output: { SyncConfiguration: 'SyncConfiguration*' },
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  ListConnections: {
    input: {
      HostArnFilter: 'HostArn',
      ProviderTypeFilter: 'ProviderType',
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
    errors: [
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  ListRepositorySyncDefinitions: {
    input: { RepositoryLinkId: 'RepositoryLinkId*', SyncType: 'SyncConfigurationType*' },
    output: { RepositorySyncDefinitions: 'RepositorySyncDefinitionList*', NextToken: 'SharpNextToken' },
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
  },
  ListSyncConfigurations: {
    input: {
      MaxResults: 'MaxResults',
      NextToken: 'SharpNextToken',
      RepositoryLinkId: 'RepositoryLinkId*',
      SyncType: 'SyncConfigurationType*',
    },
    output: { SyncConfigurations: 'SyncConfigurationList*', NextToken: 'SharpNextToken' },
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
    ],
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
      'AccessDeniedException',
      'ConditionalCheckFailedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
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
      'AccessDeniedException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'RetryLatestCommitFailedException',
      'SyncBlockerDoesNotExistException',
      'ThrottlingException',
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
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
      'UpdateOutOfSyncException',
    ],
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** The same for the older API, codestar-connections. */
export const OLDER_OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  ...OPERATIONS,
  CreateConnection: {
    input: { ProviderType: 'ProviderType', ConnectionName: 'ConnectionName*', Tags: 'TagList', HostArn: 'HostArn' },
    output: { ConnectionArn: 'ConnectionArn*', Tags: 'TagList' },
    errors: ['LimitExceededException', 'ResourceNotFoundException', 'ResourceUnavailableException'],
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
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'LimitExceededException',
      'ResourceAlreadyExistsException',
      'ThrottlingException',
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
    },
    output: { SyncConfiguration: 'SyncConfiguration*' },
    errors: [
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'LimitExceededException',
      'ResourceAlreadyExistsException',
      'ThrottlingException',
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
    },
    output: { SyncConfiguration: 'SyncConfiguration*' },
    errors: [
      'AccessDeniedException',
      'ConcurrentModificationException',
      'InternalServerException',
      'InvalidInputException',
      'ResourceNotFoundException',
      'ThrottlingException',
      'UpdateOutOfSyncException',
    ],
  },
};

/** Both APIs: their full names on the wire, their protocols, and the HTTP statuses of errors, if the model has any. */
export const APIS = {
  codeconnections: {
    targetPrefix: 'com.amazonaws.codeconnections.CodeConnections_20231201',
    protocols: ['smithy-rpc-v2-cbor', 'json'],
    statuses: {
      AccessDeniedException: 403,
      ConcurrentModificationException: 409,
      ConditionalCheckFailedException: 409,
      ConflictException: 409,
      InternalServerException: 503,
      InvalidInputException: 400,
      LimitExceededException: 429,
      ResourceAlreadyExistsException: 409,
      ResourceNotFoundException: 404,
      ResourceUnavailableException: 400,
      RetryLatestCommitFailedException: 503,
      SyncBlockerDoesNotExistException: 404,
      SyncConfigurationStillExistsException: 409,
      ThrottlingException: 429,
      UnsupportedOperationException: 400,
      UnsupportedProviderTypeException: 400,
      UpdateOutOfSyncException: 409,
    },
  },
  'codestar-connections': {
    targetPrefix: 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
    protocols: ['json'],
    statuses: {},
  },
} as const satisfies Record<string, { targetPrefix: string; protocols: string[]; statuses: Record<string, number> }>;

export type ServiceName = keyof typeof APIS;

export type ProtocolName = (typeof APIS)[ServiceName]['protocols'][number];
