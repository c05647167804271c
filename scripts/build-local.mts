/**
 * Compiles local/ into local/lib, with `--clean` from scratch. Puts the files of Python beside the code that uses them
 * there, and the model into local/model, which is for the compiled code what model/ is for the sources.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const LOCAL = join(ROOT, 'local');

if (process.argv[2] === '--clean') rmSync(join(LOCAL, 'lib'), { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', LOCAL], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
rmSync(join(LOCAL, 'lib', 'aws', 'ministack'), { recursive: true, force: true });
for (const file of globSync('aws/{ministack/**/*.{py,js,cjs,mjs},*.txt}', { cwd: LOCAL })) {
  cpSync(join(LOCAL, file), join(LOCAL, 'lib', file));
}
rmSync(join(LOCAL, 'model'), { recursive: true, force: true });
for (const file of globSync('**/*.json', { cwd: join(ROOT, 'model') })) {
  cpSync(join(ROOT, 'model', file), join(LOCAL, 'model', file));
}
chmodSync(join(LOCAL, 'lib', 'cli', 'bin.js'), 0o755);
