import { type CfnResource, Token } from 'aws-cdk-lib';
import { connectionBehind } from './connections';
import { type Inventory, kindOf } from './inventory';
import { identityOf, literal, nameOf, read, resourceOf } from './values';

/** Quotas of the service that cannot be raised. */
const MAX_PER_LINK = 100;
const MAX_PER_BRANCH = 50;

const PROVIDERS_WITHOUT_GIT_SYNC = ['AzureDevOps'];

export function syncFindings({ links, syncConfigurations }: Inventory): string[] {
  return [
    ...links.flatMap((link) => sharedConnectionFinding(link)),
    ...syncConfigurations.flatMap((sync) => providerFinding(sync)),
    ...stackFindings(syncConfigurations),
    ...quotaFindings(syncConfigurations),
  ];
}

/** Git sync is all that a repository link is for, so its connection must be one that Git sync can use. */
function sharedConnectionFinding(link: CfnResource): string[] {
  const { connection, arn } = connectionBehind(read(link, 'ConnectionArn'));
  const own = link.stack.account;
  const other = connection ? connection.stack.account : arn?.split(':')[4];
  if (!other || Token.isUnresolved(other) || Token.isUnresolved(own) || other === own) return [];
  return [
    `${nameOf(link)}: Git sync cannot use a connection that another account shares, got one of account ${other} in a stack of account ${own}; create a connection in account ${own} and use that`,
  ];
}

function providerFinding(sync: CfnResource): string[] {
  const link = linkOf(sync);
  const { connection } = link ? connectionBehind(read(link, 'ConnectionArn')) : {};
  const provider = connection && literal(read(connection, 'ProviderType'));
  if (!connection || !provider || !PROVIDERS_WITHOUT_GIT_SYNC.includes(provider)) return [];
  return [
    `${nameOf(sync)}: Git sync does not support the provider type '${provider}' of the connection ${nameOf(connection)}; use a repository on Bitbucket, GitHub or GitLab, or deploy the stack by a pipeline`,
  ];
}

function stackFindings(syncConfigurations: CfnResource[]): string[] {
  const first = new Map<string, CfnResource>();
  const findings: string[] = [];
  for (const sync of syncConfigurations) {
    if (sync.cfnOptions.condition) continue; // one of two may never be created
    const stackName = read(sync, 'ResourceName');
    const identity = identityOf(stackName, sync);
    if (identity === undefined) continue;
    const other = first.get(identity);
    if (!other) {
      first.set(identity, sync);
    } else {
      const name = literal(stackName);
      findings.push(
        `${nameOf(sync)}: a stack can have one sync configuration, and ${nameOf(other)} is for ${name ? `the stack '${name}'` : 'the same stack'} already; remove one of the two, or set the name of another stack`,
      );
    }
  }
  return findings;
}

/** Sync configurations of one link, and of one branch of it. */
interface Uses {
  readonly first: CfnResource;
  readonly link: unknown;
  readonly branches: Map<string, { readonly name: unknown; count: number }>;
  count: number;
}

function quotaFindings(syncConfigurations: CfnResource[]): string[] {
  const byLink = new Map<CfnResource | string, Uses>();
  for (const sync of syncConfigurations) {
    if (sync.cfnOptions.condition) continue;
    const link = read(sync, 'RepositoryLinkId');
    const identity = linkOf(sync) ?? identityOf(link, sync);
    if (identity === undefined) continue;
    const uses = byLink.get(identity) ?? { first: sync, link, branches: new Map(), count: 0 };
    byLink.set(identity, uses);
    uses.count++;
    const name = read(sync, 'Branch');
    const branchIdentity = identityOf(name, sync);
    if (branchIdentity === undefined) continue;
    const branch = uses.branches.get(branchIdentity) ?? { name, count: 0 };
    uses.branches.set(branchIdentity, branch);
    branch.count++;
  }
  return [...byLink.values()].flatMap((uses) => usesFindings(uses));
}

function usesFindings({ first, link, branches, count }: Uses): string[] {
  const resource = resourceOf(link);
  const where = nameOf(resource ?? first);
  const findings = [...branches.values()]
    .filter((branch) => branch.count > MAX_PER_BRANCH)
    .map(
      (branch) =>
        `${where}: a branch of a repository link can have ${MAX_PER_BRANCH} sync configurations, got ${branch.count}${
          literal(branch.name) ? ` on '${literal(branch.name)}'` : ''
        }; move some of them to another branch or another repository`,
    );
  if (count > MAX_PER_LINK) {
    findings.push(
      `${where}: a repository link can have ${MAX_PER_LINK} sync configurations, got ${count}; move some of them to the link of another repository`,
    );
  }
  return findings;
}

function linkOf(sync: CfnResource): CfnResource | undefined {
  const link = resourceOf(read(sync, 'RepositoryLinkId'));
  return link && kindOf(link) === 'links' ? link : undefined;
}
