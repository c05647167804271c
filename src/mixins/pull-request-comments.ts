import type { CfnResource } from 'aws-cdk-lib';
import type { CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { setPullRequestComment } from '../sync-configuration/pull-request-comment';
import { constructOf } from '../validation/values';
import { AppliedMixin } from './applied-mixin';

/** Properties of `PullRequestComments`. */
export interface PullRequestCommentsProps {
  /**
   * Whether Git sync comments on pull requests, with the changes that they would make to the stack.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * A mixin that sets whether Git sync comments on pull requests, for sync configurations that any construct has created.
 *
 * CloudFormation has no property for it: see `SyncConfigurationProps.pullRequestComment`. Apply it with
 * `Mixins.of(scope).apply(…)` of the CDK, which reaches all sync configurations in a construct.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
export class PullRequestComments extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::CodeStarConnections::SyncConfiguration';

  private readonly enabled: boolean;

  /** @param props whether comments are made; by default they are */
  constructor(props: PullRequestCommentsProps = {}) {
    super();
    this.enabled = props.enabled ?? true;
  }

  /** @internal */
  protected override _apply(resource: CfnResource): boolean {
    setPullRequestComment(constructOf(resource) as Construct, resource as CfnSyncConfiguration, this.enabled);
    return true;
  }
}
