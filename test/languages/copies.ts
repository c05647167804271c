import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { language } from '../../languages/index.ts';

const ROOT = join(__dirname, '..', '..');
/** What the commands of an app leave in its folder. */
const MADE = ['.venv', '__pycache__', 'cdk.out', 'node_modules', 'target'];

/**
 * Copies an example out of the repository, as its reader does.
 *
 * @param folder where the copies are made, each in the folder of its language
 * @returns the folder of the copy
 */
export async function copyExample(name: string, example: string, folder: string): Promise<string> {
  const copy = join(folder, name, example);
  cpSync(join(ROOT, 'examples', name, example), copy, {
    recursive: true,
    filter: (path) => !MADE.includes(basename(path)),
  });
  if (name === 'typescript') await installPackage(join(copy, 'node_modules'));
  return copy;
}

/** Does as npm would with the package in dist/, but for what it depends on, which is here already. */
async function installPackage(modules: string): Promise<void> {
  await language('js').package();
  const library = join(modules, 'cdk-codeconnections');
  mkdirSync(library, { recursive: true });
  const [tarball = ''] = globSync(join(ROOT, 'dist', 'js', '*.tgz'));
  execFileSync('tar', ['-xzf', tarball, '-C', library, '--strip-components=1']);
  for (const name of ['.bin', 'aws-cdk-lib', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
}
