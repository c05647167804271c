import { activeBlockers } from '../blockers.ts';
import { repositoryOf } from '../git-sync.ts';
import type { Connection, Host, World } from '../state.ts';
import { attentionPart, isInMotion, origin } from './attention.ts';
import { type Html, html } from './html.ts';
import { MOVING, type Page, status } from './layout.ts';
import { pathOf, stackPath } from './links.ts';
import type { AttentionSource, ConsoleSection, Link } from './section.ts';
import { attempt } from './sync-section.ts';
import { allSynced, type Synced } from './synced.ts';

/** Everything there is, with what is broken, and what waits for whom, first. */
export async function overviewPage(
  world: World,
  sections: readonly ConsoleSection[],
  sources: readonly AttentionSource[],
): Promise<Page> {
  const accounts = [...world.accounts.values()];
  const hosts = accounts.flatMap(({ regions }) =>
    [...regions.values()].flatMap((region) => [...region.hosts.values()]),
  );
  const connections = accounts.flatMap((account) => [...account.connections.values()]);
  const [attention, isWaiting] = await attentionPart(world, sources);
  return {
    title: 'Overview',
    refresh: isWaiting || isInMotion(world) ? MOVING : undefined,
    content: html`
${attention}
${resources('Connections', connections)}
${resources('Hosts', hosts)}
${syncedStacks(world)}
${await Promise.all(sections.map(linksOf))}`,
  };
}

async function linksOf(section: ConsoleSection): Promise<Html | false> {
  const heading = html`<h2><a href="${section.path}">${section.title}</a></h2>`;
  return section.links().then(
    (links) => links.length > 0 && html`${heading}${linkList(links)}`,
    ({ message }: Error) => html`${heading}<p role="alert">They cannot be read: ${message}</p>`,
  );
}

const linkList = (links: readonly Link[]): Html => html`<ul class="items">
${links.map(
  ({ name, path }) => html`<li><a href="${path}">${name}</a></li>
`,
)}</ul>`;

/** The page of a section itself. */
export async function sectionPage(section: ConsoleSection): Promise<Page> {
  if (section.index) return section.index();
  const links = await section.links();
  return { title: section.title, content: links.length > 0 ? linkList(links) : html`<p>There are none.</p>` };
}

const pendingFirst = (a: { status: string }, b: { status: string }) =>
  Number(b.status === 'PENDING') - Number(a.status === 'PENDING');

function resources(title: string, objects: readonly (Connection | Host)[]): Html {
  return html`<h2>${title}</h2>
${
  objects.length === 0
    ? html`<p>There are none.</p>`
    : html`<ul class="items">
${objects.toSorted(pendingFirst).map(
  (object) => html`<li><strong><a href="${pathOf(object)}">${object.name}</a></strong> ${status(object.status)}
<p>${[object.providerType, origin(object)].filter(Boolean).join('. ')}</p>
<small><code>${object.arn}</code></small></li>
`,
)}</ul>`
}`;
}

/** The stacks that are kept in sync, with those first that need attention. */
function syncedStacks(world: World): Html | false {
  const stacks = allSynced(world);
  const needsAttention = ({ sync }: Synced) => sync.latest?.Status === 'FAILED' || activeBlockers(sync).length > 0;
  stacks.sort((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)));
  return (
    stacks.length > 0 &&
    html`<h2>Synced stacks</h2>
<ul class="items">
${stacks.map(
  ({
    account,
    region,
    sync,
  }) => html`<li><strong><a href="${stackPath(account, region, sync.resourceName)}">${sync.resourceName}</a></strong> ${attempt(sync.latest)}
<small>${repositoryOf(sync.link)}, branch ${sync.branch}</small></li>
`,
)}</ul>`
  );
}
