import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from './server.ts';
import { Service } from './simulator.ts';

export type { CallRecord } from './api.ts';
export { Html, html } from './console/html.ts';
export { date, type Page } from './console/layout.ts';
export { isConsoleLink, localPageOf, localPath } from './console/links.ts';
export type { Attention, AttentionSource, ConsoleSection, Link } from './console/section.ts';
export type { ControlAction } from './control-action.ts';
export type { ConnectionState, Pending, SimulatorControls, SyncResultRequest, WaitOptions } from './controls.ts';
export { decoded } from './decoded.ts';
export { ControlError } from './errors.ts';
export type { FaultKind, FaultSpecification } from './faults.ts';
export type { BlockerRequest, Push, StackReference } from './git-sync.ts';
export type { Credentials } from './secrets.ts';
export { Sha256 } from './sha256.ts';
export type { SettingsChange } from './simulator.ts';
export { connectSimulator, SimulatorClient } from './simulator-client.ts';
export type { StackContent, StackDeployer, SyncedStack } from './stack-deployer.ts';
export type { SyncStatusChange } from './state.ts';
export type { Blocker, SyncResult } from './sync-results.ts';

/** The port of the command, where no other one is given. */
export const DEFAULT_SIMULATOR_PORT = 4600;

export interface SimulatorOptions {
  /** The port on loopback. @default - a free one */
  readonly port?: number;
  /**
   * Whether everything that is pending is completed within two seconds, so that deployments go on without a person.
   * @default false
   */
  readonly completeHandshakes?: boolean;
}

const REGION = 'us-east-1';
const NOW = { atLeast: 0 };
const COMPLETE_INTERVAL = 1000;

/** A simulator that listens on loopback. */
export class Simulator extends Service {
  private server: Server | undefined;
  private completing: NodeJS.Timeout | undefined;

  /** The environment for clients of AWS CodeConnections, and for `connectSimulator`. */
  get env(): Record<string, string> {
    const { accessKeyId, secretAccessKey } = this.credentials();
    return {
      AWS_ENDPOINT_URL_CODECONNECTIONS: this.url,
      AWS_ENDPOINT_URL_CODESTAR_CONNECTIONS: this.url,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...this.controlEnv,
    };
  }

  /** The environment for `connectSimulator`, and for clients of the control endpoint in other languages. */
  get controlEnv(): Record<string, string> {
    return { SIMULATOR_URL: this.url, SIMULATOR_TOKEN: this.token, ...withoutProxy(process.env) };
  }

  /**
   * Completes what is pending, a second or two after it has become so: a client that looks sees that it was pending.
   *
   * @internal
   */
  completeHandshakes(): void {
    let seen: string[] = [];
    const complete = async () => {
      const pending = [...(await this.pendingHosts(NOW)), ...(await this.pendingConnections(NOW))].map(
        ({ arn }) => arn,
      );
      if (pending.some((arn) => seen.includes(arn))) this.completeAll();
      seen = pending;
    };
    this.completing = setInterval(() => void complete(), COMPLETE_INTERVAL).unref();
  }

  /**
   * Starts to listen; `startSimulator` does this for you.
   *
   * @internal
   */
  async listen(port: number): Promise<void> {
    this.server = await listen(this, port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new Error(
        `the simulator cannot have port ${port} of 127.0.0.1: another program listens there. ` +
          'Stop that program, or choose another port with --port',
      );
    });
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends it, with all its connections. */
  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.completing);
    const { server } = this;
    if (server?.listening) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
  }
}

/** Keeps requests to this machine from a proxy, if there is one. */
function withoutProxy(env: NodeJS.ProcessEnv): Record<string, string> {
  if (!Object.keys(env).some((name) => /^(https?|all)_proxy$/i.test(name))) return {};
  const direct = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return { NO_PROXY: direct, no_proxy: direct };
}

/** Starts a simulator of AWS CodeConnections in this process. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, completeHandshakes = false } = options;
  const simulator = new Simulator();
  await simulator.listen(port);
  if (completeHandshakes) simulator.completeHandshakes();
  return simulator;
}
