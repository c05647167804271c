import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, requireFreePort } from './ports.ts';
import { pythonEnvironment } from './python-environment.ts';
import { type Simulator, startSimulator } from './simulator/index.ts';

const HERE = import.meta.dirname;
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const START_TIMEOUT = 60_000;
const START_POLL = 50;
const STOP_TIMEOUT = 5_000;
const LINES_KEPT = 30;

export const DEFAULT_PORT = 4566;
export const DEFAULT_SIMULATOR_PORT = 4600;

export interface LocalAwsOptions {
  /** The port of the AWS endpoint; 0 takes any free one. @default 4566 */
  readonly port?: number;
  /** The port of the CodeConnections simulator and its console pages; 0 takes any free one. @default 4600 */
  readonly simulatorPort?: number;
  /** Is told what takes a while. @default - nobody is */
  readonly log?: (message: string) => void;
}

/** A running local AWS. It ends with the process that started it, however that ends. */
export interface LocalAws {
  /** Where every AWS API is: http://127.0.0.1:PORT. */
  readonly endpoint: string;
  /** The simulator behind AWS CodeConnections, in this process. */
  readonly simulator: Simulator;
  /** The environment for the cdk CLI and everything else that reads AWS's variables: the root user of the account. */
  readonly env: Record<string, string>;
  /** The process of the AWS endpoint. */
  readonly pid: number;
  /** Resolves when it has ended: to the reason if it ended by itself. */
  readonly ended: Promise<string | undefined>;
  /** Ends everything at once, whatever it is doing, and removes its files. */
  stop(): Promise<void>;
}

/** Starts the local AWS on loopback, with IAM enforced. Makes its Python environment first if need be. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { log = () => {} } = options;
  const port = options.port || (options.port === 0 ? await freePort() : DEFAULT_PORT);
  await requireFreePort(port, 'the local AWS', '--port');
  const simulatorPort = options.simulatorPort ?? DEFAULT_SIMULATOR_PORT;
  if (simulatorPort !== 0) await requireFreePort(simulatorPort, 'the CodeConnections simulator', '--simulator-port');
  const python = await pythonEnvironment({
    folder: join(HERE, '.venv'),
    requirements: join(HERE, 'requirements.txt'),
    log,
  });

  const simulator = await startSimulator({ port: simulatorPort });
  try {
    const ministack = await startMinistack(python, port, simulator.url);
    const endpoint = `http://127.0.0.1:${port}`;
    return {
      endpoint,
      simulator,
      env: environment(endpoint),
      pid: ministack.pid,
      ended: ministack.ended,
      stop: async () => {
        await ministack.stop();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** The page of the local console that stands for a page of the AWS console. */
export function localConsoleUrl(aws: Pick<LocalAws, 'simulator'>, link: string): string {
  const { pathname, search, hash } = new URL(link);
  return new URL(pathname + search + hash, aws.simulator.url).href;
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

async function startMinistack(python: string, port: number, simulatorUrl: string) {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'local-aws-'));
  const launcher = [join(HERE, 'ministack', 'launcher.py'), '--port', String(port), '--simulator', simulatorUrl];
  // A process group of its own: Ctrl-C reaches only us, and one signal ends it with all its workers. It sees the end of
  // its standard input when this process is gone, and ends as well.
  const child = spawn(python, [...launcher, '--temporary-folder', temporaryFolder], {
    cwd: temporaryFolder,
    detached: true,
    env: ministackEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed = lastLines(child.stdout, child.stderr);
  let stopping = false;
  const closed = once(child, 'close').then(async ([code, signal]) => {
    signalGroup(child.pid, 'SIGKILL');
    await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 3 });
    return stopping ? undefined : `it ended with ${signal ?? `exit code ${code}`}:\n${printed().join('\n')}`;
  });

  const stop = async () => {
    stopping = true;
    signalGroup(child.pid, 'SIGTERM');
    const killer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOP_TIMEOUT);
    await closed;
    clearTimeout(killer);
  };

  const problem = await Promise.race([closed, untilHealthy(port)]);
  if (problem !== undefined) {
    await stop();
    throw new Error(
      `the local AWS did not start on port ${port}: ${problem}\n` +
        'if its Python environment is damaged, remove it with `rm -rf local/.venv` and start again',
    );
  }
  return { pid: child.pid as number, ended: closed, stop };
}

/** Nothing of the user's own AWS or Python settings: only what programs need to run at all. */
function ministackEnvironment(): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter); // its functions run on our Node.js
  return { PATH: path, HOME: process.env.HOME, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
}

/** Resolves to nothing when the endpoint answers, or to why it does not. */
async function untilHealthy(port: number): Promise<string | undefined> {
  const deadline = performance.now() + START_TIMEOUT;
  while (performance.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/_ministack/health`).catch(() => undefined);
    if (response?.ok) return undefined;
    await sleep(START_POLL);
  }
  return `it did not answer within ${START_TIMEOUT / 1000} seconds`;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it is gone already
  }
}

function lastLines(...streams: NodeJS.ReadableStream[]): () => string[] {
  let text = '';
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk)
        .split('\n')
        .slice(-LINES_KEPT - 1)
        .join('\n');
    });
  }
  return () => text.trim().split('\n');
}
