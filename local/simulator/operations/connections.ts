import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { TextShape } from '../model/shape.ts';
import type { Input, Output, Value } from '../model/types.ts';
import { isDeclared, shapeOf } from '../model/validate.ts';
import { arnOf, type Connection, type Context, isVisible } from '../state.ts';
import { findHost, INSTALLED_PROVIDERS } from './hosts.ts';
import { page } from './paging.ts';
import { tagsGiven, tagsOf } from './tags.ts';

/** The provider each of whose customers has an address of their own, below ghe.com. */
const TENANT_PROVIDER: Value<'ProviderType'> = 'GitHubEnterpriseCloudDataResidency';

/** Connections of a Region that has to be opted into are known in that Region only. */
const OPT_IN_REGIONS: readonly string[] = ['eu-south-1'];

export function createConnection(input: Input<'CreateConnection'>, context: Context): Output<'CreateConnection'> {
  const { account, world, region } = context;
  const providerType = providerOf(input, context);
  const limit = world.settings.quotas.connections;
  if (account.connections.size >= limit) {
    throw new ServiceError(
      'LimitExceededException',
      `Account ${account.id} has ${limit} connections, which is the limit`,
    );
  }
  for (const { name, arn } of account.connections.values()) {
    if (name === input.ConnectionName && world.settings.uniqueConnectionNames) {
      throw new ServiceError('ValidationException', `A connection named '${name}' exists in this account: ${arn}`);
    }
  }
  const id = randomUUID();
  const connection: Connection = {
    ...world.stored(),
    arn: arnOf(context, 'connection', id),
    id,
    name: input.ConnectionName,
    region,
    ownerAccountId: account.id,
    providerType,
    hostArn: input.HostArn,
    providerEndpoint: input.ProviderEndpoint,
    status: 'PENDING',
    tags: tagsOf(context, input.Tags),
  };
  account.connections.set(connection.arn, connection);
  return { ConnectionArn: connection.arn, Tags: tagsGiven(connection) };
}

/** Whether the API that is called has this provider, and the service still supports it. */
export function isSupported({ service, world }: Context, provider: Value<'ProviderType'>): boolean {
  const { enum: known = [] } = shapeOf(service, 'ProviderType') as TextShape;
  return known.includes(provider) && !world.settings.unsupportedProviders.includes(provider);
}

function providerOf(input: Input<'CreateConnection'>, context: Context): Value<'ProviderType'> {
  const { ProviderType: provider, HostArn: hostArn } = input;
  if (provider !== undefined && !isSupported(context, provider)) {
    const name = 'UnsupportedProviderTypeException';
    throw new ServiceError(
      isDeclared(context.service, 'CreateConnection', name) ? name : 'ValidationException',
      `Provider ${provider} is not supported`,
    );
  }
  checkProviderEndpoint(input);
  if (hostArn === undefined) {
    if (provider === undefined) {
      throw new ServiceError('ValidationException', 'Either ProviderType or HostArn must be given');
    }
    if (INSTALLED_PROVIDERS.includes(provider)) {
      throw new ServiceError(
        'ValidationException',
        `Provider ${provider} is installed on a host: give HostArn, not ProviderType`,
      );
    }
    return provider;
  }
  if (provider !== undefined) {
    throw new ServiceError('ValidationException', 'ProviderType and HostArn must not be given together');
  }
  const host = findHost(context, hostArn);
  if (host.status !== 'PENDING' && host.status !== 'AVAILABLE') {
    throw new ServiceError('ResourceUnavailableException', `Host ${hostArn} is ${host.status}`);
  }
  return host.providerType;
}

/** Only connections to ghe.com name the tenant that they are for. */
function checkProviderEndpoint({
  ProviderType: provider,
  ProviderEndpoint: endpoint,
}: Input<'CreateConnection'>): void {
  if (provider === TENANT_PROVIDER && endpoint === undefined) {
    throw new ServiceError('InvalidInputException', `Provider ${provider} needs ProviderEndpoint`);
  }
  if (provider !== TENANT_PROVIDER && endpoint !== undefined) {
    throw new ServiceError('InvalidInputException', `ProviderEndpoint is for ${TENANT_PROVIDER} only`);
  }
}

export function getConnection({ ConnectionArn }: Input<'GetConnection'>, context: Context): Output<'GetConnection'> {
  const connection = findConnection(context, ConnectionArn);
  if (!isKnownHere(context, connection)) {
    throw new ServiceError(
      'ResourceUnavailableException',
      `Connection ${ConnectionArn} can be used in ${connection.region} only`,
    );
  }
  return { Connection: describe(context, connection) };
}

export function listConnections(input: Input<'ListConnections'>, context: Context): Output<'ListConnections'> {
  const { ProviderTypeFilter: provider, HostArnFilter: hostArn } = input;
  if (hostArn !== undefined) {
    findHost(context, hostArn);
  }
  const { items, NextToken } = page(
    context,
    `connections ${provider} ${hostArn}`,
    context.account.connections.values(),
    input,
    { invalid: 'ValidationException', expired: 'ResourceNotFoundException' },
    (connection) =>
      isKnownHere(context, connection) &&
      (provider === undefined || connection.providerType === provider) &&
      (hostArn === undefined || connection.hostArn === hostArn),
  );
  return { Connections: items.map((connection) => describe(context, connection)), NextToken };
}

export function deleteConnection(
  { ConnectionArn }: Input<'DeleteConnection'>,
  context: Context,
): Output<'DeleteConnection'> {
  context.account.connections.delete(findConnection(context, ConnectionArn).arn);
  return {};
}

/** The connection, wherever it was created. */
export function findConnection(context: Context, arn: string): Connection {
  const connection = context.account.connections.get(arn);
  if (!connection || !isVisible(context, connection)) {
    throw new ServiceError('ResourceNotFoundException', `Connection ${arn} not found`);
  }
  return connection;
}

/** Whether the connection can be used in the Region that is called. */
export const isKnownHere = ({ region }: Context, connection: Connection): boolean =>
  connection.region === region || !OPT_IN_REGIONS.includes(connection.region);

const describe = ({ service }: Context, connection: Connection): Value<'Connection'> => ({
  ConnectionName: connection.name,
  ConnectionArn: connection.arn,
  ProviderType: connection.providerType,
  OwnerAccountId: connection.ownerAccountId,
  ConnectionStatus: connection.status,
  HostArn: connection.hostArn,
  ProviderEndpoint: service === 'codeconnections' ? connection.providerEndpoint : undefined,
});
