import { setTimeout as sleep } from 'node:timers/promises';
import { environmentOf, runCommand } from '../../../local/aws/command';

const sh = (script: string, options = {}) => runCommand('sh', ['-c', script], { env: process.env, ...options });

test('the exit code and the output of a program are its result, line by line as it prints them', async () => {
  const lines: string[] = [];
  const result = await sh('echo one; echo two >&2; exit 3', { onLine: (line: string) => lines.push(line) });
  expect(result.exitCode).toBe(3);
  expect(result.output.split('\n').sort()).toEqual(['one', 'two']);
  expect(lines.sort()).toEqual(['one', 'two']);
});

test('a signal that has ended it is told as by a shell', async () => {
  expect(await sh('kill -9 $$')).toEqual({ exitCode: 137, output: '' });
});

test('what it leaves in the background is not waited for', async () => {
  expect(await sh('sleep 30 & echo done')).toEqual({ exitCode: 0, output: 'done' });
});

test('an interruption ends it and what it has started', async () => {
  const interrupted = new AbortController();
  let pid = 0;
  const onLine = (line: string) => {
    pid = Number(line);
    interrupted.abort();
  };
  const script = `const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    console.log(pid); setTimeout(() => {}, 60000)`;
  const { exitCode } = await runCommand(process.execPath, ['-e', script], { signal: interrupted.signal, onLine });
  expect(exitCode).toBe(130);
  await expect(gone(pid)).resolves.toBe(true);
});

test('a program that is not there is said, with the folder if one was given', async () => {
  await expect(runCommand('no-such-program', [], {})).rejects.toThrow(/^no-such-program was not found on the PATH$/);
  const attempt = runCommand('ls', [], { cwd: '/no/such/folder' });
  await expect(attempt).rejects.toThrow('ls was not found on the PATH, or /no/such/folder does not exist');
});

test('the environment leads to no other account and no other endpoint', () => {
  Object.assign(process.env, {
    AWS_PROFILE: 'work',
    AWS_ENDPOINT_URL_S3: 'https://s3',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  });
  const env = environmentOf({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  for (const name of ['AWS_PROFILE', 'AWS_ENDPOINT_URL_S3', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']) {
    expect(env).not.toHaveProperty(name);
    delete process.env[name];
  }
  expect(env).toMatchObject({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', PATH: process.env.PATH });
});

/** Whether a process ends; a zombie whose parent is gone has ended, too. */
async function gone(pid: number): Promise<boolean> {
  for (const deadline = performance.now() + 5000; performance.now() < deadline; await sleep(20)) {
    const { output } = await runCommand('ps', ['-o', 'stat=', '-p', String(pid)], { env: process.env });
    if (output === '' || output.startsWith('Z')) return true;
  }
  return false;
}
