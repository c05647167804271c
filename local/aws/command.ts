import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandResult {
  /** 1 if a signal has ended it. */
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
  /** Ends it, as Ctrl-C does. @default - it ends by itself */
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

/** Runs a program. A failure of the program does not throw: the exit code is part of the result. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { cwd, env, onLine, signal } = options;
  return new Promise((resolve, reject) => {
    // In our process group, so that Ctrl-C in a terminal reaches it, too. npx passes the signal on.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGINT',
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') return;
      const place = cwd === undefined ? '' : `, or ${cwd} does not exist`;
      reject(error.code === 'ENOENT' ? new Error(`${command} was not found on the PATH${place}`) : error);
    });
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output: lines.join('\n') }));
  });
}
