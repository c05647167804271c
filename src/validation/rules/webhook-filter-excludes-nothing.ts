import { alternativesOf } from '../../private/webhook-patterns';
import { type Filter, violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

const OF_REFERENCES = ['BASE_REF', 'HEAD_REF'];

export const webhookFilterExcludesNothing: Rule = {
  id: 'webhookFilterExcludesNothing',
  summary: 'A webhook filter of CodeBuild that excludes a branch or a tag matches the whole reference.',
  fix: "give the whole reference, for example '^refs/heads/main$'",
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      excludesNothing,
      "every reference begins with 'refs/', so these filters exclude nothing",
    ),
};

/** An excluding filter is dangerous if it matches nothing: '^main$' does not exclude pushes to 'refs/heads/main'. */
function excludesNothing({ type, pattern, excludes }: Filter): boolean {
  if (!excludes || !OF_REFERENCES.includes(String(type))) return false;
  return alternativesOf(pattern)?.some(isOfNoReference) ?? false;
}

function isOfNoReference(alternative: string): boolean {
  const [, known = ''] = /^\^([\w/-]*)(?![?*{+])/.exec(alternative) ?? [];
  return !known.startsWith('refs/') && !'refs/'.startsWith(known);
}
