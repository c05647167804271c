import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from '../../../local/aws/lock';
import { pythonEnvironment } from '../../../local/aws/python-environment';

let root: string;
let messages: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'python-environment-'));
  messages = [];
  await requirements('ministack==1.5.33\n');
  await mkdir(join(root, 'bin'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('an environment is made of the pinned packages, with their hashes', async () => {
  await python('python3', '3, 12');

  expect(await environment()).toBe(join(root, 'venv', 'bin', 'python'));

  expect(await installations()).toEqual([expect.stringContaining(`--require-hashes -r ${root}/requirements.txt`)]);
  expect(messages).toEqual([expect.stringContaining('there is none yet'), expect.stringContaining('are installed')]);
});

test('an environment with the pinned packages is used again, without a message', async () => {
  await python('python3', '3, 12');
  await environment();
  messages = [];

  await environment();

  expect(await installations()).toHaveLength(1);
  expect(messages).toEqual([]);
});

test('an environment is recreated when the packages change', async () => {
  await python('python3', '3, 12');
  await environment();
  await requirements('ministack==1.5.34\n');

  await environment();

  expect(await installations()).toHaveLength(2);
  expect(messages).toContainEqual(expect.stringContaining('the pinned packages have changed'));
});

test('a broken environment is made anew, and a message has the reason', async () => {
  await python('python3', '3, 12');
  await environment();
  await program('../venv/bin/python', 'echo "bad interpreter" >&2; exit 127');

  await environment();

  expect(await installations()).toHaveLength(2);
  expect(messages).toContainEqual(expect.stringContaining('the one that is there is broken: bad interpreter'));
});

test('an incomplete environment is made anew', async () => {
  await python('python3', '3, 12');
  await mkdir(join(root, 'venv', 'bin'), { recursive: true });
  await writeFile(join(root, 'venv', 'lock'), '999999999'); // its maker is gone
  await writeFile(join(root, 'venv', 'remains'), '');

  await environment();

  expect(await installations()).toHaveLength(1);
  expect(await readdir(join(root, 'venv'))).toEqual(['bin', 'requirements.sha256']);
});

test('of several calls at once, one makes the environment', async () => {
  await python('python3', '3, 12', { pip: 'sleep 0.5' });

  await Promise.all([environment(), environment(), environment()]);

  expect(await installations()).toHaveLength(1);
  expect(messages).toContainEqual(expect.stringContaining('another process'));
});

test('a newer Python under another name is used if python3 is too old', async () => {
  await python('python3', '3, 9');
  await python('python3.11', '3, 11');

  await environment();

  expect(await readFile(join(root, 'pip.log'), 'utf8')).not.toBe('');
});

test.each([
  ['3, 9', true],
  ['2, 7', true],
  ['3, 10', false],
  ['3, 11', false],
  ['3, 14', false],
])('Python (%s) is too old: %s', async (version, tooOld) => {
  await python('python3', version);

  const outcome = await environment().then(
    () => 'made',
    (error: Error) => error.message,
  );

  expect(outcome).toMatch(tooOld ? `needs Python 3.10 or newer, but python3 is ${version.replace(', ', '.')}` : 'made');
});

test('without Python, the message says what to install', async () => {
  await expect(environment()).rejects.toThrow(
    /needs Python 3\.10 or newer, but no python3 is on the PATH: install Python .* python3-venv/,
  );
});

test('without the venv module, the message names the package that has it', async () => {
  await python('python3', '3, 12', { venv: '{ echo "No module named venv" >&2; false; }' });

  await expect(environment()).rejects.toThrow(/No module named venv.*on Debian and Ubuntu .* python3-venv/);
});

test('without a package index, the message says that one is needed, and the next start tries again', async () => {
  await python('python3', '3, 12', { pip: '{ echo "ERROR: No matching distribution" >&2; false; }' });
  await expect(environment()).rejects.toThrow(/No matching distribution\. A package index is needed once/);
  await python('python3', '3, 12');

  await environment();

  expect(await installations()).toHaveLength(2);
});

test('an installation that is interrupted ends at once, and leaves nothing', async () => {
  await python('python3', '3, 12', { pip: 'echo started > ' + '"$(dirname "$0")/../started"; exec sleep 60' });
  const interrupted = new AbortController();
  const attempt = environment(interrupted.signal);
  while (!(await readdir(join(root, 'venv')).catch(() => [] as string[])).includes('started')) await sleep(10);

  interrupted.abort(new Error('interrupted'));

  await expect(attempt).rejects.toThrow('interrupted');
  expect(await readdir(join(root, 'venv'))).toEqual([]);
});

test('a lock that cannot be made is an error, and not waited for', async () => {
  const path = join(root, 'missing', 'lock');
  await expect(lock(path, () => {})).rejects.toThrow(`${path} cannot be made: ENOENT`);
});

function environment(signal?: AbortSignal): Promise<string> {
  return pythonEnvironment({
    signal,
    folder: join(root, 'venv'),
    requirements: join(root, 'requirements.txt'),
    log: (message) => messages.push(message),
    path: join(root, 'bin'),
  });
}

function requirements(content: string): Promise<void> {
  return writeFile(join(root, 'requirements.txt'), content);
}

/** A stand-in for Python of a version, which notes what pip is asked for. */
function python(name: string, version: string, { venv = 'true', pip = 'true' } = {}): Promise<void> {
  return program(
    name,
    `case "$*" in
  *version_info*) echo "[\\"$0\\", ${version}]" ;;
  "-m venv "*) ${venv} || exit 1
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip "*) echo "$*" >> ${join(root, 'pip.log')}; ${pip} ;;
esac`,
  );
}

async function program(name: string, script: string): Promise<void> {
  const path = join(root, 'bin', name);
  await writeFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  await chmod(path, 0o755);
}

/** The arguments of each call of pip. */
async function installations(): Promise<string[]> {
  return (await readFile(join(root, 'pip.log'), 'utf8')).trim().split('\n');
}
