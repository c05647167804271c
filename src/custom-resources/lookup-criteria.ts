import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { checkNotEmpty, checkString, type TextCheck, type TextConstraint } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { CONNECTION_NAME, HOST_NAME, PROVIDER_ENDPOINT, REGION } from '../private/limits';
import { checkLinkedRepository } from '../private/repositories';
import { checkTags } from '../private/tags';

const limited =
  (limit: TextConstraint): TextCheck =>
  (name, value) =>
    checkString(name, value, limit);

/** The checks of the criteria that are texts, by the names of the props. */
const CHECKS: Readonly<Record<string, TextCheck>> = {
  connectionName: limited(CONNECTION_NAME),
  hostName: limited(HOST_NAME),
  providerEndpoint: limited(PROVIDER_ENDPOINT),
  region: limited(REGION),
  repository: (name, value) => checkLinkedRepository(name, value, undefined),
};

/**
 * Checks the criteria of a lookup, by the names of the props.
 *
 * @throws when no criterion is given, or one is not valid
 */
export function checkLookup(
  scope: IConstruct,
  criteria: Readonly<Record<string, unknown>> & { readonly tags: Readonly<Record<string, string>> | undefined },
): void {
  const { tags } = criteria;
  const given = Object.entries(criteria).filter(([, value]) => value !== undefined);
  const violations = given.flatMap(([name, value]) =>
    typeof value === 'string' ? (CHECKS[name] as TextCheck)(name, value) : [],
  );
  if (given.length === 0) {
    const names = Object.keys(criteria).map((name) => `'${name}'`);
    violations.push(`a lookup needs at least one criterion, got none; give one of ${names.join(', ')}`);
  }
  violations.push(...checkNotEmpty('tags', tags && Object.keys(tags)), ...checkTags(tags));
  throwIfInvalid(ErrorCode.INVALID_LOOKUP, violations, scope);
}
