import { ErrorCode } from '../../error-code';
import { providerNamed, providersThat } from '../../private/providers';
import type { Rule } from '../rule';
import { literal, read } from '../values';

export const hostForCloudProvider: Rule = {
  id: 'hostForCloudProvider',
  error: ErrorCode.HOST_FOR_CLOUD_PROVIDER,
  summary: 'A host is for a provider that you run yourself.',
  fix: 'give a new connection this provider type, without a host',
  check: ({ hosts }) =>
    hosts.flatMap((resource) => {
      const provider = literal(read(resource, 'providerType'));
      if (providerNamed(provider)?.needsHost !== false) return [];
      const installed = providersThat(({ needsHost }) => needsHost).join(' or ');
      return [
        {
          resource,
          problem: `a host must be for a provider that you run yourself (${installed}), got the provider type '${provider}'`,
        },
      ];
    }),
};
