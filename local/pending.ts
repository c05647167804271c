import type { Simulator } from './simulator/index.ts';

/** A connection or host that waits for its handshake. */
export interface Pending {
  readonly kind: 'connection' | 'host';
  readonly name: string;
  /** Its page in the local console. */
  readonly url: string;
}

/** Finds connections and hosts that have become pending. */
export class PendingWatch {
  private readonly simulator: Simulator;
  private readonly known = new Set<string>();

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** Those that have become pending since the last call. */
  next(): Pending[] {
    const pending: Pending[] = [];
    for (const { arn, kind, name } of this.waiting()) {
      if (this.known.has(arn)) continue;
      this.known.add(arn);
      pending.push({ kind, name, url: consolePage(this.simulator.url, arn) });
    }
    return pending;
  }

  private *waiting() {
    for (const { connections, regions } of this.simulator.world.accounts.values()) {
      for (const { arn, name, status } of connections.values()) {
        if (status === 'PENDING') yield { arn, name, kind: 'connection' as const };
      }
      for (const { hosts } of regions.values()) {
        for (const { arn, name, status } of hosts.values()) {
          if (status === 'PENDING') yield { arn, name, kind: 'host' as const };
        }
      }
    }
  }
}

/** The page of a connection or host in the local console, whose path is that in the AWS console. */
function consolePage(origin: string, arn: string): string {
  const [, , service, region, account, resource] = arn.split(':');
  const [kind, id] = resource.split('/');
  return `${origin}/codesuite/settings/${account}/${region}/${service}/${kind}s/${id}`;
}
