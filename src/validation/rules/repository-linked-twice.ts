import type { CfnResource } from 'aws-cdk-lib';
import { ErrorCode } from '../../error-code';
import { identityOf } from '../../private/identity';
import { providerNamed } from '../../private/providers';
import { connectionsOfLinks, providersOfLinks } from '../connections';
import { duplicates, isUnconditional } from '../duplicates';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { nameOf, read } from '../values';

export const repositoryLinkedTwice: Rule = {
  id: 'repositoryLinkedTwice',
  error: ErrorCode.REPOSITORY_LINKED_TWICE,
  summary: 'A repository has only one link in an account and Region.',
  fix: 'use that link for both',
  check: (inventory) =>
    duplicates(inventory.links.filter(isUnconditional), (link) => repositoryOf(link, inventory)).map(
      ({ resource, first }) => ({
        resource,
        others: [first],
        problem: `a repository can have only one link in an account and Region, and ${nameOf(first)} is already for this repository`,
      }),
    ),
};

/** The names in a repository link, with its place: two providers can have repositories of one name. */
function repositoryOf(link: CfnResource, inventory: Inventory): unknown {
  const names = [read(link, 'ownerId'), read(link, 'repositoryName')];
  return names.includes(undefined) ? undefined : [placeOf(link, inventory), ...names];
}

/** The provider, or the connection if customers have a provider of their own, or it is unknown. */
function placeOf(link: CfnResource, inventory: Inventory): string | undefined {
  const provider = providersOfLinks(inventory).get(link);
  const { needsHost = true, needsEndpoint } = providerNamed(provider) ?? {};
  if (!needsHost && !needsEndpoint) return provider;
  const use = connectionsOfLinks(inventory).get(link);
  return use?.connection ? use.connection.node.path : identityOf(use?.arn ?? read(link, 'connectionArn'), link);
}
