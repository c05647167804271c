/**
 * The codes of the errors that constructs of this library throw, and of the errors that its rules report at synthesis.
 *
 * Every message begins with its code in brackets, for example `[INVALID_CONNECTION]`, in all languages.
 */
export enum ErrorCode {
  /**
   * Two connections of an account have the same name.
   *
   * Give the connection that does not exist yet another name, or use the one that exists.
   */
  CONNECTION_NAME_TAKEN = 'CONNECTION_NAME_TAKEN',

  /**
   * A resource of CloudFormation itself is to be a connection at ghe.com, for which it has no property.
   *
   * Use the `Connection` of this library, with a `providerEndpoint`.
   */
  CONNECTION_NEEDS_CUSTOM_RESOURCE = 'CONNECTION_NEEDS_CUSTOM_RESOURCE',

  /**
   * A connection is used in another account, where it cannot be used even if it is shared.
   *
   * Use a connection of the account that the message names.
   */
  CONNECTION_OF_OTHER_ACCOUNT = 'CONNECTION_OF_OTHER_ACCOUNT',

  /**
   * A connection is used in a Region where it is not available.
   *
   * Use a connection of the Region that the message names.
   */
  CONNECTION_OF_OTHER_REGION = 'CONNECTION_OF_OTHER_REGION',

  /**
   * A connection has both a provider type and a host.
   *
   * Give a new connection only one of them: it gets its provider type from its host.
   */
  CONNECTION_WITH_PROVIDER_AND_HOST = 'CONNECTION_WITH_PROVIDER_AND_HOST',

  /**
   * The functions below a scope were configured after the first of them was created.
   *
   * Call `configure` before the first construct that needs a function.
   */
  FUNCTIONS_IN_USE = 'FUNCTIONS_IN_USE',

  /**
   * Property injection gives a function of this library another role, without its permissions.
   *
   * Configure the role as an option of the function, inject properties of `aws_iam.Role`, or use `Role.customizeRoles`.
   */
  FUNCTION_WITH_OTHER_ROLE = 'FUNCTION_WITH_OTHER_ROLE',

  /**
   * A repository link uses a connection that another account shares.
   *
   * Create a connection in the account of the stack, and use that.
   */
  GIT_SYNC_OF_SHARED_CONNECTION = 'GIT_SYNC_OF_SHARED_CONNECTION',

  /**
   * A sync configuration is for a repository at a provider that Git sync does not support.
   *
   * Use a repository at another provider, or deploy the stack with a pipeline.
   */
  GIT_SYNC_OF_UNSUPPORTED_PROVIDER = 'GIT_SYNC_OF_UNSUPPORTED_PROVIDER',

  /**
   * A host has an endpoint at ghe.com, which the service refuses.
   *
   * Create a connection with `ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY` and a `providerEndpoint` instead.
   */
  HOST_AT_GHE_COM = 'HOST_AT_GHE_COM',

  /**
   * A host is for a provider that customers do not install themselves.
   *
   * Give a new connection this provider type, without a host.
   */
  HOST_FOR_CLOUD_PROVIDER = 'HOST_FOR_CLOUD_PROVIDER',

  /**
   * Two hosts of an account and Region have the same URL.
   *
   * Use one host for both, or change the URL.
   */
  HOST_URL_TAKEN = 'HOST_URL_TAKEN',

  /**
   * Two hosts are in the same VPC.
   *
   * Use one host for both, or move one to another VPC.
   */
  HOST_VPC_TAKEN = 'HOST_VPC_TAKEN',

  /**
   * The `connections` of a host are used, but its security groups are unknown.
   *
   * Give the host a VPC, or import it with its security groups.
   */
  HOST_WITHOUT_SECURITY_GROUPS = 'HOST_WITHOUT_SECURITY_GROUPS',

  /**
   * A property of an `ArgoCdCapabilityRole` or of `mixins.ArgoCdRepositories` is invalid, or a repository is not one that the role reads.
   *
   * Change the properties that the message lists, or add the repository to the role.
   */
  INVALID_ARGO_CD_CAPABILITY_ROLE = 'INVALID_ARGO_CD_CAPABILITY_ROLE',

  /**
   * An ARN is not the ARN of one resource of the expected type.
   *
   * Give an ARN in the form that the message shows.
   */
  INVALID_ARN = 'INVALID_ARN',

