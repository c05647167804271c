process.env.CDK_VALIDATION = 'false';

import { type App, CfnParameter, Fn, type Stack, Stack as StackClass } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
  type PullRequestBuildPolicy,
  WebhookFilters,
} from '../../../src';
import { codeOf } from '../../fixtures';
import { ACCOUNT, CONNECTION_ARN, CONNECTIONS, importedConnection, stackIn } from '../fixtures';
import { ALLOWED, build, connectionPolicy, projectOf } from './fixtures';

const LOCATION = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';
const JOBS = [[{ Type: 'EVENT', Pattern: 'WORKFLOW_JOB_QUEUED' }]];
const SERVER = 'https://git.example.com';
const HOST_ARN = CONNECTION_ARN.replace('connection/', 'host/server-');

/** A source of each kind, for one name. */
const SOURCES: Record<string, (connection: IConnectionRef, name: string, more?: object) => codebuild.ISource> = {
  gitHubOrganization: (connection, organization, more) =>
    ConnectionBuildSource.gitHubOrganization({ connection, organization, ...more }),
  gitHubGlobal: (connection, enterprise, more) =>
    ConnectionBuildSource.gitHubGlobal({ connection, enterprise, ...more }),
  gitHubEnterpriseServerOrganization: (connection, organization, more) =>
    ConnectionBuildSource.gitHubEnterpriseServerOrganization({ connection, organization, domain: SERVER, ...more }),
  gitLabGroup: (connection, group, more) => ConnectionBuildSource.gitLabGroup({ connection, group, ...more }),
  gitLabSelfManagedGroup: (connection, group, more) =>
    ConnectionBuildSource.gitLabSelfManagedGroup({ connection, group, domain: SERVER, ...more }),
};
const source = (kind: string, connection: IConnectionRef, name = 'my-org', more?: object) =>
  (SOURCES[kind] as (typeof SOURCES)[string])(connection, name, more);

const TYPES: [kind: string, type: string, scope: object][] = [
  ['gitHubOrganization', 'GITHUB', { Name: 'my-org', Scope: 'GITHUB_ORGANIZATION' }],
  ['gitHubGlobal', 'GITHUB', { Name: 'my-org', Scope: 'GITHUB_GLOBAL' }],
  [
    'gitHubEnterpriseServerOrganization',
    'GITHUB_ENTERPRISE',
    { Name: 'my-org', Scope: 'GITHUB_ORGANIZATION', Domain: SERVER },
  ],
  ['gitLabGroup', 'GITLAB', { Name: 'my-org', Scope: 'GITLAB_GROUP' }],
  ['gitLabSelfManagedGroup', 'GITLAB_SELF_MANAGED', { Name: 'my-org', Scope: 'GITLAB_GROUP', Domain: SERVER }],
];
const KINDS = TYPES.map(([kind]) => kind);

