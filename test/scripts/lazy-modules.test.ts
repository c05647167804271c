import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'lazy-modules.mts');
const exportStar = (...paths: string[]) => paths.map((path) => `__exportStar(require("${path}"), exports);`).join('\n');

/** As the compiler of jsii leaves it, except that each module tells that it is run. */
const COMPILED: Record<string, string> = {
  'index.js': `var __exportStar = (m, e) => Object.assign(e, m);\n${exportStar('./nested', './leaf')}`,
  'nested/index.js': `var __exportStar = (m, e) => Object.assign(e, m);\n${exportStar('./first', './second')}\nexports.Fourth = require("./fourth").Fourth;`,
  'nested/fourth.js': 'exports.Fourth = 4; exports.Hidden = 0;',
  'nested/first.js': 'exports.First = class First {}; exports.Third = 3;',
  'nested/second.js': 'const first_1 = require("./first");\nexports.Second = class Second extends first_1.First {};',
  'leaf.js': [
    'const other_1 = require("./other");',
    'const node_path_1 = require("node:path");',
    'exports.Leaf = class Leaf {',
    '  other() { return new other_1.Other((0, node_path_1.join)("a", "b")).path; }',
    '  all() { return [...other_1.ALL, { ...other_1.ALL }[0]]; }',
    '  like(object) { return object.other_1.ALL; }',
    '};',
  ].join('\n'),
  'other.js': 'exports.Other = class Other { constructor(path) { this.path = path; } }; exports.ALL = [1, 2];',
  'types.js': '',
};
const HANDLER = { 'handlers/custom-resource.js': 'const x_1 = require("node:path");' };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-modules-'));
  compile();
  execFileSync(process.execPath, [SCRIPT, folder]);
});

function compile(): void {
  const told = ([path, source]: [string, string]) => [path, `(globalThis.ran ??= []).push("${path}");\n${source}`];
  for (const [path, source] of [...Object.entries(COMPILED).map(told), ...Object.entries(HANDLER)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }));
/** The modules that are run by an expression with the library in it. */
const runBy = (expression: string): string[] =>
  run('-p', `const index = require('./index.js'); ${expression}; JSON.stringify(globalThis.ran ?? [])`).sort();
const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

test('importing the library runs none of its modules', () => {
  expect(runBy('')).toEqual([]);
});

test('using a construct runs its module, and the modules that it needs', () => {
  expect(runBy('index.Leaf')).toEqual(['leaf.js']);
  expect(runBy('index.Second')).toEqual(['nested/first.js', 'nested/second.js']);
});

test('a module that only a method needs runs when the method is called', () => {
  expect(runBy('new index.Leaf()')).toEqual(['leaf.js']);
  expect(runBy('new index.Leaf().other()')).toEqual(['leaf.js', 'other.js']);
  expect(run('-p', "JSON.stringify(new (require('./index.js').Leaf)().other())")).toBe(join('a', 'b'));
});

test('spread imports are loaded, and properties of the same name are unchanged', () => {
  expect(run('-p', "JSON.stringify(new (require('./index.js').Leaf)().all())")).toEqual([1, 2, 1]);
  expect(run('-p', "JSON.stringify(new (require('./index.js').Leaf)().like({ other_1: { ALL: 'its own' } }))")).toBe(
    'its own',
  );
});

test('all exports are preserved, and are the same objects each time', () => {
  expect(run('-p', "JSON.stringify(Object.keys(require('./index.js')))")).toEqual([
    'First',
    'Third',
    'Second',
    'Fourth',
    'Leaf',
  ]);
  const same =
    "const index = require('./index.js'); index.Leaf === index.Leaf && new index.Second() instanceof index.First";
  expect(run('-p', same)).toBe(true);
});

test('an ES module can import the library by names', () => {
  writeFileSync(
    join(folder, 'app.mjs'),
    "import { First, Third } from './index.js'; console.log(JSON.stringify([First.name, Third]));",
  );
  expect(run('app.mjs')).toEqual(['First', 3]);
});

test('the library is one file, and the handlers are unchanged', () => {
  const paths = files().map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const handler = join('handlers', 'custom-resource.js');
  const compiled = paths.filter((path) => path.endsWith('.js'));
  expect(compiled.sort()).toEqual(['index.js', handler, join('library', 'index.js')].sort());
  expect(readFileSync(join(folder, handler), 'utf8')).toBe(HANDLER['handlers/custom-resource.js']);
});

test('running the script again changes nothing, also after another compilation', () => {
  const read = () => files().map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  const once = read();
  execFileSync(process.execPath, [SCRIPT, folder]);
  expect(read()).toEqual(once);
  compile();
  execFileSync(process.execPath, [SCRIPT, folder]);
  expect(read()).toEqual(once);
});
