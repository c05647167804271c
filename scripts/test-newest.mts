/**
 * Runs the tests of the constructs with the newest aws-cdk-lib and constructs. `npm test` runs them with the lowest
 * supported versions, which are in the lock file.
 *
 * The newest versions are installed into a temporary folder, in which jest and tsc look for them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = ['aws-cdk-lib', 'constructs'];
const scratch = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-newest-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const installed = (name: string) => join(scratch, 'node_modules', name);
const versionIn = (folder: string): string => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

function write(file: string, content: object | string): string {
  const path = join(scratch, file);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

write('package.json', { private: true });
const newest = PACKAGES.map((name) => `${name}@latest`);
execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...newest], {
  cwd: scratch,
  stdio: 'inherit',
});
for (const name of PACKAGES) {
  console.log(`${name} ${versionIn(installed(name))} (the lowest is ${versionIn(join(ROOT, 'node_modules', name))})`);
}

/** Compiles with the types of the newest versions. */
const tsconfig = write('tsconfig.json', {
  extends: join(ROOT, 'test', 'tsconfig.json'),
  compilerOptions: {
    rootDir: '/',
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    paths: {
      'cdk-codeconnections': [join(ROOT, 'src', 'index.ts')],
      ...Object.fromEntries(
        PACKAGES.flatMap((name) => [
          [name, [installed(name)]],
          [`${name}/*`, [`${installed(name)}/*`]],
        ]),
      ),
    },
  },
  include: ['src', 'test', 'examples/typescript'].map((folder) => join(ROOT, folder, '**', '*')),
});

/** Makes sure that no test runs on another version by mistake. */
const guard = write(
  'guard.js',
  PACKAGES.map((name) => {
    const expected = versionIn(installed(name));
    return `if (require('${name}/package.json').version !== '${expected}') throw new Error('not the newest ${name}');\n`;
  }).join(''),
);

const jest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).jest;
const config = write('jest.config.json', {
  ...jest,
  rootDir: ROOT,
  setupFiles: [guard],
  moduleNameMapper: {
    ...jest.moduleNameMapper,
    ...Object.fromEntries(PACKAGES.map((name) => [`^${name}(/.*)?$`, `${installed(name)}$1`])),
  },
});

/** Tests that do not use the CDK, or that run the library in a separate process. */
const ELSEWHERE = [
  'deploy/',
  'local/',
  'handlers/(?!least)',
  'api/',
  'languages/',
  'aws/',
  'scripts/',
  'package.test.ts',
];
run('tsc', '--noEmit', '-p', tsconfig);
run(
  'jest',
  '--ci',
  '--config',
  config,
  '--testPathIgnorePatterns',
  ...ELSEWHERE.map((path) => `<rootDir>/test/${path}`),
);

function run(command: string, ...args: string[]): void {
  console.log(`\n▸ ${command}`);
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
