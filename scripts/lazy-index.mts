/**
 * Makes the compiled index of the library load a module on the first use of what it exports, as that of aws-cdk-lib
 * does, so that an app loads only what it uses: `node scripts/lazy-index.mts [folder of index.js]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

const EXPORT_STAR = /__exportStar\(require\("(.+?)"\), exports\)/g;

const load = createRequire(import.meta.url);

/** Rewrites `index.js` in the folder. */
export function makeIndexLazy(folder: string): void {
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
  makeIndexLazy(process.argv[2] ?? join(import.meta.dirname, '..', 'lib'));
}
