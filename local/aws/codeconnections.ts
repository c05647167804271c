import { type AwsEnvironment, awsRequest } from './aws-request.ts';

const CODECONNECTIONS = 'com.amazonaws.codeconnections.CodeConnections_20231201';

interface Connection {
  ConnectionName: string;
  ConnectionArn: string;
  ConnectionStatus: string;
  ProviderType: string;
}
interface Host {
  Name: string;
  HostArn: string;
  ProviderType: string;
  Status: string;
}
interface RepositoryLink {
  RepositoryLinkId: string;
  OwnerId: string;
  RepositoryName: string;
  ConnectionArn: string;
}
interface SyncConfiguration {
  ResourceName: string;
  Branch: string;
  ConfigFile: string;
  RoleArn: string;
}

/** Calls an operation of the service. */
export function callCodeConnections<T>(env: AwsEnvironment, operation: string, body: object): Promise<T> {
  return awsRequest<T>(env, { service: 'codeconnections', target: `${CODECONNECTIONS}.${operation}`, body });
}

/** The resources of the service, read back through its API. */
export async function codeConnections(env: AwsEnvironment) {
  const call = <T>(operation: string, body: object) => callCodeConnections<T>(env, operation, body);
  const { Connections } = await call<{ Connections: Connection[] }>('ListConnections', { MaxResults: 100 });
  const { Hosts } = await call<{ Hosts: Host[] }>('ListHosts', { MaxResults: 100 });
  const { RepositoryLinks } = await call<{ RepositoryLinks: RepositoryLink[] }>('ListRepositoryLinks', {
    MaxResults: 100,
  });
  const perLink = await Promise.all(
    RepositoryLinks.map(({ RepositoryLinkId }) =>
      call<{ SyncConfigurations: SyncConfiguration[] }>('ListSyncConfigurations', {
        RepositoryLinkId,
        SyncType: 'CFN_STACK_SYNC',
      }),
    ),
  );
  return {
    connections: Connections,
    hosts: Hosts,
    repositoryLinks: RepositoryLinks,
    syncConfigurations: perLink.flatMap((page) => page.SyncConfigurations),
  };
}
