import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { environmentOf, identityOf, textOf } from '../../private/identity';
import { duplicates, isUnconditional } from '../duplicates';
import type { Rule } from '../rule';
import { nameOf, read, show } from '../values';

export const hostUrlTaken: Rule = {
  id: 'hostUrlTaken',
  error: ErrorCode.HOST_URL_TAKEN,
  summary: 'A URL has only one host in an account and Region.',
  fix: 'use that host, or change the URL',
  check: ({ hosts }) =>
    duplicates(hosts.filter(isUnconditional), (host) => read(host, 'providerEndpoint'), identityOfUrl).map(
      ({ resource, first, value }) => ({
        resource,
        others: [first],
        problem: `a URL can have only one host in an account and Region, and ${nameOf(first)} already has ${show(value)}`,
      }),
    ),
};

/** Different spellings of the same URL have the same identity. */
function identityOfUrl(url: unknown, host: IConstruct): string | undefined {
  const known = textOf(url, host);
  if (known === undefined || !URL.canParse(known)) return identityOf(url, host);
  const { protocol, host: authority, pathname } = new URL(known);
  return `${environmentOf(host)} ${protocol}//${authority}${pathname.replace(/\/+$/, '')}`;
}
