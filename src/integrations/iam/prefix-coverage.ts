import { SERVICE_PREFIXES, type ServicePrefix } from '../../private/arns';
import { casesOf, listOf, type Statement } from './policies';

/**
 * What a statement leaves out when it speaks of one of the two prefixes only: the same actions under the other prefix,
 * with condition keys of that prefix, and wildcard ARNs of both prefixes.
 */
export function missingFrom(statement: Statement, context: readonly Statement[]): Statement[] {
  const { Sid, Action, NotAction, Resource, Condition, ...rest } = statement;
  if (NotAction !== undefined) return completed(statement);
  const actions = casesOf(Action).filter((action): action is string => prefixesOf(action).length > 0);
  if (actions.length === 0) return [];
  return SERVICE_PREFIXES.flatMap((prefix) => {
    const wanted: Statement = {
      ...rest,
      Action: unique(actions.map((action) => underPrefix(action, prefix))),
      ...(Resource !== undefined && { Resource: unique(listOf(Resource).flatMap(underBothPrefixes)) }),
      ...(Condition && { Condition: conditionOf(Condition, prefix) }),
    };
    return uncovered(wanted, context, prefix);
  });
}

/** A statement on all actions but some, with both prefixes of those: another statement cannot make up for it. */
function completed({ Sid, NotAction, ...rest }: Statement): Statement[] {
  const listed = casesOf(NotAction);
  const both = listed.flatMap((action) =>
    prefixesOf(action).length === 1 ? SERVICE_PREFIXES.map((prefix) => underPrefix(String(action), prefix)) : [action],
  );
  const isListed = (action: unknown) => listed.some((pattern) => matchesAction(pattern, action));
  return both.every(isListed) ? [] : [{ ...rest, NotAction: unique(both) }];
}

/** The part of a statement that no other statement comes to as well. */
function uncovered(wanted: Statement, context: readonly Statement[], prefix: ServicePrefix): Statement[] {
  // A statement without resources is one of a policy that belongs to a resource, or has a NotResource.
  const resources = wanted.Resource === undefined ? [undefined] : listOf(wanted.Resource);
  const pairs = listOf(wanted.Action)
    .flatMap((action) => resources.map((resource) => ({ action, resource })))
    .filter((pair) => !context.some((statement) => covers(statement, wanted, prefix, pair)));
  if (pairs.length === 0) return [];
  return [
    {
      ...wanted,
      Action: unitOf(unique(pairs.map(({ action }) => action))),
      ...(wanted.Resource !== undefined && { Resource: unitOf(unique(pairs.map(({ resource }) => resource))) }),
    },
  ];
}

function covers(
  statement: Statement,
  wanted: Statement,
  prefix: ServicePrefix,
  { action, resource }: { readonly action: unknown; readonly resource: unknown },
): boolean {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  return (
    same([Effect, Principal, NotPrincipal], [wanted.Effect, wanted.Principal, wanted.NotPrincipal]) &&
    (Condition === undefined || same(conditionFor(Condition, prefix), wanted.Condition)) &&
    (NotAction === undefined
      ? casesOf(Action).some((pattern) => matchesAction(pattern, action))
      : !casesOf(NotAction).some((pattern) => matchesAction(pattern, action) || matchesAction(action, pattern))) &&
    (Resource === undefined
      ? resource === undefined && same(NotResource, wanted.NotResource)
      : listOf(Resource).some((pattern) => matches(pattern, resource)))
  );
}

/** Whether a pattern with wildcards covers a value, which may be a pattern or an intrinsic function itself. */
function matches(pattern: unknown, value: unknown, flags = ''): boolean {
  if (pattern === '*' || same(pattern, value)) return true;
  if (typeof pattern !== 'string' || typeof value !== 'string') return false;
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`, flags).test(value);
}

/** IAM does not tell capital letters in actions. */
function matchesAction(pattern: unknown, action: unknown): boolean {
  return matches(pattern, action, 'i');
}

/** The prefixes that an action or a condition key is of: none, one, or both when its service is a wildcard. */
function prefixesOf(name: unknown): ServicePrefix[] {
  if (typeof name !== 'string') return [];
  const [service] = name.split(':');
  return SERVICE_PREFIXES.filter((prefix) => matchesAction(service, prefix));
}

function underPrefix(name: string, prefix: ServicePrefix): string {
  return prefixesOf(name).length === 1 ? name.replace(/^[^:]*/, prefix) : name;
}

type Condition = NonNullable<Statement['Condition']>;

/** A condition for requests under one prefix. A key belongs to one prefix; those of other services stay. */
function conditionOf(condition: Condition, prefix: ServicePrefix): Condition {
  return mapKeys(condition, (keys) => keys.map(([key, value]) => [underPrefix(key, prefix), value]));
}

/** What a condition comes to in requests under one prefix: these have no key of the other, which need not exist. */
function conditionFor(condition: Condition, prefix: ServicePrefix): Condition {
  const isAbsent = (key: string) => prefixesOf(key).some((other) => other !== prefix);
  return mapKeys(condition, (keys, operator) =>
    operator.endsWith('IfExists') ? keys.filter(([key]) => !isAbsent(key)) : keys,
  );
}

function mapKeys(
  condition: Condition,
  change: (keys: [string, unknown][], operator: string) => [string, unknown][],
): Condition {
  const operators = Object.entries(condition);
  return Object.fromEntries(
    operators.map(([operator, keys]) => [operator, Object.fromEntries(change(Object.entries(keys), operator))]),
  );
}

/** An ARN with a wildcard is meant for resources of either prefix; any other names one resource as it is. */
function underBothPrefixes(resource: unknown): unknown[] {
  const text = JSON.stringify(resource);
  if (!/[*?]/.test(text)) return [resource];
  const twins = SERVICE_PREFIXES.map((prefix) =>
    text.replace(/:(codeconnections|codestar-connections):/, `:${prefix}:`),
  );
  return unique(twins).map((twin) => JSON.parse(twin));
}

function unique<T>(values: T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function unitOf(values: unknown[]): unknown {
  return values.length === 1 ? values[0] : values;
}

/** Structures are the same whatever the order of their keys, and a value is the same as a list of it. */
function same(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, entry) => {
      const part = Array.isArray(entry) && entry.length === 1 ? entry[0] : entry;
      return typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part;
    }) ?? ''
  );
}
