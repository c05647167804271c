import type { CfnResource } from 'aws-cdk-lib';
import { identityOf } from '../private/identity';

/** A resource with the same value as an earlier one. */
export interface Duplicate {
  readonly resource: CfnResource;
  readonly first: CfnResource;
  readonly value: unknown;
}

/** The resources that have the same value as an earlier one. */
export function duplicates(
  resources: CfnResource[],
  pick: (resource: CfnResource) => unknown,
  identify: (value: unknown, resource: CfnResource) => string | undefined = (value, resource) =>
    identityOf(value, resource),
): Duplicate[] {
  const firsts = new Map<string, CfnResource>();
  return resources.flatMap((resource) => {
    const value = pick(resource);
    const identity = identify(value, resource);
    if (identity === undefined) return [];
    const first = firsts.get(identity);
    if (!first) firsts.set(identity, resource);
    return first ? [{ resource, first, value }] : [];
  });
}

/** Whether the resource has no condition. Of two resources with conditions, one may never be created. */
export function isUnconditional({ cfnOptions }: CfnResource): boolean {
  return !cfnOptions.condition;
}
