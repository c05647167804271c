import { repositoryOf } from '../git-sync.ts';
import type { Value } from '../model/types.ts';
import type { Account, SyncConfiguration, World } from '../state.ts';
import { type Html, html } from './html.ts';
import { date, type Form, facts, type Page, status } from './layout.ts';
import { pathOf } from './links.ts';
import { blockersPart } from './sync-section.ts';

/** A stack that is kept in sync: what it follows, what waits for a person, and how its latest syncs went. */
export function stackPage(world: World, account: Account, region: string, sync: SyncConfiguration, form: Form): Page {
  const { link, branch, configFile, attempts, latestSuccess, roleArn } = sync;
  const connection = account.connections.get(link.connectionArn);
  const commit = world.repositories.get(repositoryOf(link))?.get(branch);
  return {
    title: `Stack ${sync.resourceName}`,
    content: html`
${facts([
  ['Region', region],
  ['Repository', `${repositoryOf(link)}, branch ${branch}`],
  [
    'Connection',
    connection
      ? html`<a href="${pathOf(connection)}">${connection.name}</a>, ${status(connection.status)}`
      : html`<code>${link.connectionArn}</code>, deleted`,
  ],
  ['Role', html`<code>${roleArn}</code>`],
  ['Latest commit', commit && html`<code>${commit.sha}</code>`],
  ['Last success', latestSuccess && html`<code>${latestSuccess.TargetRevision.Sha}</code>`],
])}
${sync.blockers.length > 0 && html`<h2>Sync blockers</h2>`}
${blockersPart(region, sync, form)}
<h2>Latest syncs</h2>
${attempts.length > 0 ? attempts.map(syncPart) : html`<p>There are none yet.</p>`}
<h2>Deployment file <code>${configFile}</code></h2>
${content(commit?.files.get(configFile))}`,
  };
}

/** The latest sync with its events, those before it folded up. */
function syncPart(attempt: Value<'ResourceSyncAttempt'>, index: number): Html {
  return html`<details${index === 0 && html` open`}>
<summary>${status(attempt.Status)} commit <code>${attempt.TargetRevision.Sha.slice(0, 7)}</code>, ${date(attempt.StartedAt)}</summary>
<table><tbody>
${attempt.Events.map(
  ({
    Event,
    ExternalId,
    Time,
    Type,
  }) => html`<tr><td>${date(Time)}</td><td>${status(Type)}</td><td>${Event}${ExternalId !== undefined && html`<br><code>${ExternalId}</code>`}</td></tr>
`,
)}</tbody></table>
</details>
`;
}

const content = (text: string | undefined): Html =>
  text === undefined ? html`<p>The branch has no such file.</p>` : html`<pre>${text}</pre>`;
