import type { Stack } from 'aws-cdk-lib';
import { CfnConnection, CfnHost } from 'aws-cdk-lib/aws-codeconnections';
import { CfnRepositoryLink, CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  Connection,
  ConnectionGrants,
  Host,
  HostGrants,
  ProviderPermission,
  ProviderType,
  RepositoryLink,
  RepositoryLinkGrants,
  SyncConfiguration,
  SyncConfigurationGrants,
} from '../src';
import { arnOf, both, GRANTEES, newRole, newStack, statements, token, UUID } from './fixtures';

const CONNECTION_ARN = arnOf(`connection/${UUID}`);
const HOST_ARN = arnOf('host/ghes-28aef605');
const LINK_ARN = arnOf(`repository-link/${UUID}`, 'codestar-connections');
const allow = (Action: unknown, Resource: unknown, Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition !== undefined && { Condition }),
});

const grantsIn = {
  connection: (stack: Stack) => Connection.fromConnectionArn(stack, 'Connection', CONNECTION_ARN).grants,
  host: (stack: Stack) => Host.fromHostArn(stack, 'Host', HOST_ARN).grants,
  link: (stack: Stack) => RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN).grants,
  sync: (stack: Stack) =>
    SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName: 'prod' }).grants,
};

/** Every grant, and the statements that come of it. */
const GRANTS: Record<string, [grant: (stack: Stack, grantee: iam.IGrantable) => iam.Grant, expected: unknown[]]> = {
  'connection.useConnection': [
    (stack, grantee) => grantsIn.connection(stack).useConnection(grantee),
    [allow(both('UseConnection'), CONNECTION_ARN)],
  ],
  'connection.readRepositories': [
    (stack, grantee) => grantsIn.connection(stack).readRepositories(grantee, ['my-org/app']),
    ['codeconnections', 'codestar-connections'].map((prefix) =>
      allow(`${prefix}:UseConnection`, CONNECTION_ARN, {
        StringEqualsIfExists: {
          [`${prefix}:FullRepositoryId`]: ['my-org/app'],
          [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
        },
      }),
    ),
  ],
  'connection.passConnection': [
    (stack, grantee) => grantsIn.connection(stack).passConnection(grantee),
    [allow(both('PassConnection'), CONNECTION_ARN)],
  ],
  'connection.read': [
    (stack, grantee) => grantsIn.connection(stack).read(grantee),
    [allow(both('GetConnection', 'ListTagsForResource'), CONNECTION_ARN)],
  ],
  'connection.completeHandshake': [
    (stack, grantee) => grantsIn.connection(stack).completeHandshake(grantee),
    [
      allow(both('GetConnection'), CONNECTION_ARN),
      allow(both('UpdateConnectionInstallation'), CONNECTION_ARN),
      allow(both('GetIndividualAccessToken', 'GetInstallationUrl', 'StartOAuthHandshake'), '*'),
      allow(both('ListInstallationTargets'), '*'),
    ],
  ],
  'connection.manage': [
    (stack, grantee) => grantsIn.connection(stack).manage(grantee),
    [
      allow(
        both('GetConnection', 'ListTagsForResource', 'DeleteConnection', 'TagResource', 'UntagResource'),
        CONNECTION_ARN,
      ),
      allow(both('UpdateConnectionInstallation'), CONNECTION_ARN),
    ],
  ],
  'host.read': [
    (stack, grantee) => grantsIn.host(stack).read(grantee),
    [allow(both('GetHost', 'ListTagsForResource'), HOST_ARN)],
  ],
  'host.completeSetup': [
    (stack, grantee) => grantsIn.host(stack).completeSetup(grantee),
    [
      allow(both('GetHost'), HOST_ARN),
      ...['codeconnections', 'codestar-connections'].map((prefix) =>
        allow([`${prefix}:RegisterAppCode`, `${prefix}:StartAppRegistrationHandshake`], '*', {
          ArnLike: { [`${prefix}:HostArn`]: [HOST_ARN] },
        }),
      ),
    ],
  ],
  'host.manage': [
    (stack, grantee) => grantsIn.host(stack).manage(grantee),
    [
      allow(both('GetHost', 'ListTagsForResource', 'DeleteHost', 'TagResource', 'UntagResource'), HOST_ARN),
      allow(both('UpdateHost'), HOST_ARN),
    ],
  ],
  'link.passRepository': [
    (stack, grantee) => grantsIn.link(stack).passRepository(grantee),
    [allow(both('PassRepository'), LINK_ARN)],
  ],
  'link.read': [
    (stack, grantee) => grantsIn.link(stack).read(grantee),
    [
      allow(both('GetRepositoryLink', 'GetRepositorySyncStatus', 'ListTagsForResource'), LINK_ARN),
      allow(both('ListRepositorySyncDefinitions', 'ListSyncConfigurations'), '*'),
    ],
  ],
  'link.manage': [
    (stack, grantee) => grantsIn.link(stack).manage(grantee),
    [
      allow(both('GetRepositoryLink', 'GetRepositorySyncStatus', 'ListTagsForResource'), LINK_ARN),
      allow(both('ListRepositorySyncDefinitions', 'ListSyncConfigurations'), '*'),
      allow(both('DeleteRepositoryLink', 'TagResource', 'UntagResource', 'UpdateRepositoryLink'), LINK_ARN),
    ],
  ],
  'sync.read': [
    (stack, grantee) => grantsIn.sync(stack).read(grantee),
    [allow(both('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'), '*')],
  ],
  'sync.manage': [
    (stack, grantee) => grantsIn.sync(stack).manage(grantee),
    [
      allow(
        both(
          'GetResourceSyncStatus',
          'GetSyncBlockerSummary',
          'GetSyncConfiguration',
          'DeleteSyncConfiguration',
          'UpdateSyncBlocker',
          'UpdateSyncConfiguration',
        ),
        '*',
      ),
    ],
  ],
};

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** Statements in an order of their own: CDK sorts and merges them. */
const sorted = (all: unknown[]) =>
  (all as Statement[])
    .map((statement) => ({ ...statement, Action: [statement.Action].flat().sort() }))
    .sort((left, right) => (left.Action.join() < right.Action.join() ? -1 : 1));

test.each(Object.entries(GRANTS))('%s allows exactly its actions, under both prefixes', (_, [grant, expected]) => {
  const stack = newStack();
  grant(stack, newRole(stack)).assertSuccess();
  expect(sorted(statements(stack))).toEqual(sorted(expected));
});

describe.each(Object.entries(GRANTEES))('a grant to %s', (_, granteeIn) => {
  test.each(Object.entries(GRANTS))('%s creates a policy', (_name, [grant, expected]) => {
    const stack = newStack();
    grant(stack, granteeIn(stack)).assertSuccess();
    expect(sorted(statements(stack))).toEqual(sorted(expected));
  });
});

test.each(Object.entries(GRANTS))('%s to a service principal fails in assertSuccess', (_, [grant]) => {
  const stack = newStack();
  const result = grant(stack, new iam.ServicePrincipal('codepipeline.amazonaws.com'));
  expect(result.success).toBe(false);
  expect(() => result.assertSuccess()).toThrow(/could not be added/);
});

describe('a grant of useConnection', () => {
  test('restricts each option in a statement for each prefix, with the condition keys of that prefix', () => {
    const stack = newStack();
    grantsIn.connection(stack).useConnection(newRole(stack), {
      repositories: ['my-org/infra', 'my-org/app-*'],
      branches: ['main'],
      owners: ['my-org'],
      providerActions: ['GitPull'],
      permissions: [ProviderPermission.READ_ONLY, ProviderPermission.READ_WRITE],
    });
    expect(statements(stack)).toEqual(
      ['codeconnections', 'codestar-connections'].map((prefix) =>
        allow(`${prefix}:UseConnection`, CONNECTION_ARN, {
          StringLike: {
            [`${prefix}:FullRepositoryId`]: ['my-org/infra', 'my-org/app-*'],
            [`${prefix}:BranchName`]: ['main'],
            [`${prefix}:OwnerId`]: ['my-org'],
            [`${prefix}:ProviderAction`]: ['GitPull'],
            [`${prefix}:ProviderPermissionsRequired`]: ['read_only', 'read_write'],
          },
        }),
      ),
    );
  });

  test.each(['repositories', 'branches', 'owners', 'providerActions', 'permissions'])(
    'refuses an empty list, which would allow nothing: %s',
    (option) => {
      const stack = newStack();
      const grants = grantsIn.connection(stack);
      const grant = () => grants.useConnection(newRole(stack), { [option]: [] });
      expect(grant).toThrow(`'${option}' must have at least 1 entry, got 0`);
      expect(() => grants.useConnection(newRole(newStack()), { [option]: [token(stack)] })).not.toThrow();
    },
  );
});

test.each([
  ['passConnection', 'PassConnection', CONNECTION_ARN],
  ['passRepository', 'PassRepository', LINK_ARN],
] as const)('a grant of %s can be restricted to services', (method, action, arn) => {
  const stack = newStack();
  const grants = { ...methods(grantsIn.connection(stack)), ...methods(grantsIn.link(stack)) };
  const role = newRole(stack);
  expect(() => grants[method]?.(role, { services: [] })).toThrow("'services' must have at least 1 entry, got 0");
  grants[method]?.(role, { services: ['codepipeline.amazonaws.com'] });
  expect(statements(stack)).toEqual(
    ['codeconnections', 'codestar-connections'].map((prefix) =>
      allow(`${prefix}:${action}`, arn, {
        StringEquals: { [`${prefix}:PassedToService`]: ['codepipeline.amazonaws.com'] },
      }),
    ),
  );
});

describe('the resource of a grant', () => {
  test.each(['codeconnections', 'codestar-connections'])('is the given ARN, under either prefix: %s', (prefix) => {
    const stack = newStack();
    const arn = arnOf(`connection/${UUID}`, prefix);
    Connection.fromConnectionArn(stack, 'Connection', arn).grants.read(newRole(stack));
    expect(statements(stack)).toEqual([expect.objectContaining({ Resource: arn })]);
  });

  test('is the ARN of an L2 or an L1 that is known only at deployment', () => {
    const stack = newStack();
    const role = newRole(stack);
    const connection = new Connection(stack, 'L2', { providerType: ProviderType.GITHUB });
    const l1 = new CfnConnection(stack, 'L1', { connectionName: 'l1', providerType: 'GitHub' });
    const host = new CfnHost(stack, 'Host', {
      name: 'h',
      providerType: 'GitLabSelfManaged',
      providerEndpoint: 'https://h',
    });
    const props = { connectionArn: CONNECTION_ARN, ownerId: 'o', repositoryName: 'r' };
    const link = new CfnRepositoryLink(stack, 'Link', props);
    connection.grants.useConnection(role);
    ConnectionGrants.fromConnection(l1).read(role);
    HostGrants.fromHost(host).read(role);
    RepositoryLinkGrants.fromRepositoryLink(link).passRepository(role);
    const arns = [
      connection.connectionRef.connectionArn,
      l1.connectionRef.connectionArn,
      host.hostRef.hostArn,
      link.repositoryLinkRef.repositoryLinkArn,
    ];
    const resources = (statements(stack) as Statement[]).map((statement) => statement.Resource);
    expect(new Set(resources)).toEqual(new Set(arns.map((arn) => stack.resolve(arn))));
  });
});

test('grants can be given on the L1 of a sync configuration', () => {
  const stack = newStack();
  const sync = new CfnSyncConfiguration(stack, 'Sync', {
    branch: 'main',
    configFile: 'deploy.yaml',
    repositoryLinkId: UUID,
    resourceName: 'prod',
    roleArn: 'arn:aws:iam::123456789012:role/sync',
    syncType: 'CFN_STACK_SYNC',
  });
  SyncConfigurationGrants.fromSyncConfiguration(sync).read(newRole(stack)).assertSuccess();
  expect(statements(stack)).toHaveLength(1);
});

type Method = (grantee: iam.IGrantable, options: { services: string[] }) => iam.Grant;

/** The methods of grants, bound. */
function methods(grants: object): Record<string, Method> {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(grants));
  return Object.fromEntries(
    names.map((name) => [name, (grants as Record<string, Method>)[name]?.bind(grants) as Method]),
  );
}
