import type { CfnResource } from 'aws-cdk-lib';
import type { Inventory } from './inventory';

/** A rule on the resources of a Stage, whoever made them. */
export interface Rule {
  /** The code of an error, or the id under which a warning is acknowledged. It is part of the contract. */
  readonly id: string;

  /** An error ends the synthesis, and cannot be acknowledged. */
  readonly severity: 'error' | 'warning';

  /** What it says, in one line. */
  readonly summary: string;

  /** What to change. */
  readonly fix: string;

  /** As many in a stack are reported: more of the same would only hide what else there is to read. By default all are. */
  readonly maxPerStack?: number;

  /** What is not as the rule says. */
  readonly check: (inventory: Inventory) => Violation[];
}

/** A resource, and what is wrong with it: a sentence that ends before the fix. */
export interface Violation {
  readonly resource: CfnResource;
  readonly problem: string;
}
