import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { policyArn, SERVICE_PREFIXES } from './arns';
import { checkEach, type TextCheck } from './checks';
import { isPlaceholder } from './context';
import { throwIfInvalid } from './errors';
import { checkReference } from './references';

/** Condition keys without their prefix, each with its allowed values. */
export type Restrictions = Readonly<Record<string, string[] | undefined>>;

export interface GrantedActions {
  readonly grantee: iam.IGrantable;
  /** Actions without their prefix. */
  readonly actions: readonly string[];
  readonly restrictions?: Restrictions;
  /** The condition operator: `StringEquals` by default. */
  readonly operator?: 'StringEquals' | 'StringEqualsIfExists' | 'StringLike' | 'ArnLike';
}

export interface ServiceGrant extends GrantedActions {
  /** The ARN of the resource. */
  readonly resource: string;
  /** The construct that errors are about. */
  readonly scope: IConstruct;
}

/** Grants actions of the service on one resource, under both of its prefixes. */
export function grantService({ resource, scope, ...grant }: ServiceGrant): iam.Grant {
  return grantOn(policyArn(resource, scope), grant);
}

/** Grants actions of the service that cannot be restricted to a resource, under both of its prefixes. */
export function grantOnAny(grant: GrantedActions): iam.Grant {
  return grantOn('*', grant);
}

/**
 * The prefix that AWS checks depends on its internal code path, not on the ARN alone. A condition key belongs to one
 * prefix, so a grant with conditions needs one statement for each prefix.
 */
function grantOn(
  resourceArn: string,
  { grantee, actions, restrictions = {}, operator = 'StringEquals' }: GrantedActions,
): iam.Grant {
  checkReference('grantee', grantee, 'grantPrincipal', undefined);
  const keys = Object.entries(restrictions).filter((entry): entry is [string, string[]] => entry[1] !== undefined);
  const grant = (prefixes: readonly string[], conditions?: Record<string, Record<string, string[]>>) =>
    iam.Grant.addToPrincipal({
      grantee,
      actions: prefixes.flatMap((prefix) => actions.map((action) => `${prefix}:${action}`)),
      resourceArns: [resourceArn],
      ...(conditions && { conditions }),
    });
  if (keys.length === 0) return grant(SERVICE_PREFIXES);
  return SERVICE_PREFIXES.map((prefix) =>
    grant([prefix], {
      [operator]: Object.fromEntries(keys.map(([key, values]) => [`${prefix}:${key}`, values])),
    }),
  ).reduce((left, right) => left.combine(right));
}

/**
 * Grants the permission to pass a resource to services. Services with wildcards get a separate statement, so that a
 * token that resolves to a wildcard at deployment is not treated as one.
 */
export function grantPassing(grant: ServiceGrant, services: string[] | undefined): iam.Grant {
  if (services === undefined) return grantService(grant);
  const hasWildcard = (service: string) => /[*?]/.test(service);
  const names = services.filter((service) => !hasWildcard(service));
  const patterns = services.filter(hasWildcard);
  const grantTo = (operator: 'StringEquals' | 'StringLike', PassedToService: string[]) =>
    PassedToService.length > 0 ? [grantService({ ...grant, operator, restrictions: { PassedToService } })] : [];
  return [...grantTo('StringEquals', names), ...grantTo('StringLike', patterns)].reduce((left, right) =>
    left.combine(right),
  );
}

/** Refuses empty lists, and values that their check refuses. */
export function checkRestrictions(
  restrictions: Readonly<Record<string, string[] | undefined>>,
  checks: Readonly<Record<string, TextCheck>>,
  scope: IConstruct | undefined,
): void {
  const violations = Object.entries(restrictions).flatMap(([name, values]) =>
    checkEach(name, values, (_, text) => (scope || !isPlaceholder(text) ? (checks[name]?.(name, text) ?? []) : [])),
  );
  throwIfInvalid(ErrorCode.INVALID_RESTRICTION, violations, scope);
}
