import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startSimulator } from '../../../local/simulator/index.ts';
import { client } from '../simulator/client.ts';
import { CLI, Cli } from './cli.ts';

jest.setTimeout(30_000);

let cli: Cli | undefined;

afterEach(() => cli?.kill('SIGKILL'));

function start(...args: string[]): Cli {
  cli = new Cli(['simulator', ...args]);
  return cli;
}

/** A command of Node.js, for `--`. */
const node = (script: string) => ['--', process.execPath, '-e', script];

/** A client with the environment that it has printed. */
function clientOf(env: Record<string, string>) {
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
  return client({ url: env.AWS_ENDPOINT_URL_CODECONNECTIONS, credentials: () => credentials });
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'it prints its environment, serves, and ends at %s',
  async (signal) => {
    const simulator = start('--port', '0');
    await simulator.printed('Ctrl-C stops everything');
    expect(await clientOf(simulator.exported())('ListHosts')).toEqual({ Hosts: [] });
    simulator.kill(signal);
    expect(await simulator.exitCode()).toBe(0);
  },
);

test('it says nothing of the local AWS', async () => {
  const simulator = start('--port', '0');
  await simulator.printed('Ctrl-C stops everything');
  const help = new Cli(['simulator', '--help']);
  expect(await help.exitCode()).toBe(0);
  expect(simulator.output + help.output).not.toMatch(/local AWS|Python|deploy/i);
});

test('--json prints one line with the URL and the environment, when it is ready', async () => {
  const simulator = start('--port', '0', '--json');
  await simulator.printed('\n');
  const { simulator: url, environment } = JSON.parse(simulator.stdout);
  expect(simulator.stdout.split('\n')).toHaveLength(2);
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL_CODECONNECTIONS: url,
    SIMULATOR_URL: url,
    AWS_REGION: 'us-east-1',
  });
  expect(await clientOf(environment)('ListHosts')).toEqual({ Hosts: [] });
});

test('a command runs in its environment, and it ends with the exit code of the command', async () => {
  const simulator = start('--port', '0', ...node('console.log(process.env.SIMULATOR_URL); process.exit(7)'));
  expect(await simulator.exitCode()).toBe(7);
  const url = simulator.stdout.trim(); // standard output is the command's
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('the profile and the session of another account are kept from the command', async () => {
  const env = { AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 'token' };
  cli = new Cli(
    ['simulator', '--port', '0', ...node('console.log(process.env.AWS_PROFILE, process.env.AWS_SESSION_TOKEN)')],
    env,
  );
  await cli.exitCode();
  expect(cli.stdout).toBe('undefined undefined\n');
});

test('a signal ends the command, and everything that it has started', async () => {
  const grandchild = 'setInterval(() => {}, 1000)';
  const child = `const { spawn } = require('node:child_process');
    const { pid } = spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]);
    console.log(pid); setInterval(() => {}, 1000)`;
  const simulator = start('--port', '0', ...node(child));
  while (!simulator.stdout.includes('\n')) await once(simulator.process, 'output');
  const pid = Number(simulator.stdout);
  simulator.kill('SIGTERM');
  expect(await simulator.exitCode()).toBe(128 + 15);
  await gone(pid);
});

test('a command that does not end by itself is killed in the end', async () => {
  const stubborn = `process.on('SIGTERM', () => console.log('no')); console.log('ready'); setInterval(() => {}, 1000)`;
  const simulator = start('--port', '0', ...node(stubborn));
  await simulator.printed('ready');
  simulator.kill('SIGTERM');
  await simulator.printed('no');
  expect(await simulator.exitCode()).toBe(128 + 9);
});

test('it ends when the npm that has started it is gone', async () => {
  // As npm does: a program between, which ends at a signal without passing it on.
  const parent = `process.title = 'npm run local'; const { spawn } = require('node:child_process');
    spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
    setInterval(() => {}, 1000)`;
  const npm = spawn(process.execPath, ['-e', parent, CLI, 'simulator', '--port', '0'], {
    env: { ...process.env, npm_command: 'run-script' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
  while (!output.includes('Ctrl-C stops everything')) await once(npm.stdout, 'data');
  const url = /^export SIMULATOR_URL=(.*)$/m.exec(output)?.[1] ?? '';
  npm.kill('SIGKILL');
  while (await fetch(url).catch(() => undefined)) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('--complete-handshakes completes what has become pending', async () => {
  const simulator = start('--port', '0', '--complete-handshakes');
  await simulator.printed('Ctrl-C stops everything');
  const call = clientOf(simulator.exported());
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'mine', ProviderType: 'GitHub' });
  const status = async () => (await call('GetConnection', { ConnectionArn })).Connection?.ConnectionStatus;
  expect(await status()).toBe('PENDING');
  while ((await status()) === 'PENDING') await new Promise((resolve) => setImmediate(resolve));
  expect(await status()).toBe('AVAILABLE');
});

test('a delayed call does not keep the process alive', async () => {
  const simulator = start('--port', '0');
  await simulator.printed('Ctrl-C stops everything');
  const { SIMULATOR_URL: url, SIMULATOR_TOKEN: token, ...env } = simulator.exported();
  const headers = { 'x-sim-token': token };
  const fault = { kind: 'slow', delay: 120_000 };
  await fetch(`${url}/_simulator/fault`, { method: 'POST', headers, body: JSON.stringify(fault) });
  const cut = expect(clientOf(env)('ListHosts')).rejects.toThrow('fetch failed');
  const state = async () =>
    (await (await fetch(`${url}/_simulator/state`, { headers })).json()) as { callsInFlight: number };
  while ((await state()).callsInFlight === 0) await new Promise((resolve) => setImmediate(resolve));
  simulator.kill('SIGTERM');
  expect(await simulator.exitCode()).toBe(0);
  await cut;
});

test('for a port that is in use the message says what to do', async () => {
  const other = await startSimulator();
  const { port } = new URL(other.url);
  const simulator = start('--port', port);
  expect(await simulator.exitCode()).toBe(1);
  await other.close();
  expect(simulator.output).toBe(
    `the simulator cannot have port ${port} of 127.0.0.1: another program listens there. Stop that program, or choose another port with --port\n`,
  );
});

test.each([
  [['--port', 'x'], "--port takes a port, 0 to 65535, but got 'x'"],
  [['--port', '65536'], "but got '65536'"],
  [['--port'], "Option '--port <value>' argument missing"],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--simulator-port', '1'], 'the simulator alone has one port: give it by --port'],
  [['--'], 'a command has to follow --'],
  [['deploy'], "Unexpected argument 'deploy'"],
])('the options %j are an error in one line, which says where the options are', async (options, message) => {
  const simulator = start(...options);
  expect(await simulator.exitCode()).toBe(1);
  expect(simulator.output).toContain(message);
  expect(simulator.output).toMatch(/Its options: npx cdk-codeconnections-local --help\n$/);
  expect(simulator.output.trim().split('\n')).toHaveLength(1);
});

test('a command that cannot be found is said in one line, with the exit code of a shell', async () => {
  const simulator = start('--port', '0', '--', 'no-such-program');
  expect(await simulator.exitCode()).toBe(127);
  expect(simulator.output).toMatch(/\nthe command no-such-program cannot be run: it was not found on the PATH\n$/);
});

/** Ends when a process is gone. */
async function gone(pid: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`process ${pid} is still running`);
}
