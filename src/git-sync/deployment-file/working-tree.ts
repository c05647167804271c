import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** A file and its new text. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/** The text of a file, or nothing if the file does not exist. */
export function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Writes all files or none. Each is replaced atomically, so that readers see either the old or the new text. */
export function writeAll(files: FileText[]): void {
  const written: { readonly temporary: string; readonly target: string }[] = [];
  try {
    for (const { path, text } of files) {
      const target = existsSync(path) ? realpathSync(path) : path;
      mkdirSync(dirname(target), { recursive: true });
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
      written.push({ temporary, target });
      writeFileSync(temporary, text, existsSync(target) ? { mode: statSync(target).mode } : {});
    }
    for (const { temporary, target } of written) renameSync(temporary, target);
  } finally {
    for (const { temporary } of written) rmSync(temporary, { force: true });
  }
}

/** The nearest folder upwards with a working tree of Git. In a submodule or another worktree, `.git` is a file. */
export function findRepositoryRoot(from: string): string | undefined {
  const folder = resolve(from);
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : findRepositoryRoot(dirname(folder));
}

/** Whether a path is in a folder. Links are followed, and the end of the path need not exist. */
export function isInside(folder: string, path: string): boolean {
  const existing = existsSync(path) ? path : undefined;
  if (!existing) return dirname(path) !== path && isInside(folder, dirname(path));
  const between = relative(realpathSync(folder), realpathSync(existing));
  return between === '' || !/^(\.\.|[A-Za-z]:|\/)/.test(between);
}
