import { SHAPES } from '../model/shapes.ts';
import type { Value } from '../model/types.ts';
import type { Account, Connection, SyncConfiguration } from '../state.ts';
import { type Html, html } from './html.ts';
import { date, type Form, facts, status } from './layout.ts';
import { stackPath } from './links.ts';

/** What is kept in sync through a connection, with the blockers that a person may resolve. */
export function syncSection(account: Account, connection: Connection, form: Form): Html {
  const synced = [...account.regions].flatMap(([region, { syncConfigurations }]) =>
    [...syncConfigurations.values()]
      .filter(({ link }) => link.connectionArn === connection.arn)
      .map((sync) => stackSection(account, region, sync, form)),
  );
  return html`<h2>Git sync</h2>
${synced.length > 0 ? synced : html`<p>No stack is kept in sync through this connection.</p>`}`;
}

function stackSection(account: Account, region: string, sync: SyncConfiguration, form: Form): Html {
  const { link, branch, configFile, latest, latestSuccess } = sync;
  const repositorySync = link.branchSyncs.get(branch)?.latest;
  return html`<section aria-label="Stack ${sync.resourceName}">
<h3>Stack <a href="${stackPath(account, region, sync.resourceName)}">${sync.resourceName}</a></h3>
${facts([
  ['Region', region],
  ['Repository', `${link.ownerId}/${link.repositoryName}, branch ${branch}`],
  ['Deployment file', html`<code>${configFile}</code>`],
  ['Repository sync', attempt(repositorySync)],
  ['Stack sync', attempt(latest)],
  ['Last success', latestSuccess && html`<code>${latestSuccess.TargetRevision.Sha}</code>`],
])}
${blockersPart(region, sync, form)}
</section>`;
}

/** The sync blockers of a stack, with those that wait for a person first. */
export function blockersPart(region: string, sync: SyncConfiguration, form: Form): Html {
  const activeFirst = sync.blockers.toSorted((a, b) => Number(b.Status === 'ACTIVE') - Number(a.Status === 'ACTIVE'));
  return html`${activeFirst.map((blocker) => blockerPart(region, sync, blocker, form))}`;
}

/** How a sync is doing, by its last event. */
export function attempt(latest: Value<'RepositorySyncAttempt'> | undefined): Html {
  if (!latest) {
    return html`not yet`;
  }
  const event = latest.Events.at(-1);
  return html`${status(latest.Status)} ${event && html`${event.Event} (${date(event.Time)})`}`;
}

function blockerPart(region: string, sync: SyncConfiguration, blocker: Value<'SyncBlocker'>, form: Form): Html {
  const field = `reason-${blocker.Id}`;
  return html`<div${blocker.Status === 'ACTIVE' && html` class="blocker"`}>
<h4>Sync blocker ${blocker.Id}</h4>
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
  blocker.Status === 'ACTIVE' &&
  form(html`<input type="hidden" name="region" value="${region}">
<input type="hidden" name="stack" value="${sync.resourceName}">
<input type="hidden" name="blocker" value="${blocker.Id}">
<label for="${field}">Why it is resolved</label>
<input id="${field}" name="reason" required maxlength="${SHAPES.ResolvedReason.max}">
<button class="main" name="action" value="resolve">Resolve</button>`)
}
</div>`;
}
