import { activeBlockers } from '../blockers.ts';
import type { Account, Connection, Host } from '../state.ts';
import { isSyncing, origin } from './attention.ts';
import { html } from './html.ts';
import { type Form, facts, inSimulatorOnly, MOVING, type Page, status } from './layout.ts';
import { pathOf } from './links.ts';
import { syncedThrough, syncSection } from './sync-section.ts';

/** A connection: where it is, and what is kept in sync through it. Its buttons have the words of the AWS console. */
export function connectionPage(account: Account, connection: Connection, host: Host | undefined, form: Form): Page {
  const isPending = connection.status === 'PENDING';
  const blocked = host !== undefined && host.status !== 'AVAILABLE';
  const syncs = syncedThrough(account, connection).map(({ sync }) => sync);
  const hasFields = syncs.some((sync) => activeBlockers(sync).length > 0);
  return {
    title: `Connection ${connection.name}`,
    refresh: !hasFields && (isPending || syncs.some(isSyncing)) ? MOVING : undefined,
    content: html`
${facts([
  ['Status', status(connection.status)],
  ['Provider', connection.providerType],
  ['Endpoint', connection.providerEndpoint],
  ['Origin', origin(connection)],
  ['Host', host && html`<a href="${pathOf(host)}">${host.name}</a> ${status(host.status)}`],
  ['ARN', html`<code>${connection.arn}</code>`],
])}
${isPending && html`<p>Somebody has to complete this connection before it can be used.</p>`}
${blocked && html`<p>Set up its host first: <a href="${pathOf(host)}">${host.name}</a>.</p>`}
${isPending && !blocked && form(html`<button class="main" name="action" value="complete">Update pending connection</button>`)}
${syncSection(account, connection, form)}
${inSimulatorOnly(html`<p>${
  connection.status === 'ERROR'
    ? 'AWS tries a connection in ERROR again by itself. Here it stays so until you connect it again.'
    : 'Try what your app does when the handshake fails, or the connection breaks.'
}</p>
${
  connection.status === 'ERROR'
    ? !blocked && form(html`<button name="action" value="complete">Connect again</button>`)
    : form(html`<button name="action" value="fail">Let it fail</button>`)
}`)}`,
  };
}
