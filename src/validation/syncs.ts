import type { CfnResource } from 'aws-cdk-lib';
import { identityOf } from '../private/identity';
import { isUnconditional } from './duplicates';
import { kindOf, oncePerInventory } from './inventory';
import { literal, read, sourceOf } from './values';

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
  readonly syncs: CfnResource[];
  readonly branches: Map<string, { readonly name: string | undefined; readonly syncs: CfnResource[] }>;
}

/** The sync configurations by their links. Those with conditions are not counted, because they may never be created. */
export const syncsByLink = oncePerInventory((inventory): SyncsOfLink[] => {
  const byLink = new Map<CfnResource | string, SyncsOfLink>();
  for (const { resource, linkId, link } of syncsOf(inventory)) {
    const identity = link ?? identityOf(linkId, resource);
    if (identity === undefined || !isUnconditional(resource)) continue;
    const ofLink: SyncsOfLink = byLink.get(identity) ?? { resource: link ?? resource, branches: new Map(), syncs: [] };
    byLink.set(identity, ofLink);
    ofLink.syncs.push(resource);
    const branch = read(resource, 'branch');
    const branchIdentity = identityOf(branch, resource);
    if (branchIdentity === undefined) continue;
    const onBranch = ofLink.branches.get(branchIdentity);
    if (onBranch) onBranch.syncs.push(resource);
    else ofLink.branches.set(branchIdentity, { name: literal(branch), syncs: [resource] });
  }
  return [...byLink.values()];
});
