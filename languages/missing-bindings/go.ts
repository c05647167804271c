/** Modules that the Go proxy lacks, generated from the npm packages that they are made from. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE, log, ROOT } from '../cache.ts';
import { CommandError, run, runNode } from '../command.ts';

const FOLDER = join(CACHE, 'go', 'substitutes');

/** A module of the package's go.mod. */
interface Module {
  readonly path: string;
  readonly version: string;
}

/** A module that is made here, and where it is. */
export type Substitute = Module & { readonly folder: string };

/** Generates the modules of a go.mod that the proxy lacks. */
export async function generateModules(goMod: string): Promise<Substitute[]> {
  const required = goMod.matchAll(/^\t(\S+) (v\S+)/gm);
  const substitutes: Substitute[] = [];
  for (const [, path = '', version = ''] of required) {
    if (await isServed({ path, version })) continue;
    log(`the Go proxy lacks ${path} ${version}: generating it from its npm package`);
    substitutes.push({ path, version, folder: await generate({ path, version }) });
  }
  return substitutes;
}

function isServed({ path, version }: Module): Promise<boolean> {
  return run('go', ['mod', 'download', `${path}@${version}`], { env: { GOWORK: 'off' } }).then(
    () => true,
    (error) => {
      if (error instanceof CommandError) return false;
      throw error;
    },
  );
}

async function generate({ path, version }: Module): Promise<string> {
  const name = npmPackageOf(path);
  const folder = join(FOLDER, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version.slice(1)}`], { cwd: folder });
  const source = join(folder, 'node_modules', name);
  await runNode('jsii-pacmak', ['--target', 'go', '--code-only', '--outdir', join(folder, 'dist'), source]);
  const [file] = globSync('dist/go/*/go.mod', { cwd: folder });
  if (!file) throw new Error(`no Go module was generated from ${name} ${version}`);
  return dirname(join(folder, file));
}

/** The npm package that a Go module is generated from, as the library's assembly knows it. */
function npmPackageOf(path: string): string {
  const assembly: { dependencyClosure: Record<string, { targets: { go?: { moduleName: string } } }> } = JSON.parse(
    readFileSync(join(ROOT, '.jsii'), 'utf8'),
  );
  const names = Object.entries(assembly.dependencyClosure).find(([, { targets }]) =>
    path.startsWith(`${targets.go?.moduleName}/`),
  );
  if (!names) throw new Error(`the Go proxy lacks ${path}, and no npm package is known that it is generated from`);
  return names[0];
}
