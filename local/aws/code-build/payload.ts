/** Reads a member of a payload by its path; undefined when there is none. */
export function at(payload: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), payload);
}

/** A text or number of a payload as text; undefined when there is none. */
export function textAt(payload: unknown, path: string): string | undefined {
  const value = at(payload, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The entries of a list in a payload. */
export function listAt(payload: unknown, path: string): readonly unknown[] {
  const value = at(payload, path);
  return Array.isArray(value) ? value : [];
}

/** The texts of a list in a payload. */
export function textsAt(payload: unknown, path: string): string[] {
  return listAt(payload, path).filter((entry): entry is string => typeof entry === 'string');
}

/** The paths that the commits of a push change. */
export function changedFiles(commits: readonly unknown[]): string[] {
  const paths = commits.flatMap((commit) => ['added', 'modified', 'removed'].flatMap((kind) => textsAt(commit, kind)));
  return [...new Set(paths)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The reference of a branch. */
export function branchRef(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `refs/heads/${name}`;
}

/** The reference of a tag. */
export function tagRef(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `refs/tags/${name}`;
}
