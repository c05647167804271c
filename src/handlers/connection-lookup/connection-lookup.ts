import { type Candidate, lookUp, UNKNOWN } from '../lookup/lookup';
import { splitArn } from '../shared/arn';
import { codeConnectionsIn, codeConnectionsOf, listAll } from '../shared/codeconnections';
import { customResource } from '../shared/custom-resource';
import type { Connection } from '../shared/operations';
import { CONNECTION_LOOKUP, type ConnectionLookupAttribute } from './contract';

/** Finds one connection. */
export const connectionLookup = customResource(CONNECTION_LOOKUP, (request, runtime) => {
  const { Region, HostArn, HomeRegion } = request.properties;
  const call = codeConnectionsIn(Region, request.stackId, runtime);
  return lookUp(
    {
      kind: 'connection',
      all: async () => {
        const connections = await listAll(async (page) => {
          const { Connections, NextToken } = await call('ListConnections', page);
          return [Connections, NextToken];
        });
        return connections.map(({ ConnectionArn = '', ...connection }) => candidate(ConnectionArn, connection));
      },
      one: async (ConnectionArn) => {
        const get = codeConnectionsOf(ConnectionArn, runtime);
        const { Connection: found = {} } = await get('GetConnection', { ConnectionArn }, { patient: false });
        return candidate(ConnectionArn, found);
      },
      meets: ({ arn, hostArn }) =>
        (HostArn === undefined || hostArn === HostArn) &&
        (HomeRegion === undefined || splitArn(arn)?.region === HomeRegion),
      criteria: { host: HostArn, Region: HomeRegion },
      unknown: (arn) => candidate(arn, {}).attributes,
    },
    request,
    runtime,
  );
});

function candidate(arn: string, connection: Connection): ConnectionCandidate {
  const { ConnectionName = UNKNOWN, ConnectionStatus = UNKNOWN, OwnerAccountId = UNKNOWN } = connection;
  const { HostArn: hostArn, ProviderType = UNKNOWN } = connection;
  const attributes = { ConnectionArn: arn, ConnectionName, ConnectionStatus, OwnerAccountId, ProviderType };
  return { arn, name: ConnectionName, status: ConnectionStatus, providerType: ProviderType, hostArn, attributes };
}

interface ConnectionCandidate extends Candidate<ConnectionLookupAttribute> {
  readonly hostArn: string | undefined;
}