  /**
   * A property of a `Connection` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_CONNECTION = 'INVALID_CONNECTION',

  /**
   * A property of a `ConnectionBuildSource` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_CONNECTION_BUILD_SOURCE = 'INVALID_CONNECTION_BUILD_SOURCE',

  /**
   * A property of a `ConnectionShare` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_CONNECTION_SHARE = 'INVALID_CONNECTION_SHARE',

  /**
   * A property of a `ConnectionSourceAction` or a `ConnectionPipelineSource` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_CONNECTION_SOURCE = 'INVALID_CONNECTION_SOURCE',

  /**
   * A deployment file, or an entry for one, is invalid.
   *
   * Change the lines or entries that the message lists.
   */
  INVALID_DEPLOYMENT_FILE = 'INVALID_DEPLOYMENT_FILE',

  /**
   * A property of a `FailedSyncAlarm` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_FAILED_SYNC_ALARM = 'INVALID_FAILED_SYNC_ALARM',

  /**
   * An option of the functions of this library is invalid, or set where it has no effect.
   *
   * Change the options, or the scope, that the message names.
   */
  INVALID_FUNCTION_OPTIONS = 'INVALID_FUNCTION_OPTIONS',

  /**
   * The access of builds to other repositories, by a `ConnectionGitAccess` or `mixins.BuildGitAccess`, is invalid.
   *
   * Change what the message lists.
   */
  INVALID_GIT_ACCESS = 'INVALID_GIT_ACCESS',

  /**
   * The text of a `GitRepository` is invalid.
   *
   * Give the repository as `owner/name`.
   */
  INVALID_GIT_REPOSITORY = 'INVALID_GIT_REPOSITORY',

  /**
   * A property of a `GitSyncedStack` is invalid, or contradicts another synced stack of the same repository.
   *
   * Change what the message lists: in one of the two stacks, if they contradict each other.
   */
  INVALID_GIT_SYNCED_STACK = 'INVALID_GIT_SYNCED_STACK',

  /**
   * A property of a `GitSyncRole` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_GIT_SYNC_ROLE = 'INVALID_GIT_SYNC_ROLE',

  /**
   * A property of a `GitSyncSynthesizer` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_GIT_SYNC_SYNTHESIZER = 'INVALID_GIT_SYNC_SYNTHESIZER',

  /**
   * A property of a `Host` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_HOST = 'INVALID_HOST',

  /**
   * A criterion of a lookup is invalid, or none is given.
   *
   * Change the criteria that the message lists.
   */
  INVALID_LOOKUP = 'INVALID_LOOKUP',

  /**
   * A property of a `MonitorEventBus` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_MONITOR_EVENT_BUS = 'INVALID_MONITOR_EVENT_BUS',

  /**
   * A property of a `ConnectionOmicsWorkflowDefinition`, or the name of an `OmicsWorkflowSourceReference`, is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_OMICS_WORKFLOW_DEFINITION = 'INVALID_OMICS_WORKFLOW_DEFINITION',

  /**
   * A property of a `ConnectionProductSource` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_PRODUCT_SOURCE = 'INVALID_PRODUCT_SOURCE',

  /**
   * The text of a `ProviderType` is invalid.
   *
   * Give the name that the API has for the provider.
   */
  INVALID_PROVIDER_TYPE = 'INVALID_PROVIDER_TYPE',

  /**
   * A repository is invalid.
   *
   * Give it as `owner/name`, without the URL of the provider and `.git`.
   */
  INVALID_REPOSITORY = 'INVALID_REPOSITORY',

  /**
   * A property of a `RepositoryLink` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_REPOSITORY_LINK = 'INVALID_REPOSITORY_LINK',

  /**
   * A restriction of a grant or of an event pattern is invalid, or can never match.
   *
   * Change the values that the message lists.
   */
  INVALID_RESTRICTION = 'INVALID_RESTRICTION',

  /**
   * A property of a `SuccessfulSync` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_SUCCESSFUL_SYNC = 'INVALID_SUCCESSFUL_SYNC',

  /**
   * A property of a `SyncBlockerResolution`, or an option of `SyncBlockers`, is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_SYNC_BLOCKER_RESOLUTION = 'INVALID_SYNC_BLOCKER_RESOLUTION',

  /**
   * A property of a `SyncConfiguration`, or the stack name of an imported one, is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_SYNC_CONFIGURATION = 'INVALID_SYNC_CONFIGURATION',

  /**
   * A property of a `SyncMonitor` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_SYNC_MONITOR = 'INVALID_SYNC_MONITOR',

  /**
   * A property of a `TargetStack` is invalid.
   *
   * Change the properties that the message lists.
   */
  INVALID_TARGET_STACK = 'INVALID_TARGET_STACK',

