import { Lazy, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { PULL_REQUEST_COMMENT } from '../handlers/pull-request-comment/contract';

/** Part of logical ids. */
const ID = 'PullRequestComment';

/**
 * Sets whether Git sync comments on pull requests, for which CloudFormation has no property.
 *
 * If it gains one, this is the only place to change: the property replaces the custom resource.
 */
export function setPullRequestComment(
  scope: Construct,
  resource: CfnSyncConfiguration,
  enabled: boolean,
  removalPolicy?: RemovalPolicy,
): void {
  const value = enabled ? 'ENABLED' : 'DISABLED';
  const existing = scope.node.tryFindChild(ID);
  if (existing) {
    // The last one decides, as with any property.
    (existing as CustomResource<object, never>).addPropertyOverride('PullRequestComment', value);
    return;
  }
  const comment = new CustomResource(scope, ID, {
    contract: PULL_REQUEST_COMMENT,
    properties: {
      Region: Stack.of(scope).region,
      StackName: Lazy.string({ produce: () => resource.resourceName }),
      PullRequestComment: value,
      SyncConfiguration: Lazy.any({ produce: () => propertiesOf(resource) }),
    },
    serviceTimeout: RUN_SECONDS,
  });
  comment.addResourceDependency(resource);
  // A retained sync configuration keeps its value too.
  if (removalPolicy) comment.applyRemovalPolicy(removalPolicy);
}

/** The properties that CloudFormation updates. Each of these updates may reset the value, so it is set again. */
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
