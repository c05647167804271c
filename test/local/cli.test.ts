import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../local/aws/aws-request';

jest.setTimeout(120_000); // the first start makes the Python environment

const CLI = join(__dirname, '..', '..', 'local', 'cli.ts');

let folder: string;
let child: ChildProcess | undefined;
let output: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the command. Its temporary files are in `folder`, what it prints is in `output`. */
function command(...args: string[]): ChildProcess {
  output = '';
  const started = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  for (const stream of [started.stdout, started.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      started.emit('output');
    });
  }
  return started;
}

/** Starts it on free ports and waits until it is ready; returns the environment that it prints. */
async function started(): Promise<Record<string, string>> {
  command('--port', '0', '--simulator-port', '0');
  await printed('Ctrl-C stops everything');
  return Object.fromEntries([...output.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
}

async function printed(text: string): Promise<void> {
  while (!output.includes(text)) {
    if (child?.exitCode !== null) throw new Error(`it has ended: ${output}`);
    await once(child, 'output');
  }
}

async function exitCode(): Promise<number | null> {
  const [code] = child ? await once(child, 'close') : [null];
  return code;
}

/** Waits until its temporary folder is empty and its endpoint is gone: the launcher ends by itself. */
async function nothingLeft(env: Record<string, string> = {}): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const files = await readdir(folder);
    const isServed =
      env.AWS_ENDPOINT_URL !== undefined &&
      (await fetch(env.AWS_ENDPOINT_URL).then(
        () => true,
        () => false,
      ));
    if (files.length === 0 && !isServed) return;
    if (performance.now() > deadline)
      throw new Error(`left: ${files}, the endpoint ${isServed ? 'is served' : 'is gone'}`);
    await sleep(50);
  }
}

test('the environment that it prints is all that a client needs', async () => {
  const env = await started();

  const parameters = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  expect(await awsRequest(env, { service: 'sts', parameters })).toContain('<Account>123456789012</Account>');
  expect(output).toContain('unset AWS_PROFILE AWS_SESSION_TOKEN');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it with exit code 0, and leaves no files and no process',
  async (signal) => {
    const env = await started();

    child?.kill(signal);

    expect(await exitCode()).toBe(0);
    expect(output).toContain('nothing of it is left');
    expect(await readdir(folder)).toEqual([]);
    await nothingLeft(env);
  },
);

test('Ctrl-C during the start leaves no files and no process', async () => {
  command('--port', '0', '--simulator-port', '0');
  while ((await readdir(folder)).length === 0) await sleep(5);

  child?.kill('SIGINT');

  expect(await exitCode()).toBeNull();
  await nothingLeft();
});

test('SIGKILL leaves no files and no process', async () => {
  const env = await started();
  expect(await readdir(folder)).toHaveLength(1);

  child?.kill('SIGKILL');

  await nothingLeft(env);
});

test('the link of a pending connection is printed, and its page completes the connection', async () => {
  const env = await started();
  const { ConnectionArn } = await awsRequest<{ ConnectionArn: string }>(
    env,
    target('CreateConnection', { ConnectionName: 'mine', ProviderType: 'GitHub' }),
  );

  await printed('The connection mine is pending.');

  const link = output.match(/Complete it at (\S+)/)?.[1] ?? '';
  const page = await (await fetch(link)).text();
  const token = page.match(/name="token" value="([^"]+)"/)?.[1] ?? '';
  const form = {
    method: 'POST',
    body: new URLSearchParams({ token, action: 'complete' }),
    headers: { origin: new URL(link).origin },
  };
  expect((await fetch(link, form)).ok).toBe(true);
  const response = await awsRequest(env, target('GetConnection', { ConnectionArn }));
  expect(response).toMatchObject({ Connection: { ConnectionStatus: 'AVAILABLE' } });
});

test('a port in use ends it with one message, without a stack trace', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;

  command('--port', String(port), '--simulator-port', '0');

  expect(await exitCode()).toBe(1);
  expect(output).toMatch(new RegExp(`^the local AWS cannot have port ${port} .* choose another port with --port\n$`));
  listener.close();
});

test.each([
  [['--port', 'http'], "--port takes a port, 0 to 65535, but got 'http'"],
  [['--port', '65536'], "--port takes a port, 0 to 65535, but got '65536'"],
  [['--simulator-port=-1'], "--simulator-port takes a port, 0 to 65535, but got '-1'"],
  [['--prot', '1'], "Unknown option '--prot'"],
])('the option %j is refused', async (args, message) => {
  command(...args);

  expect(await exitCode()).toBe(1);
  expect(output).toContain(message);
});

test('--help prints the options and starts nothing', async () => {
  command('--help');

  expect(await exitCode()).toBe(0);
  expect(output).toContain('--simulator-port PORT');
  expect(await readdir(folder)).toEqual([]);
});

function target(operation: string, body: object) {
  return { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body };
}
