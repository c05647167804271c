import { Lazy, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { PULL_REQUEST_COMMENT } from '../handlers/pull-request-comment/contract';

/**
 * Sets what CloudFormation has no property for.
 *
 * When it gains one, all that changes is here: the property takes the place of the custom resource.
 */
export function setPullRequestComment(
  scope: Construct,
  resource: CfnSyncConfiguration,
  enabled: boolean,
  removalPolicy: RemovalPolicy | undefined,
): void {
  const comment = new CustomResource(scope, 'PullRequestComment', {
    contract: PULL_REQUEST_COMMENT,
    properties: {
      Region: Stack.of(scope).region,
      StackName: Lazy.string({ produce: () => resource.resourceName }),
      PullRequestComment: enabled ? 'ENABLED' : 'DISABLED',
      SyncConfiguration: Lazy.any({ produce: () => propertiesOf(resource) }),
    },
    serviceTimeout: RUN_SECONDS,
  });
  comment.addResourceDependency(resource);
  // What is kept keeps its value, too.
  if (removalPolicy) comment.applyRemovalPolicy(removalPolicy);
}

/** What CloudFormation updates: each change of it may undo what was set. */
function propertiesOf(resource: CfnSyncConfiguration): object {
  return {
    Branch: resource.branch,
    ConfigFile: resource.configFile,
    PublishDeploymentStatus: resource.publishDeploymentStatus,
    RepositoryLinkId: resource.repositoryLinkId,
    RoleArn: resource.roleArn,
    TriggerResourceUpdateOn: resource.triggerResourceUpdateOn,
  };
}