describe('a source for many repositories', () => {
  test.each(TYPES)(
    '%s has a webhook with its scope, the connection, and the permissions for it',
    (kind, type, scope) => {
      const stack = stackIn();
      build(stack, source(kind, importedConnection(stack)));
      const project = projectOf(stack);
      expect(project?.Properties.Source).toEqual({
        Type: type,
        Location: LOCATION,
        Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN },
        ReportBuildStatus: true,
      });
      expect(project?.Properties.Triggers).toEqual({ Webhook: true, FilterGroups: JOBS, ScopeConfiguration: scope });
      expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: CONNECTION_ARN }]);
      expect(project?.DependsOn).toEqual([expect.stringMatching(/^ProjectConnectionPolicy/)]);
    },
  );

  test.each(KINDS)('%s takes the options of other sources', (kind) => {
    const stack = stackIn();
    const options = {
      cloneDepth: 1,
      fetchSubmodules: true,
      webhookTriggersBatchBuild: true,
      reportBuildStatus: false,
      buildStatusContext: 'build',
      buildStatusUrl: 'https://example.com',
    };
    build(stack, source(kind, importedConnection(stack), 'my-org', options));
    const { Properties } = projectOf(stack) ?? {};
    expect(Properties.Source).toMatchObject({
      GitCloneDepth: 1,
      GitSubmodulesConfig: { FetchSubmodules: true },
      ReportBuildStatus: false,
      BuildStatusConfig: { Context: 'build', TargetUrl: 'https://example.com' },
    });
    expect(Properties.Triggers).toMatchObject({ BuildType: 'BUILD_BATCH', FilterGroups: JOBS });
    expect(Properties).not.toHaveProperty('SourceVersion');
  });

  test.each(['gitHubEnterpriseServerOrganization', 'gitLabSelfManagedGroup'])(
    '%s can ignore errors of a certificate',
    (kind) => {
      const stack = stackIn();
      build(stack, source(kind, importedConnection(stack), 'my-org', { ignoreSslErrors: true }));
      expect(projectOf(stack)?.Properties.Source.InsecureSsl).toBe(true);
    },
  );

  test.each(KINDS)('%s can leave the webhook to somebody else', (kind) => {
    const stack = stackIn();
    build(stack, source(kind, importedConnection(stack), 'my-org', { webhook: false, domain: undefined }));
    expect(projectOf(stack)?.Properties.Triggers).toEqual({ Webhook: false });
    expect(projectOf(stack)?.Properties.Source.Location).toBe(LOCATION);
  });

  test.each(KINDS.filter((kind) => kind !== 'gitHubGlobal'))('%s can build pushes and pull requests', (kind) => {
    const stack = stackIn();
    const webhookFilters = [
      WebhookFilters.push({
        branches: ['main'],
        repositories: ['app', 'lib.js'],
        repositoryPatterns: ['^service-.*$'],
      }),
      WebhookFilters.pullRequest({ repositories: ['app'] }),
    ];
    build(stack, source(kind, importedConnection(stack), 'my-org', { webhookFilters }));
    expect(projectOf(stack)?.Properties.Triggers.FilterGroups).toEqual([
      [
        { Type: 'EVENT', Pattern: 'PUSH' },
        { Type: 'HEAD_REF', Pattern: '^refs/heads/main$' },
        { Type: 'REPOSITORY_NAME', Pattern: '^app$|^lib\\.js$|^service-.*$' },
      ],
      [
        { Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED' },
        { Type: 'REPOSITORY_NAME', Pattern: '^app$' },
      ],
    ]);
  });

  test.each(Object.entries(CONNECTIONS))('accepts %s as its connection', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    build(stack, source('gitHubOrganization', connection));
    const arn = stack.resolve(connection.connectionRef.connectionArn);
    expect(projectOf(stack)?.Properties.Source.Auth.Resource).toEqual(arn);
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: arn }]);
  });

  test('of GitLab may be for a subgroup', () => {
    const stack = stackIn();
    build(stack, source('gitLabGroup', importedConnection(stack), 'my-group/team/sub'));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Name).toBe('my-group/team/sub');
  });

  test.each(KINDS)('%s may have a name that only the deployment knows', (kind) => {
    const stack = stackIn();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    build(stack, source(kind, importedConnection(stack), name));
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration.Name).toEqual({ Ref: 'Name' });
  });
});

