import { type Duration, Fn, Resource, Token } from 'aws-cdk-lib';
import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkedTimeout, RESPONSE_MARGIN_SECONDS, RUN_SECONDS } from '../custom-resources/timeout';
import { SYNC_BLOCKER_RESOLUTION } from '../handlers/sync-blocker-resolution/contract';
import { checkEach, checkNotEmpty, checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { BLOCKER_ID, BLOCKER_REASON } from '../private/limits';
import { attachStageValidator } from '../validation';

/** Properties of a `SyncBlockerResolution`. */
export interface SyncBlockerResolutionProps {
  /** The sync configuration whose sync blockers are resolved. */
  readonly syncConfiguration: ISyncConfigurationRef;

  /**
   * Why they may be resolved, 1 to 250 characters. It is kept with each sync blocker.
   *
   * It stands for a decision, which is made once: a new reason resolves what is active then, one that was given before
   * resolves nothing.
   */
  readonly reason: string;

  /**
   * The ids of the sync blockers to resolve, each 1 to 50 characters.
   *
   * Give them or `contexts`, not both.
   *
   * @default - all that are active, as far as the service lists them: it lists the latest
   */
  readonly blockerIds?: string[];

  /**
   * The contexts of the sync blockers to resolve: keys and values, all of which a sync blocker must have.
   *
   * Give them or `blockerIds`, not both.
   *
   * @default - whatever their contexts
   */
  readonly contexts?: { readonly [key: string]: string };

  /**
   * Whether the deployment goes on when the service could not try the latest commit again.
   *
   * @default false - the deployment fails, and says which commit it is
   */
  readonly continueWhenRetryFails?: boolean;

  /**
   * Whether to wait for the sync that follows, when something was resolved. A sync that fails then fails the
   * deployment.
   *
   * @default false
   */
  readonly waitForSync?: boolean;

  /**
   * How long to wait for the sync, from 1 second to 58 minutes.
   *
   * @default Duration.minutes(58) - when it is waited for
   */
  readonly timeout?: Duration;
}

/**
 * Resolves what blocks Git sync from updating a stack, for example that somebody has changed the stack by hand.
 *
 * Resolving the last sync blocker makes Git sync try the latest commit again. What was resolved already is no error.
 *
 * A decision once made is never repeated, also not by a rollback or after a deployment that failed otherwise: to
 * resolve what has come up since, give a new reason. Removing the construct undoes nothing.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_UpdateSyncBlocker.html
 */
@propertyInjectable
export class SyncBlockerResolution extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.SyncBlockerResolution';

  /**
   * How many sync blockers the decision has resolved.
   *
   * It is -1 after a rollback in which it could not be read.
   *
   * @attribute
   */
  public readonly resolvedCount: number;

  /**
   * The ids of the sync blockers that the decision has resolved, at most 30 of them; one empty text when it has
   * resolved none.
   *
   * @attribute
   */
  public readonly resolvedBlockerIds: string[];

  constructor(scope: Construct, id: string, props: SyncBlockerResolutionProps) {
    const { account, region } = props.syncConfiguration.env;
    super(scope, id, { account, region });
    throwIfInvalid('InvalidSyncBlockerResolution', check(props), this);
    attachStageValidator(this);

    const { continueWhenRetryFails = false, waitForSync = false } = props;
    const seconds = waitForSync ? checkedTimeout(this, props.timeout) : undefined;
    const resource = new CustomResource(this, 'Resource', {
      contract: SYNC_BLOCKER_RESOLUTION,
      properties: {
        Region: region,
        StackName: props.syncConfiguration.syncConfigurationRef.resourceName,
        Reason: props.reason,
        BlockerIds: props.blockerIds,
        Contexts: props.contexts,
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

function check({ reason, blockerIds, contexts, waitForSync, timeout }: SyncBlockerResolutionProps): string[] {
  return [
    ...checkString('reason', reason, BLOCKER_REASON),
    ...checkEach('blockerIds', blockerIds, (name, blockerId) => checkString(name, blockerId, BLOCKER_ID)),
    ...checkNotEmpty('contexts', contexts && Object.keys(contexts)),
    ...(blockerIds && contexts ? ["give either 'blockerIds' or 'contexts', got both: ids say it all"] : []),
    ...(timeout && !waitForSync
      ? ["'timeout' is for a sync that is waited for, got no 'waitForSync'; set it to true"]
      : []),
  ];
}
