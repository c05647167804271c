import { parseDeploymentFile } from '../deployment-file.ts';
import { repositoryOf } from '../git-sync.ts';
import type { Value } from '../model/types.ts';
import type { Branch, SyncConfiguration, World } from '../state.ts';
import { isSyncing } from './attention.ts';
import { type Html, html } from './html.ts';
import { date, type Form, facts, MOVING, type Page, status } from './layout.ts';
import { branchPath, pathOf } from './links.ts';
import { blockersOf, syncFacts } from './sync-section.ts';
import type { Synced } from './synced.ts';

/** A stack that is kept in sync: what it follows, what waits for a person, and how its latest syncs went. */
export function stackPage(world: World, synced: Synced, form: Form): Page {
  const { account, region, sync } = synced;
  const { link, branch, configFile, attempts, roleArn } = sync;
  const connection = account.connections.get(link.connectionArn);
  const commit = world.repositories.get(repositoryOf(link))?.get(branch);
  const { active, resolved } = blockersOf(synced, form, 'h3');
  return {
    title: `Stack ${sync.resourceName}`,
    refresh: isSyncing(sync) && active.length === 0 ? MOVING : undefined,
    content: html`
${active.length > 0 && html`<h2>Active sync blockers</h2>${active}`}
<h2>Git sync status</h2>
${facts([
  ...syncFacts(sync),
  ['Latest commit', commit && html`<code>${commit.sha}</code>`],
  [
    'Connection',
    connection
      ? html`<a href="${pathOf(connection)}">${connection.name}</a> ${status(connection.status)}`
      : html`${status('DELETED')} <code>${link.connectionArn}</code>`,
  ],
  ['Role', html`<code>${roleArn}</code>`],
  ['Region', region],
])}
<div class="actions">
${commit && form(html`<button name="action" value="retry">Retry latest commit</button>`)}
<a class="button" href="${branchPath(repositoryOf(link), branch, filesOf(sync, commit))}">Edit the files and push</a>
</div>
<h2>Latest sync events</h2>
${attempts.length > 0 ? attempts.map(syncPart) : html`<p>There are none yet.</p>`}
<h2>Deployment file <code>${configFile}</code></h2>
${content(commit?.files.get(configFile))}
${resolved.length > 0 && html`<h2>Resolved sync blockers</h2>${resolved}`}`,
  };
}

/** The files of the stack: its deployment file, and the template that this names. */
function filesOf({ configFile }: SyncConfiguration, commit: Branch | undefined): string[] {
  try {
    return [configFile, parseDeploymentFile(commit?.files.get(configFile) ?? '').templateFilePath];
  } catch {
    return [configFile];
  }
}

/** The latest sync with its events, those before it folded up. */
function syncPart(attempt: Value<'ResourceSyncAttempt'>, index: number): Html {
  return html`<details${index === 0 && html` open`}>
<summary>${status(attempt.Status)} commit <code>${attempt.TargetRevision.Sha.slice(0, 7)}</code>, ${date(attempt.StartedAt)}</summary>
<ol class="events">
${attempt.Events.map(
  ({
    Event,
    ExternalId,
    Time,
    Type,
  }) => html`<li>${date(Time)} ${status(Type)} <span>${Event}${ExternalId !== undefined && html`<br><code>${ExternalId}</code>`}</span></li>
`,
)}</ol>
</details>
`;
}

const content = (text: string | undefined): Html =>
  text === undefined ? html`<p>The branch has no such file.</p>` : html`<pre>${text}</pre>`;
