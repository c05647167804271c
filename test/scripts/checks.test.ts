import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const CHECKS = JSON.stringify(join(__dirname, '..', '..', 'scripts', 'checks.mts'));

/** What is printed and how it ends, when these are the checks. */
function run(checks: string): { status: number | null; end: string | undefined } {
  const script = `import { check, jest, report } from ${CHECKS};\n${checks}\nreport();`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return { status, end: stdout.trimEnd().split('\n').at(-1) };
}

test('passed and failed checks are counted, and one failure sets the exit code', () => {
  expect(run('await check("a", () => true); await check("b", async () => true);')).toEqual({
    status: 0,
    end: '2 passed, 0 failed',
  });
  expect(run('await check("a", () => true); await check("b", () => false);')).toEqual({
    status: 1,
    end: '1 passed, 1 failed',
  });
});

test('a check that throws fails, and the next checks still run', () => {
  const throwing =
    'await check("a", () => { throw new Error("boom"); }); await check("b", () => Promise.reject("boom"));';
  expect(run(`${throwing} await check("c", () => true);`)).toEqual({ status: 1, end: '1 passed, 2 failed' });
});

test('a run of jest without results is a failure', () => {
  expect(run('process.env.PATH = "/nowhere"; jest("unit");')).toEqual({ status: 1, end: '0 passed, 1 failed' });
});

test('a run of jest without tests is a failure', () => {
  expect(run('jest("unit", "--passWithNoTests", "nowhere-at-all");')).toEqual({ status: 1, end: '0 passed, 1 failed' });
});
