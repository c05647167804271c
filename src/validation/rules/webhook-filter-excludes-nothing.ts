import { alternativesOf } from '../../private/webhook-patterns';
import { type Filter, violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

const OF_REFERENCES = ['BASE_REF', 'HEAD_REF'];

export const webhookFilterExcludesNothing: Rule = {
  id: 'cdk-codeconnections:webhookFilterExcludesNothing',
  severity: 'warning',
  summary: 'A filter of a webhook of CodeBuild that excludes a branch or a tag matches whole references.',
  fix: "write the whole reference, such as '^refs/heads/main$'",
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      excludesNothing,
      "a reference begins with 'refs/', so these filters exclude nothing",
    ),
};

/** The danger of one that excludes is that it matches nothing: '^main$' keeps no push to 'refs/heads/main' from building. */
function excludesNothing({ type, pattern, excludes }: Filter): boolean {
  if (!excludes || !OF_REFERENCES.includes(String(type))) return false;
  return alternativesOf(pattern)?.some(isOfNoReference) ?? false;
}

function isOfNoReference(alternative: string): boolean {
  const [, known = ''] = /^\^([\w/-]*)(?![?*{+])/.exec(alternative) ?? [];
  return !known.startsWith('refs/') && !'refs/'.startsWith(known);
}