describe('what the CDK has itself', () => {
  test('aws-cdk#31736: the organization of a GitHub source has no connection, and no filter of workflows', () => {
    const stock = stackIn();
    build(stock, codebuild.Source.gitHub({ owner: 'my-org' }));
    expect(projectOf(stock)?.Properties.Source).not.toHaveProperty('Auth');
    expect(projectOf(stock)?.DependsOn).toBeUndefined();
    expect(Object.getOwnPropertyNames(codebuild.FilterGroup.prototype).join()).not.toMatch(/and\w*(Workflow|Organiz)/);

    const stack = stackIn();
    const webhookFilters = [WebhookFilters.workflowJobQueued({ repositories: ['app'], workflows: ['CI (main)'] })];
    build(stack, source('gitHubOrganization', importedConnection(stack), 'my-org', { webhookFilters }));
    expect(projectOf(stack)?.Properties).toMatchObject({
      Source: { Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN } },
      Triggers: {
        FilterGroups: [
          [
            { Type: 'EVENT', Pattern: 'WORKFLOW_JOB_QUEUED' },
            { Type: 'WORKFLOW_NAME', Pattern: '^CI \\(main\\)$' },
            { Type: 'REPOSITORY_NAME', Pattern: '^app$' },
          ],
        ],
      },
    });
  });

  test('aws-cdk#31138, aws-cdk#34146: there is no source for a group of GitLab', () => {
    expect(Object.getOwnPropertyNames(codebuild.Source).filter((name) => /gitlab|group/i.test(name))).toEqual([]);
    const stock = stackIn();
    build(stock, codebuild.Source.gitHub({ owner: 'my-group' }));
    expect(projectOf(stock)?.Properties.Triggers.ScopeConfiguration).toEqual({ Name: 'my-group' });

    const stack = stackIn();
    build(stack, source('gitLabGroup', importedConnection(stack), 'my-group'));
    const scope = { Name: 'my-group', Scope: 'GITLAB_GROUP' };
    expect(projectOf(stack)?.Properties.Triggers.ScopeConfiguration).toEqual(scope);
  });

  test('aws-cdk#31726: runners of an organization take a repository that does not exist, and overrides', () => {
    const stock = stackIn();
    const project = build(stock, codebuild.Source.gitHub({ owner: 'dummy', repo: 'dummy' }));
    const resource = project.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Source.Location', LOCATION);
    resource.addPropertyOverride('Source.Auth', { Type: 'CODECONNECTIONS', Resource: CONNECTION_ARN });
    resource.addPropertyOverride('Triggers', {
      Webhook: true,
      ScopeConfiguration: { Name: 'my-org', Scope: 'GITHUB_ORGANIZATION' },
      FilterGroups: JOBS,
    });
    expect(JSON.stringify(Template.fromStack(stock).findResources('AWS::IAM::Policy'))).not.toContain('UseConnection');
    expect(projectOf(stock)?.DependsOn).toBeUndefined();

    const stack = stackIn();
    build(stack, source('gitHubOrganization', importedConnection(stack)));
    const { Source, Triggers } = projectOf(stock)?.Properties ?? {};
    expect(projectOf(stack)?.Properties).toMatchObject({ Source, Triggers });
    expect(connectionPolicy(stack)).toEqual([{ Action: ALLOWED, Effect: 'Allow', Resource: CONNECTION_ARN }]);
  });
});

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

  test.each([
    'git.example.com',
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

describe('bad input', () => {
  const connection = importedConnection(stackIn());

  test.each([
    ['gitHubOrganization', 'organization', 'gitHub'],
    ['gitHubGlobal', 'enterprise', 'gitHub'],
    ['gitHubEnterpriseServerOrganization', 'organization', 'gitHubEnterpriseServer'],
  ])('%s: a repository where an owner is expected names the method for it', (kind, prop, method) => {
    expect(() => source(kind, connection, 'my-org/app')).toThrow(
      new RegExp(
        `'${prop}' must be an owner, .*, got "my-org/app"; for one repository, use ConnectionBuildSource.${method}$`,
      ),
    );
  });

  test.each(['gitLabGroup', 'gitLabSelfManagedGroup'])('%s: so does one of GitLab', (kind) => {
    const method = kind.replace('Group', '');
    expect(() => source(kind, connection, 'my-group/app.git')).toThrow(
      `'group' must be the path of a group, got one of a repository: 'my-group/app.git'; for one repository, use ConnectionBuildSource.${method}`,
    );
  });

  test.each(
    KINDS.flatMap((kind) =>
      ['', 'https://github.com/my-org', 'my-org/*', '*', 'my org', '/my-org', 'my-org/', '..'].map((name) => [
        kind,
        name,
      ]),
    ),
  )('%s: %j is refused as a name', (kind, name) => {
    expect(codeOf(() => source(kind, connection, name))).toBe('INVALID_CONNECTION_BUILD_SOURCE');
  });

  test.each(KINDS)('%s: a name has at most 255 characters', (kind) => {
    for (const length of [1, 254, 255]) expect(() => source(kind, connection, 'a'.repeat(length))).not.toThrow();
    expect(() => source(kind, connection, 'a'.repeat(256))).toThrow('must have 1 to 255 characters, got 256');
  });

  test('a token for a repository beside a name is refused for an organization', () => {
    const repository = new CfnParameter(stackIn(), 'Repository').valueAsString;
    expect(() => source('gitHubOrganization', connection, `my-org/${repository}`)).toThrow(
      'got "my-org/<token>"; for one repository, use ConnectionBuildSource.gitHub',
    );
  });

  test.each<[string, () => unknown, string]>([
    ['gitHub', () => ConnectionBuildSource.gitHub({ connection, repository: 'my-org' }), 'gitHubOrganization'],
    ['gitHub', () => ConnectionBuildSource.gitHub({ connection, repository: 'my-org/*' }), 'gitHubOrganization'],
    ['gitLab', () => ConnectionBuildSource.gitLab({ connection, repository: 'my-group' }), 'gitLabGroup'],
    ['gitLab', () => ConnectionBuildSource.gitLab({ connection, repository: 'my-group/*' }), 'gitLabGroup'],
    ['gitLab', () => ConnectionBuildSource.gitLab({ connection, repository: 'my-group/team/*' }), 'gitLabGroup'],
    [
      'gitHubEnterpriseServer',
      () => ConnectionBuildSource.gitHubEnterpriseServer({ connection, cloneUrl: `${SERVER}/my-org` }),
      'gitHubEnterpriseServerOrganization',
    ],
    [
      'gitLabSelfManaged',
      () => ConnectionBuildSource.gitLabSelfManaged({ connection, cloneUrl: `${SERVER}/my-group/*` }),
      'gitLabSelfManagedGroup',
    ],
  ])('%s: an owner where a repository is expected names the method for it', (_, make, method) => {
    expect(make).toThrow(new RegExp(`; for all repositories, use ConnectionBuildSource.${method}$`));
    expect(codeOf(make)).toBe('INVALID_CONNECTION_BUILD_SOURCE');
  });

  test('bitBucket has no such method', () => {
    expect(() => ConnectionBuildSource.bitBucket({ connection, repository: 'my-team' })).toThrow(/got "my-team"$/);
  });

  test.each(KINDS)('%s: no connection, an empty list of filters, filters without a webhook', (kind) => {
    expect(codeOf(() => source(kind, undefined as never))).toBe('UNEXPECTED_TYPE');
    expect(() => source(kind, connection, 'my-org', { webhookFilters: [] })).toThrow(
      "'webhookFilters' must have at least 1 entry, got 0",
    );
    const webhookFilters = [WebhookFilters.workflowJobQueued()];
    const both = source(kind, connection, 'my-org', { webhook: false, webhookFilters });
    expect(() => build(stackIn(), both)).toThrow('`webhookFilters` cannot be used when `webhook` is `false`');
  });

  test.each<[string, codebuild.FilterGroup, string]>([
    ['gitHubGlobal', WebhookFilters.push(), 'gets no other events than jobs that wait for a runner, got "PUSH"'],
    ['gitHubGlobal', WebhookFilters.pullRequest(), 'gets no other events than jobs'],
    [
      'gitHubOrganization',
      WebhookFilters.workflowJobQueued({ organizations: ['my-org'] }),
      'filters of organizations are for webhooks of an enterprise on GitHub only, got the filter ORGANIZATION_NAME "^my-org$"; remove it',
    ],
    ['gitLabGroup', WebhookFilters.workflowJobQueued({ organizations: ['a'] }), 'filters of organizations are for'],
    ['gitHubOrganization', WebhookFilters.push({ actorIds: ['octocat'] }), 'an account id at GitHub must be a number'],
    [
      'gitHubEnterpriseServerOrganization',
      WebhookFilters.pullRequest({ filePaths: ['src/'], events: [codebuild.EventAction.PULL_REQUEST_CREATED] }),
      'FILE_PATH filters cannot be used with GitHub Enterprise Server pull request events',
    ],
  ])('%s: filters that cannot match', (kind, group, message) => {
    const stack = stackIn();
    const filtered = source(kind, importedConnection(stack), 'my-org', { webhookFilters: [group] });
    expect(() => build(stack, filtered)).toThrow(message);
  });

  test.each(['gitHub', 'gitLab', 'bitBucket'] as const)('%s: filters of repositories on one repository', (method) => {
    for (const webhookFilters of [
      [WebhookFilters.push({ repositories: ['app'] })],
      [WebhookFilters.push(), WebhookFilters.pullRequest({ repositoryPatterns: ['^a.*$'] })],
      [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH).andRepositoryNameIsNot('^app$')],
    ]) {
      const stack = stackIn();
      const make = ConnectionBuildSource[method];
      const one = make({ connection: importedConnection(stack), repository: 'my-org/app', webhookFilters });
      expect(() => build(stack, one)).toThrow(
        'filters of repositories are for webhooks of an organization, an enterprise or a group only, got the filter REPOSITORY_NAME',
      );
    }
  });

  test('a policy for pull requests that is none', () => {
    const pullRequestBuildPolicy = 'DISABLED' as unknown as PullRequestBuildPolicy;
    expect(codeOf(() => source('gitLabGroup', connection, 'a', { pullRequestBuildPolicy }))).toBe('UNEXPECTED_TYPE');
  });

  test('a source for many repositories cannot be a secondary one', () => {
    const stack = stackIn();
    const secondarySources = [source('gitHubOrganization', importedConnection(stack))];
    expect(() => build(stack, codebuild.Source.gitHub({ owner: 'o', repo: 'r' }), { secondarySources })).toThrow(
      'identifier attribute is mandatory for secondary sources',
    );
  });
});
