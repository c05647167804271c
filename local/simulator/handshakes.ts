import { pathOf } from './console/links.ts';
import type { ConsoleActions } from './console-actions.ts';
import type { ConnectionState, Pending } from './controls.ts';
import type { Connection, Host, World } from './state.ts';

/** What waits for a person, and the person who completes all of it. */
export class Handshakes {
  private readonly world: World;
  private readonly console: ConsoleActions;
  private readonly origin: () => string;

  /** @param origin where the pages of the console are */
  constructor(world: World, console: ConsoleActions, origin: () => string) {
    this.world = world;
    this.console = console;
    this.origin = origin;
  }

  allConnections(): ConnectionState[] {
    const connections = this.accounts.flatMap((account) => [...account.connections.values()]);
    return connections.map(({ arn, name, providerType, status }) => ({ arn, name, providerType, status }));
  }

  connections(): Pending[] {
    return this.accounts.flatMap(({ connections }) => this.pendingIn(connections));
  }

  hosts(): Pending[] {
    return this.accounts.flatMap(({ regions }) => [...regions.values()].flatMap(({ hosts }) => this.pendingIn(hosts)));
  }

  /** Completes all hosts and connections that are pending. Returns their ARNs. */
  completeAll(): string[] {
    const hosts = this.hosts();
    for (const { arn } of hosts) this.console.completeHost(arn);
    const connections = this.connections().filter(({ arn }) => this.isPossible(this.console.connection(arn)));
    for (const { arn } of connections) this.console.completeConnection(arn);
    return [...hosts, ...connections].map(({ arn }) => arn);
  }

  /** A connection cannot be completed while its host is being prepared, or has failed. */
  private isPossible({ hostArn }: Connection): boolean {
    return hostArn === undefined || this.console.host(hostArn).status === 'AVAILABLE';
  }

  private get accounts() {
    this.world.clock.catchUp();
    return [...this.world.accounts.values()];
  }

  private pendingIn(objects: ReadonlyMap<string, Connection | Host>): Pending[] {
    const pending = [...objects.values()].filter(({ status }) => status === 'PENDING');
    return pending.map((object) => {
      const { arn, name, providerType } = object;
      return { arn, name, providerType, url: this.origin() + pathOf(object) };
    });
  }
}
