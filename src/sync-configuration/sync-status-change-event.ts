import { EventField } from 'aws-cdk-lib/aws-events';

/** Fields of an event about a status change of a sync, for the input that a rule passes to its target. */
export class SyncStatusChangeEvent {
  /** The new status of the sync, a value of `SyncStatus`. */
  public static get status(): string {
    return EventField.fromPath('$.detail.status');
  }

  /** The branch that is synced. */
  public static get branch(): string {
    return EventField.fromPath('$.detail.branch');
  }

  /** The commit that is synced. */
  public static get commit(): string {
    return EventField.fromPath('$.detail.commit');
  }

  /** The name of the repository without its owner. */
  public static get repositoryName(): string {
    return EventField.fromPath('$.detail.repositoryName');
  }

  /** The provider, for example `GitHub`. */
  public static get providerType(): string {
    return EventField.fromPath('$.detail.providerType');
  }

  /** The owner of the repository. Events of stacks do not have it. */
  public static get ownerId(): string {
    return EventField.fromPath('$.detail.ownerId');
  }

  /** The id of the repository link. Events of stacks do not have it. */
  public static get repositoryLinkId(): string {
    return EventField.fromPath('$.detail.repositoryLinkId');
  }

  /** The ARN of the connection. Events of stacks do not have it. */
  public static get connectionArn(): string {
    return EventField.fromPath('$.detail.connectionArn');
  }

  /** The ARN of the stack that is synced. Events of repositories do not have it. */
  public static get syncTarget(): string {
    return EventField.fromPath('$.detail.syncTarget');
  }

  private constructor() {}
}
