import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { validationError } from '../private/errors';
import { providerOf } from '../validation/connections';

/** Regions that an account opts in to: a connection there is known there only. */
const OPT_IN_REGIONS = ['eu-south-1'];

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
  if (provider === undefined || expected.some((each) => each === provider || Token.isUnresolved(each))) return;
  throw validationError(
    'UnexpectedProvider',
    `the connection '${connection.node.path}' must be one to ${expected.join(' or ')}, got one to ${provider}`,
    scope,
  );
}
