import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from './command.ts';
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
    ...ENVIRONMENT,
    ...(await language(name).environment?.(resolve(app))),
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...config.context, ...context }),
  };
  await run(config.app, [], { cwd: app, env, shell: true });
  return folder;
}
