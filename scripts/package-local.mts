/** Packs the package cdk-codeconnections-local into dist/local, in the version of the library. Its build comes first. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const LOCAL = join(ROOT, 'local');
const DIST = join(ROOT, 'dist', 'local');

const manifest = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'package-local-'));
try {
  for (const entry of ['lib', 'model', 'simulator/README.md', 'README.md', 'CHANGELOG.md']) {
    cpSync(join(LOCAL, entry), join(folder, entry), { recursive: true });
  }
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const { version } = manifest(ROOT);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest(LOCAL), version }, undefined, 2));
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', DIST], { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true });
}
