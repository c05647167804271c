/**
 * What `npm test` runs: everything that guards the code, one step after the other, all of them even when one fails.
 * Ends with a summary, whose last line counts the tests and the other checks together.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const ROOT = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-test-'));
const outcomes: Outcome[] = [];

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

check('generated files are as .projenrc.ts makes them', () =>
  unchanged(generatedFiles(), () => run('tsx', '--tsconfig', 'projenrc/tsconfig.json', '.projenrc.ts')),
);
check('format, lint and layers', () => run('biome', 'check', '--error-on-warnings'));
check('types of tests, local AWS, scripts and examples', () => run('tsc', '--noEmit', '-p', 'test/tsconfig.json'));
check('handlers bundle', () => run('node', 'scripts/bundle-handlers.mts'));
check('jsii compiles the library', () => run('jsii', '--fail-on-warnings'));
check('the compiled library is made one file', () => run('node', 'scripts/lazy-modules.mts'));
check('API breaks nothing that is not declared in .compatignore', () => run('projen', 'compat'));
check('API.md is up to date', () => unchanged(['API.md'], () => run('jsii-docgen', '-o', 'API.md')));
check('awslint', () => run('awslint'));
check('examples in README and docstrings compile', () => run('jsii-rosetta', 'extract', '--compile', '--fail', '.'));
jest('unit', '--testPathIgnorePatterns', 'test/deploy/', 'test/languages/');
jest('deployments', '--runInBand', 'test/deploy/');
report();

/** One check that is no jest test: passes when `body` does. */
function check(name: string, body: () => boolean): void {
  const started = announce(name);
  const ok = body();
  record(name, ok ? 1 : 0, ok ? 0 : 1, started);
}

/** One run of jest: each of its tests counts. */
function jest(name: string, ...args: string[]): void {
  const started = announce(`tests: ${name}`);
  const file = join(scratch, `${name}.json`);
  const ok = run('jest', '--ci', '--json', '--outputFile', file, ...args);
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  record(`tests: ${name}`, result?.numPassedTests ?? 0, ok ? failed : Math.max(failed, 1), started);
}

function run(command: string, ...args: string[]): boolean {
  const env = {
    ...process.env,
    TMPDIR: scratch, // every app that a test synthesises leaves a folder there
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
    PROJEN_DISABLE_POST: 'true', // the generated files only, no installation
  };
  // jest prints its results to stdout as JSON too, when asked for a file: only its own report is of interest.
  const stdio = args.includes('--json') ? (['ignore', 'ignore', 'inherit'] as const) : 'inherit';
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: stdio as 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/** Whether `body` succeeds and leaves the files as they are. */
function unchanged(files: string[], body: () => boolean): boolean {
  const before = files.map(digest);
  if (!body()) return false;
  const stale = files.filter((file, i) => digest(file) !== before[i]);
  if (stale.length > 0) console.error(`was out of date, and is now made anew: ${stale.join(', ')}`);
  return stale.length === 0;
}

function generatedFiles(): string[] {
  return JSON.parse(readFileSync(join(ROOT, '.projen', 'files.json'), 'utf8')).files;
}

function digest(file: string): string {
  const path = join(ROOT, file);
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'absent';
}

function announce(name: string): number {
  console.log(`\n▸ ${name}`);
  return performance.now();
}

function record(name: string, passed: number, failed: number, started: number): void {
  outcomes.push({ name, passed, failed, seconds: (performance.now() - started) / 1000 });
}

function report(): void {
  console.log('');
  for (const { name, passed, failed, seconds } of outcomes) {
    const counts = passed + failed > 1 ? `${passed} of ${passed + failed}` : '';
    console.log(`${failed ? '✗' : '✓'} ${name.padEnd(52)} ${counts.padStart(14)} ${seconds.toFixed(0).padStart(5)} s`);
  }
  const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
