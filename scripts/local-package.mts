/** The compiled package cdk-codeconnections-local, in its folder or in another one. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
export const LOCAL = join(ROOT, 'local');

/**
 * Compiles local/ into `<folder>/lib`. Puts the files of Python beside the code that uses them there, and the model into
 * `<folder>/model`, which is for the compiled code what model/ is for the sources. Returns whether it compiles.
 */
export function compile(folder: string): boolean {
  const lib = join(folder, 'lib');
  const options = ['--outDir', lib, '--tsBuildInfoFile', join(lib, 'tsconfig.tsbuildinfo')];
  if (spawnSync('tsc', ['-p', LOCAL, ...options], { stdio: 'inherit' }).status !== 0) return false;
  rmSync(join(lib, 'aws', 'ministack'), { recursive: true, force: true });
  for (const file of globSync('aws/{ministack/**/*.{py,js,cjs,mjs},*.txt}', { cwd: LOCAL })) {
    cpSync(join(LOCAL, file), join(lib, file));
  }
  for (const file of globSync('**/*.json', { cwd: join(ROOT, 'model') })) {
    cpSync(join(ROOT, 'model', file), join(folder, 'model', file));
  }
  chmodSync(join(lib, 'cli', 'bin.js'), 0o755);
  return true;
}
