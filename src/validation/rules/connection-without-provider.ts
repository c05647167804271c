import type { Rule } from '../rule';
import { read } from '../values';

export const connectionWithoutProvider: Rule = {
  id: 'ConnectionWithoutProvider',
  severity: 'error',
  summary: 'A connection has a provider type or a host.',
  fix: 'set the provider type, or the host if you run the provider yourself',
  check: ({ connections }) =>
    connections
      .filter((resource) => read(resource, 'providerType') === undefined && read(resource, 'hostArn') === undefined)
      .map((resource) => ({
        resource,
        problem: 'a connection must have either a provider type or a host, got neither',
      })),
};
