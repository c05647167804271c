import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { ErrorCode } from '../error-code';
import { checkStackName } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { checkReference } from '../private/references';
import { type SyncStatusChangeOptions, syncStatusChange } from './sync-status';

/**
 * Event patterns about the stacks that Git sync keeps in sync, for EventBridge rules.
 *
 * AWS delivers them on a best-effort basis.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codeconnections.html
 */
export class SyncConfigurationEvents {
  /**
   * Events of the stack of one sync configuration.
   *
   * @param syncConfiguration the sync configuration: an L2, an L1 or an import
   */
  public static fromSyncConfiguration(syncConfiguration: ISyncConfigurationRef): SyncConfigurationEvents {
    checkReference('syncConfiguration', syncConfiguration, 'syncConfigurationRef', undefined);
    return new SyncConfigurationEvents(syncConfiguration);
  }

  /** Events of all sync configurations in the account and Region of the rule. */
  public static fromAllSyncConfigurations(): SyncConfigurationEvents {
    return new SyncConfigurationEvents();
  }

  private readonly syncConfiguration: ISyncConfigurationRef | undefined;

  private constructor(syncConfiguration?: ISyncConfigurationRef) {
    this.syncConfiguration = syncConfiguration;
  }

  /**
   * The pattern of status changes of a sync of the stack.
   *
   * @param options restrictions of the events; none by default
   * @throws when an option is an empty list, or the stack name of the sync configuration is not valid
   */
  public syncStatusChangePattern(options: SyncStatusChangeOptions = {}): EventPattern {
    const configuration = this.syncConfiguration;
    const restrictions = configuration && { syncTarget: [{ prefix: stackArnPrefix(configuration) }] };
    return syncStatusChange('Resource', options, restrictions ?? {}, configuration);
  }
}

/** The prefix of the ARN of the synced stack: the ARN ends in an id that is not known before the stack exists. */
function stackArnPrefix(syncConfiguration: ISyncConfigurationRef): string {
  const { account, region } = syncConfiguration.env;
  const { resourceName } = syncConfiguration.syncConfigurationRef;
  throwIfInvalid(ErrorCode.INVALID_SYNC_CONFIGURATION, checkStackName(resourceName), syncConfiguration);
  return Arn.format({
    partition: Stack.of(syncConfiguration).partition,
    service: 'cloudformation',
    region,
    account,
    resource: 'stack',
    resourceName: `${resourceName}/`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
