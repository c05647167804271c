import type { CfnResource } from 'aws-cdk-lib';
import type { Inventory } from './inventory';

/** A rule for the resources of a Stage, whether constructs of this library or others created them. */
export interface Rule {
  /** The code of the error, or the id by which the warning is acknowledged. It is part of the contract. */
  readonly id: string;

  /** An error fails the synthesis, and cannot be acknowledged. */
  readonly severity: 'error' | 'warning';

  /** The rule in one line. */
  readonly summary: string;

  /** The change to make, as the end of a message. */
  readonly fix: string;

  /** The number of warnings reported in a stack, so that they do not hide other messages. Unlimited by default. */
  readonly maxPerStack?: number;

  /** Finds the violations of the rule. */
  readonly check: (inventory: Inventory) => Violation[];
}

/** A resource that violates a rule, and the problem as a sentence. The fix follows it. */
export interface Violation {
  readonly resource: CfnResource;
  readonly problem: string;
}
