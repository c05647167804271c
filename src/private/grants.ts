import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { SERVICE_PREFIXES } from './arns';
import { checkCount } from './checks';
import { throwFindings } from './errors';

/** Condition keys without their prefix, with the values that they may have. */
export type Narrowing = Readonly<Record<string, string[] | undefined>>;

export interface ServiceGrant {
  readonly grantee: iam.IGrantable;
  /** Actions without their prefix. */
  readonly actions: readonly string[];
  /** The ARN of the resource, or '*' for actions that cannot be narrowed to a resource. */
  readonly resource: string;
  readonly narrowing?: Narrowing;
  /** How values are compared. */
  readonly operator?: 'StringLike' | 'StringEqualsIfExists' | 'ArnLike';
}

/**
 * Grants actions of the service under both of its prefixes.
 *
 * Which prefix is asked for depends on the code path inside AWS, not on the ARN alone. A condition key belongs to one
 * prefix, so a conditional grant takes a statement for each.
 */
export function grantService({ grantee, actions, resource, narrowing = {}, operator }: ServiceGrant): iam.Grant {
  const keys = Object.entries(narrowing).filter((entry): entry is [string, string[]] => entry[1] !== undefined);
  const grant = (prefixes: readonly string[], conditions?: Record<string, Record<string, string[]>>) =>
    iam.Grant.addToPrincipal({
      grantee,
      actions: prefixes.flatMap((prefix) => actions.map((action) => `${prefix}:${action}`)),
      resourceArns: withTwin(resource),
      ...(conditions && { conditions }),
    });
  if (keys.length === 0) return grant(SERVICE_PREFIXES);
  return SERVICE_PREFIXES.map((prefix) =>
    grant([prefix], {
      [operator ?? 'StringLike']: Object.fromEntries(keys.map(([key, values]) => [`${prefix}:${key}`, values])),
    }),
  ).reduce((left, right) => left.combine(right));
}

/** Refuses an empty list: as a condition it would allow nothing, where an absent one allows everything. */
export function checkNarrowing(
  narrowing: Readonly<Record<string, unknown[] | undefined>>,
  scope: IConstruct | undefined,
): void {
  const findings = Object.entries(narrowing).flatMap(([name, values]) =>
    checkCount(name, values, 1, Number.POSITIVE_INFINITY),
  );
  throwFindings('EmptyNarrowing', findings, scope);
}

/** An ARN with a wildcard covers resources of either prefix; any other names one resource as it is. */
function withTwin(arn: string): string[] {
  if (arn === '*' || !arn.includes('*') || Token.isUnresolved(arn)) return [arn];
  const [head, partition, prefix, ...rest] = arn.split(':');
  const twins = SERVICE_PREFIXES.map((other) => [head, partition, other, ...rest].join(':'));
  return (SERVICE_PREFIXES as readonly string[]).includes(prefix ?? '') ? twins : [arn];
}
