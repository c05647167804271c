import { CfnConnection, CfnHost } from 'aws-cdk-lib/aws-codeconnections';
import type { IConstruct } from 'constructs';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionEvents,
  ConnectionLookup,
  Host,
  HostLookup,
  ProviderType,
  RepositoryLink,
  RepositoryLinkEvents,
  RepositoryLinkLookup,
  SuccessfulSync,
  SyncConfiguration,
  SyncConfigurationEvents,
} from '../../src';
import { isMadeHere, markKind } from '../../src/private/kinds';
import { arnOf, newStack, UUID } from '../fixtures';

const stack = newStack();
const GITLAB = { providerType: ProviderType.GITLAB_SELF_MANAGED, providerEndpoint: 'https://git.example.com' };

const connection = new Connection(stack, 'C', { providerType: ProviderType.GITHUB });
const host = new Host(stack, 'H', GITLAB);
const repositoryLink = new RepositoryLink(stack, 'L', { connection, ownerId: 'o', repositoryName: 'r' });
const sync = new SyncConfiguration(stack, 'S', {
  repositoryLink,
  branch: 'main',
  configFile: 'a.yaml',
  stackName: 'a',
});

/** The constructs of each kind, and its guard. */
const KINDS: Record<string, { guard: (x: unknown) => boolean; made: IConstruct[] }> = {
  Connection: {
    guard: Connection.isConnection,
    made: [
      connection,
      Connection.fromConnectionArn(stack, 'C1', arnOf(`connection/${UUID}`)),
      new ConnectionLookup(stack, 'C2', { connectionName: 'x' }),
      new AvailableConnection(stack, 'C3', { connection }),
    ],
  },
  Host: {
    guard: Host.isHost,
    made: [
      host,
      Host.fromHostArn(stack, 'H1', arnOf('host/git-12345678')),
      new HostLookup(stack, 'H2', { hostName: 'x' }),
      new AvailableHost(stack, 'H3', { host }),
    ],
  },
  RepositoryLink: {
    guard: RepositoryLink.isRepositoryLink,
    made: [
      repositoryLink,
      RepositoryLink.fromRepositoryLinkArn(stack, 'L1', arnOf(`repository-link/${UUID}`)),
      new RepositoryLinkLookup(stack, 'L2', { repository: 'o/r' }),
    ],
  },
  SyncConfiguration: {
    guard: SyncConfiguration.isSyncConfiguration,
    made: [
      sync,
      SyncConfiguration.fromSyncConfigurationAttributes(stack, 'S1', { stackName: 'b' }),
      new SuccessfulSync(stack, 'S2', { syncConfiguration: sync }),
    ],
  },
};

test.each(Object.entries(KINDS))(
  'a %s is recognized, whether created, imported, looked up or waited for',
  (kind, { guard, made }) => {
    for (const construct of made) expect(guard(construct)).toBe(true);
    const others = Object.entries(KINDS).flatMap(([other, { made: theirs }]) => (other === kind ? [] : theirs));
    const l1s = [
      new CfnConnection(stack, `${kind}L1`, { connectionName: 'x' }),
      new CfnHost(stack, `${kind}Host`, { name: 'x', providerType: 'x', providerEndpoint: 'x' }),
    ];
    for (const x of [...others, ...l1s, stack, undefined, null, 'text', 1, {}]) expect(guard(x)).toBe(false);
  },
);

test('a construct of another copy of this library is recognized', () => {
  const theirs = new CfnConnection(stack, 'Theirs', { connectionName: 'x' });
  Object.defineProperty(theirs, Symbol.for('cdk-codeconnections.Connection'), { value: true });
  expect(Connection.isConnection(theirs)).toBe(true);
  markKind(theirs, 'Host');
  expect(Host.isHost(theirs)).toBe(true);
});

test('a resource is made here if a construct of this library creates it', () => {
  for (const { node } of [connection, host, repositoryLink, sync]) {
    expect(isMadeHere(node.defaultChild as CfnConnection)).toBe(true);
  }
  expect(isMadeHere(new CfnConnection(stack, 'Somebodys', { connectionName: 'x' }))).toBe(false);
});

test('events of a construct have the patterns for its API calls and its syncs', () => {
  for (const it of KINDS.Connection?.made ?? []) {
    if (!Connection.isConnection(it)) throw new Error('not a connection');
    expect(stack.resolve(it.events.apiCallPattern())).toEqual(
      stack.resolve(ConnectionEvents.fromConnection(it).apiCallPattern()),
    );
  }
  for (const it of KINDS.RepositoryLink?.made ?? []) {
    if (!RepositoryLink.isRepositoryLink(it)) throw new Error('not a link');
    expect(stack.resolve(it.events.syncStatusChangePattern())).toEqual(
      stack.resolve(RepositoryLinkEvents.fromRepositoryLink(it).syncStatusChangePattern()),
    );
  }
  const imported = SyncConfiguration.fromSyncConfigurationAttributes(stack, 'S3', { stackName: 'prod' });
  expect(imported.events.syncStatusChangePattern()).toEqual(
    SyncConfigurationEvents.fromSyncConfiguration(imported).syncStatusChangePattern(),
  );
  expect(JSON.stringify(stack.resolve(imported.events.syncStatusChangePattern()))).toContain('prod');
});
