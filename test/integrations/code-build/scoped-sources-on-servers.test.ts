process.env.CDK_VALIDATION = 'false';

import { type App, Fn, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionBuildSource,
  ConnectionLookup,
  Host,
  HostLookup,
  ProviderType,
} from '../../../src';
import { codeOf } from '../../fixtures';
import { ACCOUNT, CONNECTION_ARN, importedConnection, stackIn } from '../fixtures';
import { build, projectOf } from './fixtures';
import { KINDS, SERVER, source } from './scoped-fixtures';

const HOST_ARN = CONNECTION_ARN.replace('connection/', 'host/server-');

/** Connections on a server, whose endpoint the app knows: how each is made. */
const hostIn = (stack: Stack, providerEndpoint = SERVER, providerType = ProviderType.GITHUB_ENTERPRISE_SERVER) =>
  new Host(stack, 'Host', { providerType, providerEndpoint });
const ON_HOST: Record<string, (stack: Stack) => IConnectionRef> = {
  'on a host': (stack) => new Connection(stack, 'C', { host: hostIn(stack) }),
  'on a host that is waited for': (stack) =>
    new Connection(stack, 'C', { host: new AvailableHost(stack, 'HostReady', { host: hostIn(stack) }) }),
  'on a host that is looked up by its endpoint': (stack) =>
    new Connection(stack, 'C', {
      host: new HostLookup(stack, 'Found', {
        providerEndpoint: SERVER,
        providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
      }),
    }),
  'that is waited for, on a host that is waited for': (stack) =>
    new AvailableConnection(stack, 'Ready', {
      connection: new Connection(stack, 'C', { host: new AvailableHost(stack, 'HostReady', { host: hostIn(stack) }) }),
    }),
  'that is an L1': (stack) => new CfnConnection(stack, 'C', { connectionName: 'c', hostArn: hostIn(stack).hostArn }),
  'that is looked up by its host': (stack) => new ConnectionLookup(stack, 'C', { host: hostIn(stack) }),
  'of another stack': (stack) =>
    new Connection(stack, 'C', {
      host: hostIn(new Stack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } })),
    }),
};
/** The same, whose endpoint nobody tells the app, but its provider. */
const ON_UNKNOWN_HOST: Record<string, (stack: Stack) => IConnectionRef> = {
  'on an imported host': (stack) => new Connection(stack, 'C', { host: importedHost(stack) }),
  'on an imported host that is waited for': (stack) =>
    new Connection(stack, 'C', { host: new AvailableHost(stack, 'HostReady', { host: importedHost(stack) }) }),
  'that is waited for, on an imported host': (stack) =>
    new AvailableConnection(stack, 'Ready', { connection: new Connection(stack, 'C', { host: importedHost(stack) }) }),
  'that is an L1, on an imported host that is waited for': (stack) =>
    new CfnConnection(stack, 'C', {
      connectionName: 'c',
      hostArn: new AvailableHost(stack, 'HostReady', { host: importedHost(stack) }).hostArn,
    }),
  'on a host that is looked up by its provider': (stack) =>
    new Connection(stack, 'C', {
      host: new HostLookup(stack, 'Found', { providerType: ProviderType.GITHUB_ENTERPRISE_SERVER }),
    }),
  'that is looked up by an imported host': (stack) => new ConnectionLookup(stack, 'C', { host: importedHost(stack) }),
  'that is looked up by an imported host, and waited for': (stack) =>
    new AvailableConnection(stack, 'Ready', {
      connection: new ConnectionLookup(stack, 'C', { host: importedHost(stack) }),
    }),
  'that is imported with its provider': (stack) =>
    Connection.fromConnectionAttributes(stack, 'C', {
      connectionArn: CONNECTION_ARN,
      providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
    }),
  'that is imported with its host': (stack) =>
    Connection.fromConnectionAttributes(stack, 'C', { connectionArn: CONNECTION_ARN, host: importedHost(stack) }),
  'that is imported with its provider, and waited for': (stack) =>
    new AvailableConnection(stack, 'Ready', {
      connection: Connection.fromConnectionAttributes(stack, 'C', {
        connectionArn: CONNECTION_ARN,
        providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
      }),
    }),
};
const importedHost = (stack: Stack) =>
  Host.fromHostAttributes(stack, 'Host', {
    hostArn: HOST_ARN,
    providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
  });

