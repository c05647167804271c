import { type Duration, Fn, Resource, Token } from 'aws-cdk-lib';
import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkedTimeout, RESPONSE_MARGIN_SECONDS, RUN_SECONDS } from '../custom-resources/timeout';
import { ErrorCode } from '../error-code';
import { SYNC_BLOCKER_RESOLUTION } from '../handlers/sync-blocker-resolution/contract';
import { checkEach, checkNotEmpty, checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { BLOCKER_ID, BLOCKER_REASON } from '../private/limits';
import { checkOptionalReference, checkReference } from '../private/references';
import { attachStageValidator } from '../validation';
import type { SyncBlockers } from './sync-blockers';

/** Properties of a `SyncBlockerResolution`. */
export interface SyncBlockerResolutionProps {
  /** The sync configuration whose sync blockers are resolved. */
  readonly syncConfiguration: ISyncConfigurationRef;

  /**
   * The reason for resolving the sync blockers, 1 to 250 characters. The service stores it with each of them.
   *
   * Each distinct reason is applied once, even if there is nothing to resolve: `resolvedCount` is then 0. Deploying again
   * with the same reason resolves nothing. Change it to resolve sync blockers that have appeared since.
   */
  readonly reason: string;

  /**
   * The sync blockers to resolve.
   *
   * @default SyncBlockers.all()
   */
  readonly blockers?: SyncBlockers;

  /**
   * Whether the deployment continues if the service could not retry the latest commit.
   *
   * @default false - the deployment fails with the SHA of the commit
   */
  readonly continueWhenRetryFails?: boolean;

  /**
   * Whether to wait for the sync that follows if a sync blocker was resolved.
   *
   * If this sync fails, the deployment fails.
   *
   * @default false
   */
  readonly waitForSync?: boolean;

  /**
   * How long to wait for the sync, from 1 second to 58 minutes. Only with `waitForSync`.
   *
   * @default Duration.minutes(58) - with `waitForSync`
   */
  readonly timeout?: Duration;
}

/**
 * Resolves the sync blockers that keep Git sync from updating a stack, because somebody else has updated or deleted it.
 *
 * Resolving the last sync blocker makes Git sync retry the latest commit. A sync blocker that is already resolved is no
 * error. A stack that was deleted must be created again first, for example with `TargetStackProps.deletedStackId`.
 *
 * Each distinct reason is applied once. Rollbacks and failed deployments never resolve anything again: to resolve sync
 * blockers that have appeared since, give a new reason. Removing the construct has no effect on the stack.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_UpdateSyncBlocker.html
 */
@propertyInjectable
export class SyncBlockerResolution extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.SyncBlockerResolution';

  /**
   * The number of sync blockers that were resolved with this reason.
   *
   * It is -1 after a rollback that could not read it, and 0 if the sync configuration is gone.
   *
   * @attribute
   */
  public readonly resolvedCount: number;

  /**
   * The ids of the sync blockers that were resolved with this reason, at most 30.
   *
   * A list with one empty string if there are none, because CloudFormation cannot return an empty list.
   *
   * @attribute
   */
  public readonly resolvedBlockerIds: string[];

  constructor(scope: Construct, id: string, props: SyncBlockerResolutionProps) {
    checkReference('syncConfiguration', props.syncConfiguration, 'syncConfigurationRef', scope);
    const { account, region } = props.syncConfiguration.env;
    super(scope, id, { account, region });
    checkOptionalReference('blockers', props.blockers, '_blockerIds', this);
    throwIfInvalid(ErrorCode.INVALID_SYNC_BLOCKER_RESOLUTION, check(props), this);
    attachStageValidator(this);

    const { continueWhenRetryFails = false, waitForSync = false } = props;
    const seconds = waitForSync ? checkedTimeout(this, props.timeout) : undefined;
    const resource = new CustomResource(this, 'Resource', {
      contract: SYNC_BLOCKER_RESOLUTION,
      properties: {
        Region: region,
        StackName: props.syncConfiguration.syncConfigurationRef.resourceName,
        Reason: props.reason,
        BlockerIds: props.blockers?._blockerIds,
        Contexts: props.blockers?._contexts,
        ContinueWhenRetryFails: continueWhenRetryFails,
        TimeoutInSeconds: seconds,
      },
      serviceTimeout: Math.max(RUN_SECONDS, (seconds ?? 0) + RESPONSE_MARGIN_SECONDS),
    });
    resource.node.addDependency(props.syncConfiguration);
    this.resolvedCount = Token.asNumber(resource.getAtt('ResolvedCount'));
    this.resolvedBlockerIds = Fn.split(',', resource.attribute('ResolvedBlockerIds'));
  }
}

function check({ reason, blockers, waitForSync, timeout }: SyncBlockerResolutionProps): string[] {
  const { _blockerIds: blockerIds, _contexts: contexts } = blockers ?? {};
  return [
    ...checkString('reason', reason, BLOCKER_REASON),
    ...checkEach('blockerIds', blockerIds, (name, blockerId) => checkString(name, blockerId, BLOCKER_ID)),
    ...checkNotEmpty('contexts', contexts && Object.keys(contexts)),
    ...(timeout && !waitForSync
      ? ["'timeout' needs 'waitForSync' to be true, got none: set it, or remove 'timeout'"]
      : []),
  ];
}
