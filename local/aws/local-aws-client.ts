import type { ChildProcess } from 'node:child_process';
import {
  type Blocker,
  type BlockerRequest,
  type ConnectionState,
  connectSimulator,
  type FaultSpecification,
  type Pending,
  type Push,
  type SimulatorControls,
  type StackReference,
  type SyncResult,
  type SyncResultRequest,
  type WaitOptions,
} from '../simulator/index.ts';
import { type AwsEnvironment, type AwsRequest, awsRequest } from './aws-request.ts';
import { CodeBuild } from './code-build/code-build.ts';
import { CodePipeline } from './code-pipeline/code-pipeline.ts';
import { type CommandOptions, type CommandResult, environmentOf, isForeign, runCommand } from './command.ts';
import { consolePath } from './console/links.ts';
import { type Stack, stackOf } from './stack.ts';

/** A running local AWS, in this process or in another one. */
export class LocalAwsClient implements SimulatorControls {
  /** The endpoint of all AWS APIs: http://127.0.0.1:PORT. */
  readonly endpoint: string;
  /**
   * The environment for the cdk CLI and other clients of AWS, with the keys of the root user, which are new with each
   * start.
   */
  readonly env: AwsEnvironment;
  /** The webhooks of CodeBuild: which deliveries would start a build, and why. */
  readonly codeBuild: CodeBuild;
  /** The triggers of CodePipeline: which pushes would start a pipeline, and why. */
  readonly codePipeline: CodePipeline;
  /** @internal */
  protected readonly commands = new Set<ChildProcess>();
  private readonly controls: SimulatorControls & { readonly url: string };

  constructor(env: AwsEnvironment, controls: SimulatorControls & { readonly url: string }) {
    this.env = env;
    this.endpoint = env.AWS_ENDPOINT_URL;
    this.codeBuild = new CodeBuild(env);
    this.codePipeline = new CodePipeline(env);
    this.controls = controls;
  }

  /**
   * Runs a program in the environment of the local AWS, such as `aws.run('npx', ['cdk', 'deploy', '--all'])`. A failure
   * of the program does not throw: the exit code is part of the result.
   */
  run(command: string, args: readonly string[] = [], options: CommandOptions = {}): Promise<CommandResult> {
    const env = { ...environmentOf(this.env), ...options.env };
    return runCommand(command, args, { ...options, env }, (child) => {
      this.commands.add(child);
      child.once('exit', () => this.commands.delete(child));
    });
  }

  /** A stack of CloudFormation; nothing if there is none of this name. */
  stack(name: string): Promise<Stack | undefined> {
    return stackOf(this.env, name);
  }

  /**
   * Sends a signed request to an API, for those that an app has no SDK for. Returns the JSON of the response, parsed, or
   * the XML of a query API as text.
   */
  request<T = unknown>(request: AwsRequest): Promise<T> {
    return awsRequest<T>(this.env, request);
  }

  /** The page of the local console for a link into the AWS console. */
  consoleUrl(link: string): string {
    return new URL(consolePath(link), this.controls.url).href;
  }

  /** Makes all data points and log events of CloudWatch older, as if time had passed. */
  async passTime(minutes: number): Promise<void> {
    const target = 'GraniteServiceVersion20100801._PassTime';
    await this.request({ service: 'monitoring', target, body: { Seconds: minutes * 60 } });
  }

  async connections(): Promise<ConnectionState[]> {
    return this.controls.connections();
  }

  pendingConnections(options?: WaitOptions): Promise<Pending[]> {
    return this.controls.pendingConnections(options);
  }

  pendingHosts(options?: WaitOptions): Promise<Pending[]> {
    return this.controls.pendingHosts(options);
  }

  async completeConnection(arn: string): Promise<void> {
    await this.controls.completeConnection(arn);
  }

  async failConnection(arn: string): Promise<void> {
    await this.controls.failConnection(arn);
  }

  async completeHost(arn: string): Promise<void> {
    await this.controls.completeHost(arn);
  }

  async failHost(arn: string, message?: string): Promise<void> {
    await this.controls.failHost(arn, message);
  }

  async completeAll(): Promise<string[]> {
    return this.controls.completeAll();
  }

  async push(push: Push): Promise<string> {
    return this.controls.push(push);
  }

  syncResult(request: SyncResultRequest): Promise<SyncResult> {
    return this.controls.syncResult(request);
  }

  async raiseBlocker(request: BlockerRequest): Promise<string> {
    return this.controls.raiseBlocker(request);
  }

  async syncBlockers(stack: StackReference): Promise<Blocker[]> {
    return this.controls.syncBlockers(stack);
  }

  async fault(specification: FaultSpecification): Promise<void> {
    await this.controls.fault(specification);
  }

  async clearFaults(): Promise<void> {
    await this.controls.clearFaults();
  }
}

/** The variables by which `connectLocalAws` finds it. */
const NEEDED = [
  'AWS_ENDPOINT_URL',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'SIMULATOR_URL',
  'SIMULATOR_TOKEN',
];

/**
 * The local AWS whose environment this process has, for example a test that `npx cdk-codeconnections-local -- npm test`
 * runs.
 */
export function connectLocalAws(env: NodeJS.ProcessEnv = process.env): LocalAwsClient {
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not set: run this by ` +
        '`npx cdk-codeconnections-local -- <command>`, or export the environment that it prints',
    );
  }
  const known = Object.entries(env).filter(([name]) => /^(AWS|CDK|SIMULATOR)_/.test(name) && !isForeign(name));
  return new LocalAwsClient(Object.fromEntries(known) as AwsEnvironment, connectSimulator(env));
}
