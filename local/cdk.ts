import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CDK = join(import.meta.dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface CdkResult {
  readonly exitCode: number;
  /** Standard output and standard error, line by line in their order. */
  readonly output: string;
}

export interface CdkOptions {
  /** The folder of the app. */
  readonly cwd: string;
  /** Variables added to the environment of this process; undefined removes one. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with each line as the CLI prints it. */
  readonly onLine?: (line: string) => void;
  /** Ends the CLI, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** Runs the stock cdk CLI. A failure does not throw: the exit code is part of the result. */
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
