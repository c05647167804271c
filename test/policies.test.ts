import { Aws, CfnParameter, Fn, Resource, type Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { ConnectionReference, HostReference, IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import type { IRepositoryLinkRef, RepositoryLinkReference } from 'aws-cdk-lib/aws-codestarconnections';
import { EventBus } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AvailableConnection,
  Connection,
  ConnectionBuildSource,
  ConnectionEvents,
  ConnectionGrants,
  ConnectionShare,
  ConnectionSourceAction,
  FailedSyncAlarm,
  GitRepository,
  GitSyncedStack,
  GitSyncRole,
  Host,
  HostGrants,
  MonitorEventBus,
  RepositoryLink,
  RepositoryLinkGrants,
  StackPermissions,
  SyncConfiguration,
  SyncConfigurationEvents,
  SyncMonitor,
  TargetStack,
} from '../src';
import { ACCOUNT, arnOf, lengths, newRole, newStack, REGION, statements, token, UUID } from './fixtures';

const CONNECTION_ARN = arnOf(`connection/${UUID}`);
const HOST_ARN = arnOf('host/git-12345678');
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** Whatever takes the name of a stack that Git sync updates. */
const TAKE_STACK_NAME: Record<string, (stackName: string) => unknown> = {
  GitSyncRole: (stackName) => new GitSyncRole(newStack(), 'Role', { stackName }),
  TargetStack: (stackName) => new TargetStack(newStack(), 'Target', { stackName }),
  SyncConfiguration: (stackName) => {
    const stack = newStack();
    const repositoryLink = RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`));
    return new SyncConfiguration(stack, 'Sync', { repositoryLink, branch: 'main', configFile: 'a.yaml', stackName });
  },
  GitSyncedStack: (stackName) => {
    const stack = newStack();
    const repositoryLink = RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`));
    const repository = GitRepository.fromLink(repositoryLink);
    return new GitSyncedStack(stack, 'Synced', { repository, branch: 'main', configFile: 'a.yaml', stackName });
  },
  'an imported SyncConfiguration': (stackName) =>
    SyncConfiguration.fromSyncConfigurationAttributes(newStack(), 'Sync', { stackName }),
  SyncConfigurationEvents: (resourceName) => {
    const stack = newStack();
    const reference = { resourceName, syncType: 'CFN_STACK_SYNC' };
    return SyncConfigurationEvents.fromSyncConfiguration(
      Object.assign(newRole(stack), { syncConfigurationRef: reference }),
    ).syncStatusChangePattern();
  },
};

describe.each(Object.entries(TAKE_STACK_NAME))('the stack name of %s', (_, take) => {
  test.each([
    ['*'],
    ['prod*'],
    ['prod?'],
    ['prod/../x'],
    ['prod/x'],
    [`\${aws:PrincipalTag/stack}`],
    ['prod\n'],
    ['1prod'],
    ['my_prod'],
    [`prod*${Aws.REGION}`],
    [`${Aws.REGION}/*`],
  ])('is refused as %j', (stackName) => {
    expect(() => take(stackName)).toThrow("'stackName' must be letters, digits and hyphens, beginning with a letter");
  });

  test.each(lengths(1, 100))('with %i characters is accepted: %s', (length, taken) => {
    if (taken) expect(() => take('a'.repeat(length))).not.toThrow();
    else expect(() => take('a'.repeat(length))).toThrow(`'stackName' must have 1 to 100 characters, got ${length}`);
  });

  test.each([
    ['a token', () => Fn.importValue('name')],
    ['with a token in it', () => `prod-${Aws.REGION}`],
  ])('may be %s', (_name, stackName) => {
    expect(() => take(stackName())).not.toThrow();
  });
});

const IMPORTS: Record<string, [resource: string, take: (arn: string) => unknown]> = {
  connection: [`connection/${UUID}`, (arn) => Connection.fromConnectionArn(newStack(), 'Import', arn)],
  host: ['host/ghes-28aef605', (arn) => Host.fromHostArn(newStack(), 'Import', arn)],
  'repository link': [
    `repository-link/${UUID}`,
    (arn) => RepositoryLink.fromRepositoryLinkArn(newStack(), 'Import', arn),
  ],
};

