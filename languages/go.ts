import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CACHE, log, made, ROOT } from './cache.ts';
import { CommandError, run, runNode } from './command.ts';
import type { Language } from './language.ts';
import { DIST, LIBRARY, library, pacmak, prepended } from './library.ts';

const PACKAGE = join(DIST, 'go');
const MODULE = join(PACKAGE, 'cdkcodeconnections');
const FOLDER = join(CACHE, 'go');
/** Modules that are made here, since the proxy lacks them: the path of each, its version and its folder. */
const SUBSTITUTES = join(FOLDER, 'substitutes.json');

/** A module of the package's go.mod. */
interface Module {
  readonly path: string;
  readonly version: string;
}

type Substitute = Module & { readonly folder: string };

export const go: Language = {
  target: 'go',
  programs: { go: 'Go 1.21 or newer, which fetches the Go that the modules ask for (Debian: golang-go)' },

  async package() {
    await library();
    // jsii-pacmak would build the module, too, but only where the proxy has all that it depends on
    await made({ name: 'package go', from: LIBRARY, to: [PACKAGE] }, () => pacmak('go', '--code-only'));
    await made(
      { name: 'modules that the Go proxy lacks', from: [join(MODULE, 'go.mod')], to: [SUBSTITUTES] },
      substitute,
    );
    const checked = join(FOLDER, 'built.txt');
    await made({ name: 'build the Go module', from: [PACKAGE, SUBSTITUTES], to: [checked] }, async () => {
      await run('go', ['build', './...'], { cwd: MODULE, env: workspace(MODULE) });
      writeFileSync(checked, await run('go', ['version']));
    });
  },

  /** A workspace with the app and the module, in place of a published version of it. */
  async environment(app) {
    await go.package();
    return { PATH: prepended(), ...workspace(app) };
  },
};

function workspace(app: string): Record<string, string> {
  const file = join(FOLDER, 'workspaces', createHash('sha256').update(app).digest('hex').slice(0, 16), 'go.work');
  const path = (folder: string) => JSON.stringify(relative(dirname(file), folder));
  const substitutes: Substitute[] = JSON.parse(readFileSync(SUBSTITUTES, 'utf8'));
  const module = readFileSync(join(MODULE, 'go.mod'), 'utf8');
  const lines = [
    module.match(/^go .+$/m)?.[0] ?? '',
    `use ${path(app)}`,
    ...(app === MODULE ? [] : [`replace ${module.match(/^module (.+)$/m)?.[1]} => ${path(MODULE)}`]),
    ...substitutes.map((other) => `replace ${other.path} ${other.version} => ${path(other.folder)}`),
  ];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { GOWORK: file };
}

/** Generates the modules that the proxy lacks from the npm packages that they are made from. */
async function substitute(): Promise<void> {
  const required = readFileSync(join(MODULE, 'go.mod'), 'utf8').matchAll(/^\t(\S+) (v\S+)/gm);
  const substitutes: Substitute[] = [];
  for (const [, path = '', version = ''] of required) {
    if (await isServed({ path, version })) continue;
    log(`the Go proxy lacks ${path} ${version}: generating it from its npm package`);
    substitutes.push({ path, version, folder: await generate({ path, version }) });
  }
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(SUBSTITUTES, JSON.stringify(substitutes, undefined, 2));
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
  const folder = join(FOLDER, 'substitutes', name);
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
