import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The compiled command: `npx projen build:local` makes it. */
export const CLI = join(__dirname, '..', '..', '..', 'local', 'lib', 'cli', 'bin.js');

/** The command of the package, as a process. */
export class Cli {
  readonly process: ChildProcess;
  /** All that it has printed so far. */
  output = '';
  stdout = '';
  stderr = '';
  private readonly closed: Promise<unknown[]>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    // Without the variable that says that npm has started it: then it would watch its parent.
    const { npm_command: _, ...own } = process.env;
    this.process = spawn(process.execPath, [CLI, ...args], {
      env: { ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const name of ['stdout', 'stderr'] as const) {
      this.process[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
        this[name] += chunk;
        this.process.emit('output');
      });
    }
    this.closed = once(this.process, 'close');
  }

  /** Waits until it has printed a text. */
  async printed(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.process.exitCode !== null) throw new Error(`it has ended: ${this.output}`);
      await Promise.race([once(this.process, 'output'), this.closed]);
    }
  }

  /** Waits for its end; null if a signal has ended it. */
  async exitCode(): Promise<number | null> {
    const [code] = await this.closed;
    return code as number | null;
  }

  /** The environment that it prints, to be pasted. */
  exported(): Record<string, string> {
    return Object.fromEntries(
      [...this.output.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }
}
