import { CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { ARNS, measure } from './custom-resources';

/**
 * The calls of the library's custom resources: at least one for each is needed for the same attributes. An
 * `AwsCustomResource` makes one call.
 */
const CALLS = [
  'GetConnection', // AvailableConnection
  'GetHost', // AvailableHost
  'ListConnections', // ConnectionLookup
  'ListHosts', // HostLookup
  'ListRepositoryLinks', // RepositoryLinkLookup
  'ListRepositorySyncDefinitions', // RepositorySyncDefinitions
  'ListSyncConfigurations',
  'GetSyncConfiguration', // pullRequestComment: the value to restore
  'UpdateSyncConfiguration',
  'GetSyncBlockerSummary', // SyncBlockerResolution
  'UpdateSyncBlocker',
  'GetResourceSyncStatus', // SuccessfulSync
  'CreateStack', // TargetStack
  'DescribeStacks',
];

/** The same with AwsCustomResource, which neither waits nor pages. */
measure((stack, i) => {
  new CfnSyncConfiguration(stack, `Sync${i}`, {
    branch: 'main',
    configFile: 'deploy.yaml',
    repositoryLinkId: '00000000-0000-0000-0000-000000000000',
    resourceName: `s${i}`,
    roleArn: ARNS.role,
    syncType: 'CFN_STACK_SYNC',
  });
  for (const action of CALLS) {
    new AwsCustomResource(stack, `${action}${i}`, {
      onUpdate: {
        service: /Stacks?$/.test(action) ? 'CloudFormation' : 'CodeConnections',
        action,
        physicalResourceId: PhysicalResourceId.of(action),
      },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
      installLatestAwsSdk: false,
    });
  }
});
