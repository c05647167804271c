import type { Stack } from 'aws-cdk-lib';
import * as cc from '../../src';
import { arnOf, codeOf, newStack, UUID } from '../fixtures';

/** Values that a compiler would refuse, but that JavaScript and `any` let through. */
const WRONG: [string, unknown][] = [
  ['a text', 'my-github'],
  ['an object', {}],
  ['a list', []],
  ['a number', 1],
];

const link = (stack: Stack) => cc.RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`));
const connection = (stack: Stack) => cc.Connection.fromConnectionArn(stack, 'Git', arnOf(`connection/${UUID}`));
const sync = { branch: 'main', configFile: 'prod.yaml', stackName: 'network' };
const ghes = { providerType: cc.ProviderType.GITHUB_ENTERPRISE_SERVER, providerEndpoint: 'https://git.example.com' };

/** What takes a construct or another object of a class, and whether it is required. */
const TAKERS: Record<string, { readonly make: (stack: Stack, value: never) => unknown; readonly optional?: true }> = {
  'AvailableConnection.connection': {
    make: (stack, value) => new cc.AvailableConnection(stack, 'X', { connection: value }),
  },
  'AvailableConnection.notificationTopic': {
    make: (stack, value) =>
      new cc.AvailableConnection(stack, 'X', { connection: connection(stack), notificationTopic: value }),
    optional: true,
  },
  'AvailableHost.host': { make: (stack, host) => new cc.AvailableHost(stack, 'X', { host }) },
  'Connection.host': { make: (stack, host) => new cc.Connection(stack, 'X', { host }), optional: true },
  'Connection.providerType': {
    make: (stack, providerType) => new cc.Connection(stack, 'X', { providerType }),
    optional: true,
  },
  'ConnectionAccess.connection': { make: (_, value) => new cc.mixins.ConnectionAccess({ connection: value }) },
  'ConnectionBuildAuth.connection': { make: (_, value) => new cc.mixins.ConnectionBuildAuth({ connection: value }) },
  'ConnectionBuildSource.gitHub': {
    make: (_, value) => cc.ConnectionBuildSource.gitHub({ connection: value, repository: 'my-org/app' }),
  },
  'ConnectionBuildSource.gitLabSelfManaged': {
    make: (_, value) =>
      cc.ConnectionBuildSource.gitLabSelfManaged({ connection: value, cloneUrl: 'https://git.example.com/a/b.git' }),
  },
  'ConnectionEvents.fromConnection': { make: (_, value) => cc.ConnectionEvents.fromConnection(value) },
  'ConnectionGrants.fromConnection': { make: (_, value) => cc.ConnectionGrants.fromConnection(value) },
  'ConnectionGrants.read': { make: (stack, grantee) => connection(stack).grants.read(grantee) },
  'ConnectionLookup.host': {
    make: (stack, host) => new cc.ConnectionLookup(stack, 'X', { connectionName: 'a', host }),
    optional: true,
  },
  'ConnectionLookup.providerType': {
    make: (stack, providerType) => new cc.ConnectionLookup(stack, 'X', { connectionName: 'a', providerType }),
    optional: true,
  },
  'ConnectionPipelineSource.connection': {
    make: (_, value) =>
      cc.ConnectionPipelineSource.fromConnection({ connection: value, repository: 'my-org/app', branch: 'main' }),
  },
  'ConnectionShare.connections': {
    make: (stack, value) => new cc.ConnectionShare(stack, 'X', { connections: [value], principals: ['123456789012'] }),
  },
  'ConnectionSourceCredentials.connection': {
    make: (stack, value) => new cc.ConnectionSourceCredentials(stack, 'X', { connection: value }),
  },
  'FailedSyncAlarm.notificationTopic': {
    make: (stack, notificationTopic) => new cc.FailedSyncAlarm(stack, 'X', { notificationTopic }),
  },
  'GitRepository.fromConnection': { make: (_, value) => cc.GitRepository.fromConnection(value, 'my-org/infra') },
  'GitRepository.fromLink': { make: (_, value) => cc.GitRepository.fromLink(value) },
  'GitSyncedStack.repository': {
    make: (stack, repository) => new cc.GitSyncedStack(stack, 'X', { ...sync, repository }),
  },
  'GitSyncedStack.syncAfter': {
    make: (stack, value) =>
      new cc.GitSyncedStack(stack, 'X', {
        ...sync,
        repository: cc.GitRepository.fromLink(link(stack)),
        syncAfter: [value],
      }),
  },
  'GitSyncRole.connection': {
    make: (stack, value) => new cc.GitSyncRole(stack, 'X', { stackName: 'network', connection: value }),
    optional: true,
  },
  'GitSyncRole.stackPermissions': {
    make: (stack, stackPermissions) => new cc.GitSyncRole(stack, 'X', { stackName: 'network', stackPermissions }),
    optional: true,
  },
  'Host.providerType': { make: (stack, providerType) => new cc.Host(stack, 'X', { ...ghes, providerType }) },
  'HostGrants.fromHost': { make: (_, value) => cc.HostGrants.fromHost(value) },
  'MonitorEventBus.notificationTopic': {
    make: (stack, notificationTopic) =>
      new cc.MonitorEventBus(stack, 'X', { organizationId: 'o-a1b2c3d4e5', notificationTopic }),
    optional: true,
  },
  'RepositoryLink.connection': {
    make: (stack, value) =>
      new cc.RepositoryLink(stack, 'X', { connection: value, ownerId: 'my-org', repositoryName: 'infra' }),
  },
  'RepositoryLink.encryptionKey': {
    make: (stack, encryptionKey) =>
      new cc.RepositoryLink(stack, 'X', {
        connection: connection(stack),
        ownerId: 'my-org',
        repositoryName: 'infra',
        encryptionKey,
      }),
    optional: true,
  },
  'RepositoryLinkEvents.fromRepositoryLink': { make: (_, value) => cc.RepositoryLinkEvents.fromRepositoryLink(value) },
  'RepositoryLinkGrants.fromRepositoryLink': { make: (_, value) => cc.RepositoryLinkGrants.fromRepositoryLink(value) },
  'RepositoryLinkLookup.connection': {
    make: (stack, value) => new cc.RepositoryLinkLookup(stack, 'X', { repository: 'my-org/infra', connection: value }),
    optional: true,
  },
  'RepositorySyncDefinitions.repositoryLink': {
    make: (stack, repositoryLink) => new cc.RepositorySyncDefinitions(stack, 'X', { repositoryLink }),
  },
  'StackPermissions.operationsRole': { make: (_, role) => cc.StackPermissions.operationsRole(role), optional: true },
  'SuccessfulSync.syncConfiguration': {
    make: (stack, syncConfiguration) => new cc.SuccessfulSync(stack, 'X', { syncConfiguration }),
  },
  'SyncBlockerResolution.blockers': {
    make: (stack, blockers) =>
      new cc.SyncBlockerResolution(stack, 'X', {
        syncConfiguration: cc.SyncConfiguration.fromSyncConfigurationAttributes(stack, 'S', { stackName: 'network' }),
        reason: 'looked at',
        blockers,
      }),
    optional: true,
  },
  'SyncBlockerResolution.syncConfiguration': {
    make: (stack, syncConfiguration) =>
      new cc.SyncBlockerResolution(stack, 'X', { syncConfiguration, reason: 'looked at' }),
  },
  'SyncConfiguration.repositoryLink': {
    make: (stack, repositoryLink) => new cc.SyncConfiguration(stack, 'X', { ...sync, repositoryLink }),
  },
  'SyncConfiguration.role': {
    make: (stack, role) => new cc.SyncConfiguration(stack, 'X', { ...sync, repositoryLink: link(stack), role }),
    optional: true,
  },
  'SyncConfigurationEvents.fromSyncConfiguration': {
    make: (_, value) => cc.SyncConfigurationEvents.fromSyncConfiguration(value),
  },
  'SyncConfigurationGrants.fromSyncConfiguration': {
    make: (_, value) => cc.SyncConfigurationGrants.fromSyncConfiguration(value),
  },
  'SyncMonitor.alarmTopic': {
    make: (stack, alarmTopic) => new cc.SyncMonitor(stack, 'X', { alarmTopic }),
    optional: true,
  },
  'SyncMonitor.centralEventBus': {
    make: (stack, centralEventBus) => new cc.SyncMonitor(stack, 'X', { centralEventBus }),
    optional: true,
  },
  'TargetStack.stackOperationsRole': {
    make: (stack, stackOperationsRole) => new cc.TargetStack(stack, 'X', { stackName: 'network', stackOperationsRole }),
    optional: true,
  },
};

describe.each(Object.entries(TAKERS))('%s', (name, { make, optional }) => {
  const isList = /connections|syncAfter/.test(name);
  test.each(isList ? WRONG.slice(0, 2) : WRONG)('refuses %s, and says what it expects', (_, value) => {
    const run = () => make(newStack(), value as never);
    expect(codeOf(run)).toBe(cc.ErrorCode.UNEXPECTED_TYPE);
    expect(run).toThrow(/'\w+' must be (a|an|SyncBlockers|StackPermissions)\b.*, got (a|an) /);
  });

  if (!optional) {
    test('refuses undefined', () => {
      expect(() => make(newStack(), undefined as never)).toThrow(/\[UNEXPECTED_TYPE\] .*, got undefined/);
    });
  }
});
