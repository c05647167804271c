import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The kinds of constructs of this library that represent a resource of the service. */
export type Kind =
  | 'AvailableConnection'
  | 'AvailableHost'
  | 'Connection'
  | 'Host'
  | 'RepositoryLink'
  | 'SyncConfiguration';

/** Symbols instead of `instanceof`, which fails across two copies of this library. */
const symbolOf = (kind: Kind) => Symbol.for(`cdk-codeconnections.${kind}`);
const MADE_HERE = Symbol.for('cdk-codeconnections.made-here');

/** Marks a construct as one of a kind. */
export function markKind(construct: IConstruct, kind: Kind): void {
  Object.defineProperty(construct, symbolOf(kind), { value: true });
}

/** Whether a value is a construct of a kind: created, imported, looked up or waited for. */
export function isOfKind(x: unknown, kind: Kind): boolean {
  return typeof x === 'object' && x !== null && symbolOf(kind) in x;
}

/** Marks a resource as one that a construct of this library creates. */
export function markMadeHere<T extends CfnResource>(resource: T): T {
  Object.defineProperty(resource, MADE_HERE, { value: true });
  return resource;
}

/** Whether a construct of this library creates the resource. */
export function isMadeHere(resource: CfnResource): boolean {
  return MADE_HERE in resource;
}
