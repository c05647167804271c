import { Annotations, type CfnResource, type Stack } from 'aws-cdk-lib';
import type { Rule, Violation } from './rule';
import { nameOf } from './values';

/** The violations of a rule as sentences, each with the construct and the fix. */
export function sentencesOf({ fix }: Rule, violations: Violation[]): string[] {
  return violations.map(({ resource, problem }) => `${nameOf(resource)}: ${problem}; ${fix}`);
}

/** Adds a warning for each violation of a rule to its resource. */
export function warnOf({ id, fix, maxPerStack = Number.POSITIVE_INFINITY }: Rule, violations: Violation[]): void {
  for (const inStack of byStack(violations)) {
    let reported = 0;
    for (const [i, { resource, problem }] of inStack.entries()) {
      const rest = inStack.length - i - 1;
      const isLast = reported === maxPerStack - 1;
      const more = isLast && rest > 0 ? ` (and up to ${rest} more resources in this stack)` : '';
      if (warn(resource, id, `${problem}${more}; ${fix}`)) reported++;
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

/** Adds a warning, and returns whether it was added: an acknowledged one is not. */
function warn(resource: CfnResource, id: string, message: string): boolean {
  const annotations = Annotations.of(resource);
  Reflect.set(annotations, 'stackTraces', false); // expensive, and would point here rather than to the construct
  annotations.addWarningV2(id, message);
  return resource.node.metadata.some(({ data }) => String(data).includes(id));
}
