import { codeConnectionsOf } from '../client/codeconnections';
import { customResource } from '../framework/custom-resource';
import type { Observation } from '../waiter/subject';
import { waitUntilAvailable } from '../waiter/waiter';
import { AVAILABLE_CONNECTION } from './contract';

/** Waits until a person has completed the handshake of a connection. */
export const availableConnection = customResource(AVAILABLE_CONNECTION, (request, runtime) => {
  const { ConnectionArn } = request.properties;
  const call = codeConnectionsOf(ConnectionArn, runtime);
  return waitUntilAvailable(
    {
      kind: 'connection',
      arn: ConnectionArn,
      instruction: 'choose "Update pending connection" and sign in to the provider.',
      observe: async (options) => {
        const { Connection: found = {} } = await call('GetConnection', { ConnectionArn }, options);
        const { ConnectionName: name = ConnectionArn, ConnectionStatus: status = '' } = found;
        return { name, status, state: STATES[status] ?? 'pending' };
      },
      attributes: (ConnectionStatus) => ({ ConnectionArn, ConnectionStatus }),
    },
    request,
    runtime,
  );
});

const STATES: Readonly<Record<string, Observation['state']>> = { AVAILABLE: 'available', ERROR: 'failed' };
