/**
 * Makes the compiled library load each module on the first use of what it exports, as that of aws-cdk-lib does, so that
 * an app loads only what it uses: `node scripts/lazy-modules.mts [folder]`.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** As the compiler writes an import. */
const IMPORT = /^const (\w+_\d+) = (require\(".+?"\));$/gm;
const EXPORT_STAR = /__exportStar\(require\("(.+?)"\), exports\)/g;

const load = createRequire(import.meta.url);

/** Rewrites the modules in the folder. Doing it again changes nothing. */
export function makeModulesLazy(folder: string): void {
  makeIndexLazy(folder);
  for (const file of globSync('**/*.js', { cwd: folder })) {
    const path = join(folder, file);
    const source = readFileSync(path, 'utf8');
    const lazy = makeImportsLazy(source);
    if (lazy !== source) writeFileSync(path, lazy);
  }
}

/** What a module imports is loaded where the module first uses it: when it is defined, for the base of a class. */
function makeImportsLazy(source: string): string {
  const names = [...source.matchAll(IMPORT)].map(([, name]) => name);
  if (names.length === 0) return source;
  const uses = new RegExp(`(?<![\\w$.])(${names.join('|')})(?=\\.)`, 'g');
  return source
    .replace(IMPORT, (_, name, load) => `let ${name}_loaded; const ${name} = () => (${name}_loaded ??= ${load});`)
    .replace(uses, '($1())');
}

/** The index of the library has a getter for each name, in place of all modules. */
function makeIndexLazy(folder: string): void {
  const index = resolve(folder, 'index.js');
  const modules = modulesOf(index);
  if (modules.includes(index)) return; // it exports nothing by `export *`, or is lazy already
  const exported = modules.flatMap((file) => {
    const path = `./${relative(dirname(index), file).split(sep).join('/')}`;
    return Object.keys(load(file)).map((name) => ({ name, path }));
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
}

/** The modules that an index exports, also through other indexes. */
function modulesOf(file: string): string[] {
  const exported = [...readFileSync(file, 'utf8').matchAll(EXPORT_STAR)];
  if (exported.length === 0) return [file];
  return exported.flatMap(([, path = '']) => modulesOf(load.resolve(resolve(dirname(file), path))));
}

if (process.argv[1] === import.meta.filename) {
  makeModulesLazy(process.argv[2] ?? join(import.meta.dirname, '..', 'lib'));
}
