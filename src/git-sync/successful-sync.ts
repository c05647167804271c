import type { Duration } from 'aws-cdk-lib';
import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkedTimeout, RESPONSE_MARGIN_SECONDS } from '../custom-resources/timeout';
import { SUCCESSFUL_SYNC } from '../handlers/successful-sync/contract';
import { checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { COMMIT } from '../private/limits';
import { SyncConfigurationBase } from '../sync-configuration/sync-configuration-base';

/** Properties of a `SuccessfulSync`. */
export interface SuccessfulSyncProps {
  /** The sync configuration whose stack is to be synced. */
  readonly syncConfiguration: ISyncConfigurationRef;

  /**
   * The full SHA of the commit that the stack is to be synced to, 1 to 255 characters.
   *
   * @default - the commit of the latest sync, whichever it is
   */
  readonly commit?: string;

  /**
   * Any text: a new one makes the next deployment wait, and read the attributes, again.
   *
   * @default - it waits again when the sync configuration or the commit is another
   */
  readonly trigger?: string;

  /**
   * How long to wait, from 1 second to 58 minutes.
   *
   * A change of it does not begin another wait.
   *
   * @default Duration.minutes(58)
   */
  readonly timeout?: Duration;
}

/**
 * A stack that Git sync has synced successfully.
 *
 * It makes the deployment wait for a sync, and is itself the sync configuration for all that is built on it: the name
 * of the stack is known only when the wait is over, so CloudFormation creates what uses it afterwards.
 *
 * A sync that fails fails the deployment at once, with its events and with what blocks it. A rollback never waits.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
@propertyInjectable
export class SuccessfulSync extends SyncConfigurationBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.SuccessfulSync';

  /** The name of the stack, known when it has been synced. */
  public readonly stackName: string;

  /**
   * The SHA of the commit that the stack was synced to.
   *
   * This and the other attributes are as they were at the end of the wait. They are `UNKNOWN` after a rollback in which
   * they could not be read.
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
   * The directory of that commit, as the service names it.
   *
   * @attribute
   */
  public readonly successfulSyncDirectory: string;

  /**
   * What was synced: the stack.
   *
   * @attribute
   */
  public readonly successfulSyncTarget: string;

  constructor(scope: Construct, id: string, props: SuccessfulSyncProps) {
    const { account, region } = props.syncConfiguration.env;
    super(scope, id, { account, region });
    throwIfInvalid('InvalidSuccessfulSync', checkString('commit', props.commit, COMMIT), this);

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
