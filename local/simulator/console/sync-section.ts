import type { Value } from '../model/types.ts';
import type { Account, Connection, SyncConfiguration } from '../state.ts';
import { type Html, html } from './html.ts';
import { date, facts, status } from './layout.ts';

/** What is kept in sync through a connection, with the blockers that a person may resolve. */
export function syncSection({ regions }: Account, connection: Connection): Html {
  const synced = [...regions].flatMap(([region, { syncConfigurations }]) =>
    [...syncConfigurations.values()]
      .filter(({ link }) => link.connectionArn === connection.arn)
      .map((sync) => stackSection(region, sync)),
  );
  return html`<h2>Git sync</h2>
${synced.length > 0 ? synced : html`<p>No stack is kept in sync through this connection.</p>`}`;
}

function stackSection(region: string, sync: SyncConfiguration): Html {
  const { link, branch, configFile, latest, latestSuccess, blockers } = sync;
  const activeFirst = [...blockers].sort((a, b) => Number(b.Status === 'ACTIVE') - Number(a.Status === 'ACTIVE'));
  const repositorySync = link.lanes.get(branch)?.latest;
  return html`<section aria-label="Stack ${sync.resourceName}">
<h3>Stack ${sync.resourceName}</h3>
${facts([
  ['Region', region],
  ['Repository', `${link.ownerId}/${link.repositoryName}, branch ${branch}`],
  ['Deployment file', html`<code>${configFile}</code>`],
  ['Repository sync', attempt(repositorySync)],
  ['Stack sync', attempt(latest)],
  ['Last success', latestSuccess && html`<code>${latestSuccess.TargetRevision.Sha}</code>`],
])}
${activeFirst.map((blocker) => blockerPart(region, sync, blocker))}
</section>`;
}

function attempt(latest: Value<'RepositorySyncAttempt'> | undefined): Html {
  if (!latest) {
    return html`not yet`;
  }
  const event = latest.Events.at(-1);
  return html`${status(latest.Status)} ${event && html`${event.Event} (${date(event.Time)})`}`;
}

function blockerPart(region: string, sync: SyncConfiguration, blocker: Value<'SyncBlocker'>): Html {
  const field = `reason-${blocker.Id}`;
  return html`<h4>Sync blocker ${blocker.Id}</h4>
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
  html`<form method="post">
<input type="hidden" name="region" value="${region}">
<input type="hidden" name="stack" value="${sync.resourceName}">
<input type="hidden" name="blocker" value="${blocker.Id}">
<label for="${field}">Why it is resolved</label>
<input id="${field}" name="reason" required maxlength="250">
<button class="main" name="action" value="resolve">Resolve</button>
</form>`
}`;
}