describe('the server of a webhook', () => {
  test.each(Object.entries(ON_HOST))('is that of the host of a connection %s', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    build(stack, ConnectionBuildSource.gitHubEnterpriseServerOrganization({ connection, organization: 'my-org' }));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Domain).toBe(SERVER);
  });

  test.each(Object.entries(ON_UNKNOWN_HOST))('has to be given for a connection %s', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    const props = { connection, organization: 'my-org' };
    expect(() => build(stack, ConnectionBuildSource.gitHubEnterpriseServerOrganization(props))).toThrow(
      /^\[INVALID_CONNECTION_BUILD_SOURCE\] 'domain' is required, because the app does not know the endpoint of the host of 'Stack\/\w+'; give the URL of the server/,
    );
    const given = ConnectionBuildSource.gitHubEnterpriseServerOrganization({ ...props, domain: SERVER });
    new codebuild.Project(stack, 'Given', { source: given });
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Domain).toBe(SERVER);
  });

  test.each([
    ['https://git.example.com/', SERVER],
    ['https://git.example.com:8443/gitlab', 'https://git.example.com:8443'],
    ['http://10.0.0.1', 'http://10.0.0.1'],
  ])('of a host at %s is %s', (endpoint, domain) => {
    const stack = stackIn();
    const connection = new Connection(stack, 'C', { host: hostIn(stack, endpoint, ProviderType.GITLAB_SELF_MANAGED) });
    build(stack, ConnectionBuildSource.gitLabSelfManagedGroup({ connection, group: 'my-group' }));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Domain).toBe(domain);
  });

  test('may be a token, and is then taken as it is', () => {
    const stack = stackIn();
    const domain = Fn.importValue('server');
    build(stack, source('gitLabSelfManagedGroup', importedConnection(stack), 'my-group', { domain }));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Domain).toEqual({ 'Fn::ImportValue': 'server' });
  });

  test('may be the name of the server, which people give, too', () => {
    const stack = stackIn();
    build(
      stack,
      source('gitLabSelfManagedGroup', importedConnection(stack), 'my-group', { domain: 'git.example.com' }),
    );
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Domain).toBe('git.example.com');
  });

  test.each([
    'git.example.com/my-group',
    'https://',
    '',
    'https://git.example.com/my-group',
    'https://git.example.com?a',
    'ssh://git.example.com',
    'https://user@git.example.com',
    'https://git.example.com\n',
  ])('is refused: %j', (domain) => {
    const connection = importedConnection(stackIn());
    for (const kind of ['gitHubEnterpriseServerOrganization', 'gitLabSelfManagedGroup']) {
      const make = () => source(kind, connection, 'my-group', { domain });
      expect(make).toThrow("'domain' must ");
      expect(codeOf(make)).toBe('INVALID_CONNECTION_BUILD_SOURCE');
    }
  });

  test('has at most 512 characters', () => {
    const connection = importedConnection(stackIn());
    const of = (length: number) => () =>
      source('gitLabSelfManagedGroup', connection, 'my-group', { domain: `https://${'a'.repeat(length - 8)}` });
    expect(of(511)).not.toThrow();
    expect(of(512)).not.toThrow();
    expect(of(513)).toThrow("'domain' must have 1 to 512 characters, got 513");
  });
});

describe('the provider of a connection', () => {
  test.each([...Object.entries(ON_HOST), ...Object.entries(ON_UNKNOWN_HOST)])(
    'is seen for each source: a connection %s',
    (_, make) => {
      const stack = stackIn();
      const connection = make(stack);
      const others = KINDS.filter((kind) => kind !== 'gitHubEnterpriseServerOrganization');
      for (const [i, kind] of others.entries()) {
        const other = source(kind, connection);
        expect(() => new codebuild.Project(stack, `P${i}`, { source: other })).toThrow(
          /must have the provider \w+, got GitHubEnterpriseServer$/,
        );
      }
    },
  );

  test('at ghe.com is refused nowhere, because AWS does not say how CodeBuild supports it', () => {
    const stack = stackIn();
    const connection = new Connection(stack, 'C', {
      providerType: ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY,
      providerEndpoint: 'https://octocorp.ghe.com',
    });
    for (const kind of KINDS) new codebuild.Project(stack, kind, { source: source(kind, connection) });
    const noSource = ConnectionBuildSource.noSource({ connection });
    new codebuild.Project(stack, 'None', { source: noSource, buildSpec: codebuild.BuildSpec.fromObject({}) });
  });
});
