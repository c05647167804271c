import type { Account, Connection, Host, HostStatus } from '../state.ts';
import { isHostMoving, origin } from './attention.ts';
import { type Html, html } from './html.ts';
import { type Form, facts, inSimulatorOnly, MOVING, type Page, status } from './layout.ts';
import { pathOf } from './links.ts';

/** In these, a host has failed already, or is on its way out. */
const UNFAILING: readonly HostStatus[] = ['ERROR', 'VPC_CONFIG_FAILED_INITIALIZATION', 'VPC_CONFIG_DELETING'];

/** A host, with the connections on it. Its button has the words of the AWS console. */
export function hostPage(account: Account, host: Host, form: Form): Page {
  const connections = [...account.connections.values()].filter(({ hostArn }) => hostArn === host.arn);
  return {
    title: `Host ${host.name}`,
    refresh: isHostMoving(host) ? MOVING : undefined,
    content: html`
${facts([
  ['Status', html`${status(host.status)} ${host.statusMessage}`],
  ['Provider', host.providerType],
  ['URL', html`<code>${host.providerEndpoint}</code>`],
  ['VPC', host.vpcConfiguration?.VpcId],
  ['Origin', origin(host)],
  ['Connections', connections.length > 0 ? list(connections) : undefined],
  ['ARN', html`<code>${host.arn}</code>`],
])}
${
  host.status === 'PENDING' &&
  html`<p>Somebody has to set up this host before a connection on it can be completed.</p>
${form(html`<button class="main" name="action" value="complete">Set up host</button>`)}`
}
${
  !UNFAILING.includes(host.status) &&
  inSimulatorOnly(html`<p>Try what your app does when the host, or the preparation of its VPC, fails.</p>
${form(html`<button name="action" value="fail">Let it fail</button>`)}`)
}`,
  };
}

const list = (connections: readonly Connection[]): Html =>
  html`${connections.map(
    (connection) => html`<a href="${pathOf(connection)}">${connection.name}</a> ${status(connection.status)}<br>`,
  )}`;
