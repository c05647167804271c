import type { Operation } from '../client/operations';
import type { Schema } from './schema';

/** CloudFormation waits for an hour at most, of which two minutes are for the response. */
export const MAX_WAIT_SECONDS = 58 * 60;

/** What the types of all custom resources begin with. */
export const CUSTOM = 'Custom::CodeConnections';

/** The property of each custom resource with the version of its contract. */
export const CONTRACT_VERSION = 'ContractVersion';

/** The variable in the environment of the function with the id of the one stack that it serves. */
export const STACK_ID = 'STACK_ID';

/** What a construct, the handler behind it and their tests agree on. */
export interface Contract<P, A extends string> {
  /** The type of the custom resource. */
  readonly resourceType: `${typeof CUSTOM}${string}`;

  /**
   * The version of this contract. It is raised when a handler of the version before could not serve the resource. A
   * handler serves all versions up to its own.
   */
  readonly version: number;

  /** The properties: how the handler reads them, which is also what the construct writes. */
  readonly properties: Schema<P>;

  /** The attributes of a successful response. */
  readonly attributes: readonly A[];

  readonly permissions: Permissions;
}

/** The permissions that a handler needs. */
export interface Permissions {
  /** Every operation that the handler calls. */
  readonly calls: readonly Call[];

  /** Whether it may take more than one run of the function, which then invokes itself. */
  readonly continues: boolean;
}

/** Operations that are authorised alike. */
export interface Call {
  readonly operations: readonly Operation[];

  /** The type of resource that they are authorised on, `*` where the service knows none. */
  readonly on: 'connection' | 'host' | 'repository-link' | '*';
}
