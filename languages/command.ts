import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './cache.ts';

/** How much of a failed program's output is told. */
const LAST_LINES = 40;

export interface RunOptions {
  /** @default the root of the repository */
  readonly cwd?: string;
  /** On top of the process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the command is one of a shell, as in cdk.json. @default false */
  readonly shell?: boolean;
}

/** A program that did not succeed, with what it printed. */
export class CommandError extends Error {
  readonly output: string;

  constructor(command: string, output: string) {
    super(`${command} failed:\n${output.trimEnd().split('\n').slice(-LAST_LINES).join('\n')}`);
    this.output = output;
  }
}

/** Runs a program to its end, and gives what it printed to standard output. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd = ROOT, env, shell = false } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(stdout) : reject(new CommandError([command, ...args].join(' '), output)),
    );
  });
}

/** Runs a program of a package in node_modules. */
export function runNode(program: string, args: readonly string[], options?: RunOptions): Promise<string> {
  return run(join(ROOT, 'node_modules', '.bin', program), args, options);
}

/** The path of a program, if there is one. */
export function which(program: string, path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
