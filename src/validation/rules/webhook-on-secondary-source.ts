import { secondaryWebhooksOf } from '../project-webhooks';
import type { Rule } from '../rule';
import { nameOf } from '../values';

export const webhookOnSecondarySource: Rule = {
  id: 'webhookOnSecondarySource',
  summary: 'A secondary source of a CodeBuild project has no webhook.',
  fix: "make it the project's 'source', give its webhook to another project, or remove 'webhook' and 'webhookFilters'",
  check: ({ projects }) =>
    projects.flatMap((resource) => {
      const identifiers = secondaryWebhooksOf(resource).map((identifier) => `'${identifier}'`);
      if (identifiers.length === 0) return [];
      const problem = `only the primary source of a project can have a webhook, and ${nameOf(resource)} asks for one on its secondary source ${identifiers.join(', ')}: its events start no builds`;
      return [{ resource, problem }];
    }),
};
