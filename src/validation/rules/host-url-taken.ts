import type { CfnResource } from 'aws-cdk-lib';
import { duplicates, isUnconditional } from '../duplicates';
import type { Rule } from '../rule';
import { environmentOf, identityOf, literal, nameOf, read, show } from '../values';

export const hostUrlTaken: Rule = {
  id: 'HostUrlTaken',
  severity: 'error',
  summary: 'A URL has only one host in an account and Region.',
  fix: 'use that host, or change the URL',
  check: ({ hosts }) =>
    duplicates(hosts.filter(isUnconditional), (host) => read(host, 'providerEndpoint'), identityOfUrl).map(
      ({ resource, first, value }) => ({
        resource,
        problem: `a URL can have only one host in an account and Region, and ${nameOf(first)} already has ${show(value)}`,
      }),
    ),
};

/** Different spellings of the same URL have the same identity. */
function identityOfUrl(url: unknown, host: CfnResource): string | undefined {
  const known = literal(url);
  if (known === undefined || !URL.canParse(known)) return identityOf(url, host);
  const { protocol, host: authority, pathname } = new URL(known);
  return `${environmentOf(host)} ${protocol}//${authority}${pathname.replace(/\/+$/, '')}`;
}
