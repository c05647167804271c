import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CDK = join(import.meta.dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface CdkResult {
  readonly exitCode: number;
  /** All that the CLI printed, standard output and standard error in their order. */
  readonly output: string;
}

export interface CdkOptions {
  /** The folder of the app. */
  readonly cwd: string;
  /** The environment on top of the process's own; undefined for what is to be left out. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told each line as it is printed. */
  readonly onLine?: (line: string) => void;
  /** Ends the CLI, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** Runs the stock cdk CLI. Its exit code is part of the result: nothing is thrown when it fails. */
export function cdk(args: string[], { cwd, env, onLine, signal }: CdkOptions): Promise<CdkResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CDK, ...args], {
      cwd,
      env: { ...process.env, ...env, FORCE_COLOR: '0', NO_COLOR: '1' },
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
    child.on('error', (error) => (error.name === 'AbortError' ? undefined : reject(error)));
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output: lines.join('\n') }));
  });
}
