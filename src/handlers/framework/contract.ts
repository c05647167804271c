import type { Operation } from '../client/operations';
import type { Schema } from './schema';

/** CloudFormation waits for an hour at most, and two minutes of it are for answering. */
export const MAX_WAIT_SECONDS = 58 * 60;

/** What the types of all custom resources begin with. */
export const CUSTOM = 'Custom::CodeConnections';

/** The variable in the environment of the function with the id of the one stack that it serves. */
export const STACK_ID = 'STACK_ID';

/** What a construct, the handler behind it and their tests agree on. */
export interface Contract<P, A extends string> {
  /** The type of the custom resource. */
  readonly resourceType: `${typeof CUSTOM}${string}`;

  /** The properties: how the handler reads them, which is also what the construct writes. */
  readonly properties: Schema<P>;

  /** The attributes that a successful answer has. */
  readonly attributes: readonly A[];
}

/** What a handler has to be allowed. It is apart from the contract, so that it is not part of the bundle. */
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
