import type { Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionLookup,
  Host,
  HostLookup,
  ProviderType,
  RepositoryLink,
  RepositoryLinkLookup,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncBlockerResolution,
  SyncConfiguration,
  TargetStack,
} from 'cdk-codeconnections';

const HOME = 'eu-west-1:123456789012';
const UUID = '11111111-2222-3333-4444-555555555555';
const arnOf = (resource: string) => `arn:aws:codeconnections:${HOME}:${resource}`;

/**
 * Uses every custom resource of the library once. A test compares it with the registry of the handlers; tests of
 * permissions and of sizes, and the benchmark, use it.
 *
 * @param suffix of the ids, where a stack has it several times
 */
export function useEveryCustomResource(stack: Stack, suffix = '', notificationTopic?: ITopicRef): void {
  const topic = notificationTopic && { notificationTopic };
  const id = (name: string) => `${name}${suffix}`;
  const connection = Connection.fromConnectionArn(stack, id('Connection'), arnOf(`connection/${UUID}`));
  const host = Host.fromHostArn(stack, id('Host'), arnOf('host/ghes-12345678'));
  new AvailableConnection(stack, id('AvailableConnection'), { connection, ...topic });
  new AvailableHost(stack, id('AvailableHost'), { host, ...topic });
  new Connection(stack, id('TenantConnection'), {
    connectionName: id('ghe'),
    providerType: ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY,
    providerEndpoint: 'https://octocorp.ghe.com',
  });
  new ConnectionLookup(stack, id('ConnectionLookup'), { connectionName: 'github' });
  new HostLookup(stack, id('HostLookup'), { hostName: 'ghes' });
  new RepositoryLinkLookup(stack, id('LinkLookup'), { repository: 'my-org/infra' });

  const linkArn = arnOf(`repository-link/${UUID}`);
  const repositoryLink = RepositoryLink.fromRepositoryLinkArn(stack, id('Link'), linkArn);
  new RepositorySyncDefinitions(stack, id('Definitions'), { repositoryLink });
  const role = Role.fromRoleArn(stack, id('Role'), 'arn:aws:iam::123456789012:role/first');
  const syncConfiguration = new SyncConfiguration(stack, id('Sync'), {
    repositoryLink,
    branch: 'main',
    configFile: 'deploy.yaml',
    stackName: id('synced'),
    role,
    pullRequestComment: true,
  });
  new SyncBlockerResolution(stack, id('Resolution'), { syncConfiguration, reason: 'reviewed' });
  new SuccessfulSync(stack, id('Successful'), { syncConfiguration });
  new TargetStack(stack, id('Target'), { stackName: id('prod'), stackOperationsRole: role });
}
