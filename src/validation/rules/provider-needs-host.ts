import { ErrorCode } from '../../error-code';
import { providerNamed } from '../../private/providers';
import type { Rule } from '../rule';
import { literal, read } from '../values';

export const providerNeedsHost: Rule = {
  id: 'providerNeedsHost',
  error: ErrorCode.PROVIDER_NEEDS_HOST,
  summary: 'A connection to a provider that you run yourself has a host instead of a provider type.',
  fix: 'create a host with this provider type, and give a new connection that host instead of a provider type',
  check: ({ connections }) =>
    connections.flatMap((resource) => {
      const provider = literal(read(resource, 'providerType'));
      if (!providerNamed(provider)?.needsHost) return [];
      const got = read(resource, 'hostArn') === undefined ? 'no host' : 'both';
      return [
        {
          resource,
          problem: `a connection to the provider type '${provider}' must have a host and no provider type of its own, got ${got}`,
        },
      ];
    }),
};
