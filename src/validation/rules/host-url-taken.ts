import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { environmentOf, identityOf } from '../../private/identity';
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
  return identityOf(url, host, (text) => `${environmentOf(host)} ${URL.canParse(text) ? inOneSpelling(text) : text}`);
}

function inOneSpelling(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
