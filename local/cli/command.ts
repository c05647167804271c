import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { environmentOf } from '../aws/command.ts';

/** How long a command may take to end after a signal. */
const PATIENCE = 5_000;

/** The exit codes of shells for a command that is not there, or that cannot be run. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** A command that runs in the foreground. */
export interface RunningCommand {
  /** Its exit code; that of a shell if a signal has ended it, or if it cannot be run. */
  readonly ended: Promise<number>;
  /** Ends it, and all that it has started. */
  end(signal: NodeJS.Signals): void;
}

/** Runs a command with our own input and output. */
export function runInForeground(
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningCommand {
  // A terminal sends Ctrl-C to its whole process group, and only processes of that group may read from it. Without a
  // terminal the command gets a group of its own, by which everything that it starts can be ended.
  const hasTerminal = process.stdin.isTTY === true;
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: environmentOf(env),
    detached: !hasTerminal,
  });
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(hasTerminal ? child.pid : -child.pid, name);
    } catch {
      // it has ended
    }
  };
  let timeout: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'it was not found on the PATH' : error.message;
      console.error(`the command ${program} cannot be run: ${reason}`);
      resolve(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.on('exit', (code, name) => {
      clearTimeout(timeout);
      if (!hasTerminal) signal('SIGTERM'); // what it has left behind
      resolve(code ?? 128 + (name ? constants.signals[name] : 0));
    });
  });
  return {
    ended,
    end: (name) => {
      if (!(hasTerminal && name === 'SIGINT')) signal(name); // the terminal has sent this one itself
      timeout ??= setTimeout(() => signal('SIGKILL'), PATIENCE);
    },
  };
}
