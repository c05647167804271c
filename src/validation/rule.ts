import type { CfnResource } from 'aws-cdk-lib';
import type { ErrorCode } from '../error-code';
import type { Inventory } from './inventory';

/** A rule for the resources of a Stage, whether constructs of this library or others created them. */
export interface Rule {
  /** The id by which a warning is acknowledged, without the name of the library. It is part of the contract. */
  readonly id: string;

  /**
   * The code of the error, if CloudFormation or the service refuses a violation. It is an error only if constructs of
   * this library create all resources that the violation names, because an error cannot be acknowledged.
   */
  readonly error?: ErrorCode;

  /** The rule in one line. */
  readonly summary: string;

  /** The change to make, as the end of a message. Following it must not replace a connection. */
  readonly fix: string;

  /** The number of warnings reported in a stack, so that they do not hide other messages. Unlimited by default. */
  readonly maxPerStack?: number;

  /** Finds the violations of the rule. */
  readonly check: (inventory: Inventory) => Violation[];
}

/** A resource that violates a rule, and the problem as a sentence. The fix follows it. */
export interface Violation {
  readonly resource: CfnResource;
  /** The other resources that the problem names or counts. */
  readonly others?: readonly CfnResource[];
  readonly problem: string;
}

/** The id by which a warning of a rule is acknowledged. */
export function warningId({ id }: Rule): string {
  return `cdk-codeconnections:${id}`;
}
