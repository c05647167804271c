import { repositoryOf } from '../git-sync.ts';
import type { World } from '../state.ts';
import { html } from './html.ts';
import { type Page, status } from './layout.ts';
import { branchPath, stackPath } from './links.ts';
import { allSynced, followersOf, type Synced } from './synced.ts';

export const followerLink = ({ account, region, sync }: Synced) =>
  html`<a href="${stackPath(account, region, sync.resourceName)}">${sync.resourceName}</a>`;

/** The branches that have commits, or that stacks follow; and a form for any other one. */
export function repositoriesPage(world: World): Page {
  const known = [...world.repositories].flatMap(([repository, branches]) =>
    [...branches.keys()].map((branch): [string, string] => [repository, branch]),
  );
  const followed = allSynced(world).map(({ sync }): [string, string] => [repositoryOf(sync.link), sync.branch]);
  const all = [...new Map([...known, ...followed].map((place) => [branchPath(...place), place]))];
  return {
    title: 'Repositories',
    content: html`
<p>Open a branch to change its files, and push the commit. The browser asks for a password: it is the token of this start,
which its command prints as <code>SIMULATOR_TOKEN</code>. The user name does not matter.</p>
<h2>Branches</h2>
${
  all.length === 0
    ? html`<p>There are none.</p>`
    : html`<ul class="items">
${all.map(([path, [repository, branch]]) => {
  const sha = world.repositories.get(repository)?.get(branch)?.sha;
  const followers = followersOf(world, repository, branch);
  return html`<li><strong><a href="${path}">${repository}, branch ${branch}</a></strong>
<small>${sha === undefined ? 'No commit yet' : html`Commit <code>${sha}</code>`}</small>
${followers.length > 0 && html`<p>Followed by ${followers.map((each) => html`${followerLink(each)} ${each.sync.latest && status(each.sync.latest.Status)} `)}</p>`}</li>
`;
})}</ul>`
}
<h2>Another branch</h2>
<form action="/repositories">
<div class="field"><label for="repository">Repository, such as my-org/infra</label><input id="repository" name="repository" required></div>
<div class="field"><label for="branch">Branch</label><input id="branch" name="branch" value="main" required></div>
<button>Open</button>
</form>`,
  };
}
