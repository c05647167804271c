import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_SIMULATOR_PORT, type Push, type Simulator, startSimulator } from '../simulator/index.ts';
import { bootstrap } from './bootstrap.ts';
import { cacheFolder } from './cache.ts';
import { CloudFormationDeployer } from './cloudformation-deployer.ts';
import { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { Dashboards } from './cloudwatch/dashboards/dashboards.ts';
import { endCommands } from './command.ts';
import { attentionOf } from './console/attention.ts';
import { Messages } from './console/messages.ts';
import { controlActions } from './control-actions.ts';
import { FunctionSdk } from './function-sdk.ts';
import { LocalAwsClient } from './local-aws-client.ts';
import { MinistackProcess } from './ministack-process.ts';
import { requireFreePort } from './ports.ts';
import { pythonEnvironment } from './python-environment.ts';
import { SyncEvents } from './sync-events.ts';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

/** The port of the AWS endpoint, where no other one is given. */
export const DEFAULT_PORT = 4566;

export interface LocalAwsOptions {
  /** The port of the AWS endpoint; 0 takes any free one. @default 4566 */
  readonly port?: number;
  /** The port of the CodeConnections simulator and its console pages; 0 takes any free one. @default 4600 */
  readonly simulatorPort?: number;
  /** Whether syncs deploy to no stack: then every well-formed commit succeeds. @default false */
  readonly simulatedSyncs?: boolean;
  /**
   * Whether everything that is pending is completed within two seconds, so that deployments go on without a person.
   * @default false
   */
  readonly completeHandshakes?: boolean;
  /**
   * Whether the account is bootstrapped in us-east-1, so that the cdk CLI can deploy to it at once. Other accounts and
   * Regions are bootstrapped by `cdk bootstrap`. @default true
   */
  readonly bootstrapped?: boolean;
  /** Ends the start while it installs what is needed, and removes what is incomplete. @default - it goes on */
  readonly signal?: AbortSignal;
  /** Called with a message for each step that takes some time. @default - no messages */
  readonly log?: (message: string) => void;
}

/** A local AWS that this process has started. It ends with this process, even if that is killed. */
export class LocalAws extends LocalAwsClient {
  /** The simulator behind AWS CodeConnections, in this process. */
  readonly simulator: Simulator;
  private readonly ministack: MinistackProcess;

  /** @internal */
  constructor(simulator: Simulator, ministack: MinistackProcess) {
    super(environment(`http://127.0.0.1:${ministack.port}`, simulator), simulator);
    this.simulator = simulator;
    this.ministack = ministack;
  }

  /** A commit arrives on a branch. Returns its SHA, when the executions of pipelines that it starts are recorded. */
  override async push(push: Push): Promise<string> {
    const sha = this.simulator.push(push);
    await this.simulator.pushed();
    return sha;
  }

  /** The process of the AWS endpoint. */
  get pid(): number {
    return this.ministack.pid;
  }

  /** Resolves when it has ended, to the reason if it ended by itself. */
  get ended(): Promise<string | undefined> {
    return this.ministack.ended;
  }

  /** Ends everything at once, without waiting for operations or programs that `run` has started, and removes its files. */
  async stop(): Promise<void> {
    endCommands(this.commands);
    try {
      await this.ministack.stop();
    } finally {
      await this.simulator.close();
    }
  }
}

/** Starts the local AWS on loopback, with IAM enforced. Makes its Python environment first if necessary. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const {
    port = DEFAULT_PORT,
    simulatorPort = DEFAULT_SIMULATOR_PORT,
    simulatedSyncs = false,
    completeHandshakes = false,
    bootstrapped = true,
    signal,
    log = () => {},
  } = options;
  if (port !== 0 && port === simulatorPort) {
    throw new Error(
      `the local AWS and its simulator cannot have the same port, ${port}: give another one by --simulator-port`,
    );
  }
  await requireFreePort(port, 'the local AWS', '--port');
  await requireFreePort(simulatorPort, 'the CodeConnections simulator', '--simulator-port');
  const python = await ministackPython(log, signal);

  const sdk = new FunctionSdk({ folder: join(cacheFolder(), 'aws-sdk'), log });
  signal?.throwIfAborted();
  const simulator = await startSimulator({ port: simulatorPort, completeHandshakes });
  let aws: LocalAws | undefined;
  try {
    aws = new LocalAws(simulator, await MinistackProcess.start(python, port, simulator, sdk));
    if (bootstrapped) await bootstrap(aws.env);
    simulator.sections.push(new Messages(aws.env), new Dashboards(new CloudWatch(aws.env)));
    simulator.attention.push(attentionOf(aws.env));
    const events = new SyncEvents(aws.env);
    simulator.announceTo((change) => events.put(change));
    const { codeBuild, codePipeline } = aws;
    simulator.actions.push(...controlActions(codeBuild, codePipeline));
    simulator.onPush(({ files, ...push }) => codePipeline.push({ ...push, files: Object.keys(files) }));
    if (!simulatedSyncs) simulator.deployWith(new CloudFormationDeployer(aws.env));
    return aws;
  } catch (error) {
    await (aws ? aws.stop() : simulator.close());
    throw error;
  }
}

/** The Python of ministack. Each set of packages has its own, so that several versions of this package get along. */
export async function ministackPython(log: (message: string) => void, signal?: AbortSignal): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
  const folder = join(cacheFolder(), `python-${digest.slice(0, 8)}`);
  return pythonEnvironment({ folder, requirements: REQUIREMENTS, signal, log });
}

function environment(endpoint: string, simulator: Simulator): Record<string, string> {
  const { accessKeyId, secretAccessKey } = simulator.credentials();
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...simulator.controlEnv,
  };
}
