import { type IResource, Resource, type ResourceProps } from 'aws-cdk-lib';
import type { ISyncConfigurationRef, SyncConfigurationReference } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { markKind } from '../private/kinds';
import { attachStageValidator } from '../validation';
import { SyncConfigurationEvents } from './sync-configuration-events';
import { SyncConfigurationGrants } from './sync-configuration-grants';

/** The only type that the service has. */
export const SYNC_TYPE = 'CFN_STACK_SYNC';

/** A sync configuration: Git sync keeps a CloudFormation stack in sync with a branch of a repository. */
export interface ISyncConfiguration extends IResource, ISyncConfigurationRef {
  /** The name of the stack that is kept in sync. */
  readonly stackName: string;

  /** Permissions on the sync configuration. */
  readonly grants: SyncConfigurationGrants;

  /** Event patterns for syncs of the stack. */
  readonly events: SyncConfigurationEvents;
}

/**
 * The base class of all sync configurations: new, imported or waited for.
 *
 * @internal
 */
export abstract class SyncConfigurationBase extends Resource implements ISyncConfiguration {
  public abstract readonly stackName: string;

  public readonly grants = SyncConfigurationGrants.fromSyncConfiguration(this);
  public readonly events = SyncConfigurationEvents.fromSyncConfiguration(this);

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    markKind(this, 'SyncConfiguration');
    attachStageValidator(this);
  }

  public get syncConfigurationRef(): SyncConfigurationReference {
    return { resourceName: this.stackName, syncType: SYNC_TYPE };
  }
}
