import { mismatchOf, scopeOf, violationsOfFilters } from '../project-webhooks';
import type { Rule } from '../rule';

export const webhookFilterWithoutScope: Rule = {
  id: 'webhookFilterWithoutScope',
  summary:
    'A webhook filter of CodeBuild by repositories or organizations belongs to a webhook that is for several of them.',
  fix: 'remove these filters, or make the webhook one of an organization, a group or an enterprise, for example with ConnectionBuildSource.gitHubOrganization of cdk-codeconnections',
  check: (inventory) =>
    violationsOfFilters(
      inventory,
      ({ type }, project) => mismatchOf(type, scopeOf(project)) !== undefined,
      'filters of repositories are for webhooks of an organization, an enterprise or a group only, and filters of organizations for those of an enterprise',
    ),
};
