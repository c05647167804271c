import { ErrorCode } from '../../error-code';
import type { Rule } from '../rule';
import { literal, read } from '../values';

export const hostAtGheCom: Rule = {
  id: 'hostAtGheCom',
  error: ErrorCode.HOST_AT_GHE_COM,
  summary: 'A host is not at ghe.com, which GitHub runs.',
  fix: "create a connection with the provider type 'GitHubEnterpriseCloudDataResidency' and this endpoint as its 'providerEndpoint', without a host",
  check: ({ hosts }) =>
    hosts.flatMap((resource) => {
      const endpoint = literal(read(resource, 'providerEndpoint'));
      if (!isAtGheCom(endpoint)) return [];
      return [{ resource, problem: `the service refuses a host at ghe.com, got the endpoint '${endpoint}'` }];
    }),
};

function isAtGheCom(endpoint = ''): boolean {
  if (!URL.canParse(endpoint)) return false;
  return /\.ghe\.com\.?$/.test(new URL(endpoint).hostname);
}