describe.each(Object.entries(IMPORTS))('the ARN of an imported %s', (_, [resource, take]) => {
  const arn = arnOf(resource);

  test.each([
    ['a wildcard', arn.replace(/\/.*/, '/*')],
    ['a wildcard at the end', `${arn}*`],
    ['a wildcard for one character', arn.replace(/.$/, '?')],
    ['a wildcard for the Region', arn.replace(REGION, '*')],
    ['a wildcard for the account', arn.replace(ACCOUNT, '*')],
    ['a variable', arn.replace(/\/.*/, `/\${aws:PrincipalTag/id}`)],
    ['a line break', `${arn}\n`],
    ['a space at the end', `${arn} `],
    ['a space beside a token', `${arn.replace(ACCOUNT, Aws.ACCOUNT_ID)} `],
    ['a wildcard beside a token', arn.replace(ACCOUNT, Aws.ACCOUNT_ID).replace(/\/.*/, '/*')],
  ])('is refused with %s', (_name, wide) => {
    expect(() => take(wide)).toThrow(
      `an ARN in a policy must be that of one resource, without wildcards (*, ?), variables (\${…}), spaces or line breaks`,
    );
  });

  test.each([['12345678901'], ['1234567890123'], ['my-account'], ['']])('is refused with the account %j', (account) => {
    expect(() => take(arn.replace(ACCOUNT, account))).toThrow(/the ARN of a .* must look like/);
  });

  test.each([
    ['whole', arn],
    ['of the old prefix', arn.replace('codeconnections', 'codestar-connections')],
    ['a token', Fn.importValue('arn')],
    ['with tokens in it', arn.replace(ACCOUNT, Aws.ACCOUNT_ID).replace('aws', Aws.PARTITION)],
  ])('may be %s', (_name, taken) => {
    expect(() => take(taken)).not.toThrow();
  });
});

/** A connection, a host or a repository link, of which this library has not checked the ARN. */
class Foreign extends Resource implements IConnectionRef, IHostRef, IRepositoryLinkRef {
  public readonly connectionRef: ConnectionReference;
  public readonly hostRef: HostReference;
  public readonly repositoryLinkRef: RepositoryLinkReference;

  constructor(arn: string) {
    super(newStack(), 'Foreign');
    this.connectionRef = { connectionArn: arn };
    this.hostRef = { hostArn: arn };
    this.repositoryLinkRef = { repositoryLinkArn: arn };
  }
}

const foreign = (arn: string) => new Foreign(arn);

describe('an ARN with a wildcard from an import of another library', () => {
  const ANY = arnOf('connection/*');
  const message = 'an ARN in a policy must be that of one resource';

  test.each([[ANY], [arnOf('host/*')], ['*']])('cannot be used in a grant: %s', (arn) => {
    const role = newRole(newStack());
    const connection = ConnectionGrants.fromConnection(foreign(arn));
    expect(() => connection.useConnection(role)).toThrow(message);
    expect(() => connection.passConnection(role)).toThrow(message);
    expect(() => connection.read(role)).toThrow(message);
    expect(() => connection.completeHandshake(role)).toThrow(message);
    expect(() => connection.manage(role)).toThrow(message);
    const host = HostGrants.fromHost(foreign(arn));
    expect(() => host.completeSetup(role)).toThrow(message);
    expect(() => host.manage(role)).toThrow(message);
    const link = RepositoryLinkGrants.fromRepositoryLink(foreign(arn));
    expect(() => link.passRepository(role)).toThrow(message);
    expect(() => link.manage(role)).toThrow(message);
  });

  test('cannot be the connection that a Git sync role trusts', () => {
    const connection = foreign(ANY);
    expect(() => new GitSyncRole(newStack(), 'Role', { stackName: 'prod', connection })).toThrow(message);
  });

  test('cannot be the connection of a build', () => {
    const stack = newStack();
    const source = ConnectionBuildSource.gitHub({ connection: foreign(ANY), repository: 'my-org/app' });
    expect(() => new codebuild.Project(stack, 'Build', { source })).toThrow(message);
  });

  test('cannot be a role to pass', () => {
    const stack = newStack();
    const stackOperationsRole = iam.Role.fromRoleArn(stack, 'Operations', roleArn('*'));
    const stackPermissions = StackPermissions.operationsRole(stackOperationsRole);
    expect(() => new GitSyncRole(stack, 'Role', { stackName: 'prod', stackPermissions })).toThrow(message);
    expect(() => new TargetStack(stack, 'Target', { stackName: 'prod', stackOperationsRole })).toThrow(message);
  });
});

