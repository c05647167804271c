import type { CfnResource } from 'aws-cdk-lib';
import { identityOf } from './values';

/** A resource that has something which another one has already. */
export interface Duplicate {
  readonly resource: CfnResource;
  readonly first: CfnResource;
  readonly value: unknown;
}

/** The resources that have the same value as one before them. */
export function duplicates(
  resources: CfnResource[],
  pick: (resource: CfnResource) => unknown,
  identify = identityOf,
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

/** Whether the resource is created in any case: of two that have conditions, one may never be. */
export function isUnconditional({ cfnOptions }: CfnResource): boolean {
  return !cfnOptions.condition;
}
