import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { Construct } from 'constructs';
import { throwIfInvalid } from '../../private/errors';
import { providerNamed } from '../../private/providers';
import { alternativesOf } from '../../private/webhook-patterns';
import { entriesOf } from '../../validation/values';

type Triggers = CfnProject.ProjectTriggersProperty;
type Filter = CfnProject.WebhookFilterProperty;

/**
 * What CDK's source says of webhooks, as AWS takes it.
 *
 * CDK writes a space between events, and people report that CodeBuild takes the first of them only: aws-cdk#33197.
 *
 * @throws when an account is not named by its id
 */
export function buildTriggers(triggers: Triggers, provider: string, scope: Construct): Triggers {
  const groups = entriesOf(triggers.filterGroups) as Filter[][];
  if (groups.length === 0) return triggers;
  if (providerNamed(provider)?.codeBuild?.accountIdsAreNumbers) {
    throwIfInvalid(
      'InvalidConnectionBuildSource',
      groups.flat().flatMap((filter) => accountViolations(filter, provider)),
      scope,
    );
  }
  return { ...triggers, filterGroups: groups.map((filters) => filters.map(withoutSpaces)) };
}

function withoutSpaces(filter: Filter): Filter {
  return filter.type === 'EVENT' ? { ...filter, pattern: filter.pattern.replace(/,\s+/g, ',') } : filter;
}

/** The name of an account matches no id: a filter by it lets nobody in, or keeps nobody out. */
function accountViolations({ type, pattern }: Filter, provider: string): string[] {
  if (type !== 'ACTOR_ACCOUNT_ID') return [];
  const literals = alternativesOf(pattern)?.filter((alternative) => /^\^(?:[\w-]|\\\W)+\$$/.test(alternative));
  return (literals ?? [])
    .filter((literal) => !/^\^\d+\$$/.test(literal))
    .map((literal) => `the id of an account at ${provider} is a number, got ${JSON.stringify(literal)} as a filter`);
}
