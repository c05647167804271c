import { Refusal } from '../people.ts';
import type { Service } from '../simulator.ts';
import type { Connection, Host } from '../state.ts';
import { type Html, html } from './html.ts';

/** The path of a deep link into the AWS console. */
const DEEP_LINK =
  /^\/codesuite\/settings\/(\d{12})\/([a-z0-9-]+)\/(codeconnections|codestar-connections)\/(connection|host)s\/([^/]+)$/;

/** The page at the deep link's path, where a person completes what is pending. */
export const consolePage = {
  headers: {
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  },

  get(service: Service, path: string): string {
    const { connection, host } = find(service, path);
    return page(connection ? connectionPart(connection) : html`${host && hostPart(host)}`);
  },

  post(service: Service, path: string, form: URLSearchParams): void {
    const { connection, host } = find(service, path);
    const action = form.get('action');
    if (connection && action === 'complete') {
      service.completeConnection(connection.arn);
    } else if (connection && action === 'fail') {
      service.failConnection(connection.arn);
    } else if (host && action === 'complete') {
      service.completeHost(host.arn);
    } else if (host && action === 'fail') {
      service.failHost(host.arn);
    } else {
      throw new Refusal(`action must be complete or fail, got ${action}`, 400);
    }
  },
};

function find({ world, people }: Service, path: string): { connection?: Connection; host?: Host } {
  const match = DEEP_LINK.exec(decode(path));
  if (!match) {
    throw new Refusal(`there is no page ${path}`, 404);
  }
  const [, account, region, api, type, id] = match;
  if (type === 'host') {
    for (const host of world.accounts.get(account)?.regions.get(region)?.hosts.values() ?? []) {
      if (host.id === id) {
        return { host: people.host(host.arn) };
      }
    }
  }
  for (const connection of world.accounts.get(account)?.connections.values() ?? []) {
    if (type === 'connection' && connection.id === id) {
      return { connection: people.connection(connection.arn) };
    }
  }
  throw new Refusal(`there is no ${type} ${id} in account ${account}, ${region}, ${api}`, 404);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const connectionPart = (connection: Connection): Html => html`
<h1>Connection ${connection.name}</h1>
<p>${connection.providerType} · <strong>${connection.status}</strong></p>
<p><code>${connection.arn}</code></p>
${buttons(connection.status === 'PENDING' ? 'Complete the connection' : 'Connect again')}`;

const hostPart = (host: Host): Html => html`
<h1>Host ${host.name}</h1>
<p>${host.providerType} at ${host.providerEndpoint} · <strong>${host.status}</strong> ${host.statusMessage}</p>
<p><code>${host.arn}</code></p>
${buttons('Set up the host')}`;

const buttons = (complete: string): Html => html`
<form method="post">
<button name="action" value="complete">${complete}</button>
<button name="action" value="fail">Let it fail</button>
</form>`;

const page = (content: Html): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>CodeConnections simulator</title></head>
<body><main>${content}</main></body></html>`.toString();
