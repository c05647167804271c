import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

export interface CommandResult {
  /** As in a shell: 128 and the number of the signal if a signal has ended it. */
  readonly exitCode: number;
  /** Standard output and standard error, line by line in their order. */
  readonly output: string;
}

export interface CommandOptions {
  /** The folder to run it in. @default process.cwd() */
  readonly cwd?: string;
  /** More variables of its environment; undefined removes one. @default - none */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with each line as it is printed. @default - none */
  readonly onLine?: (line: string) => void;
  /** Ends it and what it has started, as Ctrl-C does. @default - it ends by itself */
  readonly signal?: AbortSignal;
}

/** Whether a variable would lead a program to another account or endpoint. */
export const isForeign = (name: string): boolean =>
  /^AWS_(PROFILE|DEFAULT_PROFILE|SESSION_TOKEN|IGNORE_CONFIGURED_ENDPOINT_URLS|ENDPOINT_URL_.*)$/.test(name);

/** The environment of this process for a program, with these variables, and without what contradicts them. */
export const environmentOf = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
  const others = Object.entries(process.env).filter(([name]) => !isForeign(name));
  return { ...Object.fromEntries(others), ...variables };
};

/** What a program leaves in the background may keep its output open: that is not waited for. */
const OUTPUT_GRACE = 200;

/** The programs that are running. They end with this process, and with their local AWS. */
const running = new Set<ChildProcess>();

/** Ends programs, and all that they have started. */
export function endCommands(children: Iterable<ChildProcess>, signal: NodeJS.Signals = 'SIGTERM'): void {
  const pids = [...children].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const pid of pids.length > 0 ? withDescendants(pids) : []) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended
    }
  }
}

/** Processes and what they have started, as far as that is still related to them. */
function withDescendants(pids: readonly number[]): number[] {
  const { stdout = '' } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = [...(stdout ?? '').matchAll(/^ *(\d+) +(\d+)$/gm)].map(([, pid, parent]) => [
    Number(pid),
    Number(parent),
  ]);
  const found = [...pids];
  for (const each of found) found.push(...rows.filter(([, parent]) => parent === each).map(([pid]) => pid));
  return found;
}

/**
 * Runs a program. A failure of the program does not throw: the exit code is part of the result.
 *
 * @param started receives the process
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
  started: (child: ChildProcess) => void = () => {},
): Promise<CommandResult> {
  const { cwd, env, onLine, signal } = options;
  return new Promise((resolve, reject) => {
    // In our process group, so that Ctrl-C in a terminal reaches it, too.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    if (running.size === 0) process.once('exit', endAll);
    running.add(child);
    started(child);
    const interrupt = () => endCommands([child], 'SIGINT');
    if (signal?.aborted) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    const end = () => {
      running.delete(child);
      if (running.size === 0) process.off('exit', endAll);
      signal?.removeEventListener('abort', interrupt);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      end();
      const place = cwd === undefined ? '' : `, or ${cwd} does not exist`;
      reject(error.code === 'ENOENT' ? new Error(`${command} was not found on the PATH${place}`) : error);
    });
    child.on('exit', (code, name) => {
      end();
      const exitCode = code ?? 128 + (name ? constants.signals[name] : 0);
      const finish = () => resolve({ exitCode, output: lines.join('\n') });
      const grace = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, OUTPUT_GRACE);
      child.on('close', () => {
        clearTimeout(grace);
        finish();
      });
    });
  });
}

const endAll = () => endCommands(running);
