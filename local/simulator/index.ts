import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from './server.ts';
import { Service } from './simulator.ts';

export type { CallRecord } from './api.ts';
export { Html, html } from './console/html.ts';
export { date, type Page } from './console/layout.ts';
export { localPath } from './console/links.ts';
export type { ConsoleSection, Link } from './console/section.ts';
export type { ControlAction } from './control-action.ts';
export { ControlError } from './errors.ts';
export type { FaultKind, FaultSpecification } from './faults.ts';
export type { BlockerRequest, Push, StackReference } from './git-sync.ts';
export type { Credentials } from './secrets.ts';
export { Sha256 } from './sha256.ts';
export type { SettingsChange } from './simulator.ts';
export type { StackContent, StackDeployer, SyncedStack } from './stack-deployer.ts';
export type { SyncStatusChange } from './state.ts';

export interface SimulatorOptions {
  /** The port on loopback; a free one if omitted. */
  readonly port?: number;
}

/** A simulator that listens on loopback. */
export class Simulator extends Service {
  /** Where clients find it: `http://127.0.0.1:PORT`. */
  url = '';
  private server: Server | undefined;

  /** Starts to listen; `startSimulator` does this for you. */
  async listen(port: number): Promise<void> {
    this.server = await listen(this, port);
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends it, with all its connections. */
  async close(): Promise<void> {
    const { server } = this;
    if (server?.listening) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
  }
}

/** Starts a simulator of AWS CodeConnections in this process. */
export async function startSimulator({ port = 0 }: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new Simulator();
  await simulator.listen(port);
  return simulator;
}
