import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { shown, withoutTokens } from '../private/checks';
import { validationError } from '../private/errors';
import { providerOf } from '../validation/connections';

/** Regions that an account opts in to: a connection there is known there only. */
const OPT_IN_REGIONS = ['eu-south-1'];

/** Providers whose owners have no subgroups. */
const PROVIDERS_WITHOUT_SUBGROUPS = ['Bitbucket', 'GitHub', 'GitHubEnterpriseServer'];

/** A name that is no way to another folder, of what providers take: Azure DevOps in any script. */
const NAME = /^(?!\.{1,2}$)[\p{L}\p{M}\p{N}._-]+$/u;

/**
 * What is wrong with a repository that must be given with its owner. The provider need not be known.
 *
 * It becomes part of policies and of addresses, so what is known of it is looked at even where a part of it is a token.
 */
export function checkRepository(repository: string, provider: string | undefined): string[] {
  const known = withoutTokens(repository, 'x');
  const parts = known.split('/');
  const isFlat = provider !== undefined && PROVIDERS_WITHOUT_SUBGROUPS.includes(provider);
  const isComplete = Token.isUnresolved(repository) || (isFlat ? parts.length === 2 : parts.length >= 2);
  if (isComplete && parts.every((part) => NAME.test(part)) && !known.endsWith('.git')) return [];
  const form = isFlat ? "'owner/name'" : "'owner/name', in GitLab also 'group/subgroup/name'";
  return [
    `'repository' must be ${form}, without the address of the provider and '.git', of letters, digits, '.', '-' and '_', got ${shown(repository)}`,
  ];
}

/**
 * Refuses a connection that the Region of the consumer does not know.
 *
 * Connections are known in all Regions, except that those of a Region that accounts opt in to are known there only, and
 * are the only ones that are known there.
 */
export function checkRegion(connection: IConnectionRef, scope: Construct): void {
  const consumerRegion = Stack.of(scope).region;
  const connectionRegion = regionOf(connection);
  if (Token.isUnresolved(consumerRegion) || Token.isUnresolved(connectionRegion)) return;
  if (connectionRegion === consumerRegion) return;
  const optIn = OPT_IN_REGIONS.find((region) => region === connectionRegion || region === consumerRegion);
  if (!optIn) return;
  throw validationError(
    'ConnectionOfOtherRegion',
    `a connection of ${connectionRegion} cannot be used in ${consumerRegion}: ${optIn} is a Region that accounts opt in to, ` +
      `whose connections are known only there; use a connection of ${consumerRegion}`,
    scope,
  );
}

function regionOf(connection: IConnectionRef): string {
  const { connectionArn } = connection.connectionRef;
  if (Token.isUnresolved(connectionArn)) return connection.env.region;
  return Arn.split(connectionArn, ArnFormat.SLASH_RESOURCE_NAME).region ?? connection.env.region;
}

/** Refuses a connection that is known to be to a provider that is not expected. */
export function checkProvider(connection: IConnectionRef, expected: string[], scope: Construct): void {
  const provider = providerOf(connection);
  if (provider === undefined || expected.includes(provider)) return;
  throw validationError(
    'UnexpectedProvider',
    `the connection '${connection.node.path}' must be one to ${expected.join(' or ')}, got one to ${provider}`,
    scope,
  );
}
