import { Stack, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { refuse } from '../private/errors';
import { providerNamed, providersThat } from '../private/providers';
import { connectionBehind, providerOf } from '../validation/connections';

/** Opt-in Regions: their connections are available only in the same Region. */
const OPT_IN_REGIONS = ['eu-south-1'];

/**
 * Refuses a connection that is not available where the consumer uses it.
 *
 * @param account the account of the role that uses it
 */
export function checkPlace(connection: IConnectionRef, scope: IConstruct, account = Stack.of(scope).account): void {
  checkRegion(connection, scope);
  checkAccount(connection, account, scope);
}

/**
 * Refuses a connection that is not available in the Region of the consumer.
 *
 * Connections are available in all Regions of their partition, except in opt-in Regions: a connection of an opt-in Region
 * is available only there, and no other connection is.
 */
export function checkRegion(connection: IConnectionRef, scope: IConstruct): void {
  const consumerRegion = Stack.of(scope).region;
  const connectionRegion = regionOf(connection);
  if (Token.isUnresolved(consumerRegion) || Token.isUnresolved(connectionRegion)) return;
  if (connectionRegion === consumerRegion) return;
  const optIn = OPT_IN_REGIONS.find((region) => region === connectionRegion || region === consumerRegion);
  const isElsewhere = partitionOf(connectionRegion) !== partitionOf(consumerRegion);
  if (!optIn && !isElsewhere) return;
  const reason = isElsewhere
    ? 'they are in different partitions of AWS, which have no accounts in common'
    : `${optIn} is an opt-in Region, which shares no connections with other Regions`;
  refuse(
    ErrorCode.CONNECTION_OF_OTHER_REGION,
    `a connection of ${connectionRegion} cannot be used in ${consumerRegion}: ${reason}; use a connection of ${consumerRegion}`,
    scope,
  );
}

/** The partition of a Region, by its name: China, GovCloud, or the one of all others. */
function partitionOf(region: string): string {
  return /^(?:cn|us-gov)-/.exec(region)?.[0] ?? '';
}

function regionOf(connection: IConnectionRef): string {
  const { connectionArn } = connection.connectionRef;
  if (Token.isUnresolved(connectionArn)) return connection.env.region;
  // Not by `Arn.split`, which throws on a placeholder for missing context.
  return connectionArn.split(':')[3] || connection.env.region;
}

/**
 * Refuses a connection of another account that cannot be shared with the account of the consumer.
 *
 * AWS RAM shares connections whose ARN has the new prefix only. Whether a connection is shared is not known here.
 */
function checkAccount(connection: IConnectionRef, consumerAccount: string, scope: IConstruct): void {
  const { service, account } = otherAccountOf(connection, consumerAccount) ?? {};
  if (service !== 'codestar-connections') return;
  refuse(
    ErrorCode.CONNECTION_OF_OTHER_ACCOUNT,
    `a connection of account ${account} whose ARN has the prefix '${service}' cannot be used in account ${consumerAccount}: ` +
      `AWS shares only connections with the prefix 'codeconnections'; share a new connection, or use one of account ${consumerAccount}`,
    scope,
  );
}

/** The prefix and the account in the ARN of a connection, if the account is known and is not that of the consumer. */
export function otherAccountOf(
  { connectionRef }: IConnectionRef,
  consumerAccount: string,
): { readonly service: string | undefined; readonly account: string } | undefined {
  const [, , service, , account] = connectionBehind(connectionRef.connectionArn).arn?.split(':') ?? [];
  if (!account || account === consumerAccount) return undefined;
  return Token.isUnresolved(account) || Token.isUnresolved(consumerAccount) ? undefined : { service, account };
}

/** Refuses a connection for CodeBuild whose provider is known, and is not an expected one. */
export function checkProvider(connection: IConnectionRef, expected: string[], scope: IConstruct): void {
  const provider = providerOf(connection);
  if (provider === undefined || providerNamed(provider)?.codeBuildIsUnknown) return;
  if (expected.some((each) => each === provider || Token.isUnresolved(each))) return;
  refuse(
    ErrorCode.UNEXPECTED_PROVIDER,
    `the connection '${connection.node.path}' must have the provider ${expected.join(' or ')}, got ${provider}`,
    scope,
  );
}

/** The services that support some providers only, by the capability of a provider. */
const SERVICES = {
  argoCd: 'managed Argo CD',
  healthOmics: 'HealthOmics',
  serviceCatalog: 'Service Catalog',
} as const;

/** Refuses a connection for a service whose provider is known, and is not one that AWS lists for the service. */
export function checkSupport(connection: IConnectionRef, service: keyof typeof SERVICES, scope: IConstruct): void {
  const provider = providerOf(connection);
  if (providerNamed(provider)?.[service] !== false) return;
  const supported = providersThat((each) => each[service]).join(', ');
  refuse(
    ErrorCode.UNSUPPORTED_PROVIDER,
    `${SERVICES[service]} supports connections to ${supported}, got '${connection.node.path}' with the provider ${provider}; use a connection to one of them`,
    scope,
  );
}
