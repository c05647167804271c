import { join } from 'node:path';
import { type Credentials, type Simulator, startSimulator } from '../simulator/index.ts';
import { CloudFormationDeployer } from './cloudformation-deployer.ts';
import { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { Dashboards } from './cloudwatch/dashboards/dashboards.ts';
import { consolePath } from './cloudwatch/dashboards/links.ts';
import { CodeBuild } from './code-build/code-build.ts';
import { CodePipeline } from './code-pipeline/code-pipeline.ts';
import { controlActions } from './control-actions.ts';
import { MinistackProcess } from './ministack-process.ts';
import { requireFreePort } from './ports.ts';
import { pythonEnvironment } from './python-environment.ts';
import { SyncEvents } from './sync-events.ts';

const HERE = import.meta.dirname;
/** The Python environment of ministack. */
export const PYTHON_ENVIRONMENT = { folder: join(HERE, '..', '.venv'), requirements: join(HERE, 'requirements.txt') };
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

export const DEFAULT_PORT = 4566;
export const DEFAULT_SIMULATOR_PORT = 4600;

export interface LocalAwsOptions {
  /** The port of the AWS endpoint; 0 takes any free one. @default 4566 */
  readonly port?: number;
  /** The port of the CodeConnections simulator and its console pages; 0 takes any free one. @default 4600 */
  readonly simulatorPort?: number;
  /** Whether syncs deploy to no stack: then every well-formed commit succeeds. @default false */
  readonly simulatedSyncs?: boolean;
  /** Called with a message for each step that takes some time. @default - no messages */
  readonly log?: (message: string) => void;
}

/** A running local AWS. It ends with the process that started it, even if that is killed. */
export interface LocalAws {
  /** The endpoint of all AWS APIs: http://127.0.0.1:PORT. */
  readonly endpoint: string;
  /** The simulator behind AWS CodeConnections, in this process. */
  readonly simulator: Simulator;
  /** The webhooks of CodeBuild: which deliveries would start a build, and why. */
  readonly codeBuild: CodeBuild;
  /** The triggers of CodePipeline: which pushes would start a pipeline, and why. */
  readonly codePipeline: CodePipeline;
  /**
   * The environment for the cdk CLI and other clients of AWS, with the keys of the root user, which are new with each
   * start. The keys of another account are `simulator.credentials('210987654321')`.
   */
  readonly env: Record<string, string>;
  /** The process of the AWS endpoint. */
  readonly pid: number;
  /** Resolves when it has ended, to the reason if it ended by itself. */
  readonly ended: Promise<string | undefined>;
  /** Ends everything at once, without waiting for operations, and removes its files. */
  stop(): Promise<void>;
}

/** Starts the local AWS on loopback, with IAM enforced. Makes its Python environment first if necessary. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const {
    port = DEFAULT_PORT,
    simulatorPort = DEFAULT_SIMULATOR_PORT,
    simulatedSyncs = false,
    log = () => {},
  } = options;
  await requireFreePort(port, 'the local AWS', '--port');
  await requireFreePort(simulatorPort, 'the CodeConnections simulator', '--simulator-port');
  const python = await pythonEnvironment({ ...PYTHON_ENVIRONMENT, log });

  const simulator = await startSimulator({ port: simulatorPort });
  try {
    const ministack = await MinistackProcess.start(python, port, simulator);
    const endpoint = `http://127.0.0.1:${ministack.port}`;
    const env = environment(endpoint, simulator.credentials());
    simulator.sections.push(new Dashboards(new CloudWatch(env)));
    const events = new SyncEvents(env);
    simulator.announceTo((change) => events.put(change));
    const [codeBuild, codePipeline] = [new CodeBuild(env), new CodePipeline(env)];
    simulator.actions.push(...controlActions(codeBuild, codePipeline));
    simulator.onPush(({ files, ...push }) => codePipeline.push({ ...push, files: Object.keys(files) }));
    if (!simulatedSyncs) simulator.deployWith(new CloudFormationDeployer(env));
    return {
      endpoint,
      simulator,
      codeBuild,
      codePipeline,
      env,
      pid: ministack.pid,
      ended: ministack.ended,
      stop: async () => {
        await ministack.stop();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** The page of the local console for a link into the AWS console. */
export function localConsoleUrl(aws: Pick<LocalAws, 'simulator'>, link: string): string {
  return new URL(consolePath(link), aws.simulator.url).href;
}

function environment(endpoint: string, { accessKeyId, secretAccessKey }: Credentials): Record<string, string> {
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
  };
}
