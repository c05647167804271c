import type { Operation, SyncBlocker, SyncConfiguration } from '../client/operations';
import type { Response } from './caller';

/**
 * The state of one thing as the service reported it.
 *
 * `undefined` stands for something that was not read or could not be read, `null` for something that does not exist.
 */
interface Snapshot {
  /** The time of the request: the state may be as old as that. */
  readonly at: number;
}

export interface StackSnapshot extends Snapshot {
  readonly configuration: SyncConfiguration;
  readonly status: Response<'GetResourceSyncStatus'>;
  readonly blockers: readonly SyncBlocker[] | undefined;
}

/** A branch that at least one stack follows. */
export interface BranchSnapshot extends Snapshot {
  readonly linkId: string;
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  readonly status: Response<'GetRepositorySyncStatus'>;
}

export interface ConnectionSnapshot extends Snapshot {
  readonly arn: string;
  readonly name: string;
  /** `null` for a connection that was deleted although a repository link uses it. */
  readonly status: string | null | undefined;
}

export interface HostSnapshot extends Snapshot {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly message: string | undefined;
}

/** Everything that one run has collected. */
export interface Snapshots {
  /** When the run began to collect. */
  readonly at: number;
  readonly stacks: readonly StackSnapshot[];
  readonly branches: readonly BranchSnapshot[];
  readonly connections: readonly ConnectionSnapshot[];
  readonly hosts: readonly HostSnapshot[];
  /** Operations that were called. The value is the message of the service if it denied a call. */
  readonly operations: ReadonlyMap<Operation, string | undefined>;
  /** Scopes, and families of scopes, that were listed completely: what has no snapshot there does not exist. */
  readonly complete: ReadonlySet<string>;
  /** Lists of sync configurations, or of repository links, that could not be read to their end. */
  readonly unreadLists: number;
}

/**
 * Whether the stack is at the commit that it should be at.
 *
 * Judging needs it, and so does collecting: a stack that is up to date is unlikely to have a blocker.
 */
export function isUpToDate({ configuration, status }: Pick<StackSnapshot, 'configuration' | 'status'>): boolean {
  const { LatestSync, LatestSuccessfulSync, DesiredState } = status ?? {};
  if (LatestSync?.Status !== 'SUCCEEDED') return false;
  // Git sync does not bring the stack to a commit that changes neither of its files.
  if (configuration.TriggerResourceUpdateOn === 'FILE_CHANGE') return true;
  return !DesiredState || DesiredState.Sha === (LatestSuccessfulSync ?? LatestSync).TargetRevision.Sha;
}
