import { activeBlockers, repositoryOf } from '../git-sync.ts';
import type { Account, Connection, Host, HostStatus, World } from '../state.ts';
import { type Html, html } from './html.ts';
import { type Form, facts, type Page, status } from './layout.ts';
import { pathOf, stackPath } from './links.ts';
import type { ConsoleSection, Link } from './section.ts';
import { attempt, syncSection } from './sync-section.ts';

/** Everything there is, with what waits for a person first. */
export async function overviewPage(world: World, sections: readonly ConsoleSection[]): Promise<Page> {
  const accounts = [...world.accounts.values()];
  const hosts = accounts.flatMap(({ regions }) =>
    [...regions.values()].flatMap((region) => [...region.hosts.values()]),
  );
  const connections = accounts.flatMap((account) => [...account.connections.values()]);
  const pendingFirst = (a: { status: string }, b: { status: string }) =>
    Number(b.status === 'PENDING') - Number(a.status === 'PENDING');
  return {
    title: 'Connections and hosts',
    content: html`
${section('Connections', connections.sort(pendingFirst), ({ name, arn }) => [name, arn])}
${section('Hosts', hosts.sort(pendingFirst), ({ name, arn }) => [name, arn])}
${syncedStacks(accounts)}
${await Promise.all(sections.map(linksOf))}`,
  };
}

async function linksOf(section: ConsoleSection): Promise<Html | false> {
  const links = await section.links();
  return links.length > 0 && html`<h2>${section.title}</h2>${linkList(links)}`;
}

const linkList = (links: readonly Link[]): Html => html`<ul>
${links.map(
  ({ name, path }) => html`<li><a href="${path}">${name}</a></li>
`,
)}</ul>`;

/** The page of a section itself. */
export async function sectionPage(section: ConsoleSection): Promise<Page> {
  const links = await section.links();
  return { title: section.title, content: links.length > 0 ? linkList(links) : html`<p>There are none.</p>` };
}

/** The stacks that are kept in sync, with those first that need attention. */
function syncedStacks(accounts: readonly Account[]): Html | false {
  const stacks = accounts.flatMap((account) =>
    [...account.regions].flatMap(([region, { syncConfigurations }]) =>
      [...syncConfigurations.values()].map((sync) => ({ account, region, sync })),
    ),
  );
  const needsAttention = ({ sync }: (typeof stacks)[number]) =>
    sync.latest?.Status === 'FAILED' || activeBlockers(sync).length > 0;
  stacks.sort((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)));
  return (
    stacks.length > 0 &&
    html`<h2>Synced stacks</h2>
<table>
<thead><tr><th scope="col">Stack</th><th scope="col">Follows</th><th scope="col">Latest sync</th></tr></thead>
<tbody>
${stacks.map(
  ({
    account,
    region,
    sync,
  }) => html`<tr><th scope="row"><a href="${stackPath(account, region, sync.resourceName)}">${sync.resourceName}</a></th>
<td>${repositoryOf(sync.link)}, branch ${sync.branch}</td><td>${attempt(sync.latest)}</td></tr>
`,
)}
</tbody></table>`
  );
}

function section<T extends Connection | Host>(
  title: string,
  objects: readonly T[],
  describe: (object: T) => [string, string],
): Html {
  if (objects.length === 0) {
    return html`<h2>${title}</h2><p>There are none.</p>`;
  }
  return html`<h2>${title}</h2>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Provider</th><th scope="col">Made by</th></tr></thead>
<tbody>
${objects.map((object) => {
  const [name, arn] = describe(object);
  return html`<tr><th scope="row"><a href="${pathOf(object)}">${name}</a><br><code>${arn}</code></th>
<td>${status(object.status)}</td><td>${object.providerType}</td><td>${origin(object)}</td></tr>
`;
})}
</tbody></table>`;
}

export function connectionPage(account: Account, connection: Connection, host: Host | undefined, form: Form): Page {
  const pending = connection.status === 'PENDING';
  const blocked = host !== undefined && host.status !== 'AVAILABLE';
  return {
    title: `Connection ${connection.name}`,
    content: html`
${facts([
  ['Status', status(connection.status)],
  ['Provider', connection.providerType],
  ['Made by', origin(connection)],
  ['Host', host && html`<a href="${pathOf(host)}">${host.name}</a>, ${status(host.status)}`],
  ['ARN', html`<code>${connection.arn}</code>`],
])}
${pending && html`<p>Somebody has to complete this connection before it can be used.</p>`}
${
  blocked
    ? html`<p>Set up its host first: <a href="${pathOf(host)}">${host.name}</a>.</p>`
    : form(html`
${connection.status !== 'AVAILABLE' && html`<button class="main" name="action" value="complete">Complete connection</button>`}
${connection.status !== 'ERROR' && html`<button name="action" value="fail">Let it fail</button>`}`)
}
${syncSection(account, connection, form)}`,
  };
}

/** In these, a host has failed already, or is on its way out. */
const UNFAILING: readonly HostStatus[] = ['ERROR', 'VPC_CONFIG_FAILED_INITIALIZATION', 'VPC_CONFIG_DELETING'];

export function hostPage(account: Account, host: Host, form: Form): Page {
  const connections = [...account.connections.values()].filter(({ hostArn }) => hostArn === host.arn);
  return {
    title: `Host ${host.name}`,
    content: html`
${facts([
  ['Status', html`${status(host.status)} ${host.statusMessage}`],
  ['Provider', host.providerType],
  ['URL', html`<code>${host.providerEndpoint}</code>`],
  ['VPC', host.vpcConfiguration?.VpcId],
  ['Made by', origin(host)],
  ['Connections', connections.length > 0 ? list(connections) : undefined],
  ['ARN', html`<code>${host.arn}</code>`],
])}
${form(html`
${host.status === 'PENDING' && html`<button class="main" name="action" value="complete">Set up host</button>`}
${!UNFAILING.includes(host.status) && html`<button name="action" value="fail">Let it fail</button>`}`)}`,
  };
}

export const problemPage = (message: string): Page => ({
  title: 'This cannot be done',
  content: html`<p role="alert">${message}</p>`,
});

const list = (connections: readonly Connection[]): Html =>
  html`${connections.map(
    (connection) => html`<a href="${pathOf(connection)}">${connection.name}</a> ${status(connection.status)}<br>`,
  )}`;

/** The stack that made it, by the tags that CloudFormation sets. */
function origin({ tags }: Connection | Host): string {
  const stack = tags.get('aws:cloudformation:stack-name');
  const resource = tags.get('aws:cloudformation:logical-id');
  if (stack === undefined) {
    return 'no stack';
  }
  return resource === undefined ? `stack ${stack}` : `stack ${stack}, resource ${resource}`;
}
