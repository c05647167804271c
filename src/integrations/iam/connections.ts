import { kindOfType } from '../../validation/inventory';
import { listOf } from '../../validation/values';
import { matchesPattern, nameOfAction } from './action-names';
import { type Resources, referredTo, type Statement } from './policies';

/** The connection that an ARN in a template belongs to, whichever way it is written: also through a wait. */
export function connectionOf(arn: unknown, resources: Resources): unknown {
  let value = arn;
  const passed = new Set<string>();
  for (;;) {
    const id = referredTo(value);
    const resource = id === undefined ? undefined : resources[id];
    const kind = kindOfType(resource?.Type ?? '');
    if (kind === 'connections') return { Ref: id };
    if (id === undefined || kind !== 'waiters' || passed.has(id)) return value;
    passed.add(id);
    value = resource?.Properties?.ConnectionArn;
  }
}

/**
 * Whether a statement allows an action, under either prefix, on a connection. Undefined if that is known only at
 * deployment.
 */
export function allows(
  statement: Statement,
  action: string,
  connection: unknown,
  resources: Resources,
): boolean | undefined {
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  if (Effect === undefined || NotAction !== undefined) return undefined;
  if (Effect !== 'Allow') return false;
  const patterns = listOf(Action);
  const hasAction = patterns.some((pattern) => {
    const name = pattern === '*' ? '*' : nameOfAction(pattern);
    return name !== undefined && matchesPattern(name, action);
  });
  if (!hasAction) return patterns.every((pattern) => typeof pattern === 'string') ? false : undefined;
  if (NotResource !== undefined) return undefined;
  const matches = listOf(Resource).map((resource) => isConnection(resource, connection, resources));
  return matches.includes(true) || (matches.includes(undefined) ? undefined : false);
}

function isConnection(resource: unknown, connection: unknown, resources: Resources): boolean | undefined {
  const named = connectionOf(resource, resources);
  if (named === '*' || JSON.stringify(named) === JSON.stringify(connection)) return true;
  if (typeof named === 'string' && typeof connection === 'string') return matchesPattern(named, connection);
  const areOfTemplate = [named, connection].every((each) => isMadeIn(resources, each));
  return areOfTemplate ? false : undefined;
}

function isMadeIn(resources: Resources, connection: unknown): boolean {
  return kindOfType(resources[referredTo(connection) ?? '']?.Type ?? '') === 'connections';
}
