import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lock } from './lock.ts';

const run = promisify(execFile);

/** What AWS's runtime for Node.js has, and nothing else is ever installed for a function. */
const PACKAGE = /^@(?:aws-sdk|smithy)\/[a-z0-9][a-z0-9-]{0,99}$/;
const INSTALL_TIMEOUT = 300_000;
const FAILURE_KEPT = 10_000;
/** npm's own waits between retries would be longer than people wait for a message. */
const RETRIES = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=500'];
const QUIET = ['--no-audit', '--no-fund', '--no-progress', '--no-update-notifier', '--loglevel=error'];

/** Where a package is, or why there is none. Neither: no package has this name. */
export interface SdkAnswer {
  /** The folder whose `node_modules` has it. */
  readonly folder?: string;
  readonly problem?: string;
}

export interface FunctionSdkOptions {
  /** The folder into which packages are installed. */
  readonly folder: string;
  /** The folder of the user's project, in which functions look first. @default - where this process was started */
  readonly project?: string;
  /** Called with a message for each installation. */
  readonly log: (message: string) => void;
}

/**
 * The AWS SDK of functions: a package is installed by npm when a function needs it first, as all clients are hundreds of
 * megabytes. Installed once, a package stays as it is. The version is the newest 3.x of that day: AWS's runtimes have
 * "some 3.x", too, and update it.
 */
export class FunctionSdk {
  readonly project: string;
  private readonly options: FunctionSdkOptions;
  private readonly answers = new Map<string, Promise<SdkAnswer>>();
  private readonly stopping = new AbortController();

  constructor(options: FunctionSdkOptions) {
    this.options = options;
    this.project = options.project ?? process.cwd();
  }

  /** Finds a package, or installs it. */
  provide(name: string): Promise<SdkAnswer> {
    if (!PACKAGE.test(name)) return Promise.resolve({});
    const known = this.answers.get(name);
    if (known) return known;
    const answer = this.installed(name)
      .catch((error: Error): SdkAnswer => ({ problem: error.message }))
      .then((found) => {
        // The retries of an invocation need not wait for npm again. Later the network may be back.
        if (found.problem) setTimeout(() => this.answers.delete(name), FAILURE_KEPT).unref();
        return found;
      });
    this.answers.set(name, answer);
    return answer;
  }

  /** Ends an installation that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.answers.values());
  }

  private async installed(name: string): Promise<SdkAnswer> {
    const { folder, log } = this.options;
    await mkdir(folder, { recursive: true });
    const waiting = () => log('Waiting for another process that installs the AWS SDK.');
    const unlock = await lock(join(folder, 'lock'), waiting, this.stopping.signal);
    try {
      const unfinished = join(folder, 'unfinished');
      if (await exists(unfinished)) await rm(join(folder, 'node_modules'), { recursive: true, force: true });
      if (await exists(join(folder, 'node_modules', name, 'package.json'))) return { folder };
      log(`Installing ${name}, once, into ${folder}`);
      await writeFile(unfinished, '');
      const failure = await this.install(name);
      if (!this.stopping.signal.aborted) await rm(unfinished); // npm leaves the folder as it was if it fails by itself
      if (failure === undefined) return { folder };
      return /\b(E404|ETARGET)\b/.test(failure) ? {} : { problem: this.problem(name, failure) };
    } finally {
      await unlock();
    }
  }

  /** Installs a package; returns the output of npm if that fails. */
  private install(name: string): Promise<string | undefined> {
    const { folder } = this.options;
    const version = name.startsWith('@aws-sdk/') ? '@^3' : '';
    // Scripts of packages do not run: no package of the SDK needs one.
    const where = ['--prefix', folder, '--location=project', '--ignore-scripts'];
    const path = [process.env.PATH, dirname(process.execPath)].join(delimiter);
    return run('npm', ['install', ...where, ...RETRIES, ...QUIET, `${name}${version}`], {
      cwd: folder,
      env: { ...process.env, PATH: path },
      signal: this.stopping.signal,
      timeout: INSTALL_TIMEOUT,
    }).then(
      () => undefined,
      (error: Error & { code?: unknown; stderr?: string }) =>
        error.code === 'ENOENT' ? 'there is no npm on the PATH' : error.stderr || error.message,
    );
  }

  private problem(name: string, failure: string): string {
    const lines = failure.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
    const reason = lines.find((line) => /failed, reason: /.test(line)) ?? lines.find((line) => line) ?? 'npm failed';
    return (
      `AWS's runtime has it, and npm could not install it here (${reason}): run \`npm install ${name}\` in ` +
      `${this.project}, or have a network once`
    );
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
