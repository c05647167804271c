import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { type BuildProvider, type CodeBuildProvider, PROVIDERS, type WebhookScope } from '../../private/providers';
import { shown } from '../../private/texts';
import { alternativesOf } from '../../private/webhook-patterns';
import { mismatchOf } from '../../validation/project-webhooks';
import { entriesOf } from '../../validation/values';

type Triggers = CfnProject.ProjectTriggersProperty;
type WebhookFilter = CfnProject.WebhookFilterProperty;

/**
 * Corrects the triggers of a CDK source.
 *
 * The CDK separates events by a comma and a space. CodeBuild reportedly uses only the first of them: aws-cdk#33197.
 */
export function buildTriggers(triggers: Triggers): Triggers {
  const groups = entriesOf(triggers.filterGroups) as WebhookFilter[][];
  if (groups.length === 0) return triggers;
  return { ...triggers, filterGroups: groups.map((filters) => filters.map(withoutSpaces)) };
}

function withoutSpaces(filter: WebhookFilter): WebhookFilter {
  return filter.type === 'EVENT' ? { ...filter, pattern: filter.pattern.replace(/,\s+/g, ',') } : filter;
}

/** What is wrong with the filters of a source, which know neither their provider nor the scope of the webhook. */
export function checkFilters(
  { filterGroups }: Triggers,
  provider: BuildProvider,
  scope: WebhookScope | undefined,
): string[] {
  const filters = (entriesOf(filterGroups) as WebhookFilter[][]).flat();
  const { accountIdsAreNumbers, hasRunners }: CodeBuildProvider = PROVIDERS[provider].codeBuild;
  return filters.flatMap((filter) => [
    ...(accountIdsAreNumbers ? checkAccounts(filter, provider) : []),
    ...(hasRunners ? [] : checkJobs(filter, provider)),
    ...checkScope(filter, scope),
    ...(scope === 'GITHUB_GLOBAL' ? checkEvents(filter) : []),
  ]);
}

/** A filter with the name of an account matches nobody, because CodeBuild compares ids. */
function checkAccounts({ type, pattern }: WebhookFilter, provider: string): string[] {
  if (type !== 'ACTOR_ACCOUNT_ID') return [];
  const literals = alternativesOf(pattern)?.filter((alternative) => /^\^(?:[\w-]|\\\W)+\$$/.test(alternative));
  return (literals ?? [])
    .filter((literal) => !/^\^\d+\$$/.test(literal))
    .map((literal) => `an account id at ${provider} must be a number, got the filter ${JSON.stringify(literal)}`);
}

function checkJobs({ type, pattern }: WebhookFilter, provider: string): string[] {
  if (type !== 'EVENT' || !pattern.includes('WORKFLOW_JOB_QUEUED')) return [];
  return [`CodeBuild runs no jobs of ${provider}, got a filter for the event WORKFLOW_JOB_QUEUED; remove it`];
}

function checkScope({ type, pattern }: WebhookFilter, scope: WebhookScope | undefined): string[] {
  const mismatch = mismatchOf(type, scope);
  return mismatch ? [`${mismatch}, got the filter ${type} ${shown(pattern)}; remove it`] : [];
}

function checkEvents({ type, pattern }: WebhookFilter): string[] {
  if (type !== 'EVENT' || /^\s*WORKFLOW_JOB_QUEUED\s*$/.test(pattern)) return [];
  return [
    `a webhook of an enterprise gets no other events than jobs that wait for a runner, got ${shown(pattern)}; use WebhookFilters.workflowJobQueued`,
  ];
}
