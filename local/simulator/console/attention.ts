import { activeBlockers } from '../blockers.ts';
import { repositoryOf } from '../git-sync.ts';
import type { Account, Connection, Host, Region, RepositoryLink, SyncConfiguration, World } from '../state.ts';
import { type Html, html } from './html.ts';
import { status, toneOf } from './layout.ts';
import { pathOf, stackPath } from './links.ts';
import type { Attention, AttentionSource } from './section.ts';

/** What is broken and what waits for whom: first what a person can do something about. */
export async function attentionPart(world: World, sources: readonly AttentionSource[]): Promise<[Html, boolean]> {
  const found = await Promise.all(sources.map(ask));
  const all = [...attentionOf(world), ...found.flat()];
  const items = all.toSorted((a, b) => Number(a.waitsFor === undefined) - Number(b.waitsFor === undefined));
  const content = html`<h2>Needs attention</h2>
${items.length === 0 ? html`<p>Nothing needs attention.</p>` : html`<ul class="items">${items.map(attentionItem)}</ul>`}`;
  return [content, items.some(({ waitsFor }) => waitsFor !== undefined)];
}

/** One that cannot be asked must not take the others away. */
const ask = (source: AttentionSource): Promise<readonly Attention[]> =>
  source().catch(({ message }: Error) => [{ what: 'The rest is not known', status: 'ERROR', reason: message }]);

function attentionItem({ what, path, status: state, reason, waitsFor }: Attention): Html {
  return html`<li class="${waitsFor === undefined ? 'bad' : toneOf(state)}">
<strong>${path === undefined ? what : html`<a href="${path}">${what}</a>`}</strong> ${status(state)}
${reason !== undefined && reason !== '' && html`<p>${reason}</p>`}
${waitsFor !== undefined && html`<p class="muted">Waits for ${waitsFor}.</p>`}
</li>
`;
}

function attentionOf({ accounts }: World): Attention[] {
  return [...accounts.values()].flatMap((account) => {
    const regions = [...account.regions];
    return [
      ...regions.flatMap(([, { hosts }]) => [...hosts.values()].flatMap(hostItem)),
      ...[...account.connections.values()].flatMap((connection) => connectionItem(account, connection)),
      ...regions.flatMap(([name, { syncConfigurations }]) =>
        [...syncConfigurations.values()].flatMap((sync) => syncItems(account, name, sync)),
      ),
      ...regions.flatMap(([name, region]) =>
        [...region.links.values()].flatMap((link) => linkItems(account, name, region, link)),
      ),
    ];
  });
}

function hostItem(host: Host): Attention[] {
  const { name, status: state, statusMessage } = host;
  const about = { what: `Host ${name}`, path: pathOf(host), status: state };
  if (state === 'PENDING') return [{ ...about, reason: origin(host), waitsFor: 'a person, who sets it up' }];
  return toneOf(state) === 'bad' ? [{ ...about, reason: statusMessage }] : [];
}

function connectionItem({ regions }: Account, connection: Connection): Attention[] {
  const { name, status: state, hostArn, region } = connection;
  const about = { what: `Connection ${name}`, path: pathOf(connection), status: state };
  if (state === 'ERROR') return [{ ...about, reason: 'Resources that use it fail until it is connected again.' }];
  if (state === 'AVAILABLE') return [];
  const host = hostArn === undefined ? undefined : regions.get(region)?.hosts.get(hostArn);
  const isBlocked = host !== undefined && host.status !== 'AVAILABLE';
  const waitsFor = isBlocked ? `its host ${host.name}, which is ${host.status}` : 'a person, who completes it';
  return [{ ...about, reason: origin(connection), waitsFor }];
}

function syncItems(account: Account, region: string, sync: SyncConfiguration): Attention[] {
  const about = { what: `Stack ${sync.resourceName}`, path: stackPath(account, region, sync.resourceName) };
  const blockers = activeBlockers(sync).map(({ CreatedReason }) => ({
    ...about,
    status: 'BLOCKED',
    reason: CreatedReason,
    waitsFor: 'a person, who resolves the sync blocker',
  }));
  if (blockers.length > 0 || sync.latest?.Status !== 'FAILED') return blockers;
  return [{ ...about, status: 'FAILED', reason: `The latest sync failed: ${sync.latest.Events.at(-1)?.Event}` }];
}

function linkItems(account: Account, region: string, here: Region, link: RepositoryLink): Attention[] {
  const syncs = [...here.syncConfigurations.values()].filter((sync) => sync.link === link);
  const path = ([first]: SyncConfiguration[]) => first && stackPath(account, region, first.resourceName);
  const repository = repositoryOf(link);
  if (!account.connections.has(link.connectionArn)) {
    const reason = `Its connection ${link.connectionArn} was deleted.`;
    return [{ what: `Repository link ${repository}`, path: path(syncs), status: 'CONNECTION DELETED', reason }];
  }
  return [...link.branchSyncs].flatMap(([branch, { latest }]) => {
    const what = `Repository ${repository}, branch ${branch}`;
    const reason = `The latest repository sync failed: ${latest.Events.at(-1)?.Event}`;
    const followers = syncs.filter((sync) => sync.branch === branch);
    return latest.Status === 'FAILED' ? [{ what, path: path(followers), status: 'FAILED', reason }] : [];
  });
}

/** Whether something is on its way, so that the pages about it will soon show something else. */
export function isInMotion({ accounts }: World): boolean {
  return [...accounts.values()].some(
    ({ connections, regions }) =>
      [...connections.values()].some(({ status: state }) => state === 'PENDING') ||
      [...regions.values()].some(
        ({ hosts, links, syncConfigurations }) =>
          [...hosts.values()].some(isHostMoving) ||
          [...syncConfigurations.values()].some(isSyncing) ||
          [...links.values()].some(({ branchSyncs }) => [...branchSyncs.values()].some(({ running }) => running)),
      ),
  );
}

export const isHostMoving = ({ status: state }: Host): boolean => toneOf(state) === 'busy';

/** Whether a stack, or the branch that it follows, is being synced. */
export const isSyncing = ({ running, link, branch }: SyncConfiguration): boolean =>
  running || (link.branchSyncs.get(branch)?.running ?? false);

/** The stack that made it, by the tags that CloudFormation sets; undefined if it was made otherwise. */
export function origin({ tags }: Connection | Host): string | undefined {
  const stack = tags.get('aws:cloudformation:stack-name');
  const resource = tags.get('aws:cloudformation:logical-id');
  const place = resource === undefined ? '' : `, resource ${resource}`;
  return stack === undefined ? undefined : `Made by stack ${stack}${place}`;
}
