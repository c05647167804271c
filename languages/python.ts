import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../local/aws/python-environment.ts';
import { CACHE, log, made } from './cache.ts';
import { run } from './command.ts';
import type { Language } from './language.ts';
import { DIST, LIBRARY, library, pacmak, prepended } from './library.ts';

const PACKAGE = join(DIST, 'python');
const VENV = join(CACHE, 'python');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

export const python: Language = {
  target: 'python',
  programs: { python3: 'Python 3.10 or newer with its modules venv and pip (Debian: python3 python3-venv)' },

  async package() {
    await library();
    await made({ name: 'package python', from: LIBRARY, to: [PACKAGE] }, () => pacmak('python'));
  },

  /** A virtual environment, in which the wheel is installed. */
  async environment() {
    await python.package();
    process.env.PIP_COMPILE = '0'; // most of aws-cdk-lib's modules are never imported
    const interpreter = await pythonEnvironment({
      folder: VENV,
      requirements: REQUIREMENTS,
      modules: ['jsii'],
      purpose: 'the Python package',
      log,
    });
    const installed = join(VENV, 'installed.txt'); // goes with the environment when that is recreated
    await made({ name: 'install the wheel', from: [PACKAGE, REQUIREMENTS], to: [installed] }, async () => {
      const wheels = globSync('*.whl', { cwd: PACKAGE }).map((wheel) => join(PACKAGE, wheel));
      const pip = (...args: string[]) => run(interpreter, ['-m', 'pip', ...args]);
      await pip('install', '--quiet', '--force-reinstall', '--no-deps', ...wheels);
      await pip('check'); // that what it depends on is there, in versions that it takes
      writeFileSync(installed, await pip('freeze'));
    });
    return { PATH: prepended(join(VENV, 'bin')), VIRTUAL_ENV: VENV };
  },
};
