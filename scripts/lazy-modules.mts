/**
 * Makes the compiled library one file, which runs each module on the first use of what it exports, as aws-cdk-lib does
 * with its own, so that an app pays for what it uses: `node scripts/lazy-modules.mts [folder]`.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** As the compiler writes an import. */
const IMPORT = /^const (\w+_\d+) = (require\(".+?"\));$/gm;
const EXPORT_STAR = /__exportStar\(require\("(.+?)"\), exports\)/;
const EXPORT_STAR_ALL = new RegExp(EXPORT_STAR, 'g');

const load = createRequire(import.meta.url);

/** One folder deep, like the modules that look for a file from where they are. */
const BUNDLE = 'library/index.js';

/** Folders of files that are bundles already. */
const BUNDLES = ['handlers', dirname(BUNDLE)];

/** Rewrites the modules in the folder, but for the bundled handlers. Doing it again changes nothing. */
export async function makeModulesLazy(folder: string): Promise<void> {
  if (!makeIndexLazy(folder)) return;
  const modules = globSync('**/*.js', { cwd: folder }).filter((file) => !BUNDLES.includes(dirname(file)));
  const paths = modules.map((file) => join(folder, file));
  for (const path of paths) writeFileSync(path, makeImportsLazy(readFileSync(path, 'utf8')));
  await bundle(folder);
  for (const path of paths) rmSync(path);
  writeFileSync(join(folder, 'index.js'), `module.exports = require("./${BUNDLE}");\n`);
}

/** To find and open a file takes longer than to compile it, so there is one. */
async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: [join(folder, 'index.js')],
    outfile: join(folder, BUNDLE),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    plugins: [findPackagesOnce],
    logLevel: 'warning',
  });
}

/** Node.js takes its time to find a package, also one that is loaded, so all modules share what the first has found. */
const findPackagesOnce: Plugin = {
  name: 'find-packages-once',
  setup: ({ onLoad, onResolve }) => {
    const namespace = 'package';
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point') return undefined;
      return importer === path ? { path, external: true } : { path, namespace };
    });
    onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: `module.exports = require("${path}");` }));
  },
};

/** What a module imports is loaded where the module first uses it: when it is defined, for the base of a class. */
function makeImportsLazy(source: string): string {
  const names = [...source.matchAll(IMPORT)].map(([, name]) => name);
  if (names.length === 0) return source;
  // not a property of the same name, but what is spread
  const uses = new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)(${names.join('|')})(?=\\.)`, 'g');
  return source
    .replace(IMPORT, (_, name, load) => `let ${name}_loaded; const ${name} = () => (${name}_loaded ??= ${load});`)
    .replace(uses, '($1())');
}

/** The index of the library has a getter for each name, in place of all modules. Returns whether it had none. */
function makeIndexLazy(folder: string): boolean {
  const index = resolve(folder, 'index.js');
  if (!EXPORT_STAR.test(readFileSync(index, 'utf8'))) return false; // it is lazy already
  const exported = [...sourcesOf(index)].map(([name, file]) => {
    if (file === index) throw new Error(`the index of the library may only export by "export *", but exports ${name}`);
    return { name, path: `./${relative(dirname(index), file).split(sep).join('/')}` };
  });
  const lines = [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node.js looks for these, and runs nothing, to know which names an ES module can import
    ...exported.map(({ name }) => `exports.${name} = void 0;`),
    'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });',
    ...exported.map(({ name, path }) => `lazy("${name}", () => require("${path}"));`),
  ];
  writeFileSync(index, `${lines.join('\n')}\n`);
  return true;
}

/** The module that each name of a module comes from, through as many indexes as export all of another module. */
function sourcesOf(file: string): Map<string, string> {
  const sources = new Map(Object.keys(load(file)).map((name) => [name, file]));
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(EXPORT_STAR_ALL)) {
    for (const [name, source] of sourcesOf(load.resolve(resolve(dirname(file), path)))) sources.set(name, source);
  }
  return sources;
}

if (process.argv[1] === import.meta.filename) {
  await makeModulesLazy(process.argv[2] ?? join(import.meta.dirname, '..', 'lib'));
}
