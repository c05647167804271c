import type { ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { grantOnAny } from '../private/grants';

const READ_ACTIONS = ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'];

/**
 * Permissions on a sync configuration.
 *
 * A sync configuration has no ARN, so these permissions cannot be restricted to one: they are granted for all sync
 * configurations of the account. Every permission is granted under both prefixes of the service, `codeconnections`
 * and `codestar-connections`.
 */
export class SyncConfigurationGrants {
  /**
   * Permissions on a sync configuration.
   *
   * @param syncConfiguration the sync configuration, made by any construct or imported
   */
  public static fromSyncConfiguration(syncConfiguration: ISyncConfigurationRef): SyncConfigurationGrants {
    return new SyncConfigurationGrants(syncConfiguration);
  }

  private constructor(_syncConfiguration: ISyncConfigurationRef) {}

  /**
   * Allows reading sync configurations, the status of their last sync, and what blocks them.
   *
   * @param grantee who may read
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return grantOnAny({ grantee, actions: READ_ACTIONS });
  }

  /**
   * Allows resolving what blocks syncs, and reading the status of the syncs and of what blocks them.
   *
   * @param grantee who may resolve sync blockers
   */
  public resolveSyncBlockers(grantee: iam.IGrantable): iam.Grant {
    const actions = ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'UpdateSyncBlocker'];
    return grantOnAny({ grantee, actions });
  }

  /**
   * Allows reading, updating and deleting sync configurations, and resolving what blocks them.
   *
   * Whoever updates a sync configuration must also be allowed to pass its role and its repository link to
   * `cloudformation.sync.codeconnections.amazonaws.com`.
   *
   * @param grantee who may manage
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const actions = ['DeleteSyncConfiguration', 'UpdateSyncBlocker', 'UpdateSyncConfiguration'];
    return grantOnAny({ grantee, actions: [...READ_ACTIONS, ...actions] });
  }
}
