import type { Simulator } from '../../../../local/simulator/index';
import type { CreateConnectionInput } from '../../../../src/handlers/client/shapes';
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

  keysOf(request: ServiceRequest): Record<string, string> {
    const { ProviderType, Tags = [] } = request.input as unknown as Partial<CreateConnectionInput>;
    const tags = this.connections.get(this.resourceOf(request))?.tags ?? new Map<string, string>();
    return Object.fromEntries([
      ...(ProviderType ? [[`${request.service}:ProviderType`, ProviderType]] : []),
      ...Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]),
      ...[...tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    ]);
  }

  isGone(request: ServiceRequest): boolean {
    return request.operation === 'DeleteConnection' && !this.connections.has(this.resourceOf(request));
  }

  async respond({ raw }: ServiceRequest): Promise<Reply | undefined> {
    const reply = await this.simulator.api.respond(raw);
    return reply && { ...reply, body: reply.body.toString() };
  }

  private get connections() {
    return this.simulator.world.account(ACCOUNT).connections;
  }
}
