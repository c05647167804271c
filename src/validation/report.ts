import type { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { coded } from '../private/errors';
import { isMadeHere } from '../private/kinds';
import { addWarning } from '../private/warnings';
import { type Rule, type Violation, warningId } from './rule';
import { constructOf } from './values';

/** Reports the violations of a rule at their constructs: as errors, or as warnings if an error would go too far. */
export function report(rule: Rule, violations: Violation[]): void {
  const { error, fix } = rule;
  const warnings: Violation[] = [];
  for (const violation of violations) {
    const { resource, others = [], problem } = violation;
    const isError = error !== undefined && [resource, ...others].every(isMadeHere);
    if (isError) addError(constructOf(resource), coded(error, `${problem}; ${fix}`));
    else warnings.push(violation);
  }
  warnOf(rule, warnings);
}

/** The errors of each construct since its last validation. */
const errorsOf = new WeakMap<IConstruct, string[]>();

/** Adds an error to a construct below the one that is validated. The CDK validates it later. */
function addError(construct: IConstruct, message: string): void {
  const known = errorsOf.get(construct);
  if (known) {
    known.push(message);
    return;
  }
  const errors = [message];
  errorsOf.set(construct, errors);
  construct.node.addValidation({ validate: () => errors.splice(0) });
}

function warnOf(rule: Rule, violations: Violation[]): void {
  const { fix, maxPerStack = Number.POSITIVE_INFINITY } = rule;
  for (const inStack of byStack(violations)) {
    let reported = 0;
    for (const [i, { resource, problem }] of inStack.entries()) {
      const rest = inStack.length - i - 1;
      const isLast = reported === maxPerStack - 1;
      const more = isLast && rest > 0 ? ` (and up to ${rest} more resources in this stack)` : '';
      // At the resource, so that the construct around it can acknowledge the warning.
      if (addWarning(resource, warningId(rule), `${problem}${more}; ${fix}`)) reported++;
      if (reported === maxPerStack) break;
    }
  }
}

function byStack(violations: Violation[]): Iterable<Violation[]> {
  const stacks = new Map<Stack, Violation[]>();
  for (const violation of violations) {
    const { stack } = violation.resource;
    const others = stacks.get(stack);
    if (others) others.push(violation);
    else stacks.set(stack, [violation]);
  }
  return stacks.values();
}
