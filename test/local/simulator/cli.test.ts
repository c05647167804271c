import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startSimulator } from '../../../local/simulator/index.ts';
import { client, type Target } from './client.ts';

jest.setTimeout(30_000);

const CLI = join(__dirname, '../../../local/simulator/cli.ts');

const start = (...options: string[]): ChildProcess => spawn(process.execPath, [CLI, ...options], { stdio: 'pipe' });

async function textOf(child: ChildProcess): Promise<{ code: number; text: string }> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, text };
}

/** The simulator as its command prints it. */
async function targetOf(child: ChildProcess): Promise<Target & { readonly token: string }> {
  const [text] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const value = (name: string) => new RegExp(`^export ${name}=(\\S+)$`, 'm').exec(String(text))?.[1] ?? '';
  const credentials = { accessKeyId: value('AWS_ACCESS_KEY_ID'), secretAccessKey: value('AWS_SECRET_ACCESS_KEY') };
  return {
    url: value('AWS_ENDPOINT_URL_CODECONNECTIONS'),
    credentials: () => credentials,
    token: value('SIMULATOR_TOKEN'),
  };
}

test.each(['SIGINT', 'SIGTERM'] as const)('it prints its address, serves, and ends at %s', async (signal) => {
  const child = start('--port', '0');
  const ended = textOf(child);
  const printed = await targetOf(child);
  expect(await client(printed)('ListHosts')).toEqual({ Hosts: [] });
  child.kill(signal);
  expect((await ended).code).toBe(0);
});

test('a delayed call does not keep the process alive', async () => {
  const child = start();
  const ended = textOf(child);
  const printed = await targetOf(child);
  const headers = { 'x-sim-token': printed.token };
  const fault = { kind: 'slow', delay: 120_000 };
  await fetch(`${printed.url}/_simulator/fault`, { method: 'POST', headers, body: JSON.stringify(fault) });
  const cut = expect(client(printed)('ListHosts')).rejects.toThrow('fetch failed');
  const state = async () =>
    (await (await fetch(`${printed.url}/_simulator/state`, { headers })).json()) as { callsInFlight: number };
  while ((await state()).callsInFlight === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  await cut;
});

test('for a port that is in use the message says what to do', async () => {
  const other = await startSimulator();
  const { port } = new URL(other.url);
  const { code, text } = await textOf(start('--port', port));
  await other.close();
  expect(code).toBe(1);
  expect(text).toBe(
    `Port ${port} is in use: end what listens there, or give another one with --port (0 takes a free one)\n`,
  );
});

test.each([
  [['--port', 'x'], "--port must be a number from 0 to 65535, got 'x'"],
  [['--port', '65536'], "got '65536'"],
  [['--port'], '--port'],
  [['--prot', '1'], '--prot'],
])('the options %j are an error, whose message says how it is used', async (options, message) => {
  const { code, text } = await textOf(start(...options));
  expect(code).toBe(1);
  expect(text).toContain(message);
  expect(text).toContain('Usage: node local/simulator/cli.ts [--port N]');
});
