import type { Simulator } from '../simulator/index.ts';

const INTERVAL = 500;
const NOW = { atLeast: 0 };

/** Tells of connections and hosts that have become pending, once of each. */
export class PendingWatch {
  private readonly simulator: Simulator;
  private readonly log: (message: string) => void;
  private readonly known = new Set<string>();
  private readonly interval: NodeJS.Timeout;

  constructor(simulator: Simulator, log: (message: string) => void) {
    this.simulator = simulator;
    this.log = log;
    this.interval = setInterval(() => void this.look(), INTERVAL).unref();
  }

  close(): void {
    clearInterval(this.interval);
  }

  private async look(): Promise<void> {
    const pending = {
      host: await this.simulator.pendingHosts(NOW),
      connection: await this.simulator.pendingConnections(NOW),
    };
    for (const [kind, objects] of Object.entries(pending)) {
      for (const { arn, name, url } of objects) {
        if (this.known.has(arn)) continue;
        this.known.add(arn);
        this.log(`The ${kind} ${name} is pending. Complete it at ${url}`);
      }
    }
  }
}
