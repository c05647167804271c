import { Resource, type ResourceProps } from 'aws-cdk-lib';
import type { SyncConfigurationReference } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { attachStageValidator } from '../private/validation';
import type { ISyncConfiguration } from './sync-configuration';
import { SyncConfigurationGrants } from './sync-configuration-grants';

/** The only one that there is. */
export const SYNC_TYPE = 'CFN_STACK_SYNC';

/**
 * What all sync configurations share, whether new, imported, or waited for.
 *
 * @internal
 */
export abstract class SyncConfigurationBase extends Resource implements ISyncConfiguration {
  public abstract readonly stackName: string;

  public readonly grants = SyncConfigurationGrants.fromSyncConfiguration(this);

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    attachStageValidator(this);
  }

  public get syncConfigurationRef(): SyncConfigurationReference {
    return { resourceName: this.stackName, syncType: SYNC_TYPE };
  }
}
