import { type CfnResource, Token } from 'aws-cdk-lib';
import type { ConnectionUse } from './connections';
import { type Inventory, kindOf } from './inventory';
import { identityOf, literal, nameOf, read, sourceOf } from './values';

/** Quotas of the service that cannot be raised. */
const MAX_PER_LINK = 100;
const MAX_PER_BRANCH = 50;

const PROVIDERS_WITHOUT_GIT_SYNC = ['AzureDevOps'];

/** A sync configuration and what it is for. */
interface Sync {
  readonly resource: CfnResource;
  readonly linkId: unknown;
  /** The link, when it is a resource of the app. */
  readonly link?: CfnResource;
}

export function syncViolations({ syncConfigurations }: Inventory, ofLinks: Map<CfnResource, ConnectionUse>): string[] {
  const syncs = syncConfigurations.map((resource) => describe(resource));
  // One of two that have conditions may never be created.
  const unconditional = syncs.filter(({ resource }) => !resource.cfnOptions.condition);
  return [
    ...[...ofLinks].flatMap(([link, use]) => sharedConnectionViolation(link, use)),
    ...syncs.flatMap(({ resource, link }) => providerViolation(resource, link && ofLinks.get(link)?.connection)),
    ...stackViolations(unconditional),
    ...quotaViolations(unconditional),
  ];
}

function describe(resource: CfnResource): Sync {
  const linkId = read(resource, 'repositoryLinkId');
  const link = sourceOf(linkId);
  return { resource, linkId, ...(link && kindOf(link) === 'links' && { link }) };
}

/** Git sync is all that a repository link is for, so its connection must be one that Git sync can use. */
function sharedConnectionViolation(link: CfnResource, { connection, arn }: ConnectionUse): string[] {
  const own = link.stack.account;
  const other = connection ? connection.stack.account : arn?.split(':')[4];
  if (!other || Token.isUnresolved(other) || Token.isUnresolved(own) || other === own) return [];
  return [
    `${nameOf(link)}: Git sync cannot use a connection that another account shares, got one of account ${other} in a stack of account ${own}; create a connection in account ${own} and use that`,
  ];
}

function providerViolation(resource: CfnResource, connection: CfnResource | undefined): string[] {
  const provider = connection && literal(read(connection, 'providerType'));
  if (!connection || !provider || !PROVIDERS_WITHOUT_GIT_SYNC.includes(provider)) return [];
  return [
    `${nameOf(resource)}: Git sync does not support the provider type '${provider}' of the connection ${nameOf(connection)}; use a repository on Bitbucket, GitHub or GitLab, or deploy the stack by a pipeline`,
  ];
}

function stackViolations(syncs: Sync[]): string[] {
  const first = new Map<string, CfnResource>();
  const violations: string[] = [];
  for (const { resource } of syncs) {
    const stackName = read(resource, 'resourceName');
    const identity = identityOf(stackName, resource);
    if (identity === undefined) continue;
    const other = first.get(identity);
    if (!other) {
      first.set(identity, resource);
    } else {
      const name = literal(stackName);
      violations.push(
        `${nameOf(resource)}: a stack can have one sync configuration, and ${nameOf(other)} is for ${name ? `the stack '${name}'` : 'the same stack'} already; remove one of the two, or set the name of another stack`,
      );
    }
  }
  return violations;
}

/** The sync configurations of one link, and of each of its branches. */
interface Uses {
  /** The link, or the first of the sync configurations when the link is not a resource of the app. */
  readonly where: CfnResource;
  readonly branches: Map<string, { readonly name: string | undefined; count: number }>;
  count: number;
}

function quotaViolations(syncs: Sync[]): string[] {
  const byLink = new Map<CfnResource | string, Uses>();
  for (const { resource, linkId, link } of syncs) {
    const identity = link ?? identityOf(linkId, resource);
    if (identity === undefined) continue;
    const uses = byLink.get(identity) ?? { where: link ?? resource, branches: new Map(), count: 0 };
    byLink.set(identity, uses);
    uses.count++;
    const branch = read(resource, 'branch');
    const branchIdentity = identityOf(branch, resource);
    if (branchIdentity === undefined) continue;
    const onBranch = uses.branches.get(branchIdentity);
    if (onBranch) onBranch.count++;
    else uses.branches.set(branchIdentity, { name: literal(branch), count: 1 });
  }
  return [...byLink.values()].flatMap((uses) => usesFindings(uses));
}

function usesFindings({ where, branches, count }: Uses): string[] {
  const violations: string[] = [];
  for (const branch of branches.values()) {
    if (branch.count <= MAX_PER_BRANCH) continue;
    const on = branch.name ? ` on '${branch.name}'` : '';
    violations.push(
      `${nameOf(where)}: a branch of a repository link can have ${MAX_PER_BRANCH} sync configurations, got ${branch.count}${on}; move some of them to another branch or another repository`,
    );
  }
  if (count > MAX_PER_LINK) {
    violations.push(
      `${nameOf(where)}: a repository link can have ${MAX_PER_LINK} sync configurations, got ${count}; move some of them to the link of another repository`,
    );
  }
  return violations;
}