describe('the values of a grant', () => {
  const grants = () => Connection.fromConnectionArn(newStack(), 'Connection', CONNECTION_ARN).grants;
  const links = () => RepositoryLink.fromRepositoryLinkArn(newStack(), 'Link', arnOf(`repository-link/${UUID}`)).grants;

  test.each([
    ['repositories', ['my-org/*', 'a/b?']],
    ['branches', ['feature/*', 'a?']],
    ['owners', ['my-*', 'group/a?']],
    ['providerActions', ['Git*', 'GitPul?']],
  ])('%s may have wildcards, but no variables', (option, good) => {
    const use = (value: string) => () => grants().useConnection(newRole(newStack()), { [option]: [value] });
    for (const value of good) expect(use(value)).not.toThrow();
    for (const value of [`my-org/\${aws:PrincipalTag/team}`, 'my-org/a\n', `a/${Aws.REGION}\${aws:username}`]) {
      expect(use(value)).toThrow(
        `'${option}' may contain wildcards (*, ?), but no variables (\${…}) or line breaks, got`,
      );
    }
    expect(use('')).toThrow(`'${option}' must have at least 1 character, got 0`);
  });

  test.each<[string, () => unknown]>([
    ['repositories', () => grants().useConnection(newRole(newStack()), { repositories: ['app'] })],
    ['branches', () => grants().useConnection(newRole(newStack()), { branches: ['refs/heads/main'] })],
    ['owners', () => grants().useConnection(newRole(newStack()), { owners: ['https://github.com/my-org'] })],
    ['providerActions', () => grants().useConnection(newRole(newStack()), { providerActions: ['git-pull'] })],
    ['services', () => grants().passConnection(newRole(newStack()), { services: ['codepipeline'] })],
    ['services', () => links().passRepository(newRole(newStack()), { services: ['codepipeline'] })],
    [
      'vpcIds',
      () =>
        HostGrants.fromHost(Host.fromHostArn(newStack(), 'H', HOST_ARN)).manage(newRole(newStack()), { vpcIds: ['1'] }),
    ],
    ['operations', () => ConnectionEvents.fromAllConnections().apiCallPattern({ operations: ['deleteConnection'] })],
  ])('%s that can never match are refused', (option, grant) => {
    expect(grant).toThrow(`[INVALID_RESTRICTION] '${option}' must be`);
  });

  test('repositories must have an owner', () => {
    const use = (value: string) => () => grants().useConnection(newRole(newStack()), { repositories: [value] });
    expect(use('infra')).toThrow(
      `'repositories' must be 'owner/name' without the URL of the provider and '.git', with * and ? as wildcards, got "infra"`,
    );
    for (const value of ['*', 'my-*', 'group/subgroup/infra', token(newStack())]) expect(use(value)).not.toThrow();
  });

  test.each([
    ['passConnection', (services: string[]) => grants().passConnection(newRole(newStack()), { services })],
    ['passRepository', (services: string[]) => links().passRepository(newRole(newStack()), { services })],
  ])('the services of %s may have wildcards, but no variables', (_, pass) => {
    for (const value of [`\${aws:PrincipalTag/service}`, 'a\n']) {
      expect(() => pass([value])).toThrow(`'services' may contain wildcards (*, ?), but no variables (\${…})`);
    }
    const good = ['codepipeline.amazonaws.com', '*', 'code*.amazonaws.com', token(newStack())];
    for (const value of good) expect(() => pass([value])).not.toThrow();
  });

  test('a service with a wildcard is compared with StringLike', () => {
    const stack = newStack();
    const services = ['code*.amazonaws.com'];
    Connection.fromConnectionArn(stack, 'Connection', CONNECTION_ARN).grants.passConnection(newRole(stack), {
      services,
    });
    expect(statements(stack)).toEqual(
      ['codeconnections', 'codestar-connections'].map((prefix) =>
        expect.objectContaining({ Condition: { StringLike: { [`${prefix}:PassedToService`]: services } } }),
      ),
    );
  });
});

