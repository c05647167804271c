import { isAnchored, isAnchoredAtStart } from '../../private/webhook-patterns';
import { type Filter, violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

/** Filters of names and ids. Only filters of commit messages and release names are meant to match a part of a value. */
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
  id: 'webhookFilterNotAnchored',
  summary: 'A webhook filter of CodeBuild matches whole values, not parts of them.',
  fix: 'begin each alternative with ^ and end it with $ (for a path, only begin it), without lookarounds, flags, \\Q, \\c and nested classes, or use WebhookFilters of cdk-codeconnections',
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      isTooWide,
      'CodeBuild searches for a pattern anywhere in a value, so these filters match more than intended',
    ),
};

/** An excluding filter that matches too much only prevents builds, which is not dangerous. */
function isTooWide({ type, pattern, excludes }: Filter): boolean {
  if (excludes) return false;
  return type === 'FILE_PATH' ? !isAnchoredAtStart(pattern) : OF_NAMES.includes(String(type)) && !isAnchored(pattern);
}
