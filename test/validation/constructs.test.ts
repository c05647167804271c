import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnRepositoryLink } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionLookup,
  Host,
  HostLookup,
  type IConnection,
  ProviderType,
  RepositoryLink,
  RepositoryLinkLookup,
  SyncConfiguration,
} from '../../src';
import { ACCOUNT, arnOf, ENV, OTHER_ACCOUNT, violations, warnedIn } from './fixtures';

process.env.CDK_VALIDATION = 'false';

const HOST_ARN = `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:host/git-1234`;
const LINK_ARN = `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:repository-link/0a1b`;

const newStack = () => new Stack(new App(), 'Stack', { env: ENV });

const github = (scope: Construct, id = 'Connection') =>
  new Connection(scope, id, { providerType: ProviderType.GITHUB });

const link = (scope: Construct, connection: IConnection, id = 'Link', repositoryName = 'infra') =>
  new RepositoryLink(scope, id, { connection, ownerId: 'octo', repositoryName });

const sync = (scope: Construct, repositoryLink: RepositoryLink, id = 'Sync', stackName = 'prod') =>
  new SyncConfiguration(scope, id, { repositoryLink, branch: 'main', configFile: 'deploy.yaml', stackName });

test.each<[string, (scope: Construct) => unknown]>([
  ['Connection', (scope) => github(scope)],
  [
    'Host',
    (scope) =>
      new Host(scope, 'Host', {
        providerType: ProviderType.GITLAB_SELF_MANAGED,
        providerEndpoint: 'https://git.example.com',
      }),
  ],
  ['RepositoryLink', (scope) => link(scope, Connection.fromConnectionArn(scope, 'Imported', arnOf(ACCOUNT)))],
  [
    'SyncConfiguration',
    (scope) => sync(scope, RepositoryLink.fromRepositoryLinkArn(scope, 'Imported', LINK_ARN) as RepositoryLink),
  ],
  [
    'AvailableConnection',
    (scope) =>
      new AvailableConnection(scope, 'Ready', {
        connection: Connection.fromConnectionArn(scope, 'Imported', arnOf(ACCOUNT)),
      }),
  ],
  ['ConnectionLookup', (scope) => new ConnectionLookup(scope, 'Found', { connectionName: 'platform' })],
  ['HostLookup', (scope) => new HostLookup(scope, 'Found', { hostName: 'git' })],
  ['RepositoryLinkLookup', (scope) => new RepositoryLinkLookup(scope, 'Found', { repository: 'octo/infra' })],
  [
    'AvailableHost',
    (scope) => new AvailableHost(scope, 'Ready', { host: Host.fromHostArn(scope, 'Imported', HOST_ARN) }),
  ],
])('a single %s makes the rules check the L1s of its Stage', (_, create) => {
  const app = new App();
  create(new Stack(app, 'Stack', { env: ENV }));
  new CfnConnection(new Stack(app, 'Other', { env: ENV }), 'L1', {
    connectionName: 'l1',
    providerType: 'GitLabSelfManaged',
  });
  expect(violations(app)).toEqual([
    expect.stringContaining("[Other/L1] a connection to the provider type 'GitLabSelfManaged' must"),
  ]);
});

test('a repository link on a Connection gets a warning', () => {
  const stack = newStack();
  link(stack, github(stack));
  expect(warnedIn(stack)).toEqual(['/Stack/Link']);
});

test('constructs that use or depend on an AvailableConnection wait, also in nested stacks', () => {
  const stack = newStack();
  const connection = github(stack);
  const ready = new AvailableConnection(stack, 'Ready', { connection });
  link(stack, ready);
  link(new NestedStack(stack, 'Nested'), ready, 'Link', 'nested');
  link(stack, connection, 'Ordered', 'ordered').node.addDependency(ready);
  new CfnRepositoryLink(stack, 'L1', { connectionArn: ready.connectionArn, ownerId: 'octo', repositoryName: 'l1' });
  expect(warnedIn(stack)).toEqual([]);
});

test('constructs that use a Connection of an earlier stack wait if that stack waits', () => {
  const app = new App();
  const first = new Stack(app, 'First', { env: ENV });
  const connection = github(first);
  new AvailableConnection(first, 'Ready', { connection });
  const later = new Stack(app, 'Later', { env: ENV });
  sync(later, link(later, connection));
  expect(warnedIn(later)).toEqual([]);
});

test('the provider type is found through the repository link and the waiter, across stacks', () => {
  const app = new App();
  const first = new Stack(app, 'First', { env: ENV });
  const connection = new Connection(first, 'Azure', { providerType: ProviderType.AZURE_DEVOPS });
  const repositoryLink = link(first, new AvailableConnection(first, 'Ready', { connection }));
  sync(new Stack(app, 'Later', { env: ENV }), repositoryLink);
  expect(violations(app)).toEqual([
    expect.stringMatching(
      "^\\[Later/Sync\\] Git sync does not support the provider type 'AzureDevOps' .* 'First/Azure'",
    ),
  ]);
});

test('all violations of several constructs are reported at once', () => {
  const stack = newStack();
  const shared = Connection.fromConnectionArn(stack, 'Shared', arnOf(OTHER_ACCOUNT));
  const repositoryLink = link(stack, new AvailableConnection(stack, 'Ready', { connection: shared }));
  sync(stack, repositoryLink, 'One');
  sync(stack, repositoryLink, 'Two');
  const props = { providerType: ProviderType.GITLAB_SELF_MANAGED, providerEndpoint: 'https://git.example.com' };
  new Host(stack, 'HostOne', props);
  new Host(stack, 'HostTwo', props);
  expect(violations(stack).map((violation) => violation.split(' ')[0])).toEqual([
    '[Stack/Link]',
    '[Stack/Two]',
    '[Stack/HostTwo]',
  ]);
});
