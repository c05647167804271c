import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE, made, type Step } from '../../languages/cache.ts';
import { CommandError, run } from '../../languages/command.ts';
import { missing } from '../../languages/index.ts';

const ROOT = join(__dirname, '..', '..');

let folder: string;
let step: Step;
let times: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'languages-'));
  const name = `test ${process.pid} ${expect.getState().currentTestName}`;
  step = { name, from: [join(folder, 'source')], of: ['1.0'], to: [join(folder, 'result')] };
  times = 0;
  writeFileSync(join(folder, 'source'), 'one');
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(CACHE, 'made', step.name.replace(/\W+/g, '-')), { force: true });
});

async function make(changed: Partial<Step> = {}): Promise<void> {
  await made({ ...step, ...changed }, async () => {
    times++;
    writeFileSync(join(folder, 'result'), readFileSync(join(folder, 'source')));
  });
}

describe('a cached result', () => {
  test('is not recreated from the same inputs', async () => {
    await make();
    await make();
    expect(times).toBe(1);
  });

  test.each<[string, () => Partial<Step> | undefined]>([
    ['its source has changed', () => void writeFileSync(join(folder, 'source'), 'two')],
    ['a version has changed', () => ({ of: ['1.1'] })],
    ['it was changed', () => void writeFileSync(join(folder, 'result'), 'by hand')],
    ['it was deleted', () => void rmSync(join(folder, 'result'))],
  ])('is recreated if %s', async (_, change) => {
    await make();
    await make(change());
    expect(times).toBe(2);
  });

  test('is created after a failed attempt', async () => {
    await expect(made(step, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
    await make();
    expect(times).toBe(1);
  });

  test('is created once for concurrent requests', async () => {
    await Promise.all([make(), make(), make()]);
    expect(times).toBe(1);
  });
});

test('the error of a failed program contains its output', async () => {
  const script = 'console.log("to one"); console.error("to the other"); process.exit(3)';
  const error = await run(process.execPath, ['-e', script]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  expect((error as Error).message).toMatch(/failed:\n(to one\nto the other|to the other\nto one)$/);
});

test('a language reports the missing programs, and what to install', () => {
  const language = {
    target: 'cobol',
    programs: { node: 'Node.js', 'no-such-cobc': 'GnuCOBOL' },
    package: async () => {},
  };
  expect(missing(language)).toBe('the cobol package needs no-such-cobc: install GnuCOBOL');
});

test.each([
  ['go', 'the go package needs go: install Go 1.21 or newer'],
  ['java', 'the java package needs javac: install a JDK, 17 or newer'],
  ['python', 'the python package needs python3: install Python 3.10 or newer'],
])('package:%s on a machine without its tools fails, and names them', (name, message) => {
  const options = { cwd: ROOT, encoding: 'utf8', env: { PATH: folder } } as const;
  const { status, stderr } = spawnSync(process.execPath, ['languages/package.ts', name], options);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(message) });
});

describe('.ci/run', () => {
  const ALL_PASS = {
    ci: '',
    test: 'echo "2 passed, 0 failed"',
    deploy: 'echo "1 passed, 0 failed"',
    languages: 'echo "3 passed, 0 failed"',
  };

  /** What it ends with, when npm does this. Nothing is installed, and nothing tested. */
  function gate(npm: Partial<typeof ALL_PASS>): {
    status: number | null;
    verdicts: string[];
    end: string | undefined;
  } {
    const { ci, test: tests, deploy, languages } = { ...ALL_PASS, ...npm };
    const script = `#!/bin/sh
case "$*" in
  ci*) ${ci} ;;
  "run test") ${tests} ;;
  "run test:deploy") ${deploy} ;;
  "run test:languages") ${languages} ;;
esac`;
    writeFileSync(join(folder, 'npm'), script, { mode: 0o755 });
    for (const tool of ['chromium', 'javac', 'mvn', 'go']) writeFileSync(join(folder, tool), '', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const { status, stdout } = spawnSync('bash', ['.ci/run'], { cwd: ROOT, encoding: 'utf8', env });
    const lines = stdout.trimEnd().split('\n');
    return { status, verdicts: lines.filter((line) => /^\d+ passed, \d+ failed$/.test(line)), end: lines.at(-1) };
  }

  test.each([
    ['passes when all tasks do', {}, 0, '6 passed, 0 failed'],
    ['fails when one of them does', { test: 'echo "2 passed, 1 failed"; exit 1' }, 1, '6 passed, 1 failed'],
    ['fails when a task breaks off', { languages: 'echo "no network"; exit 3' }, 3, '3 passed, 1 failed'],
    [
      'fails when a task is killed after its verdict',
      { test: 'echo "2 passed, 0 failed"; kill $$' },
      143,
      '6 passed, 1 failed',
    ],
    ['fails when a task says nothing', { test: '' }, 1, '4 passed, 1 failed'],
    [
      'counts what breaks off beside what fails',
      { test: 'exit 1', languages: 'echo "3 passed, 2 failed"; exit 1' },
      1,
      '4 passed, 3 failed',
    ],
    ['fails when the packages cannot be installed', { ci: 'exit 7' }, 7, '0 passed, 1 failed'],
    ['fails when it is ended from outside', { ci: 'kill $PPID' }, null, '0 passed, 1 failed'],
  ])('%s, and its last line is the only verdict, over all', (_, npm, status, verdict) => {
    expect(gate(npm)).toEqual({ status, verdicts: [verdict], end: verdict });
  });
});
