/** Packs the package cdk-codeconnections-local into dist/local, in the version of the library. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, LOCAL } from './local-package.mts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist', 'local');

const manifest = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

// In a folder of its own: what was built before stays as it is, and nothing of it gets into the package.
const folder = mkdtempSync(join(tmpdir(), 'package-local-'));
try {
  if (!compile(folder)) throw new Error('local/ does not compile');
  for (const entry of ['simulator/README.md', 'README.md', 'CHANGELOG.md'])
    cpSync(join(LOCAL, entry), join(folder, entry));
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const { version } = manifest(ROOT);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest(LOCAL), version }, undefined, 2));
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', DIST], { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true });
}
