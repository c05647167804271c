import { type LocalAws, startLocalAws } from '../aws/local-aws.ts';
import { DEFAULT_SIMULATOR_PORT, type Simulator, startSimulator } from '../simulator/index.ts';
import type { Options } from './options.ts';

/** What the command has started. */
export interface Session {
  /** Its name in messages. */
  readonly name: string;
  readonly simulator: Simulator;
  /** The variables that clients need. */
  readonly env: Readonly<Record<string, string>>;
  /** The addresses in the line of JSON. */
  readonly urls: Readonly<Record<string, string>>;
  /** What to do now, for a person. */
  readonly advice: string;
  /** Resolves when it has ended by itself, to the reason. */
  readonly ended: Promise<string | undefined>;
  stop(): Promise<void>;
}

/** A push runs code of whoever pushes, so reading a page is not enough. */
const PASSWORD = ' (to push there, the password is SIMULATOR_TOKEN)';

/** @param signal ends the start */
export async function startSession(
  options: Options,
  log: (message: string) => void,
  signal: AbortSignal,
): Promise<Session> {
  return options.isSimulator ? simulatorSession(options) : localAwsSession(options, log, signal);
}

async function simulatorSession({ port = DEFAULT_SIMULATOR_PORT, completeHandshakes }: Options): Promise<Session> {
  const simulator = await startSimulator({ port, completeHandshakes });
  return {
    name: 'the simulator of AWS CodeConnections',
    simulator,
    env: simulator.env,
    urls: { simulator: simulator.url },
    advice: `Its console pages: ${simulator.url}${PASSWORD}`,
    ended: new Promise(() => {}),
    stop: () => simulator.close(),
  };
}

async function localAwsSession(
  options: Options,
  log: (message: string) => void,
  signal: AbortSignal,
): Promise<Session> {
  const { port, simulatorPort, completeHandshakes } = options;
  const aws: LocalAws = await startLocalAws({ port, simulatorPort, completeHandshakes, signal, log });
  return {
    name: 'the local AWS',
    simulator: aws.simulator,
    env: aws.env,
    urls: { endpoint: aws.endpoint, simulator: aws.simulator.url },
    advice: `Then deploy: npx cdk deploy. The account is bootstrapped in us-east-1.
The pages of connections, hosts, synced stacks and dashboards: ${aws.simulator.url}${PASSWORD}`,
    ended: aws.ended,
    stop: () => aws.stop(),
  };
}
