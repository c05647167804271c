import type { FaultSpecification } from './faults.ts';
import type { BlockerRequest, Push, StackReference } from './git-sync.ts';
import type { Blocker, SyncResult } from './sync-results.ts';

/** How long to wait, and for how many. */
export interface WaitOptions {
  /** How many have to be there; 0 does not wait. @default 1 */
  readonly atLeast?: number;
  /** In milliseconds, at most 240,000 over HTTP. @default 60000 */
  readonly timeout?: number;
  /** What brings it about, such as a deployment: when this is over, waiting ends with an error. @default - none */
  readonly during?: Promise<unknown>;
}

/** A connection or a host that waits for a person. */
export interface Pending {
  readonly arn: string;
  readonly name: string;
  /** Such as GitHub, as the API calls it. */
  readonly providerType: string;
  /** Its page in the local console, where a person can complete it. */
  readonly url: string;
}

/** A connection, as it is now. */
export interface ConnectionState {
  readonly arn: string;
  readonly name: string;
  readonly providerType: string;
  readonly status: 'PENDING' | 'AVAILABLE' | 'ERROR';
}

export interface SyncResultRequest extends StackReference {
  /** The commit, as `push` returned it. @default - the latest sync, whatever its commit */
  readonly sha?: string;
  /** How long to wait for its end, in milliseconds, at most 240,000 over HTTP. @default 60000 */
  readonly timeout?: number;
}

/**
 * What people and Git providers do, and what there is to see of it. A simulator in the same process has it, and so have
 * a simulator that runs elsewhere on this machine and the local AWS.
 */
export interface SimulatorControls {
  /** All connections, of all accounts. */
  connections(): ConnectionState[] | Promise<ConnectionState[]>;
  /** The connections whose handshake is pending, as soon as there are enough of them. Throws when the time is up. */
  pendingConnections(options?: WaitOptions): Promise<Pending[]>;
  /** The hosts that wait to be set up, as soon as there are enough of them. Throws when the time is up. */
  pendingHosts(options?: WaitOptions): Promise<Pending[]>;
  /** Completes a handshake, as a person does in the console: the connection becomes AVAILABLE. */
  completeConnection(arn: string): void | Promise<void>;
  /** The handshake fails: the connection is in ERROR. */
  failConnection(arn: string): void | Promise<void>;
  /** Sets a host up, as a person does in the console: it becomes AVAILABLE. */
  completeHost(arn: string): void | Promise<void>;
  /** The host, or the preparation of its VPC, fails. */
  failHost(arn: string, message?: string): void | Promise<void>;
  /** Sets up all pending hosts, and completes all pending connections. Returns their ARNs. */
  completeAll(): string[] | Promise<string[]>;
  /** A commit arrives on a branch. Returns its SHA. */
  push(push: Push): string | Promise<string>;
  /** The end of the sync of a stack, as soon as there is one. Throws when the time is up. */
  syncResult(request: SyncResultRequest): Promise<SyncResult>;
  /** A stack was changed by hand, which blocks its sync. Returns the id of the sync blocker. */
  raiseBlocker(request: BlockerRequest): string | Promise<string>;
  /** The sync blockers of a stack, newest first. */
  syncBlockers(stack: StackReference): Blocker[] | Promise<Blocker[]>;
  /** Makes later calls of the API fail, or slow. */
  fault(specification: FaultSpecification): void | Promise<void>;
  /** Ends all faults. */
  clearFaults(): void | Promise<void>;
}
