import { type Candidate, lookUp, UNKNOWN } from '../lookup/lookup';
import { codeConnectionsIn, codeConnectionsOf, listAll } from '../shared/codeconnections';
import { customResource } from '../shared/custom-resource';
import type { Host } from '../shared/operations';
import { HOST_LOOKUP, type HostLookupAttribute } from './contract';

/** Finds one host. */
export const hostLookup = customResource(HOST_LOOKUP, (request, runtime) => {
  const { Region, ProviderEndpoint } = request.properties;
  const call = codeConnectionsIn(Region, request.stackId, runtime);
  return lookUp(
    {
      kind: 'host',
      all: async () => {
        const hosts = await listAll(async (page) => {
          const { Hosts, NextToken } = await call('ListHosts', page);
          return [Hosts, NextToken];
        });
        return hosts.map(({ HostArn = '', ...host }) => candidate(HostArn, host));
      },
      one: async (HostArn) => {
        const get = codeConnectionsOf(HostArn, runtime);
        return candidate(HostArn, await get('GetHost', { HostArn }, { patient: false }));
      },
      meets: ({ attributes }) => ProviderEndpoint === undefined || attributes.ProviderEndpoint === ProviderEndpoint,
      criteria: { URL: ProviderEndpoint },
      unknown: (arn) => candidate(arn, {}).attributes,
    },
    request,
    runtime,
  );
});

function candidate(arn: string, host: Omit<Host, 'HostArn'>): Candidate<HostLookupAttribute> {
  const { Name = UNKNOWN, ProviderEndpoint = UNKNOWN, ProviderType = UNKNOWN, Status = UNKNOWN } = host;
  const attributes = { HostArn: arn, Name, ProviderEndpoint, ProviderType, Status };
  return { arn, name: Name, status: Status, providerType: ProviderType, attributes };
}
