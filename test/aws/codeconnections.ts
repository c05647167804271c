import type { Account } from './account.ts';
import { nameOf, type Settings, type StackName, TAG } from './settings.ts';

const TARGETS = {
  codeconnections: 'com.amazonaws.codeconnections.CodeConnections_20231201',
  'codestar-connections': 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
};

export type Service = keyof typeof TARGETS;

interface Connection {
  readonly ConnectionName: string;
  readonly ConnectionArn: string;
  readonly ConnectionStatus: string;
}

interface RepositoryLink {
  readonly OwnerId: string;
  readonly RepositoryName: string;
}

/** What the names of connections and hosts of a run begin with. */
const OF_A_RUN = /^(connection|host) cc-test-(host-)?[0-9a-f]{8}/;
const SYNC_TYPE = 'CFN_STACK_SYNC';

/** What the service says, read through its API. */
export class CodeConnections {
  private readonly account: Account;

  constructor(account: Account) {
    this.account = account;
  }

  /** What there is to read of what a stack has made: each response by the name of its operation. */
  async read(
    settings: Settings,
    stack: StackName,
    outputs: Readonly<Record<string, string>>,
  ): Promise<Record<string, unknown>> {
    if (stack === 'git-sync') return this.readSync(settings, outputs);
    const { Arn } = outputs;
    if (!Arn) return {};
    const responses = {
      ...(stack === 'connection' && { GetConnection: await this.call('GetConnection', { ConnectionArn: Arn }) }),
      ...(stack === 'host' && { GetHost: await this.call('GetHost', { HostArn: Arn }) }),
    };
    return { ...responses, ListTagsForResource: await this.call('ListTagsForResource', { ResourceArn: Arn }) };
  }

  /** A connection, by the API of its ARN's prefix. */
  async connection(arn: string): Promise<Connection> {
    const service: Service = arn.includes(':codestar-connections:') ? 'codestar-connections' : 'codeconnections';
    return (await this.send<{ Connection: Connection }>(service, 'GetConnection', { ConnectionArn: arn })).Connection;
  }

  /** The repositories that are linked. */
  repositoryLinks(): Promise<RepositoryLink[]> {
    return this.list<'RepositoryLinks', RepositoryLink>('ListRepositoryLinks', 'RepositoryLinks');
  }

  /** What bears the suffix of this run, or links its repository. */
  async left({ suffix, owner, repository }: Settings): Promise<string[]> {
    const connections = await this.list<'Connections', Connection>('ListConnections', 'Connections');
    const hosts = await this.list<'Hosts', { Name: string }>('ListHosts', 'Hosts');
    const links = await this.repositoryLinks();
    return [
      ...connections.map(({ ConnectionName }) => `connection ${ConnectionName}`),
      ...hosts.map(({ Name }) => `host ${Name}`),
    ]
      .filter((name) => name.includes(suffix))
      .concat(
        links
          .filter(({ OwnerId, RepositoryName }) => OwnerId === owner && RepositoryName === repository)
          .map(({ OwnerId, RepositoryName }) => `repository link ${OwnerId}/${RepositoryName}`),
      );
  }

  /** The connections and hosts of all runs, by their tags or names. */
  async ofRuns(): Promise<{ readonly name: string; readonly arn: string }[]> {
    const connections = await this.list<'Connections', Connection>('ListConnections', 'Connections');
    const hosts = await this.list<'Hosts', { Name: string; HostArn: string }>('ListHosts', 'Hosts');
    const all = [
      ...connections.map(({ ConnectionName, ConnectionArn: arn }) => ({ name: `connection ${ConnectionName}`, arn })),
      ...hosts.map(({ Name, HostArn: arn }) => ({ name: `host ${Name}`, arn })),
    ];
    const ofRuns: typeof all = [];
    for (const thing of all) if (OF_A_RUN.test(thing.name) || (await this.hasTag(thing.arn))) ofRuns.push(thing);
    return ofRuns;
  }

  private async hasTag(ResourceArn: string): Promise<boolean> {
    const service: Service = ResourceArn.includes(':codestar-connections:')
      ? 'codestar-connections'
      : 'codeconnections';
    const { Tags = [] } = await this.send<{ Tags?: { Key: string }[] }>(service, 'ListTagsForResource', {
      ResourceArn,
    });
    return Tags.some(({ Key }) => Key === TAG);
  }

  private async readSync(
    settings: Settings,
    { LinkId, LinkArn, SyncedBranch = settings.branch }: Readonly<Record<string, string>>,
  ): Promise<Record<string, unknown>> {
    const sync = { ResourceName: nameOf(settings, 'synced'), SyncType: SYNC_TYPE };
    const link = { RepositoryLinkId: LinkId, SyncType: SYNC_TYPE };
    return {
      GetSyncConfiguration: await this.call('GetSyncConfiguration', sync),
      GetSyncBlockerSummary: await this.call('GetSyncBlockerSummary', sync),
      GetResourceSyncStatus: await this.call('GetResourceSyncStatus', sync),
      ...(LinkId && {
        GetRepositoryLink: await this.call('GetRepositoryLink', { RepositoryLinkId: LinkId }),
        GetRepositorySyncStatus: await this.call('GetRepositorySyncStatus', { ...link, Branch: SyncedBranch }),
        ListRepositorySyncDefinitions: await this.call('ListRepositorySyncDefinitions', link),
        ListTagsForResource: await this.call('ListTagsForResource', { ResourceArn: LinkArn }),
      }),
    };
  }

  /** A response, or the error in its place: that is worth reading, too. */
  private call(operation: string, input: object): Promise<unknown> {
    return this.send('codeconnections', operation, input).catch((error: Error) => error.message);
  }

  private async list<K extends string, T>(operation: string, key: K): Promise<T[]> {
    const all: T[] = [];
    let NextToken: string | undefined;
    do {
      const page: { NextToken?: string } & Record<K, T[]> = await this.send('codeconnections', operation, {
        MaxResults: 50,
        NextToken,
      });
      all.push(...page[key]);
      NextToken = page.NextToken;
    } while (NextToken);
    return all;
  }

  /** Deletes a connection or a host. */
  delete(arn: string): Promise<unknown> {
    return arn.includes(':host/')
      ? this.send('codeconnections', 'DeleteHost', { HostArn: arn })
      : this.send('codeconnections', 'DeleteConnection', { ConnectionArn: arn });
  }

  send<T>(service: Service, operation: string, body: object): Promise<T> {
    return this.account.request({ service, target: `${TARGETS[service]}.${operation}`, body });
  }
}
