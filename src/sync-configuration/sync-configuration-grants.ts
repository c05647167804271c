import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { grantOnAny } from '../private/grants';
import { checkReference } from '../private/references';

const READ_ACTIONS = ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'];

/**
 * Permissions on a sync configuration.
 *
 * A sync configuration has no ARN, so these permissions cannot be restricted to one. They are granted for all sync
 * configurations of the account. Every permission is granted under both prefixes of the service, `codeconnections`
 * and `codestar-connections`.
 */
export class SyncConfigurationGrants {
  /**
   * Permissions on a sync configuration.
   *
   * @param syncConfiguration the sync configuration: an L2, an L1 or an import
   */
  public static fromSyncConfiguration(syncConfiguration: ISyncConfigurationRef): SyncConfigurationGrants {
    checkReference('syncConfiguration', syncConfiguration, 'syncConfigurationRef', undefined);
    return new SyncConfigurationGrants(syncConfiguration);
  }

  private constructor(_syncConfiguration: ISyncConfigurationRef) {}

  /**
   * Allows reading sync configurations, the status of their latest sync, and their sync blockers.
   *
   * @param grantee the principal that may read the sync configurations
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return grantOnAny({ grantee, actions: READ_ACTIONS });
  }

  /**
   * Allows resolving sync blockers, and reading the status of syncs and sync blockers.
   *
   * @param grantee the principal that may resolve sync blockers
   */
  public resolveSyncBlockers(grantee: iam.IGrantable): iam.Grant {
    const actions = ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'UpdateSyncBlocker'];
    return grantOnAny({ grantee, actions });
  }

  /**
   * Allows reading, updating and deleting sync configurations, and resolving their sync blockers.
   *
   * Updating a sync configuration also needs permissions to pass its role and its repository link to
   * `cloudformation.sync.codeconnections.amazonaws.com`.
   *
   * @param grantee the principal that may manage the sync configurations
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const actions = ['DeleteSyncConfiguration', 'UpdateSyncBlocker', 'UpdateSyncConfiguration'];
    return grantOnAny({ grantee, actions: [...READ_ACTIONS, ...actions] });
  }
}
