import { ControlError } from '../errors.ts';
import type { Push } from '../git-sync.ts';
import { checkBranch } from '../operations/sync-configurations.ts';
import type { Service } from '../simulator.ts';
import type { Branch } from '../state.ts';
import { branchPath, stackPath } from './links.ts';
import { followersOf } from './synced.ts';

const LONGEST_PATH = 500;
/** In characters: the form has to fit into a request. */
const LONGEST_TEXT = 250_000;

/** Whether a form can change a file and leave the rest of it as it is. */
export const isEditable = (text: string | undefined): text is string =>
  text !== undefined &&
  text.length <= LONGEST_TEXT &&
  !/[\p{Cc}\p{Cs}]/u.test(text.replaceAll('\r\n', '').replaceAll(/[\n\t]/g, ''));

/** What a repository and a branch may be called. */
export function checkPlace(repository: string, branch: string): void {
  if (!/^[^/\s]+(\/[^/\s]+)+$/.test(repository) || repository.split('/').includes('..')) {
    throw new ControlError(`a repository is called owner/name, got '${repository}'`, 400);
  }
  if (branch === '') throw new ControlError('a branch must have a name', 400);
  checkBranch(branch);
}

/** Pushes what a form of the page of a branch says. Returns the page to go on with. */
export function pushForm(service: Service, repository: string, branch: string, form: URLSearchParams): string {
  const before = service.world.repositories.get(repository)?.get(branch);
  const base = form.get('base') ?? '';
  if (base !== (before?.sha ?? '')) {
    const now = before === undefined ? 'it does not exist any more' : `it is at ${before.sha} now`;
    throw new ControlError(`the branch has moved while you wrote, ${now}: open the page again`);
  }
  const files = changesOf(form, before?.files ?? new Map());
  if (Object.keys(files).length === 0) {
    throw new ControlError('no file is changed: change one, or give the path of a new one', 400);
  }
  const sha = service.push({ repository, branch, files });
  const followers = followersOf(service.world, repository, branch);
  const [{ account, region, sync } = {}] = followers;
  return followers.length === 1 && account && region && sync
    ? stackPath(account, region, sync.resourceName)
    : `${branchPath(repository, branch)}?pushed=${sha}`;
}

function changesOf(form: URLSearchParams, files: Branch['files']): Push['files'] {
  const contents = form.getAll('content');
  const deleted = form.getAll('delete');
  const changes = new Map<string, string | null>();
  form.getAll('path').forEach((path, index) => {
    const before = files.get(path);
    if (before === undefined) throw new ControlError(`there is no file ${path}`, 404);
    const text = withLineEndsOf(before, contents[index] ?? '');
    if (deleted.includes(path)) changes.set(path, null);
    else if (text !== before) changes.set(path, text);
  });
  const path = (form.get('new-path') ?? '').trim();
  const content = (form.get('new-content') ?? '').replaceAll('\r\n', '\n');
  if (path === '' && content !== '') throw new ControlError('the new file has no path', 400);
  if (path !== '') {
    checkPath(path);
    if (files.has(path)) throw new ControlError(`there is a file ${path} already: open it to change it`);
    changes.set(path, content);
  }
  return Object.fromEntries(changes);
}

/** Browsers send every line break as two characters. */
function withLineEndsOf(before: string, sent: string): string {
  const text = sent.replaceAll('\r\n', '\n');
  if (!before.includes('\r\n')) return text;
  return text === before.replaceAll('\r\n', '\n') ? before : text.replaceAll('\n', '\r\n');
}

function checkPath(path: string): void {
  const parts = path.split('/');
  if (path.length > LONGEST_PATH || /\p{Cc}/u.test(path) || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new ControlError(
      `the path of a file goes from the root of the repository, such as deploy/prod.yaml, got '${path.slice(0, LONGEST_PATH)}'`,
      400,
    );
  }
}
