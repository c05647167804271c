import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { checkNotEmpty, checkString, type TextConstraint } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { CONNECTION_NAME, HOST_NAME, OWNER_ID, PROVIDER_ENDPOINT, REGION, REPOSITORY_NAME } from '../private/limits';
import { checkTags } from '../private/tags';

/** The limits of the criteria that are texts, by the names of the props. */
const LIMITS: Readonly<Record<string, TextConstraint>> = {
  connectionName: CONNECTION_NAME,
  hostName: HOST_NAME,
  ownerId: OWNER_ID,
  providerEndpoint: PROVIDER_ENDPOINT,
  region: REGION,
  repositoryName: REPOSITORY_NAME,
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
    typeof value === 'string' ? checkString(name, value, LIMITS[name] as TextConstraint) : [],
  );
  if (given.length === 0) {
    const names = Object.keys(criteria).map((name) => `'${name}'`);
    violations.push(`a lookup needs at least one criterion, got none; give one of ${names.join(', ')}`);
  }
  violations.push(...checkNotEmpty('tags', tags && Object.keys(tags)), ...checkTags(tags));
  throwIfInvalid(ErrorCode.INVALID_LOOKUP, violations, scope);
}
