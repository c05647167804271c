import { isAnchored, isAnchoredAtStart } from '../../private/webhook-patterns';
import { type Filter, violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

/** Filters of what is one thing or another. Only messages of commits, and names of releases, are looked through. */
const OF_NAMES = [
  'ACTOR_ACCOUNT_ID',
  'BASE_REF',
  'HEAD_REF',
  'ORGANIZATION_NAME',
  'REPOSITORY_NAME',
  'TAG_NAME',
  'WORKFLOW_NAME',
];

export const webhookFilterNotAnchored: Rule = {
  id: 'cdk-codeconnections:webhookFilterNotAnchored',
  severity: 'warning',
  summary: 'A filter of a webhook of CodeBuild matches whole values, and no more than it says.',
  fix: 'begin each alternative with ^ and end it with $ (of a path: begin it), without flags, \\Q, \\c and classes within classes, or use WebhookFilters of cdk-codeconnections',
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      isTooWide,
      'CodeBuild looks for a pattern anywhere in a value, so more than these filters say starts a build',
    ),
};

/** A pattern that excludes too much keeps builds from starting, which is no danger. */
function isTooWide({ type, pattern, excludes }: Filter): boolean {
  if (excludes) return false;
  return type === 'FILE_PATH' ? !isAnchoredAtStart(pattern) : OF_NAMES.includes(String(type)) && !isAnchored(pattern);
}
