import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'changelog.mts');
const HEAD = '# Changelog\n\nAbout it.\n\n';
const OLD = '## [0.1.0] - 2026-01-01\n\n- First.\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changelog-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the script makes of a CHANGELOG. */
function released(changelog: string, ...args: string[]) {
  const file = join(folder, 'CHANGELOG.md');
  writeFileSync(file, changelog);
  mkdirSync(join(folder, 'local'));
  writeFileSync(join(folder, 'local', 'CHANGELOG.md'), `${HEAD}## [Unreleased]\n\n- No changes.\n`);
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { cwd: folder, encoding: 'utf8' });
  return { ok: status === 0, stderr, changelog: readFileSync(file, 'utf8') };
}

test("the section of unreleased changes becomes a version with today's date, and the notes of the release", () => {
  const { changelog } = released(`${HEAD}## [Unreleased]\n\n- More.\n\n${OLD}`, '0.2.0', 'notes.md');
  expect(changelog).toMatch(/## \[Unreleased\]\n\n## \[0\.2\.0\] - \d{4}-\d{2}-\d{2}\n\n- More\.\n\n## \[0\.1\.0\]/);
  expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe('- More.\n');
  expect(readFileSync(join(folder, 'local', 'CHANGELOG.md'), 'utf8')).toMatch(/## \[0\.2\.0\] - .*\n\n- No changes/);
});

test('the first release has no version before it', () => {
  const { changelog } = released(`${HEAD}## [Unreleased]\n\n- First.\n`, '0.1.0');
  expect(changelog).toMatch(/## \[Unreleased\]\n\n## \[0\.1\.0\] - .*\n\n- First\.\n$/);
  expect(existsSync(join(folder, 'notes.md'))).toBe(false);
});

test.each([
  ['nothing is unreleased', `${HEAD}## [Unreleased]\n\n${OLD}`, ['0.2.0'], /has no text under "## \[Unreleased\]"/],
  ['there is no such section', `${HEAD}${OLD}`, ['0.2.0'], /has no section "## \[Unreleased\]": add one/],
  [
    'the version is there',
    `${HEAD}## [Unreleased]\n\n- More.\n\n${OLD}`,
    ['0.1.0'],
    /already has a section for 0\.1\.0/,
  ],
  ['the version is none', `${HEAD}## [Unreleased]\n\n- More.\n`, ['next'], /must look like 1\.2\.3, got next/],
  ['there is no version', `${HEAD}## [Unreleased]\n\n- More.\n`, [], /must look like 1\.2\.3, got undefined/],
])('a release is refused, and changes nothing, if %s', (_, before, args, message) => {
  const { ok, stderr, changelog } = released(before, ...args);
  expect(ok).toBe(false);
  expect(stderr).toMatch(message);
  expect(changelog).toBe(before);
});
