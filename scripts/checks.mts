/** Runs checks and counts them together, for `npm test`, `npm run test:deploy` and `npm run test:languages`. */
import { spawn, spawnSync } from 'node:child_process';
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

/**
 * Patterns of the tests that start a local AWS, a browser, a Python environment or other programs, and of the longest
 * ones. `npm run test:deploy` runs them.
 */
export const DEPLOYMENTS = [
  'test/deploy/',
  'test/local/(?!simulator/|testing/|aws/(?:cloudwatch|code-build|code-pipeline)/)',
  'browser\\.test\\.ts$',
  '(cfn-lint|aws-cli|botocore|consumer-roles|drift)\\.test\\.ts$',
  'test/api/literals\\.test\\.ts$',
  'test/(index|feature-flags)\\.test\\.ts$',
  'test/git-sync/(synthesizer/git-sync-synthesizer|deployment-file/bad-input)\\.test\\.ts$',
  'test/handlers/sync-monitor/store\\.test\\.ts$',
  'test/handlers/(random-lives|(sync-monitor/|waiter/waiter-)faults)\\.test\\.ts$',
  'test/local/simulator/(control|fuzz|git-http|operations/any-sequence)\\.test\\.ts$',
];

export const ROOT = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-test-'));
const outcomes: Outcome[] = [];

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/**
 * Runs a check that is not a jest test. It fails if `body` returns false or throws; the next checks run in any case.
 */
export async function check(name: string, body: () => boolean | Promise<boolean>): Promise<void> {
  const started = announce(name);
  let ok = false;
  try {
    ok = await body();
  } catch (error) {
    console.error(error);
  }
  record(name, ok ? 1 : 0, ok ? 0 : 1, started);
}

/** Runs a program of a check. Returns whether it succeeded. */
export type Run = (command: string, ...args: string[]) => Promise<boolean>;

/** Runs checks at the same time. What one prints is shown if it fails. */
export async function together(checks: Readonly<Record<string, (run: Run) => Promise<boolean>>>): Promise<void> {
  await Promise.all(
    Object.entries(checks).map(async ([name, body]) => {
      const started = performance.now();
      let output = '';
      const run: Run = (command, ...args) =>
        new Promise((resolve) => {
          const child = spawn(command, args, { cwd: ROOT, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
          for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
          child.on('error', ({ message }) => (output += `${command}: ${message}\n`));
          child.on('close', (code) => resolve(code === 0));
        });
      const ok = await body(run).catch((error: unknown) => {
        output += `${error}\n`;
        return false;
      });
      console.log(`\n▸ ${name}${ok ? '' : `\n${output.trimEnd()}`}`);
      record(name, ok ? 1 : 0, ok ? 0 : 1, started);
    }),
  );
}

/** Records a check that cannot run on this machine, with the reason. */
export function skip(name: string, reason: string): void {
  const started = announce(name);
  console.log(`skipped: ${reason}`);
  record(name, 0, 0, started);
}

/** Runs jest, and counts each of its tests. */
export function jest(name: string, ...args: string[]): void {
  const started = announce(`tests: ${name}`);
  const file = join(scratch, `${name}.json`);
  const ok = run('jest', '--ci', '--json', '--outputFile', file, ...args);
  const result = resultIn(file);
  const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  const passed = result?.numPassedTests ?? 0;
  record(`tests: ${name}`, passed, ok && passed > 0 ? failed : Math.max(failed, 1), started); // a run without tests fails
}

/** The counts of jest, or nothing if it was killed before it had written them completely. */
function resultIn(file: string): Record<string, number> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Runs a program, shows its output, and returns whether it succeeded. */
export function run(command: string, ...args: string[]): boolean {
  const env = environment();
  // Even with an output file, jest also prints its results to stdout as JSON. Only its report is shown.
  const stdio = args.includes('--json') ? (['ignore', 'ignore', 'inherit'] as const) : 'inherit';
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: stdio as 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TMPDIR: scratch, // apps that tests synthesise leave folders there
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
    PROJEN_DISABLE_POST: 'true', // generates files only, without an installation
  };
}

/** Returns whether `body` succeeds and does not change the files. */
export async function unchanged(files: string[], body: () => boolean | Promise<boolean>): Promise<boolean> {
  const before = files.map(digest);
  if (!(await body())) return false;
  const stale = files.filter((file, i) => digest(file) !== before[i]);
  if (stale.length > 0) console.error(`out of date, and recreated: ${stale.join(', ')}`);
  return stale.length === 0;
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

/** Prints all outcomes, and sets the exit code. */
export function report(): void {
  console.log('');
  for (const { name, passed, failed, seconds } of outcomes) {
    const counts = passed + failed > 1 ? `${passed} of ${passed + failed}` : '';
    const sign = failed ? '✗' : passed ? '✓' : '–';
    console.log(`${sign} ${name.padEnd(52)} ${counts.padStart(14)} ${seconds.toFixed(0).padStart(5)} s`);
  }
  const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
