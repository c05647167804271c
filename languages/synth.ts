import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommandError } from './command.ts';
import { language } from './index.ts';

/** What the CLI tells an app of the account and the Region, where nothing else is configured. */
const ENVIRONMENT = { CDK_DEFAULT_ACCOUNT: '123456789012', CDK_DEFAULT_REGION: 'us-east-1' };

export interface SynthOptions {
  /** The folder for the cloud assembly. @default a new one */
  readonly output?: string;
  /** Context on top of that in cdk.json. @default none */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * Synthesises an app by the command in its cdk.json, with the package in dist/, as the cdk CLI would.
 *
 * @param name the language of the app
 * @param app the folder of the app, with its cdk.json
 * @returns the folder of the cloud assembly
 * @throws CommandError if the app fails, with what it printed
 */
export async function synth(name: string, app: string, { output, context }: SynthOptions = {}): Promise<string> {
  const folder = output ?? mkdtempSync(join(tmpdir(), `cdk-codeconnections-${name}-`));
  const config = JSON.parse(readFileSync(join(app, 'cdk.json'), 'utf8'));
  const env = {
    ...process.env,
    ...ENVIRONMENT,
    ...(await language(name).environment?.(resolve(app))),
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...config.context, ...context }),
  };
  await new Promise<void>((done, reject) => {
    const child = spawn(config.app, { cwd: app, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        printed += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? done() : reject(new CommandError(config.app, printed))));
  });
  return folder;
}
