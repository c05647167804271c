import { ErrorCode } from '../../error-code';
import { providerNamed } from '../../private/providers';
import type { Rule } from '../rule';
import { literal, read } from '../values';

export const connectionNeedsCustomResource: Rule = {
  id: 'connectionNeedsCustomResource',
  error: ErrorCode.CONNECTION_NEEDS_CUSTOM_RESOURCE,
  summary: 'A connection with an endpoint of its own, at ghe.com, is not a resource of CloudFormation itself.',
  fix: "use the 'Connection' of cdk-codeconnections with 'providerEndpoint'",
  check: ({ connections }) =>
    connections.flatMap((resource) => {
      if (resource.cfnResourceType.startsWith('Custom::')) return [];
      const provider = literal(read(resource, 'providerType'));
      const needsEndpoint = providerNamed(provider)?.needsEndpoint;
      if (!needsEndpoint && read(resource, 'providerEndpoint') === undefined) return [];
      const got = needsEndpoint ? `the provider type '${provider}'` : 'an endpoint';
      return [{ resource, problem: `CloudFormation cannot make a connection that has an endpoint, got ${got}` }];
    }),
};
