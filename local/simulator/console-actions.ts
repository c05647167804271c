import { ControlError } from './errors.ts';
import type { Connection, Host, World } from './state.ts';

/** What no API does: people complete connections and set hosts up in the console, and either can fail. */
export class ConsoleActions {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  completeConnection(arn: string): void {
    const connection = this.connection(arn);
    const host = connection.hostArn === undefined ? undefined : this.host(connection.hostArn);
    if (host && host.status !== 'AVAILABLE') {
      throw new ControlError(`host ${host.arn} is ${host.status}: set it up before its connection ${arn}`);
    }
    connection.status = 'AVAILABLE';
  }

  failConnection(arn: string): void {
    this.connection(arn).status = 'ERROR';
  }

  completeHost(arn: string): void {
    const host = this.host(arn);
    if (host.status !== 'PENDING' && host.status !== 'AVAILABLE') {
      throw new ControlError(`host ${arn} is ${host.status}: only a PENDING host can be set up`);
    }
    host.status = 'AVAILABLE';
    host.statusMessage = undefined;
  }

  /** While its VPC is being prepared, that fails; later the host itself goes wrong. */
  failHost(arn: string, message = 'The host could not be set up'): void {
    const host = this.host(arn);
    if (host.status === 'VPC_CONFIG_DELETING') {
      throw new ControlError(`host ${arn} is being deleted`);
    }
    host.status = host.status === 'VPC_CONFIG_INITIALIZING' ? 'VPC_CONFIG_FAILED_INITIALIZATION' : 'ERROR';
    host.statusMessage = message;
  }

  connection(arn: string): Connection {
    this.world.clock.catchUp();
    const connection = this.world.accounts.get(arn.split(':')[4])?.connections.get(arn);
    if (!connection) {
      throw new ControlError(`there is no connection ${arn}`, 404);
    }
    return connection;
  }

  host(arn: string): Host {
    this.world.clock.catchUp();
    const [, , , region, account] = arn.split(':');
    const host = this.world.accounts.get(account)?.regions.get(region)?.hosts.get(arn);
    if (!host) {
      throw new ControlError(`there is no host ${arn}`, 404);
    }
    return host;
  }
}
