import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join('scripts', 'release.mts');

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'release-'));
  cpSync(join(__dirname, '..', '..', SCRIPT), join(clone, SCRIPT));
  execFileSync('git', ['init', '--quiet'], { cwd: clone });
});
afterEach(() => rmSync(clone, { recursive: true }));

const release = (...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { cwd: clone, encoding: 'utf8' });
  return { status, stderr };
};

test.each([[['--publish']], [['--dry-run', 'now']]])('a release with %j says how it is called', (args) => {
  expect(release(...args)).toEqual({ status: 1, stderr: '✗ usage: npm run release [-- --dry-run]\n' });
});

test('a release is refused when something is not committed, and that is named', () => {
  writeFileSync(join(clone, 'draft.txt'), '');
  const { status, stderr } = release('--dry-run');
  expect(status).toBe(1);
  expect(stderr).toMatch(/a release is made from what is committed\. Commit or stash these:\n.*\?\? draft\.txt/s);
});