  /**
   * The template that a deployment file is checked against does not exist, or is invalid.
   *
   * Give another path, or change in the template what the message names.
   */
  INVALID_TEMPLATE = 'INVALID_TEMPLATE',

  /**
   * A timeout is out of bounds.
   *
   * Give a timeout from 1 second to 58 minutes. To wait longer, deploy again.
   */
  INVALID_TIMEOUT = 'INVALID_TIMEOUT',

  /**
   * An option of `WebhookFilters` is invalid.
   *
   * Change the options that the message lists.
   */
  INVALID_WEBHOOK_FILTER = 'INVALID_WEBHOOK_FILTER',

  /**
   * There is no deployment file at the given path.
   *
   * Give another path, or create the file.
   */
  NO_DEPLOYMENT_FILE = 'NO_DEPLOYMENT_FILE',

  /**
   * A connection to a provider that customers install themselves has no host, or has a provider type of its own.
   *
   * Create a host with this provider type, and give a new connection that host instead of a provider type.
   */
  PROVIDER_NEEDS_HOST = 'PROVIDER_NEEDS_HOST',

  /**
   * A repository has two links in an account and Region.
   *
   * Use one link for both.
   */
  REPOSITORY_LINKED_TWICE = 'REPOSITORY_LINKED_TWICE',

  /**
   * The function of a stack has not enough reserved concurrent runs: each wait needs one, and all other custom resources
   * share one more.
   *
   * Reserve at least as many as the message says.
   */
  RESERVED_CONCURRENCY_TOO_LOW = 'RESERVED_CONCURRENCY_TOO_LOW',

  /**
   * A Stage has two `SyncMonitor`s for the same account and Region.
   *
   * Remove one of the two.
   */
  SECOND_SYNC_MONITOR = 'SECOND_SYNC_MONITOR',

  /**
   * A stack has two sync configurations.
   *
   * Remove one of the two, or change the stack name of one.
   */
  STACK_SYNCED_TWICE = 'STACK_SYNCED_TWICE',

  /**
   * The function of a stack needs more policies than IAM allows for a role.
   *
   * Move some of the target stacks or synced stacks to another CDK stack.
   */
  TOO_MANY_POLICIES = 'TOO_MANY_POLICIES',

  /**
   * A branch of a repository link has more sync configurations than the quota allows.
   *
   * Move some of them to another branch or another repository.
   */
  TOO_MANY_SYNCS_OF_BRANCH = 'TOO_MANY_SYNCS_OF_BRANCH',

  /**
   * A repository link has more sync configurations than the quota allows.
   *
   * Move some of them to the link of another repository.
   */
  TOO_MANY_SYNCS_OF_LINK = 'TOO_MANY_SYNCS_OF_LINK',

  /**
   * A connection has another provider than expected.
   *
   * Use a connection to the expected provider, or the method for the provider of the connection.
   */
  UNEXPECTED_PROVIDER = 'UNEXPECTED_PROVIDER',

  /**
   * A value has another type than expected, for example a text instead of a construct.
   *
   * Give a value of the type that the message names.
   */
  UNEXPECTED_TYPE = 'UNEXPECTED_TYPE',

  /**
   * The provider of a connection is required, but unknown.
   *
   * Give `providerType`, here or where the connection is imported.
   */
  UNKNOWN_PROVIDER = 'UNKNOWN_PROVIDER',

  /**
   * A path that is read or written at synthesis is a token.
   *
   * Give a path that is known at synthesis.
   */
  UNRESOLVED_PATH = 'UNRESOLVED_PATH',

  /**
   * The rate of a `SyncMonitor` is a token.
   *
   * Give a rate that is known at synthesis: it is the period of the alarms.
   */
  UNRESOLVED_RATE = 'UNRESOLVED_RATE',

  /**
   * A timeout is a token.
   *
   * Give a timeout that is known at synthesis.
   */
  UNRESOLVED_TIMEOUT = 'UNRESOLVED_TIMEOUT',

  /**
   * A stack has something that Git sync does not support, or its files cannot be written.
   *
   * Change what the message lists, or deploy the stack in another way.
   */
  UNSUPPORTED_BY_GIT_SYNC = 'UNSUPPORTED_BY_GIT_SYNC',

  /**
   * AWS does not support the provider of a connection for this use.
   *
   * Use a connection to one of the providers that the message lists.
   */
  UNSUPPORTED_PROVIDER = 'UNSUPPORTED_PROVIDER',

  /**
   * The files in the working tree differ from the app, and `failOnChanges` is set.
   *
   * Synthesize the app again, and commit the files.
   */
  WORKING_TREE_CHANGED = 'WORKING_TREE_CHANGED',
}
