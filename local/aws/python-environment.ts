import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lock } from './lock.ts';

const run = promisify(execFile);

const MINIMUM = [3, 10];
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const INSTALL_TIMEOUT = 300_000;
const VERSION_TIMEOUT = 10_000;
const PROGRESS_INTERVAL = 10_000;

export interface PythonEnvironmentOptions {
  /** The folder of the virtual environment. */
  readonly folder: string;
  /** The file of pinned packages. */
  readonly requirements: string;
  /** The modules that a working environment can import. @default ministack, hypercorn, boto3, cbor2 */
  readonly modules?: readonly string[];
  /** The name of the program that needs Python, for a message. @default 'the local AWS' */
  readonly purpose?: string;
  /** Ends the installation. @default - it goes on */
  readonly signal?: AbortSignal;
  /** Called with a message for each step that takes some time. */
  readonly log: (message: string) => void;
  /** The PATH on which Python is searched. @default process.env.PATH */
  readonly path?: string;
}

/**
 * The Python of a virtual environment with exactly the pinned packages. Makes the environment if there is none, if the
 * packages have changed, and if it is broken. Of several processes at once, one makes it.
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { folder, log, modules = ['ministack', 'hypercorn', 'boto3', 'cbor2'] } = options;
  const python = join(folder, 'bin', 'python');
  const wanted = createHash('sha256')
    .update(await readFile(options.requirements))
    .digest('hex');
  if ((await problemOf(folder, wanted, modules)) === undefined) return python;

  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `the folder ${folder} cannot be made (${error.message}): set CDK_CODECONNECTIONS_LOCAL_CACHE to a folder that you may write to`,
    );
  });
  const unlock = await lock(
    join(folder, 'lock'),
    () => log('Waiting for another process that makes the Python environment.'),
    options.signal,
  );
  try {
    const problem = await problemOf(folder, wanted, modules);
    if (problem === undefined) return python;
    const basePython = await findPython(options);
    log(`Installing Python packages into ${folder}, once: ${problem}. This takes some seconds.`);
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
    const progress = setInterval(() => log(`Still installing Python packages (${seconds()}).`), PROGRESS_INTERVAL);
    try {
      await make(basePython, wanted, options);
    } catch (error) {
      await clear(folder);
      throw error;
    } finally {
      clearInterval(progress);
    }
    log(`The Python packages are installed (${seconds()}).`);
    return python;
  } finally {
    await unlock();
  }
}

/** Why the environment cannot be used as it is; undefined if it can. */
async function problemOf(folder: string, wanted: string, modules: readonly string[]): Promise<string | undefined> {
  const made = await readFile(stampOf(folder), 'utf8').catch(() => undefined);
  if (made === undefined) return 'there is none yet';
  if (made !== wanted) return 'the pinned packages have changed';
  const works = run(join(folder, 'bin', 'python'), ['-c', `import ${modules.join(', ')}`]);
  return works.then(
    () => undefined,
    (error: Error) => `the one that is there is broken: ${lastLine(error)}`,
  );
}

/** The file that is written last: an environment with it is complete. */
function stampOf(folder: string): string {
  return join(folder, 'requirements.sha256');
}

async function make(basePython: string, wanted: string, options: PythonEnvironmentOptions): Promise<void> {
  const { folder, requirements, signal } = options;
  await clear(folder);
  // What an installation that is interrupted leaves is cleared with the rest.
  const env = { ...process.env, TMPDIR: join(folder, 'tmp') };
  await mkdir(env.TMPDIR);
  await run(basePython, ['-m', 'venv', folder], { env, signal }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new Error(
      `${basePython} cannot make a virtual environment: ${lastLine(error)}. Its modules venv and ensurepip are needed; ` +
        'on Debian and Ubuntu they are in the package python3-venv',
    );
  });
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes'];
  await run(join(folder, 'bin', 'python'), [...pip, '-r', requirements], {
    timeout: INSTALL_TIMEOUT,
    env,
    signal,
  }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new Error(
      `pip could not install the Python packages: ${lastLine(error)}. A package index is ` +
        'needed once, PyPI or the one that pip is configured for; then start again',
    );
  });
  await rm(env.TMPDIR, { recursive: true, force: true });
  await writeFile(stampOf(folder), wanted);
}

/** Removes all but the lock, which its owner removes. */
async function clear(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry !== 'lock') await rm(join(folder, entry), { recursive: true, force: true });
  }
}

/** The first Python on the path that is new enough. */
async function findPython(options: PythonEnvironmentOptions): Promise<string> {
  const { path = process.env.PATH ?? '', purpose = 'the local AWS' } = options;
  const tooOld: string[] = [];
  for (const name of CANDIDATES) {
    const [executable, major, minor] = await versionOf(name, path);
    if (major === MINIMUM[0] && minor >= MINIMUM[1]) return executable;
    if (executable) tooOld.push(`${name} is ${major}.${minor}`);
  }
  const found = tooOld.length > 0 ? tooOld.join(', ') : `no ${CANDIDATES[0]} is on the PATH`;
  throw new Error(
    `${purpose} needs Python ${MINIMUM.join('.')} or newer, but ${found}: install Python (https://www.python.org/` +
      'downloads, or python3 and python3-venv by your package manager) and start again',
  );
}

/** The path and version of a Python; an empty path if there is none of this name, or it does not run. */
async function versionOf(name: string, path: string): Promise<[string, number, number]> {
  const script = 'import json, sys; print(json.dumps([sys.executable, *sys.version_info[:2]]))';
  return run(name, ['-c', script], { env: { ...process.env, PATH: path }, timeout: VERSION_TIMEOUT })
    .then(({ stdout }) => JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
    .catch(() => ['', 0, 0]);
}

function lastLine(error: Error & { stderr?: string }): string {
  return (error.stderr || error.message).trim().split('\n').at(-1) ?? '';
}
