/**
 * Bundles the compiled library into one file that runs each module on the first use of its exports, as aws-cdk-lib
 * does. An app then loads only the modules that it uses: `node scripts/lazy-modules.mts [folder]`.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** The form of an import in the compiler's output. */
const IMPORT = /^const (\w+_\d+) = (require\(".+?"\));$/gm;
const EXPORT_STAR = /__exportStar\(require\("(.+?)"\), exports\)/;
/** A submodule: `export * as name from './folder'`. */
const EXPORT_AS = /^exports\.(\w+) = __importStar\(require\("(.+?)"\)\);$/gm;
const EXPORT_STAR_ALL = new RegExp(EXPORT_STAR, 'g');

const load = createRequire(import.meta.url);

/** One folder deep, like the modules that find files relative to themselves. */
const BUNDLE = 'library/index.js';

/** Folders that contain bundles already. */
const BUNDLES = ['handlers', dirname(BUNDLE)];

/** Rewrites the modules in the folder, except for the bundled handlers. Running it again changes nothing. */
export async function makeModulesLazy(folder: string): Promise<void> {
  if (!makeIndexLazy(folder)) return;
  const modules = globSync('**/*.js', { cwd: folder }).filter((file) => !BUNDLES.includes(dirname(file)));
  const paths = modules.map((file) => join(folder, file));
  for (const path of paths) writeFileSync(path, makeImportsLazy(readFileSync(path, 'utf8')));
  await bundle(folder);
  for (const path of paths) rmSync(path);
  writeFileSync(join(folder, 'index.js'), `module.exports = require("./${BUNDLE}");\n`);
}

/** Bundles all modules into one file, because finding and opening a file takes longer than compiling it. */
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

/** Finding a package is slow in Node.js, even if it is loaded, so each package is looked up once for all modules. */
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

/** Loads imports on their first use. The base of a class is used when the class is defined. */
function makeImportsLazy(source: string): string {
  const names = [...source.matchAll(IMPORT)].map(([, name]) => name);
  if (names.length === 0) return source;
  // skips properties of the same name, but not spreads
  const uses = new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)(${names.join('|')})(?=\\.)`, 'g');
  return source
    .replace(IMPORT, (_, name, load) => `let ${name}_loaded; const ${name} = () => (${name}_loaded ??= ${load});`)
    .replace(uses, '($1())');
}

/** Replaces the exports of the library's index by a getter for each name. Returns whether it had none yet. */
function makeIndexLazy(folder: string): boolean {
  const index = resolve(folder, 'index.js');
  const source = readFileSync(index, 'utf8');
  if (!EXPORT_STAR.test(source)) return false; // already lazy
  const submodules = new Map([...source.matchAll(EXPORT_AS)].map(([, name = '', path = '']) => [name, path]));
  const exported = [...sourcesOf(index)].map(([name, file]) => {
    const path = submodules.get(name);
    if (path !== undefined) return { name, load: `() => require("${path}")` };
    if (file === index)
      throw new Error(`the index of the library must export only with "export *", got an export of ${name}`);
    return { name, load: `() => require("./${relative(dirname(index), file).split(sep).join('/')}").${name}` };
  });
  const lines = [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node.js finds the names that an ES module can import in these lines, without running them
    ...exported.map(({ name }) => `exports.${name} = void 0;`),
    'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, get: load });',
    ...exported.map(({ name, load }) => `lazy("${name}", ${load});`),
  ];
  writeFileSync(index, `${lines.join('\n')}\n`);
  return true;
}

/** The module in which each export of a module is defined, found through all indexes that re-export it. */
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
