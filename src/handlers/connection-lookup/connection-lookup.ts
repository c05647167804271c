import { splitArn } from '../client/arn';
import { listAll } from '../client/codeconnections';
import { lookupResource } from '../lookup/lookup';
import { CONNECTION_LOOKUP } from './contract';

/** Finds one connection. */
export const connectionLookup = lookupResource(CONNECTION_LOOKUP, {
  kind: 'connection',
  list: (call) => listAll(call, 'ListConnections'),
  get: async (call, ConnectionArn) =>
    (await call('GetConnection', { ConnectionArn }, { retryDenied: false })).Connection,
  known: (ConnectionArn) => ({ ConnectionArn }),
  describe: ({ ConnectionArn = '', ConnectionName = '', ConnectionStatus, HostArn, ProviderType }) => ({
    arn: ConnectionArn,
    title: ConnectionName,
    traits: {
      name: ConnectionName,
      provider: ProviderType,
      host: HostArn,
      Region: splitArn(ConnectionArn)?.region,
      status: ConnectionStatus,
    },
  }),
  criteria: ({ Name, ProviderType, HostArn, HomeRegion, OnlyAvailable }) => ({
    name: Name,
    provider: ProviderType,
    host: HostArn,
    Region: HomeRegion,
    status: OnlyAvailable ? 'AVAILABLE' : undefined,
  }),
});
