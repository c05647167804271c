import { activeBlockers } from '../blockers.ts';
import { SHAPES } from '../model/shapes.ts';
import type { Value } from '../model/types.ts';
import type { Account, Connection, SyncConfiguration } from '../state.ts';
import { type Html, html } from './html.ts';
import { date, type Form, facts, status } from './layout.ts';
import { stackPath } from './links.ts';
import { type Synced, syncedIn } from './synced.ts';

/** The stacks that are kept in sync through a connection. */
export const syncedThrough = (account: Account, { arn }: Connection): Synced[] =>
  syncedIn(account).filter(({ sync }) => sync.link.connectionArn === arn);

/** What is kept in sync through a connection, with the blockers that a person may resolve. */
export function syncSection(account: Account, connection: Connection, form: Form): Html {
  const synced = syncedThrough(account, connection).map((each) => stackSection(each, form));
  return html`<h2>Git sync</h2>
${synced.length > 0 ? synced : html`<p>No stack is kept in sync through this connection.</p>`}`;
}

function stackSection(synced: Synced, form: Form): Html {
  const { account, region, sync } = synced;
  const { active, resolved } = blockersOf(synced, form, 'h4');
  return html`<section class="card" aria-label="Stack ${sync.resourceName}">
<h3>Stack <a href="${stackPath(account, region, sync.resourceName)}">${sync.resourceName}</a></h3>
${facts([['Region', region], ...syncFacts(sync)])}
${active}${resolved}
</section>`;
}

/** What the AWS console says of a stack that follows a repository, by its names. */
export function syncFacts({ link, branch, configFile, latest, latestSuccess }: SyncConfiguration) {
  const rows: [string, Html | string | undefined][] = [
    ['Repository', `${link.ownerId}/${link.repositoryName}`],
    ['Repository provider', link.providerType],
    ['Branch', branch],
    ['Deployment file path', html`<code>${configFile}</code>`],
    ['Repository sync status', attempt(link.branchSyncs.get(branch)?.latest)],
    ['Git sync status', attempt(latest)],
    ['Last success', latestSuccess && html`<code>${latestSuccess.TargetRevision.Sha}</code>`],
  ];
  return rows;
}

/** The sync blockers of a stack: those that wait for a person, and those that are resolved. */
export function blockersOf({ region, sync }: Synced, form: Form, heading: 'h3' | 'h4') {
  const part = (blocker: Value<'SyncBlocker'>) => blockerPart(region, sync, blocker, form, heading);
  const active = activeBlockers(sync);
  return {
    active: active.map(part),
    resolved: sync.blockers.filter((blocker) => !active.includes(blocker)).map(part),
  };
}

/** How a sync is doing, by its last event. */
export function attempt(latest: Value<'RepositorySyncAttempt'> | undefined): Html {
  if (!latest) {
    return html`not yet`;
  }
  const event = latest.Events.at(-1);
  return html`${status(latest.Status)} ${event && html`${event.Event} (${date(event.Time)})`}`;
}

function blockerPart(
  region: string,
  sync: SyncConfiguration,
  blocker: Value<'SyncBlocker'>,
  form: Form,
  heading: 'h3' | 'h4',
): Html {
  const field = `reason-${blocker.Id}`;
  const title = `Sync blocker ${blocker.Id}`;
  const isActive = blocker.Status === 'ACTIVE';
  return html`<div class="card${isActive && ' bad'}">
${heading === 'h3' ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}
${facts([
  ['Status', status(blocker.Status)],
  ['Reason', `${blocker.CreatedReason}`],
  ['Raised', date(blocker.CreatedAt)],
  ...(blocker.Contexts ?? []).map(({ Key, Value: value }): [string, string] => [Key, value]),
  [
    'Resolved',
    blocker.ResolvedAt === undefined ? undefined : html`${blocker.ResolvedReason} (${date(blocker.ResolvedAt)})`,
  ],
])}
${
  isActive &&
  form(html`<input type="hidden" name="region" value="${region}">
<input type="hidden" name="stack" value="${sync.resourceName}">
<input type="hidden" name="blocker" value="${blocker.Id}">
<div class="field"><label for="${field}">Why it is resolved</label>
<input id="${field}" name="reason" required maxlength="${SHAPES.ResolvedReason.max}"></div>
<button class="main" name="action" value="resolve">Resolve</button>`)
}
</div>`;
}
