import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** In place of projen: bumps the version, puts it back, and makes packages of all languages but Java. */
const PROJEN = `#!/bin/sh
case "$1" in
  bump) mkdir dist; echo 0.1.0 > dist/version.txt; echo v0.1.0 > dist/releasetag.txt; echo bumped > package.json ;;
  unbump) git checkout --quiet -- package.json ;;
  compile) eval "$COMPILE" ;;
  package:java) echo "the java package needs javac" >&2; exit 1 ;;
  package:go) mkdir -p dist/go/lib; echo 0.1.0 > dist/go/lib/version ;;
  package:js) mkdir -p dist/js; touch dist/js/lib@0.1.0.jsii.tgz ;;
  package:local) mkdir -p dist/local; touch dist/local/lib-local-0.1.0.tgz ;;
  package:python) mkdir -p dist/python; touch dist/python/lib-0.1.0.whl ;;
esac`;

/** A release of a repository with a CHANGELOG, where these programs do nothing or little. */
function rehearse(compile: string): { status: number | null; stdout: string; changes: string } {
  const bin = mkdtempSync(join(tmpdir(), 'release-bin-'));
  for (const [name, content] of Object.entries({ projen: PROJEN, npm: '#!/bin/sh' })) {
    writeFileSync(join(bin, name), content, { mode: 0o755 });
  }
  cpSync(join(__dirname, '..', '..', 'scripts', 'changelog.mts'), join(clone, 'scripts', 'changelog.mts'));
  writeFileSync(join(clone, 'CHANGELOG.md'), '## [Unreleased]\n\nThe first one.\n');
  mkdirSync(join(clone, 'local'));
  writeFileSync(join(clone, 'local', 'CHANGELOG.md'), '## [Unreleased]\n\nThe first one, too.\n');
  writeFileSync(join(clone, 'package.json'), '{}\n');
  writeFileSync(join(clone, '.gitignore'), 'dist\n');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8' });
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'all');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, COMPILE: compile };
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, '--dry-run'], { cwd: clone, encoding: 'utf8', env });
  rmSync(bin, { recursive: true });
  return { status, stdout, changes: git('status', '--porcelain') };
}

test('a dry run reports what would be published, fails if a package is missing, and leaves the tree unchanged', () => {
  const { status, stdout, changes } = rehearse('true');
  expect(stdout).toMatch(/Version 0\.1\.0, tag v0\.1\.0\. Its notes:\n\n {4}The first one\./);
  expect(stdout).toContain('✓ python, to PyPI');
  expect(stdout).toContain('✗ java: not packaged on this machine');
  expect({ status, changes }).toEqual({ status: 1, changes: '' });
});

test.each([
  ['fails', 'exit 1'],
  ['is interrupted', 'kill -INT $PPID; kill -INT $$'],
])('a dry run whose compilation %s leaves the tree unchanged', (_, compile) => {
  expect(rehearse(compile)).toMatchObject({ status: 1, changes: '' });
});

test.each([[['--publish']], [['--dry-run', 'now']]])('a release with the arguments %j prints its usage', (args) => {
  expect(release(...args)).toEqual({ status: 1, stderr: '✗ usage: npm run release [-- --dry-run]\n' });
});

test('a release is refused if there are uncommitted changes, which are listed', () => {
  writeFileSync(join(clone, 'draft.txt'), '');
  const { status, stderr } = release('--dry-run');
  expect(status).toBe(1);
  expect(stderr).toMatch(/a release needs a clean tree; commit or stash these changes:\n.*\?\? draft\.txt/s);
});
