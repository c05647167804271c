import type { CfnResource } from 'aws-cdk-lib';
import { PROVIDERS_WITH_HOST } from './connections';
import type { Inventory } from './inventory';
import { entriesOf, environmentOf, identityOf, literal, memberOf, nameOf, read, resourceOf } from './values';

const CLOUD_PROVIDERS = ['AzureDevOps', 'Bitbucket', 'GitHub', 'GitLab'];

export function hostViolations({ hosts }: Inventory): string[] {
  const byUrl = new Map<string, CfnResource>();
  const byVpc = new Map<string, CfnResource>();
  return hosts.flatMap((host) => {
    const vpc = read(host, 'vpcConfiguration');
    const violations = [providerViolation(host), zoneViolation(entriesOf(memberOf(vpc, 'subnetIds')))];
    // One of two hosts with conditions may never be created.
    if (!host.cfnOptions.condition) {
      const url = read(host, 'providerEndpoint');
      const sameUrl = firstWith(byUrl, urlIdentity(url, host), host);
      if (sameUrl) {
        violations.push(
          `a URL can have one host in an account and Region, and ${nameOf(sameUrl)} has ${show(url)} already; use that host, or set the URL of another provider`,
        );
      }
      const vpcId = memberOf(vpc, 'vpcId');
      const sameVpc = firstWith(byVpc, identityOf(vpcId, host), host);
      if (sameVpc) {
        violations.push(
          `a VPC can have one host, and ${nameOf(sameVpc)} is in ${show(vpcId)} already; use that host, or put this one in another VPC`,
        );
      }
    }
    return violations
      .filter((violation) => violation !== undefined)
      .map((violation) => `${nameOf(host)}: ${violation}`);
  });
}

/** The resource that had the identity before, if one had. */
function firstWith(seen: Map<string, CfnResource>, identity: string | undefined, resource: CfnResource) {
  if (identity === undefined) return undefined;
  const first = seen.get(identity);
  if (!first) seen.set(identity, resource);
  return first;
}

function providerViolation(host: CfnResource): string | undefined {
  const providerType = literal(read(host, 'providerType'));
  if (providerType === undefined || !CLOUD_PROVIDERS.includes(providerType)) return undefined;
  return `a host is for a provider that you run yourself (${PROVIDERS_WITH_HOST.join(' or ')}), got the provider type '${providerType}'; remove the host and give the connection this provider type`;
}

/** Zones are known for subnets of the app. */
function zoneViolation(subnetIds: unknown[]): string | undefined {
  const byZone = new Map<string, CfnResource>();
  for (const subnetId of subnetIds) {
    const subnet = resourceOf(subnetId);
    if (subnet?.cfnResourceType !== 'AWS::EC2::Subnet') continue;
    const zone = read(subnet, 'availabilityZone');
    const other = firstWith(byZone, identityOf(zone, subnet), subnet);
    if (other && other !== subnet) {
      return `the subnets of a host must be in different Availability Zones, got ${nameOf(other)} and ${nameOf(subnet)} in ${show(zone)}; select one subnet for each zone`;
    }
  }
  return undefined;
}

/** Two spellings of one URL are one URL. */
function urlIdentity(url: unknown, host: CfnResource): string | undefined {
  const known = literal(url);
  if (known === undefined || !URL.canParse(known)) return identityOf(url, host);
  const { protocol, host: authority, pathname } = new URL(known);
  return `${environmentOf(host)} ${protocol}//${authority}${pathname.replace(/\/+$/, '')}`;
}

function show(value: unknown): string {
  const known = literal(value);
  return known === undefined ? 'the same one' : `'${known}'`;
}
