import { type CodeConnections, codeConnectionsOf, listAll } from '../client/codeconnections';
import { customResource } from '../framework/custom-resource';
import type { Observation } from '../waiter/subject';
import { waitUntilAvailable } from '../waiter/waiter';
import { AVAILABLE_HOST } from './contract';

/** Waits until a person has set up a host. */
export const availableHost = customResource(AVAILABLE_HOST, (request, runtime) => {
  const { HostArn } = request.properties;
  const call = codeConnectionsOf(HostArn, runtime);
  return waitUntilAvailable(
    {
      kind: 'host',
      arn: HostArn,
      instruction: 'choose "Set up host" and sign in to the provider. It can be set up once its status is PENDING.',
      observe: async (options) => {
        const { Name: name = HostArn, Status: status = '' } = await call('GetHost', { HostArn }, options);
        const state = stateOf(status);
        return {
          name,
          status,
          state,
          ...(state === 'failed' && { reason: await statusMessage(HostArn, call, options) }),
        };
      },
      attributes: (Status) => ({ HostArn, Status }),
    },
    request,
    runtime,
  );
});

/** AWS does not document the statuses of a host, so a status that sounds final counts as failed. */
function stateOf(status: string): Observation['state'] {
  if (status === 'AVAILABLE') return 'available';
  return /FAIL|ERROR|DELET/i.test(status) ? 'failed' : 'pending';
}

/** The reason for the status of a host. Only the list of all hosts has it. */
async function statusMessage(
  arn: string,
  call: CodeConnections,
  options?: { readonly retryDenied: boolean },
): Promise<string | undefined> {
  const hosts = await listAll(call, 'ListHosts', {}, options);
  return hosts.find(({ HostArn }) => HostArn === arn)?.StatusMessage;
}
