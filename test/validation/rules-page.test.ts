import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

test('docs/reference/rules.md matches the rules; `npx projen rules:page` updates it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-page-'));
  const page = join(folder, 'rules.md');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', '.bin', 'tsx'), join(ROOT, 'scripts', 'rules-page.mts'), page],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(readFileSync(join(ROOT, 'docs', 'reference', 'rules.md'), 'utf8')).toBe(readFileSync(page, 'utf8'));
  rmSync(folder, { recursive: true });
});
