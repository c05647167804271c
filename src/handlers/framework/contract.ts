import type { Operation } from '../client/operations';
import type { Schema } from './schema';

/** The prefix of the types of all custom resources. */
export const CUSTOM = 'Custom::CodeConnections';

/** The property of a custom resource that contains the version of its contract. */
export const CONTRACT_VERSION = 'ContractVersion';

/** The environment variable that contains the id of the only stack that the function serves. */
export const STACK_ID = 'STACK_ID';

/**
 * The tags that prove what the function has made for a resource of its stack. CloudFormation itself sets such tags with
 * the prefix `aws:`, which nobody else can set.
 */
export const STACK_TAG = 'cdk-codeconnections:stack-id';
export const LOGICAL_ID_TAG = 'cdk-codeconnections:logical-id';
/** The request of CloudFormation that it was made for, by which a run that is repeated knows it. */
export const REQUEST_TAG = 'cdk-codeconnections:request-id';

/** The contract between a construct and its handler, which tests use too. */
export interface Contract<P, A extends string> {
  /** The type of the custom resource. */
  readonly resourceType: `${typeof CUSTOM}${string}`;

  /**
   * The version of this contract. It must be raised if a handler of the previous version could not serve the resource.
   * A handler serves all versions up to its own.
   */
  readonly version: number;

  /** The properties that the construct writes, and how the handler reads them. */
  readonly properties: Schema<P>;

  /** The attributes of a successful response. */
  readonly attributes: readonly A[];

  readonly permissions: Permissions;

  /** The function that handles it, if it is not the one for all types. It cannot change any more. */
  readonly handler?: 'connection';
}

/** The permissions that a handler needs. */
export interface Permissions {
  /** Every operation that the handler calls. */
  readonly calls: readonly Call[];

  /** Whether the handler may need several runs of the function, which then invokes itself. */
  readonly continues: boolean;
}

/** Operations that IAM authorizes on the same type of resource. */
export interface Call {
  readonly operations: readonly Operation[];

  /** The type of the resource, or `*` if the service supports none. */
  readonly on: 'connection' | 'host' | 'repository-link' | '*';

  /**
   * The conditions that limit them to what the stack has made itself, in its own account and Region, for one prefix of
   * the service.
   */
  readonly conditions?: (stackId: string, prefix: string) => Conditions;
}

/** Conditions of IAM, by operator and key. */
export type Conditions = Readonly<
  Partial<Record<'StringEquals' | 'StringEqualsIfExists', Readonly<Record<string, string>>>>
>;
