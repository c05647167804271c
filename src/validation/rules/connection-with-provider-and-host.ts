import { ErrorCode } from '../../error-code';
import { providerNamed } from '../../private/providers';
import type { Rule } from '../rule';
import { literal, read, referenceOf } from '../values';

export const connectionWithProviderAndHost: Rule = {
  id: 'connectionWithProviderAndHost',
  error: ErrorCode.CONNECTION_WITH_PROVIDER_AND_HOST,
  summary: 'A connection has either a provider type or a host, not both.',
  fix: 'give a new connection only one of them: it gets its provider type from its host',
  check: ({ connections }) =>
    connections.flatMap((resource) => {
      const provider = read(resource, 'providerType');
      if (!isCertain(provider) || !isCertain(read(resource, 'hostArn'))) return [];
      const known = literal(provider);
      if (providerNamed(known)?.needsHost) return []; // reported by another rule
      const detail = known ? ` (the provider type is '${known}')` : '';
      return [{ resource, problem: `a connection must have either a provider type or a host, got both${detail}` }];
    }),
};

/** Whether there will be a value: an intrinsic function may resolve to AWS::NoValue. */
function isCertain(value: unknown): boolean {
  return literal(value) !== undefined || referenceOf(value) !== undefined;
}
