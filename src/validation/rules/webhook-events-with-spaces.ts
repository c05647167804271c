import { violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

export const webhookEventsWithSpaces: Rule = {
  id: 'cdk-codeconnections:webhookEventsWithSpaces',
  severity: 'warning',
  summary: 'The events of a webhook of CodeBuild are written without spaces between them.',
  fix: 'write them without a space, by a property override, or use ConnectionBuildSource of cdk-codeconnections',
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      ({ type, pattern }) => type === 'EVENT' && /,\s/.test(pattern),
      'people report that CodeBuild takes only the first of several events with a space between them (aws-cdk#33197)',
    ),
};
