import { providerNamed } from '../../private/providers';
import type { Rule } from '../rule';
import { literal, read } from '../values';

export const providerNeedsHost: Rule = {
  id: 'ProviderNeedsHost',
  severity: 'error',
  summary: 'A connection to a provider that people run themselves has a host in place of the provider type.',
  fix: 'create a host of this provider type and give the connection that host in place of the provider type',
  check: ({ connections }) =>
    connections.flatMap((resource) => {
      const provider = literal(read(resource, 'providerType'));
      if (!providerNamed(provider)?.needsHost) return [];
      const got = read(resource, 'hostArn') === undefined ? 'no host' : 'both';
      return [{ resource, problem: `a connection to the provider type '${provider}' is made by its host, got ${got}` }];
    }),
};
