import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { throwIfInvalid } from '../../private/errors';
import { providerNamed } from '../../private/providers';
import { alternativesOf } from '../../private/webhook-patterns';
import { entriesOf } from '../../validation/values';

type Triggers = CfnProject.ProjectTriggersProperty;
type Filter = CfnProject.WebhookFilterProperty;

/**
 * Corrects the triggers of a CDK source.
 *
 * The CDK separates events by a comma and a space. CodeBuild reportedly uses only the first of them: aws-cdk#33197.
 *
 * @throws when a filter of accounts has names instead of numeric ids
 */
export function buildTriggers(triggers: Triggers, provider: string, scope: Construct): Triggers {
  const groups = entriesOf(triggers.filterGroups) as Filter[][];
  if (groups.length === 0) return triggers;
  if (providerNamed(provider)?.codeBuild?.accountIdsAreNumbers) {
    throwIfInvalid(
      ErrorCode.INVALID_CONNECTION_BUILD_SOURCE,
      groups.flat().flatMap((filter) => accountViolations(filter, provider)),
      scope,
    );
  }
  return { ...triggers, filterGroups: groups.map((filters) => filters.map(withoutSpaces)) };
}

function withoutSpaces(filter: Filter): Filter {
  return filter.type === 'EVENT' ? { ...filter, pattern: filter.pattern.replace(/,\s+/g, ',') } : filter;
}

/** A filter with the name of an account matches nobody, because CodeBuild compares ids. */
function accountViolations({ type, pattern }: Filter, provider: string): string[] {
  if (type !== 'ACTOR_ACCOUNT_ID') return [];
  const literals = alternativesOf(pattern)?.filter((alternative) => /^\^(?:[\w-]|\\\W)+\$$/.test(alternative));
  return (literals ?? [])
    .filter((literal) => !/^\^\d+\$$/.test(literal))
    .map((literal) => `an account id at ${provider} must be a number, got the filter ${JSON.stringify(literal)}`);
}
