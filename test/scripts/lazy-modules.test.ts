import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'lazy-modules.mts');
const exportStar = (...paths: string[]) => paths.map((path) => `__exportStar(require("${path}"), exports);`).join('\n');

/** As the compiler of jsii leaves it. */
const COMPILED: Record<string, string> = {
  'index.js': `var __exportStar = (m, e) => Object.assign(e, m);\n${exportStar('./nested', './leaf')}`,
  'nested/index.js': `var __exportStar = (m, e) => Object.assign(e, m);\n${exportStar('./first', './second')}`,
  'nested/first.js': 'exports.First = class First {}; exports.Third = 3;',
  'nested/second.js': 'const first_1 = require("./first");\nexports.Second = class Second extends first_1.First {};',
  'leaf.js': [
    'const other_1 = require("./other");',
    'const node_path_1 = require("node:path");',
    'exports.Leaf = class Leaf {',
    '  other() { return new other_1.Other((0, node_path_1.join)("a", "b")).path; }',
    '};',
  ].join('\n'),
  'other.js': 'exports.Other = class Other { constructor(path) { this.path = path; } };',
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-modules-'));
  for (const [path, source] of Object.entries(COMPILED)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  execFileSync(process.execPath, [SCRIPT, folder]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }));
const loadedBy = (expression: string): string[] =>
  run('-p', `const index = require('./index.js'); ${expression}; JSON.stringify(Object.keys(require.cache))`)
    .map((path: string) => path.slice(path.indexOf('lazy-modules-')).split(/[/\\]/).slice(1).join('/'))
    .sort();

test('importing the library loads none of its modules', () => {
  expect(loadedBy('')).toEqual(['index.js']);
});

test('using a construct loads its module, and what that needs', () => {
  expect(loadedBy('index.Leaf')).toEqual(['index.js', 'leaf.js']);
  expect(loadedBy('index.Second')).toEqual(['index.js', 'nested/first.js', 'nested/second.js']);
});

test('what only a method needs is loaded when the method is called', () => {
  expect(loadedBy('new index.Leaf()')).toEqual(['index.js', 'leaf.js']);
  expect(loadedBy('new index.Leaf().other()')).toEqual(['index.js', 'leaf.js', 'other.js']);
  expect(run('-p', "JSON.stringify(new (require('./index.js').Leaf)().other())")).toBe(join('a', 'b'));
});

test('everything is exported that was, and is the same thing each time', () => {
  expect(run('-p', "JSON.stringify(Object.keys(require('./index.js')))")).toEqual(['First', 'Third', 'Second', 'Leaf']);
  const same =
    "const index = require('./index.js'); index.Leaf === index.Leaf && new index.Second() instanceof index.First";
  expect(run('-p', same)).toBe(true);
});

test('an ES module can import it by names', () => {
  writeFileSync(
    join(folder, 'app.mjs'),
    "import { First, Third } from './index.js'; console.log(JSON.stringify([First.name, Third]));",
  );
  expect(run('app.mjs')).toEqual(['First', 3]);
});

test('doing it again changes nothing', () => {
  const read = () => Object.keys(COMPILED).map((path) => readFileSync(join(folder, path), 'utf8'));
  const once = read();
  execFileSync(process.execPath, [SCRIPT, folder]);
  expect(read()).toEqual(once);
});
