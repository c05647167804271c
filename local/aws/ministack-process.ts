import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../simulator/index.ts';
import type { FunctionSdk } from './function-sdk.ts';

const LAUNCHER = join(__dirname, 'ministack', 'launcher.py');
const START_TIMEOUT = 60_000;
const START_POLL = 50;
const RESPONSE_TIMEOUT = 5_000;
const STOP_TIMEOUT = 5_000;
const REAP_POLL = 10;
const LINES_KEPT = 30;

/** A running ministack, with the worker processes that it starts. */
export class MinistackProcess {
  /** Starts it and waits until it is healthy. Port 0 takes any free one. */
  static async start(python: string, port: number, simulator: Simulator, sdk: FunctionSdk): Promise<MinistackProcess> {
    const options = ['--port', String(port), '--simulator', simulator.url];
    // In a process group of its own Ctrl-C does not reach it, and one signal ends it with all its workers. Its standard
    // input ends with this process: then it ends, too.
    const child = spawn(python, [LAUNCHER, ...options], {
      cwd: tmpdir(),
      detached: true,
      env: environment(sdk.project),
    });
    const { token, keySeed } = simulator.secrets;
    child.stdin?.on('error', () => {}); // it may have ended already: `ended` has the reason
    child.stdin?.write(`${JSON.stringify({ token, keySeed })}\n`);
    const started = new MinistackProcess(child, sdk);
    const problem = await Promise.race([started.ended, started.untilHealthy()]);
    if (problem === undefined) return started;
    await started.stop();
    throw new Error(
      `the local AWS did not start: ${problem}\n` +
        `if its Python environment is damaged, delete the folder ${dirname(dirname(python))} and start again`,
    );
  }

  /** Resolves when it has ended and its files are removed, to the reason if it ended by itself. */
  readonly ended: Promise<string | undefined>;
  private readonly child: ChildProcess;
  private readonly sdk: FunctionSdk;
  private readonly lines: string[] = [];
  private announced: Announcement = { port: 0 };
  private stopping = false;
  private gone = false;

  private constructor(child: ChildProcess, sdk: FunctionSdk) {
    this.child = child;
    this.sdk = sdk;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.read(line));
    }
    this.ended = this.end();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get port(): number {
    return this.announced.port;
  }

  /** Ends it at once, without waiting for operations. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.signal('SIGTERM');
    await this.sdk.stop();
    const timeout = setTimeout(() => this.signal('SIGKILL'), STOP_TIMEOUT);
    await this.ended;
    clearTimeout(timeout);
  }

  private async end(): Promise<string | undefined> {
    const [code, signal] = await once(this.child, 'close');
    this.signal('SIGKILL'); // workers that it could not end itself
    await this.untilReaped();
    this.gone = true;
    const { temporaryFolder } = this.announced;
    if (temporaryFolder) await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 3 });
    return this.stopping ? undefined : `it ended with ${signal ?? `exit code ${code}`}:\n${this.lines.join('\n')}`;
  }

  /** Resolves to undefined when it is healthy, or to the reason why it is not. */
  private async untilHealthy(): Promise<string | undefined> {
    const deadline = performance.now() + START_TIMEOUT;
    while (!this.gone) {
      if (this.port !== 0 && (await isHealthy(this.port))) return undefined;
      if (performance.now() > deadline) return `it did not respond within ${START_TIMEOUT / 1000} seconds`;
      await sleep(START_POLL);
    }
    return this.ended;
  }

  private read(line: string): void {
    const message = messageIn(line);
    if (message && 'port' in message) this.announced = message;
    else if (message && 'sdk' in message) void this.answer(message);
    else this.lines.push(line);
    if (this.lines.length > LINES_KEPT) this.lines.shift();
  }

  /** Answers where a function finds a package of the AWS SDK. */
  private async answer({ sdk, id }: Question): Promise<void> {
    const answer = await this.sdk.provide(sdk);
    this.child.stdin?.write(`${JSON.stringify({ ...answer, id })}\n`);
  }

  /** A killed worker exists until the system has reaped it. */
  private async untilReaped(): Promise<void> {
    const deadline = performance.now() + STOP_TIMEOUT;
    while (this.signal(0) && performance.now() < deadline) await sleep(REAP_POLL);
  }

  /** Signals the whole group. Returns whether anything of it is left. */
  private signal(signal: NodeJS.Signals | 0): boolean {
    try {
      return !this.gone && process.kill(-this.pid, signal);
    } catch {
      return false;
    }
  }
}

/** Where it listens. */
interface Announcement {
  readonly port: number;
  readonly temporaryFolder?: string;
}

/** Where a function finds a package of the AWS SDK. */
interface Question {
  readonly sdk: string;
  readonly id: number;
}

/** The message in a line; nothing in a line of its log. */
function messageIn(line: string): Announcement | Question | undefined {
  if (!/^\{"(port|sdk)":/.test(line)) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function isHealthy(port: number): Promise<boolean> {
  const options = { signal: AbortSignal.timeout(RESPONSE_TIMEOUT) };
  const response = await fetch(`http://127.0.0.1:${port}/_ministack/health`, options).catch(() => undefined);
  return response?.ok ?? false;
}

/** The variables that every program needs, without the user's settings of AWS and Python. */
function environment(project: string): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter); // its functions run on our Node.js
  return {
    PATH: path,
    HOME: process.env.HOME,
    TMPDIR: tmpdir(),
    LANG: 'C.UTF-8',
    LOCAL_AWS_PROJECT: project,
    LOCAL_AWS_FUTURE: process.env.LOCAL_AWS_FUTURE, // for tests: what if CloudFormation had more properties
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
  };
}
