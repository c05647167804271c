import type { Simulator } from '../../../../local/simulator/index';
import { ACCOUNT } from '../account';
import type { Reply, Service, ServiceRequest } from './service';

/** AWS CodeConnections with both of its prefixes: the simulator. */
export class CodeConnections implements Service {
  constructor(private readonly simulator: Simulator) {}

  resourceOf({ service, operation, region, input }: ServiceRequest): string {
    const { ConnectionArn, HostArn, ResourceArn, RepositoryLinkId } = input;
    const arn = ConnectionArn ?? HostArn ?? ResourceArn;
    if (arn) return arn;
    if (operation !== 'GetRepositoryLink' && operation !== 'GetRepositorySyncStatus') return '*';
    const links = this.simulator.world.account(ACCOUNT).regions.get(region)?.links;
    return links?.get(RepositoryLinkId)?.arn ?? `arn:aws:${service}:${region}:${ACCOUNT}:repository-link/gone`;
  }

  async respond({ raw }: ServiceRequest): Promise<Reply | undefined> {
    const reply = await this.simulator.api.respond(raw);
    return reply && { ...reply, body: reply.body.toString() };
  }
}
