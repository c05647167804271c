import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { language } from '../../languages/index.ts';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '..', '..');
const COMMAND = join('node_modules', '.bin', 'cdk-codeconnections-local');

/** An app outside of the repository, with the packed packages, and the other packages of an app from here. */
let app: string;

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'local-package-'));
  await language('js').package();
  execFileSync('npx', ['projen', 'package:local'], { cwd: ROOT, stdio: 'ignore' });
  write('package.json', JSON.stringify({ name: 'app', private: true, jest: JEST }));
  write('cdk.json', JSON.stringify({ app: 'npx tsx bin/app.ts' }));
  npm('install', '--silent', '--no-audit', '--no-fund', tarball('local'));
  const library = join(app, 'node_modules', 'cdk-codeconnections');
  mkdirSync(library);
  execFileSync('tar', ['-xzf', tarball('js'), '-C', library, '--strip-components=1']);
  for (const name of [
    'aws-cdk',
    'aws-cdk-lib',
    'constructs',
    'jest',
    'tsx',
    'typescript',
    'vitest',
    '@swc',
    '@types',
  ]) {
    symlinkSync(join(ROOT, 'node_modules', name), join(app, 'node_modules', name));
  }
  for (const name of ['cdk', 'jest', 'tsx', 'tsc', 'vitest']) {
    symlinkSync(join(ROOT, 'node_modules', '.bin', name), join(app, 'node_modules', '.bin', name));
  }
  for (const [path, content] of codeOf(join(ROOT, 'local', 'README.md'))) write(path, content);
});

afterAll(() => rmSync(app, { recursive: true, force: true }));

const JEST = {
  testMatch: ['**/test/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
};

const tarball = (folder: string): string => globSync(join(ROOT, 'dist', folder, '*.tgz'))[0] ?? '';

function write(path: string, content: string): void {
  mkdirSync(dirname(join(app, path)), { recursive: true });
  writeFileSync(join(app, path), content);
}

/** The blocks of code on a page that begin with the path of their file. */
function codeOf(page: string): [string, string][] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```/gms);
  return [...blocks].map(([, path = '', content = '']) => [path, content]);
}

function npm(...args: string[]): void {
  execFileSync('npm', args, { cwd: app, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Runs a program of the app; returns what it prints, and how it ends. */
function run(program: string, args: readonly string[], node = process.execPath) {
  // Neither the Node.js nor the npm of this repository's tasks.
  const { npm_command: _, NODE_OPTIONS: __, ...env } = process.env;
  const PATH = [dirname(node), '/usr/local/bin', '/usr/bin', '/bin', env.PATH].join(':');
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: app, encoding: 'utf8', env: { ...env, PATH } });
  return { status, output: stdout + stderr };
}

test('the README has an app and its test', () => {
  expect(codeOf(join(ROOT, 'local', 'README.md')).map(([path]) => path)).toEqual([
    'bin/app.ts',
    'test/deployment.test.ts',
  ]);
});

test('the types of the package fit the test', () => {
  const options = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    noEmit: true,
    skipLibCheck: false,
    types: ['node', 'jest'],
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['test/deployment.test.ts'] }));
  expect(run('node_modules/.bin/tsc', ['-p', '.'])).toEqual({ status: 0, output: '' });
});

test('the command deploys the app without a person, and ends with the exit code of what it runs', () => {
  const start = [COMMAND, '--port', '0', '--simulator-port', '0', '--complete-handshakes', '--'];
  const cdk = ['node', 'node_modules/.bin/cdk', 'deploy', '--all', '--require-approval', 'never'];
  const { status, output } = run(process.execPath, [...start, ...cdk]);
  expect(output).toContain('✅  Platform');
  expect(status).toBe(0);
  expect(run(process.execPath, [...start, 'node', '-e', 'process.exit(3)']).status).toBe(3);
});

describe.each([
  ['20', 'jest', ['--ci']],
  ['24', 'vitest', ['run', 'vitest']],
])('on Node.js %s', (major, framework, args) => {
  let node: string;

  beforeAll(() => {
    const folder = join(app, `node-${major}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
    execFileSync('npm', ['install', '--silent', `node@${major}`], { cwd: folder, stdio: 'ignore' });
    node = join(folder, 'node_modules', 'node', 'bin', 'node');
    const [, [, code] = ['', '']] = codeOf(join(ROOT, 'local', 'README.md'));
    const imports = `import { expect, test } from 'vitest';\n`;
    write('vitest/deployment.test.ts', imports + code.replace('local/jest', 'local/vitest'));
  });

  test(`the test of the README passes with ${framework}`, () => {
    const { status, output } = run(`node_modules/.bin/${framework}`, args, node);
    expect(output).toMatch(/3 passed/);
    expect(status).toBe(0);
  });

  test.each([
    ['require()', 'c', `const { startSimulator } = require('cdk-codeconnections-local');`],
    ['import', 'm', `import { startSimulator } from 'cdk-codeconnections-local/simulator';`],
  ])('the simulator is had by %s', (_, extension, load) => {
    const use = `startSimulator().then(async (simulator) => {
      console.log((await fetch(simulator.url)).status); await simulator.close(); });`;
    write(`simulator.${extension}js`, `${load}\n${use}`);
    expect(run(node, [`simulator.${extension}js`], node)).toEqual({ status: 0, output: '200\n' });
  });
});

test('an old Node.js is told in one line which one it takes', () => {
  const old = `Object.defineProperty(process.versions, 'node', { value: '18.20.0' }); require(${JSON.stringify(join(app, COMMAND))})`;
  expect(run(process.execPath, ['-e', old])).toEqual({
    status: 1,
    output:
      'cdk-codeconnections-local needs Node.js 20.16 or newer, but this is 18.20.0: install a newer one (https://nodejs.org) and start again\n',
  });
});

test('the package has what it needs, and nothing of the repository besides', () => {
  const files = execFileSync('tar', ['-tzf', tarball('local')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const kinds = new Set(
    files.map((file) => file.replace(/^package\//, '').replace(/^(lib|model)\/.*(\.\w+)$/, '$1/*$2')),
  );
  expect([...kinds].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'lib/*.cjs',
    'lib/*.js',
    'lib/*.mjs',
    'lib/*.mts',
    'lib/*.py',
    'lib/*.ts',
    'lib/*.txt',
    'model/*.json',
    'package.json',
    'simulator/README.md',
  ]);
  expect(files.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file))).toEqual([]);
});
