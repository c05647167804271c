import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { made, ROOT } from './cache.ts';
import { run, runNode } from './command.ts';

export const DIST = join(ROOT, 'dist');

/** What all packages are made from. */
export const LIBRARY = ['.jsii', '.jsii.tabl.json', 'lib'].map((path) => join(ROOT, path));

const SOURCES = ['src', 'rosetta', 'README.md', 'docs', 'package.json', 'package-lock.json', '.npmignore', 'scripts'];

/** Compiles the library, and translates the examples in its documentation. */
export function library(): Promise<void> {
  const from = SOURCES.map((path) => join(ROOT, path));
  return made({ name: 'compile the library', from, to: LIBRARY }, async () => {
    await run(process.execPath, ['scripts/bundle-handlers.mts']);
    await runNode('jsii', ['--fail-on-warnings']);
    await run(process.execPath, ['scripts/lazy-modules.mts']);
    await run(process.execPath, ['scripts/translate-examples.mts']);
  });
}

/** Makes the package of a language, and puts it in dist/ in place of the one from before. */
export async function pacmak(target: string, ...args: string[]): Promise<void> {
  rmSync(join(DIST, target), { recursive: true, force: true });
  await runNode('jsii-pacmak', ['--target', target, '--outdir', DIST, ...args]);
}

/** The version of a package that is installed: of aws-cdk-lib, the lowest that the library promises to work with. */
export function installedVersion(name: string): string {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/** PATH with folders before all others, and the Node.js of the tasks, which runs the library for all languages. */
export function prepended(...folders: string[]): string {
  return [...folders, dirname(process.execPath), process.env.PATH].join(delimiter);
}
