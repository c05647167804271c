import type { IConstruct } from 'constructs';
import { checkCount, checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { checkTags } from '../private/tags';

const LONGEST: Readonly<Record<string, number>> = {
  connectionName: 32,
  hostName: 64,
  ownerId: 255,
  providerEndpoint: 512,
  region: 50,
  repositoryName: 128,
};

/**
 * Checks the criteria of a look-up, by the names of the props.
 *
 * @throws when there is none, or one that nothing can meet
 */
export function checkLookup(
  scope: IConstruct,
  criteria: Readonly<Record<string, unknown>> & { readonly tags: Readonly<Record<string, string>> | undefined },
): void {
  const { tags } = criteria;
  const given = Object.entries(criteria).filter(([, value]) => value !== undefined);
  const violations = given.flatMap(([name, value]) =>
    typeof value === 'string' ? checkString(name, value, { min: 1, max: LONGEST[name] as number }) : [],
  );
  if (given.length === 0) {
    const names = Object.keys(criteria).map((name) => `'${name}'`);
    violations.push(`a look-up needs a criterion, got none; give one of ${names.join(', ')}`);
  }
  violations.push(...checkCount('tags', tags && Object.keys(tags), 1, Number.POSITIVE_INFINITY), ...checkTags(tags));
  throwIfInvalid('InvalidLookup', violations, scope);
}
