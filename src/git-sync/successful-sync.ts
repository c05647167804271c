import type { Duration } from 'aws-cdk-lib';
import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkedTimeout, RESPONSE_MARGIN_SECONDS } from '../custom-resources/timeout';
import { ErrorCode } from '../error-code';
import { SUCCESSFUL_SYNC } from '../handlers/successful-sync/contract';
import { checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { COMMIT } from '../private/limits';
import { checkReference } from '../private/references';
import { SyncConfigurationBase } from '../sync-configuration/sync-configuration-base';

/** Properties of a `SuccessfulSync`. */
export interface SuccessfulSyncProps {
  /** The sync configuration of the stack to wait for. */
  readonly syncConfiguration: ISyncConfigurationRef;

  /**
   * The full SHA of the commit to wait for, 1 to 255 characters.
   *
   * @default - the commit of the latest sync
   */
  readonly commit?: string;

  /**
   * An arbitrary value. Change it to wait, and read the attributes, again in the next deployment.
   *
   * @default - the deployment waits again only when the sync configuration or the commit changes
   */
  readonly trigger?: string;

  /**
   * How long to wait, from 1 second to 58 minutes.
   *
   * Changing it does not start another wait.
   *
   * @default Duration.minutes(58)
   */
  readonly timeout?: Duration;
}

/**
 * A stack that Git sync has synced successfully.
 *
 * The deployment waits for a sync. Use this construct in place of the sync configuration: its stack name is known only
 * when the wait is over, so CloudFormation creates all that uses it afterwards.
 *
 * If the sync fails, the deployment fails at once, with its events in the message. If a sync blocker is active, because
 * somebody else than Git sync has updated or deleted the stack, the deployment fails after half a minute and names it. Make
 * this construct depend on a `SyncBlockerResolution` of the same deployment. A rollback never waits.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
@propertyInjectable
export class SuccessfulSync extends SyncConfigurationBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.SuccessfulSync';

  /** The name of the stack, known when the wait is over. */
  public readonly stackName: string;

  /**
   * The SHA of the commit that the stack was synced to.
   *
   * This and the following attributes have their values from the end of the wait. They are `UNKNOWN` after a rollback
   * that could not read them.
   *
   * @attribute
   */
  public readonly successfulSyncRevision: string;

  /**
   * The branch of that commit.
   *
   * @attribute
   */
  public readonly successfulSyncBranch: string;

  /**
   * The directory in the repository that the service reports for that commit.
   *
   * @attribute
   */
  public readonly successfulSyncDirectory: string;

  /**
   * The target of the sync, which identifies the stack.
   *
   * @attribute
   */
  public readonly successfulSyncTarget: string;

  constructor(scope: Construct, id: string, props: SuccessfulSyncProps) {
    checkReference('syncConfiguration', props.syncConfiguration, 'syncConfigurationRef', scope);
    const { account, region } = props.syncConfiguration.env;
    super(scope, id, { account, region });
    throwIfInvalid(ErrorCode.INVALID_SUCCESSFUL_SYNC, checkString('commit', props.commit, COMMIT), this);

    const seconds = checkedTimeout(this, props.timeout);
    const resource = new CustomResource(this, 'Resource', {
      contract: SUCCESSFUL_SYNC,
      properties: {
        Region: region,
        StackName: props.syncConfiguration.syncConfigurationRef.resourceName,
        Commit: props.commit,
        Trigger: props.trigger,
        TimeoutInSeconds: seconds,
      },
      serviceTimeout: seconds + RESPONSE_MARGIN_SECONDS,
    });
    resource.node.addDependency(props.syncConfiguration);
    this.stackName = resource.attribute('StackName');
    this.successfulSyncRevision = resource.attribute('Revision');
    this.successfulSyncBranch = resource.attribute('Branch');
    this.successfulSyncDirectory = resource.attribute('Directory');
    this.successfulSyncTarget = resource.attribute('Target');
  }
}
