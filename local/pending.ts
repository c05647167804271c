import type { Simulator } from './simulator/index.ts';

/** A connection or host that waits for a person. */
export interface Pending {
  readonly kind: 'connection' | 'host';
  readonly name: string;
  /** Its page in the local console. */
  readonly url: string;
}

/** Tells of each connection and host that is pending, once. */
export class PendingWatch {
  private readonly simulator: Simulator;
  private readonly told = new Set<string>();

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** What has become pending since the last call. */
  next(): Pending[] {
    const pending: Pending[] = [];
    for (const { arn, kind, name } of this.waiting()) {
      if (this.told.has(arn)) continue;
      this.told.add(arn);
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

/** The page of a connection or host in the local console, at the path that it has in AWS's. */
function consolePage(origin: string, arn: string): string {
  const [, , service, region, account, resource] = arn.split(':');
  const [kind, id] = resource.split('/');
  return `${origin}/codesuite/settings/${account}/${region}/${service}/${kind}s/${id}`;
}
