import { listAll } from '../client/codeconnections';
import type { Host } from '../client/operations';
import { lookupResource } from '../lookup/lookup';
import { HOST_LOOKUP } from './contract';

/** Finds one host. */
export const hostLookup = lookupResource(HOST_LOOKUP, {
  kind: 'host',
  list: (call) => listAll(call, 'ListHosts'),
  get: (call, HostArn): Promise<Host> => call('GetHost', { HostArn }, { retryDenied: false }),
  known: (HostArn) => ({ HostArn }),
  describe: ({ HostArn = '', Name = '', ProviderEndpoint, ProviderType, Status }) => ({
    arn: HostArn,
    title: Name,
    traits: { name: Name, provider: ProviderType, URL: ProviderEndpoint, status: Status },
  }),
  criteria: ({ Name, ProviderEndpoint, ProviderType, OnlyAvailable }) => ({
    name: Name,
    provider: ProviderType,
    URL: ProviderEndpoint,
    status: OnlyAvailable ? 'AVAILABLE' : undefined,
  }),
});
