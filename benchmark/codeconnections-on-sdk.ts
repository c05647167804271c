/** Takes the place of src/handlers/shared/codeconnections.ts in the handler that ours is compared with. */
import {
  CodeStarConnectionsClient,
  GetConnectionCommand,
  type GetConnectionCommandInput,
  GetHostCommand,
  type GetHostCommandInput,
  ListHostsCommand,
  type ListHostsCommandInput,
} from '@aws-sdk/client-codestar-connections';
import type { CodeConnections } from '../src/handlers/shared/codeconnections';

// With its extension, so that it is not replaced itself.
export { listAll } from '../src/handlers/shared/codeconnections.ts';

const client = new CodeStarConnectionsClient();

const calls = {
  GetConnection: (input: GetConnectionCommandInput) => client.send(new GetConnectionCommand(input)),
  GetHost: (input: GetHostCommandInput) => client.send(new GetHostCommand(input)),
  ListHosts: (input: ListHostsCommandInput) => client.send(new ListHostsCommand(input)),
};

export function codeConnectionsOf(): CodeConnections {
  return ((operation: keyof typeof calls, input: never) => calls[operation](input)) as unknown as CodeConnections;
}
