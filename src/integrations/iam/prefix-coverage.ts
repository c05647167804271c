import { SERVICE_PREFIXES, type ServicePrefix } from '../../private/arns';
import { listOf } from '../../validation/values';
import { existsAction, matchesPattern, nameOfAction } from './action-names';
import type { Statement } from './policies';

const OF_SERVICE = /^(codeconnections|codestar-connections):/i;

/**
 * The statements that are missing beside a statement for one prefix only: the same actions under the other prefix, with
 * condition keys of that prefix, and wildcard ARNs of both prefixes.
 */
export function missingFrom({ Sid, ...statement }: Statement, context: readonly Statement[]): Statement[] {
  const actions = listOf(statement.Action).filter((action): action is string => existsAction(nameOfAction(action)));
  return SERVICE_PREFIXES.flatMap((prefix) => {
    const wanted: Statement = {
      ...statement,
      ...(statement.Resource !== undefined && {
        Resource: unit(unique(listOf(statement.Resource).flatMap(underBothPrefixes))),
      }),
      ...(statement.Condition && { Condition: underPrefix(statement.Condition, prefix) }),
    };
    // A statement without Resource is in a resource-based policy, or has a NotResource.
    const resources = wanted.Resource === undefined ? [undefined] : listOf(wanted.Resource);
    const isCovered = (action: string) =>
      resources.every((resource) => context.some((other) => covers(other, wanted, action, resource)));
    const renamed = unique(actions.map((action) => action.replace(OF_SERVICE, `${prefix}:`)));
    const missing = renamed.filter((action) => !isCovered(action));
    return missing.length > 0 ? [{ ...wanted, Action: unit(missing) }] : [];
  });
}

/** Whether a statement covers an action and a resource of another statement. */
function covers(statement: Statement, wanted: Statement, action: string, resource: unknown): boolean {
  const { Effect, Principal, Action, Resource, NotResource, Condition } = statement;
  return (
    same([Effect, Principal, NotResource], [wanted.Effect, wanted.Principal, wanted.NotResource]) &&
    (Condition === undefined || same(Condition, wanted.Condition)) &&
    listOf(Action).some((pattern) => matches(pattern, action)) &&
    (resource === undefined || listOf(Resource).some((pattern) => matches(pattern, resource)))
  );
}

/** Whether a pattern with wildcards covers a value, which may itself be a pattern or an intrinsic function. */
function matches(pattern: unknown, value: unknown): boolean {
  if (pattern === '*' || same(pattern, value)) return true;
  return typeof pattern === 'string' && typeof value === 'string' && matchesPattern(pattern, value);
}

/** A condition for requests under one prefix: keys of this service are renamed, others stay. */
function underPrefix(condition: NonNullable<Statement['Condition']>, prefix: ServicePrefix) {
  const renamed = (keys: object) =>
    Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.replace(OF_SERVICE, `${prefix}:`), value]));
  return Object.fromEntries(Object.entries(condition).map(([operator, keys]) => [operator, renamed(keys)]));
}

/** An ARN with a wildcard is needed under both prefixes. Any other ARN belongs to one resource and stays. */
function underBothPrefixes(resource: unknown): unknown[] {
  const text = JSON.stringify(resource);
  if (!/[*?]/.test(text)) return [resource];
  const both = SERVICE_PREFIXES.map((prefix) =>
    text.replace(/:(codeconnections|codestar-connections):/, `:${prefix}:`),
  );
  return both.map((arn) => JSON.parse(arn));
}

function unique<T>(values: T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function unit(values: unknown[]): unknown {
  return values.length === 1 ? values[0] : values;
}

/** A list of one value is the same as the value, and the order of keys does not matter. */
function same(left: unknown, right: unknown): boolean {
  const canonical = (value: unknown) =>
    JSON.stringify(value, (_, entry) => {
      if (Array.isArray(entry)) return entry.length === 1 ? entry[0] : entry;
      return entry && typeof entry === 'object' ? Object.fromEntries(Object.entries(entry).sort()) : entry;
    });
  return canonical(left) === canonical(right);
}
