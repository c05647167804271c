import { SERVICE_PREFIXES, type ServicePrefix } from '../../private/arns';
import { listOf, type Statement } from './policies';

/**
 * What a statement leaves out when it speaks of one of the two prefixes only: the same actions under the other prefix,
 * with condition keys of that prefix, and wildcard ARNs of both prefixes.
 */
export function missingFrom(statement: Statement, context: readonly Statement[]): Statement[] {
  const actions = listOf(statement.Action).filter((action) => prefixOf(action) !== undefined);
  if (actions.length === 0) return [];
  const resources = unique(listOf(statement.Resource).flatMap(withTwin));
  return SERVICE_PREFIXES.flatMap((prefix) => {
    const wanted: Statement = {
      Effect: statement.Effect,
      Action: unique(actions.map((action) => underPrefix(action as string, prefix))),
      Resource: resources,
      ...(statement.Condition && { Condition: conditionOf(statement.Condition, prefix) }),
    };
    return uncovered(wanted, context);
  });
}

/** The part of a statement that no other statement comes to as well. */
function uncovered(wanted: Statement, context: readonly Statement[]): Statement[] {
  const pairs = listOf(wanted.Action)
    .flatMap((action) => listOf(wanted.Resource).map((resource) => ({ action, resource })))
    .filter(({ action, resource }) => !context.some((statement) => covers(statement, wanted, action, resource)));
  if (pairs.length === 0) return [];
  return [
    {
      ...wanted,
      Action: unitOf(unique(pairs.map(({ action }) => action))),
      Resource: unitOf(unique(pairs.map(({ resource }) => resource))),
    },
  ];
}

function covers(statement: Statement, wanted: Statement, action: unknown, resource: unknown): boolean {
  return (
    statement.Effect === wanted.Effect &&
    (statement.Condition === undefined || same(statement.Condition, wanted.Condition)) &&
    listOf(statement.Action).some((pattern) => matches(pattern, action)) &&
    listOf(statement.Resource).some((pattern) => matches(pattern, resource))
  );
}

/** Whether a pattern with wildcards covers a value, which may be a pattern or an intrinsic function itself. */
function matches(pattern: unknown, value: unknown): boolean {
  if (pattern === '*' || same(pattern, value)) return true;
  if (typeof pattern !== 'string' || typeof value !== 'string') return false;
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}

function prefixOf(action: unknown): ServicePrefix | undefined {
  return SERVICE_PREFIXES.find((prefix) => typeof action === 'string' && action.startsWith(`${prefix}:`));
}

function underPrefix(action: string, prefix: ServicePrefix): string {
  return action.replace(/^[^:]*/, prefix);
}

/** A condition key belongs to one prefix; those of other services stay. */
function conditionOf(condition: NonNullable<Statement['Condition']>, prefix: ServicePrefix): Statement['Condition'] {
  const keys = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [prefixOf(key) ? underPrefix(key, prefix) : key, value]),
    );
  return Object.fromEntries(Object.entries(condition).map(([operator, values]) => [operator, keys(values)]));
}

/** An ARN with a wildcard is meant for resources of either prefix; any other names one resource as it is. */
function withTwin(resource: unknown): unknown[] {
  const text = JSON.stringify(resource);
  if (!text.includes('*')) return [resource];
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

/** Structures are the same whatever the order of their keys. */
function same(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
