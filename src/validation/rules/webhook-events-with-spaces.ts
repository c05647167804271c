import { violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

export const webhookEventsWithSpaces: Rule = {
  id: 'webhookEventsWithSpaces',
  summary: 'The events in a webhook filter of CodeBuild are separated by commas without spaces.',
  fix: 'remove the spaces with a property override, or use ConnectionBuildSource of cdk-codeconnections',
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      ({ type, pattern }) => type === 'EVENT' && /,\s/.test(pattern),
      'CodeBuild reportedly uses only the first of several events that are separated by spaces (aws-cdk#33197)',
    ),
};
