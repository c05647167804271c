import type { IncomingMessage } from 'node:http';

/** Names of loopback, with those of virtual hosts below `localhost`, and a port. */
const LOOPBACK = /^(([a-z0-9_-]+\.)*localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** What a browser sends with a request that no person has made: for it, `Sec-Fetch-Site` is `none`, whichever page asks. */
const FETCHED_AHEAD = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/**
 * Refuses requests that pages of other sites make a browser send.
 *
 * A browser tells the truth in these headers, and a page cannot change them: the name that it knows this server by, which
 * is not one of loopback after DNS rebinding; the page's own origin; and how that is related to us. Images, forms and
 * navigations have no `Origin`, so its absence lets nobody in: every request that does something is signed, or has a token.
 */
export function requireLocalRequest(request: IncomingMessage, isPage: boolean): void {
  const { host = [], origin = [], 'sec-fetch-site': site = [] } = request.headersDistinct;
  if (host.length !== 1 || !LOOPBACK.test(host[0])) {
    throw forbidden(`this is only for this machine, which calls it localhost or 127.0.0.1, not '${host.join(', ')}'`);
  }
  if (origin.some((one) => one !== `http://${host[0]}`)) {
    throw forbidden(`pages of other origins may not call this, and '${origin.join(', ')}' is one`);
  }
  const isOwn = site.every((one) => one === 'same-origin' || one === 'none');
  if (!isOwn && !(isPage && isVisit(request))) {
    throw forbidden('pages of other sites may not call this; open its address by hand');
  }
  if (FETCHED_AHEAD.some((name) => request.headersDistinct[name] !== undefined)) {
    throw forbidden('this is not fetched ahead: a page of any site can have a browser do that');
  }
}

/** Whether another page of this machine leads a person to one of ours. */
function isVisit({ method, headersDistinct: headers }: IncomingMessage): boolean {
  const is = (name: string, value: string) => headers[name]?.length === 1 && headers[name][0] === value;
  return (
    method === 'GET' &&
    is('sec-fetch-site', 'same-site') &&
    is('sec-fetch-mode', 'navigate') &&
    is('sec-fetch-dest', 'document')
  );
}

/** A request that is not let in. Its message is for a person. */
export class ForbiddenRequest extends Error {}

const forbidden = (reason: string) => new ForbiddenRequest(reason);
