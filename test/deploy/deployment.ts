import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, DefaultStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import { type Inventory, inventory } from '../../demo/inventory.ts';
import { awsRequest } from '../../local/aws/aws-request.ts';
import { callCodeConnections, codeConnections } from '../../local/aws/codeconnections.ts';
import type { CommandResult } from '../../local/aws/command.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../local/aws/local-aws.ts';
import { cdk } from '../cdk.ts';
import FLAGS from '../feature-flags.json' with { type: 'json' };

process.env.CDK_VALIDATION = 'false'; // of templates: slow, and warns of empty stacks, which is how destroy is told about one

export const ENV = { account: '123456789012', region: 'us-east-1' };

const DEPLOY = ['deploy', '--require-approval', 'never', '--progress', 'events'];

/** Makes the constructs of a stack. */
export type Build = (stack: Stack) => void;

/** What is awaited while a deployment goes on. One that ends before has failed, and what it printed says why. */
export function during<T>(deploying: Promise<CommandResult>, awaited: Promise<T>): Promise<T> {
  const ended = deploying.then(({ output }) => {
    throw new Error(`the deployment ended too early:\n${output}`);
  });
  return Promise.race([awaited, ended]);
}

/** A local AWS, and the stock cdk CLI that deploys to it. One for each test file. */
export class Deployment {
  static async start(options: Pick<LocalAwsOptions, 'simulatedSyncs'> = {}): Promise<Deployment> {
    const aws = await startLocalAws({ port: 0, simulatorPort: 0, ...options });
    return new Deployment(aws, await inventory(aws));
  }

  private readonly folders: string[] = [];
  private isBootstrapped = false;

  private constructor(
    readonly aws: LocalAws,
    private pristine: Inventory,
  ) {}

  /**
   * Runs the stock cdk CLI on an example, just as its README says.
   *
   * @param folder the folder of the example in examples/
   * @param env the environment in which the commands of its language find the library
   */
  example(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    const cwd = join(__dirname, '..', '..', 'examples', folder);
    const output = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-example-'));
    this.folders.push(output);
    return cdk([...args, '--output', output], { cwd, env: { ...env, ...this.aws.env } });
  }

  /** Bootstraps the account, for stacks with assets. */
  async bootstrap(): Promise<void> {
    const args = ['bootstrap', `aws://${ENV.account}/${ENV.region}`];
    const { exitCode, output } = await cdk(args, { cwd: tmpdir(), env: this.aws.env });
    if (exitCode !== 0) throw new Error(output);
    this.isBootstrapped = true;
    this.pristine = await inventory(this.aws);
  }

  /** Deploys a stack. The template comes from constructs that are made here, the deployment is the CLI's own. */
  deploy(stackName: string, build: Build, options: { signal?: AbortSignal } = {}): Promise<CommandResult> {
    return this.cdk(DEPLOY, { [stackName]: build }, options);
  }

  /** Deploys many stacks at once. */
  deployAll(builds: Readonly<Record<string, Build>>): Promise<CommandResult> {
    return this.cdk([...DEPLOY, '--concurrency', String(Object.keys(builds).length)], builds);
  }

  destroy(stackName: string): Promise<CommandResult> {
    return this.cdk(['destroy', '--force'], { [stackName]: () => undefined });
  }

  /** Takes resources that exist into a stack. */
  import(stackName: string, build: Build, resources: Readonly<Record<string, object>>): Promise<CommandResult> {
    const mapping = join(mkdtempSync(join(tmpdir(), 'cdk-codeconnections-import-')), 'resources.json');
    this.folders.push(dirname(mapping));
    writeFileSync(mapping, JSON.stringify(resources));
    return this.cdk(['import', '--resource-mapping', mapping], { [stackName]: build });
  }

  diff(stackName: string, build: Build): Promise<CommandResult> {
    return this.cdk(['diff'], { [stackName]: build });
  }

  /** Calls the service as a person in the account would. */
  codeConnections<T>(operation: string, body: object): Promise<T> {
    return callCodeConnections<T>(this.aws.env, operation, body);
  }

  async status(StackName: string): Promise<string | undefined> {
    const parameters = { Action: 'DescribeStacks', Version: '2010-05-15', StackName };
    const xml = await awsRequest<string>(this.aws.env, { service: 'cloudformation', parameters });
    return /<StackStatus>(.*)<\/StackStatus>/.exec(xml)?.[1];
  }

  /** What exists in the account beyond what it held at first; kinds without anything are left out. */
  async left(): Promise<Inventory> {
    const now = await inventory(this.aws);
    const extra = Object.entries(now).map(([kind, names]): [string, string[]] => [
      kind,
      names.filter((name) => !this.pristine[kind].includes(name)),
    ]);
    return Object.fromEntries(extra.filter(([, names]) => names.length > 0));
  }

  /** Ends when a connection is pending, by default any; returns its ARN. */
  pendingConnection(name?: string): Promise<string> {
    return this.until(async () => {
      const { connections } = await codeConnections(this.aws.env);
      return connections.find(
        (it) => it.ConnectionStatus === 'PENDING' && (name === undefined || it.ConnectionName === name),
      )?.ConnectionArn;
    });
  }

  /** Ends when a host is pending; returns its ARN. */
  pendingHost(): Promise<string> {
    return this.until(async () => {
      const { hosts } = await codeConnections(this.aws.env);
      return hosts.find(({ Status }) => Status === 'PENDING')?.HostArn;
    });
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }

  private async until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await sleep(100);
    }
  }

  private cdk(
    args: string[],
    builds: Readonly<Record<string, Build>>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<CommandResult> {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-assembly-'));
    this.folders.push(outdir);
    const app = new App({ outdir, context: FLAGS });
    for (const [stackName, build] of Object.entries(builds)) {
      const synthesizer = this.isBootstrapped ? new DefaultStackSynthesizer() : new LegacyStackSynthesizer();
      build(new Stack(app, stackName, { env: ENV, synthesizer }));
    }
    app.synth();
    return cdk([...args, '--app', outdir, ...Object.keys(builds)], { cwd: outdir, env: this.aws.env, signal });
  }
}
