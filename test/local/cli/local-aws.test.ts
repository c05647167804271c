import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../local/aws/aws-request';
import { Cli } from './cli.ts';

jest.setTimeout(120_000); // the first start makes the Python environment

const FREE_PORTS = ['--port', '0', '--simulator-port', '0'];

let folder: string;
let cli: Cli | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
});

afterEach(async () => {
  cli?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the command. Its temporary files are in `folder`. */
function command(...args: string[]): Cli {
  cli = new Cli(args, { TMPDIR: folder });
  return cli;
}

/** Starts it on free ports and waits until it is ready; returns the environment that it prints. */
async function started(): Promise<[Cli, Record<string, string>]> {
  const aws = command(...FREE_PORTS);
  await aws.printed('Ctrl-C stops everything');
  return [aws, aws.exported()];
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
  const [aws, env] = await started();

  const parameters = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  expect(await awsRequest(env, { service: 'sts', parameters })).toContain('<Account>123456789012</Account>');
  expect(aws.output).toContain('unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it with exit code 0, and leaves no files and no process',
  async (signal) => {
    const [aws, env] = await started();

    aws.kill(signal);

    expect(await aws.exitCode()).toBe(0);
    expect(aws.output).toContain('nothing of it is left');
    expect(await readdir(folder)).toEqual([]);
    await nothingLeft(env);
  },
);

test('Ctrl-C during the start leaves no files and no process', async () => {
  const aws = command(...FREE_PORTS);
  while ((await readdir(folder)).length === 0) await sleep(5);

  aws.kill('SIGINT');

  expect(await aws.exitCode()).toBe(128 + 2);
  await nothingLeft();
});

test('SIGKILL leaves no files and no process', async () => {
  const [aws, env] = await started();
  expect(await readdir(folder)).toHaveLength(1);

  aws.kill('SIGKILL');

  await nothingLeft(env);
});

test('the link of a pending connection is printed, and its page completes the connection', async () => {
  const [aws, env] = await started();
  const { ConnectionArn } = await awsRequest<{ ConnectionArn: string }>(
    env,
    target('CreateConnection', { ConnectionName: 'mine', ProviderType: 'GitHub' }),
  );

  await aws.printed('The connection mine is pending.');

  const link = aws.output.match(/Complete it at (\S+)/)?.[1] ?? '';
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

  const aws = command('--port', String(port), '--simulator-port', '0');

  expect(await aws.exitCode()).toBe(1);
  expect(aws.output).toMatch(
    new RegExp(`^the local AWS cannot have port ${port} .* choose another port with --port\n$`),
  );
  listener.close();
});

test.each([
  [['--port', 'http'], "--port takes a port, 0 to 65535, but got 'http'"],
  [['--port', '65536'], "--port takes a port, 0 to 65535, but got '65536'"],
  [['--simulator-port=-1'], "--simulator-port takes a port, 0 to 65535, but got '-1'"],
  [['--port', '5000', '--simulator-port', '5000'], 'cannot have the same port, 5000'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('the option %j is refused', async (args, message) => {
  const aws = command(...args);

  expect(await aws.exitCode()).toBe(1);
  expect(aws.output).toContain(message);
});

test('--help prints the options and starts nothing', async () => {
  const aws = command('--help');

  expect(await aws.exitCode()).toBe(0);
  expect(aws.output).toContain('--simulator-port PORT');
  expect(await readdir(folder)).toEqual([]);
});

test('--json prints one line with URLs and environment; a command runs in it, and it ends with the command', async () => {
  const whoAmI = `const { AWS_ENDPOINT_URL } = process.env;
    fetch(AWS_ENDPOINT_URL + '/_ministack/health').then(({ ok }) => console.log(ok, AWS_ENDPOINT_URL))`;

  const aws = command(...FREE_PORTS, '--json', '--', process.execPath, '-e', whoAmI);

  expect(await aws.exitCode()).toBe(0);
  const [json, printed] = aws.stdout.split('\n');
  const { endpoint, simulator, environment } = JSON.parse(json);
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL: endpoint,
    SIMULATOR_URL: simulator,
    CDK_DEFAULT_REGION: 'us-east-1',
  });
  expect(printed).toBe(`true ${endpoint}`);
  await nothingLeft(environment);
});

test('without Python it says so in one line, and nothing is left', async () => {
  cli = new Cli(FREE_PORTS, { TMPDIR: folder, PATH: folder, CDK_CODECONNECTIONS_LOCAL_CACHE: join(folder, 'cache') });

  expect(await cli.exitCode()).toBe(1);
  expect(cli.output).toMatch(
    /^the local AWS needs Python 3\.10 or newer, but no python3 is on the PATH: install Python .*\n$/,
  );
  expect(await readdir(folder)).toEqual(['cache']);
});

test('a cache that cannot be written is said in one line, with the variable that chooses another', async () => {
  cli = new Cli(FREE_PORTS, { TMPDIR: folder, CDK_CODECONNECTIONS_LOCAL_CACHE: join(process.execPath, 'cache') });

  expect(await cli.exitCode()).toBe(1);
  expect(cli.output).toMatch(
    /^the folder \S+ cannot be made .*: set CDK_CODECONNECTIONS_LOCAL_CACHE to a folder .*\n$/,
  );
});

function target(operation: string, body: object) {
  return { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body };
}
