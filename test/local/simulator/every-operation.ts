import type { Simulator } from '../../../local/simulator/index.ts';
import type { OperationName } from '../../../local/simulator/model/operations.ts';
import { ghes, prod, ROLE, vpc } from './inputs.ts';

/** Calls an operation, and returns its output with timestamps in seconds. */
// biome-ignore lint/suspicious/noExplicitAny: clients have types of their own for outputs
export type AnyCall = (operation: OperationName, input?: object) => Promise<any>;

/** What a person does meanwhile. */
export type Controls = Pick<Simulator, 'completeHost' | 'completeConnection' | 'advance' | 'push' | 'raiseBlocker'>;

export interface EveryOperationOptions {
  /** @default us-east-1 */
  readonly region?: string;
  /** Whether the API that is called knows PullRequestComment. @default true */
  readonly isNewer?: boolean;
}

/** The life of a host, a connection, a link and a sync configuration: all 27 operations, at least once each. Returns the outputs. */
export async function everyOperation(
  call: AnyCall,
  simulator: Controls,
  { region = 'us-east-1', isNewer = true }: EveryOperationOptions = {},
): Promise<[OperationName, unknown][]> {
  const outputs: [OperationName, unknown][] = [];
  const does: AnyCall = async (operation, input = {}) => {
    const output = await call(operation, input);
    outputs.push([operation, output]);
    return output;
  };
  // Hosts
  const { HostArn } = await does('CreateHost', { ...ghes(), VpcConfiguration: vpc() });
  await does('GetHost', { HostArn });
  await simulator.advance(1000);
  await does('UpdateHost', { HostArn, ProviderEndpoint: 'https://git2.example.com' });
  await does('ListHosts', { MaxResults: 10 });
  await simulator.completeHost(HostArn);

  // Connections and tags
  const { ConnectionArn } = await does('CreateConnection', {
    ConnectionName: 'ghes, größer',
    HostArn,
    Tags: [{ Key: 'empty', Value: '' }],
  });
  await simulator.completeConnection(ConnectionArn);
  await does('GetConnection', { ConnectionArn });
  await does('ListConnections', { HostArnFilter: HostArn });
  await does('TagResource', { ResourceArn: ConnectionArn, Tags: [{ Key: 'team', Value: '平台' }] });
  await does('ListTagsForResource', { ResourceArn: ConnectionArn });
  await does('UntagResource', { ResourceArn: ConnectionArn, TagKeys: ['team'] });

  // Repository links
  const { RepositoryLinkInfo } = await does('CreateRepositoryLink', {
    ConnectionArn,
    OwnerId: 'my-org',
    RepositoryName: 'infra',
  });
  const { RepositoryLinkId } = RepositoryLinkInfo;
  const EncryptionKeyArn = `arn:aws:kms:${region}:123456789012:key/abc`;
  await does('UpdateRepositoryLink', { RepositoryLinkId, EncryptionKeyArn });
  await does('GetRepositoryLink', { RepositoryLinkId });
  await does('ListRepositoryLinks');

  // Sync configurations
  const newer = isNewer ? { PullRequestComment: 'ENABLED' } : {};
  const settings = { RepositoryLinkId, Branch: 'main', ConfigFile: 'prod.yaml', RoleArn: ROLE, ...newer };
  await does('CreateSyncConfiguration', { ...prod, ...settings });
  await does('UpdateSyncConfiguration', { ...prod, PublishDeploymentStatus: 'ENABLED' });
  await does('GetSyncConfiguration', prod);
  const byLink = { RepositoryLinkId, SyncType: prod.SyncType };
  await does('ListSyncConfigurations', byLink);
  await does('ListRepositorySyncDefinitions', byLink);

  // Sync status and blockers
  const files = { 'prod.yaml': 'template-file-path: app.yaml', 'app.yaml': '' };
  await simulator.push({ repository: 'my-org/infra', branch: 'main', files, sha: 'a'.repeat(40) });
  await simulator.advance(1000);
  await does('GetRepositorySyncStatus', { ...byLink, Branch: 'main' });
  await does('GetResourceSyncStatus', prod);
  const Id = await simulator.raiseBlocker({ stackName: 'prod', region, contexts: { Reason: 'by hand' } });
  await does('GetSyncBlockerSummary', prod);
  await does('UpdateSyncBlocker', { ...prod, Id, ResolvedReason: 'seen' });

  // And down again
  await does('DeleteSyncConfiguration', prod);
  await does('DeleteRepositoryLink', { RepositoryLinkId });
  await does('DeleteConnection', { ConnectionArn });
  await does('DeleteHost', { HostArn });
  return outputs;
}

/** Outputs without what is random: to be equal, those of two lives must have the same texts, and times since the same start. */
export function comparable(outputs: [OperationName, unknown][], start: number): unknown {
  const ids = new Map<string, string>();
  const nameOf = (id: string) => ids.get(id) ?? ids.set(id, `<id ${ids.size}>`).get(id);
  const texts = JSON.stringify(outputs, (name, value) =>
    /At$|^Time$/.test(name) && typeof value === 'number' ? Math.round(value * 1000 - start) : value,
  ).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=host\/ghes-)[0-9a-f]{8}/g, (id) => nameOf(id) ?? id);
  return JSON.parse(texts);
}