describe('the ARN of a topic or an event bus', () => {
  const topic = (stack: Stack, name: string) =>
    Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`);
  const tell: Record<string, (stack: Stack, name: string) => unknown> = {
    AvailableConnection: (stack, name) =>
      new AvailableConnection(stack, 'Ready', {
        connection: foreign(CONNECTION_ARN),
        notificationTopic: topic(stack, name),
      }),
    FailedSyncAlarm: (stack, name) => new FailedSyncAlarm(stack, 'Alarm', { notificationTopic: topic(stack, name) }),
    SyncMonitor: (stack, name) => new SyncMonitor(stack, 'Monitor', { notificationTopic: topic(stack, name) }),
    'the central bus of a SyncMonitor': (stack, name) =>
      new SyncMonitor(stack, 'Monitor', {
        centralEventBus: EventBus.fromEventBusArn(
          stack,
          'Bus',
          `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`,
        ),
      }),
  };

  test.each(Object.entries(tell))('must be that of one resource: %s', (_, take) => {
    for (const name of ['*', 'problems*', `\${aws:PrincipalTag/topic}`]) {
      expect(() => take(newStack(), name)).toThrow('an ARN in a policy must be that of one resource');
    }
    expect(() => take(newStack(), 'problems')).not.toThrow();
  });
});

describe('the source of a pipeline', () => {
  const source = (repository: string, branch: string) => () =>
    new ConnectionSourceAction({
      actionName: 'Source',
      connection: foreign(CONNECTION_ARN),
      repository,
      branch,
      output: new Artifact(),
    });

  test.each([
    [`\${aws:PrincipalTag/branch}`],
    ['release/*'],
    ['main?'],
    ['refs/heads/main'],
    ['main\n'],
    ['a b'],
    [`\${aws:username}*${Aws.REGION}`],
    [`${Aws.REGION}/*`],
    [`refs/heads/${Aws.REGION}`],
  ])('refuses the branch %j', (branch) => {
    expect(source('my-org/app', branch)).toThrow("'branch' must be a Git name such as 'main'");
  });

  test.each([
    ['my-org/*'],
    [`my-org/\${*}`],
    ['my-org/app?'],
    ['my-org/$x'],
    [`\${aws:PrincipalTag/org}/${Aws.REGION}`],
    [`my-org/${Aws.REGION}*`],
    [`${Aws.REGION}?`],
    [`../${Aws.REGION}`],
    [`my-org/../${Aws.REGION}`],
    [`my-org/${Aws.REGION}#x`],
    [`${Aws.REGION}.git`],
  ])('refuses the repository %j', (repository) => {
    expect(source(repository, 'main')).toThrow(/'repository' must be 'owner\/name'/);
  });

  test.each([
    [Aws.REGION],
    [`my-org/${Aws.REGION}`],
    [`${Aws.REGION}/app`],
    [`My-Org/${Aws.REGION}-app_1.x`],
    [`group/sub.group/${Aws.REGION}`],
  ])('accepts the repository %j', (repository) => {
    expect(source(repository, `release/${Aws.REGION}`)).not.toThrow();
  });

  test.each([['main'], ['release/1.x'], ['feature/#12-añadir'], ['dependabot/npm/@types'], ['a'.repeat(255)]])(
    'accepts the branch %j',
    (branch) => {
      expect(source('my-org/app', branch)).not.toThrow();
    },
  );
});

test.each([[`o-*${Aws.REGION}`], [`\${aws:PrincipalOrgID}${Aws.REGION}`], ['o-a1b2c3d4e?']])(
  'problems are not accepted from the organization %j',
  (organizationId) => {
    expect(() => new MonitorEventBus(newStack(), 'Violations', { organizationId })).toThrow(
      "'organizationId' must not contain wildcards",
    );
  },
);

test.each([['*'], ['12345678901'], ['1234567890123'], ['123456789012\n'], [`\${aws:PrincipalAccount}`]])(
  'connections are not shared with %j',
  (principal) => {
    const stack = newStack('Share', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const props = { connections: [foreign(CONNECTION_ARN)], principals: [principal] };
    expect(() => new ConnectionShare(stack, 'Share', props)).toThrow("'principals' must be an account id");
  },
);

const PASS: Record<string, (stack: Stack, services: string[]) => iam.Grant> = {
  PassConnection: (stack, services) =>
    Connection.fromConnectionArn(stack, 'Passed', CONNECTION_ARN).grants.passConnection(newRole(stack), { services }),
  PassRepository: (stack, services) =>
    RepositoryLink.fromRepositoryLinkArn(stack, 'Passed', arnOf(`repository-link/${UUID}`)).grants.passRepository(
      newRole(stack),
      { services },
    ),
};

describe.each(Object.entries(PASS))(
  'services of %s that are known only at deployment are compared literally',
  (action, pass) => {
    const comparing = (operator: string, services: unknown) =>
      ['codeconnections', 'codestar-connections'].map((prefix) =>
        expect.objectContaining({
          Action: `${prefix}:${action}`,
          Condition: { [operator]: { [`${prefix}:PassedToService`]: services } },
        }),
      );

    test('if there is one such service', () => {
      const stack = newStack();
      pass(stack, [token(stack)]).assertSuccess();
      expect(statements(stack)).toEqual(comparing('StringEquals', [{ Ref: 'Parameter' }]));
    });

    test('if another service has a wildcard', () => {
      const stack = newStack();
      const services = ['codepipeline.amazonaws.com', 'code*.amazonaws.com', token(stack)];
      pass(stack, services).assertSuccess();
      expect(statements(stack)).toEqual([
        ...comparing('StringEquals', ['codepipeline.amazonaws.com', { Ref: 'Parameter' }]),
        ...comparing('StringLike', ['code*.amazonaws.com']),
      ]);
    });

    test('if the whole list is known only at deployment', () => {
      const stack = newStack();
      pass(stack, new CfnParameter(stack, 'Services', { type: 'CommaDelimitedList' }).valueAsList).assertSuccess();
      expect(statements(stack)).toEqual(comparing('StringEquals', { Ref: 'Services' }));
    });
  },
);
