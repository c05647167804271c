import type { Branch, World } from '../state.ts';
import { type Html, html } from './html.ts';
import { type Form, facts, type Page, status } from './layout.ts';
import { branchPath } from './links.ts';
import { isEditable } from './push.ts';
import { followerLink } from './repositories-page.ts';
import { followersOf } from './synced.ts';

/** The files of a branch, those that are open in fields to change them. A push brings the stacks that follow it to them. */
export function branchPage(world: World, repository: string, name: string, query: URLSearchParams, form: Form): Page {
  const branch = world.repositories.get(repository)?.get(name);
  const files = branch?.files ?? new Map<string, string>();
  const wanted = [...new Set(query.getAll('file'))];
  const open = wanted.filter((path) => isEditable(files.get(path)));
  const missing = wanted.find((path) => !files.has(path)) ?? '';
  const followers = followersOf(world, repository, name);
  const isPushed = branch !== undefined && query.get('pushed') === branch.sha;
  return {
    title: `${repository}, branch ${name}`,
    content: html`
${isPushed && html`<p role="status">${status('SUCCEEDED')} Pushed commit <code>${branch.sha}</code>.</p>`}
${facts([
  ['Latest commit', branch ? html`<code>${branch.sha}</code>` : 'none yet'],
  ['Followed by', followers.length > 0 ? html`${followers.map((each) => html`${followerLink(each)} `)}` : 'no stack'],
])}
${files.size > 0 && fileList(repository, name, files, open)}
<h2>Push a commit</h2>
${form(
  html`<input type="hidden" name="base" value="${branch?.sha}">
${open.map((path, index) => fileFields(path, files.get(path) ?? '', index))}
<fieldset><legend>${open.length > 0 ? 'Another file' : 'A new file'}</legend>
<label for="new-path">Path</label>
<input id="new-path" name="new-path" value="${missing}" spellcheck="false">
<label for="new-content">Content</label>
<textarea id="new-content" name="new-content" spellcheck="false"></textarea>
</fieldset>
<p>${
    followers.length > 0
      ? 'The stacks that follow this branch are brought to the commit.'
      : 'No stack follows this branch: the commit arrives, and nothing else happens.'
  }</p>
<button class="main" name="action" value="push">Commit and push</button>`,
  'tall',
)}`,
  };
}

function fileList(repository: string, name: string, files: Branch['files'], open: readonly string[]): Html {
  return html`<h2>Files</h2>
<ul>
${[...files].map(
  ([path, text]) => html`<li>${
    isEditable(text)
      ? html`<a href="${branchPath(repository, name, [path])}"${open.includes(path) && html` aria-current="true"`}>${path}</a>`
      : html`${path} <span class="muted">cannot be changed here: it is not plain text, or too long</span>`
  }</li>
`,
)}</ul>`;
}

/** The line break after the tag is not part of the content: without it, one that begins the content would be lost. */
const fileFields = (path: string, text: string, index: number): Html => html`<fieldset><legend>${path}</legend>
<input type="hidden" name="path" value="${path}">
<label for="content-${index}">Content</label>
<textarea id="content-${index}" name="content" rows="${Math.min(30, text.split('\n').length + 1)}" spellcheck="false">
${text}</textarea>
<label><input type="checkbox" name="delete" value="${path}"> Delete this file</label>
</fieldset>
`;
