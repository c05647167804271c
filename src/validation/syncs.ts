import type { CfnResource } from 'aws-cdk-lib';
import { isUnconditional } from './duplicates';
import { kindOf, oncePerInventory } from './inventory';
import { identityOf, literal, read, sourceOf } from './values';

/** A sync configuration and its repository link. */
export interface Sync {
  readonly resource: CfnResource;
  readonly linkId: unknown;
  /** The link, if it is a resource of the app. */
  readonly link?: CfnResource;
}

export const syncsOf = oncePerInventory(({ syncConfigurations }): Sync[] =>
  syncConfigurations.map((resource) => {
    const linkId = read(resource, 'repositoryLinkId');
    const link = sourceOf(linkId);
    return { resource, linkId, ...(link && kindOf(link) === 'links' && { link }) };
  }),
);

/** The sync configurations of one link, and of each of its branches. */
export interface SyncsOfLink {
  /** The link, or the first of the sync configurations if the link is not a resource of the app. */
  readonly resource: CfnResource;
  readonly branches: Map<string, { readonly name: string | undefined; count: number }>;
  count: number;
}

/** The sync configurations by their links. Those with conditions are not counted, because they may never be created. */
export const syncsByLink = oncePerInventory((inventory): SyncsOfLink[] => {
  const byLink = new Map<CfnResource | string, SyncsOfLink>();
  for (const { resource, linkId, link } of syncsOf(inventory)) {
    const identity = link ?? identityOf(linkId, resource);
    if (identity === undefined || !isUnconditional(resource)) continue;
    const syncs = byLink.get(identity) ?? { resource: link ?? resource, branches: new Map(), count: 0 };
    byLink.set(identity, syncs);
    syncs.count++;
    const branch = read(resource, 'branch');
    const branchIdentity = identityOf(branch, resource);
    if (branchIdentity === undefined) continue;
    const onBranch = syncs.branches.get(branchIdentity);
    if (onBranch) onBranch.count++;
    else syncs.branches.set(branchIdentity, { name: literal(branch), count: 1 });
  }
  return [...byLink.values()];
});
