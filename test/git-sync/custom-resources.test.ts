import { App, CfnOutput, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  Connection,
  type ISyncConfiguration,
  ProviderType,
  RepositoryLink,
  SuccessfulSync,
  type SuccessfulSyncProps,
  SyncBlockerResolution,
  type SyncBlockerResolutionProps,
  SyncBlockers,
  SyncConfiguration,
  type SyncConfigurationProps,
} from '../../src';
import {
  ACCOUNT,
  arnOf,
  both,
  GRANTEES,
  lazy,
  lengths,
  logicalId,
  newRole,
  newStack,
  only,
  REGION,
  statements,
  token,
  UUID,
} from '../fixtures';

const COMMENT = 'Custom::CodeConnectionsPullRequestComment';
const RESOLUTION = 'Custom::CodeConnectionsSyncBlockerResolution';
const SYNC = 'Custom::CodeConnectionsSuccessfulSync';

const SERVICE_TOKEN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^CodeConnectionsHandlerFunction'), 'Arn'] };
const newSync = (stack: Stack, props: Partial<SyncConfigurationProps> = {}) =>
  new SyncConfiguration(stack, 'Sync', {
    repositoryLink: RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`)),
    branch: 'main',
    configFile: 'prod.yaml',
    stackName: 'prod',
    ...props,
  });
const imported = (stack: Stack) =>
  SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName: 'prod' });
const policyIds = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));

describe('the prop pullRequestComment', () => {
  test('creates no custom resource if it is not given', () => {
    const stack = newStack();
    newSync(stack);
    Template.fromStack(stack).resourceCountIs(COMMENT, 0);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test.each([
    [true, 'ENABLED'],
    [false, 'DISABLED'],
  ])(
    'with the value %s sets %s, with all properties that CloudFormation may change',
    (pullRequestComment, PullRequestComment) => {
      const stack = newStack();
      const sync = newSync(stack, { pullRequestComment });
      Template.fromStack(stack).hasResource(COMMENT, {
        Properties: {
          ServiceToken: SERVICE_TOKEN,
          ServiceTimeout: 1_020,
          Region: REGION,
          StackName: 'prod',
          PullRequestComment,
          SyncConfiguration: {
            Branch: 'main',
            ConfigFile: 'prod.yaml',
            RepositoryLinkId: UUID,
            RoleArn: stack.resolve(sync.role.roleRef.roleArn),
          },
        },
      });
    },
  );

  test('follows later changes of the L1', () => {
    const stack = newStack();
    const sync = newSync(stack, { pullRequestComment: true });
    Object.assign(sync.node.defaultChild as object, { branch: 'next' });
    expect(only(stack, COMMENT).Properties.SyncConfiguration).toMatchObject({ Branch: 'next' });
  });

  test('is set after the sync configuration and the policy of the function are created', () => {
    const stack = newStack();
    const sync = newSync(stack, { pullRequestComment: true });
    const policy = policyIds(stack).filter((id) => id.includes('PullRequestComment'));
    expect(policy).toHaveLength(1);
    expect(only(stack, COMMENT).DependsOn).toEqual(expect.arrayContaining([...policy, logicalId(stack, sync)]));
  });

  test('allows its calls under both prefixes', () => {
    const stack = newStack();
    newSync(stack, { pullRequestComment: true, role: newRole(stack) });
    expect(statements(stack)).toEqual([
      { Effect: 'Allow', Action: both('GetSyncConfiguration', 'UpdateSyncConfiguration'), Resource: '*' },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn(stack) },
    ]);
  });

  test.each([
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
    [undefined, undefined],
  ])('has the removal policy of the sync configuration: %s', (removalPolicy, DeletionPolicy) => {
    const stack = newStack();
    newSync(stack, { pullRequestComment: true, ...(removalPolicy && { removalPolicy }) });
    expect(only(stack, COMMENT).DeletionPolicy).toBe(DeletionPolicy);
  });
});

describe('SyncBlockerResolution', () => {
  const newResolution = (stack: Stack, props: Partial<SyncBlockerResolutionProps> = {}) =>
    new SyncBlockerResolution(stack, 'Resolution', {
      syncConfiguration: props.syncConfiguration ?? imported(stack),
      reason: 'reviewed',
      ...props,
    });

  test('resolves all sync blockers of a stack by default', () => {
    const stack = newStack();
    newResolution(stack);
    Template.fromStack(stack).hasResource(RESOLUTION, {
      Properties: {
        ServiceToken: SERVICE_TOKEN,
        ServiceTimeout: 1_020,
        Region: REGION,
        StackName: 'prod',
        Reason: 'reviewed',
        ContinueWhenRetryFails: false,
      },
    });
    expect(Object.keys(only(stack, RESOLUTION).Properties)).toHaveLength(7);
  });

  test('resolves sync blockers with the given ids, and waits for the sync', () => {
    const stack = newStack();
    const timeout = Duration.minutes(20);
    newResolution(stack, {
      blockers: SyncBlockers.withIds('1', '2'),
      continueWhenRetryFails: true,
      waitForSync: true,
      timeout,
    });
    expect(only(stack, RESOLUTION).Properties).toMatchObject({
      BlockerIds: ['1', '2'],
      ContinueWhenRetryFails: true,
      TimeoutInSeconds: 1_200,
      ServiceTimeout: 1_320,
    });
  });

  test('resolves sync blockers with the given contexts', () => {
    const stack = newStack();
    newResolution(stack, { blockers: SyncBlockers.withContexts({ resource: 'Topic' }) });
    expect(only(stack, RESOLUTION).Properties.Contexts).toEqual({ resource: 'Topic' });
  });

  test('resolves all sync blockers, named so or by default', () => {
    const properties = (props: Partial<SyncBlockerResolutionProps>) => {
      const stack = newStack();
      newResolution(stack, props);
      return only(stack, RESOLUTION).Properties;
    };
    expect(properties({ blockers: SyncBlockers.all() })).toEqual(properties({}));
  });

  test('provides the count as a number, and the ids as a list', () => {
    const stack = newStack();
    const resolution = newResolution(stack);
    const of = (name: string) => ({ 'Fn::GetAtt': [logicalId(stack, resolution), name] });
    expect(stack.resolve(resolution.resolvedCount)).toEqual(of('ResolvedCount'));
    expect(stack.resolve(resolution.resolvedBlockerIds)).toEqual({ 'Fn::Split': [',', of('ResolvedBlockerIds')] });
  });

  test('is created after the sync configuration of the app', () => {
    const stack = newStack();
    const syncConfiguration = newSync(stack);
    newResolution(stack, { syncConfiguration });
    expect(only(stack, RESOLUTION).DependsOn).toContain(logicalId(stack, syncConfiguration));
  });

  test('uses the Region of the sync configuration', () => {
    const app = new App();
    const there = new Stack(app, 'There', {
      env: { account: ACCOUNT, region: 'us-east-1' },
      crossRegionReferences: true,
    });
    const here = new Stack(app, 'Here', { env: { account: ACCOUNT, region: REGION }, crossRegionReferences: true });
    newResolution(here, { syncConfiguration: newSync(there, { role: newRole(there) }) });
    expect(only(here, RESOLUTION).Properties.Region).toBe('us-east-1');
  });

  test('allows its calls under both prefixes', () => {
    const stack = newStack();
    newResolution(stack);
    const actions = both('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration', 'UpdateSyncBlocker');
    expect(statements(stack)).toContainEqual({ Effect: 'Allow', Action: actions, Resource: '*' });
  });

  test.each(lengths(1, 250))('accepts a reason of %d characters: %s', (length, taken) => {
    const create = () => newResolution(newStack(), { reason: 'x'.repeat(length) });
    if (taken) expect(create).not.toThrow();
    else expect(create).toThrow(`'reason' must have 1 to 250 characters, got ${length}`);
  });

  test.each(lengths(1, 50))('accepts a blocker id of %d characters: %s', (length, taken) => {
    const create = () => newResolution(newStack(), { blockers: SyncBlockers.withIds('1', 'x'.repeat(length)) });
    if (taken) expect(create).not.toThrow();
    else expect(create).toThrow(`'blockerIds' must have 1 to 50 characters, got ${length}`);
  });

  test.each<[string, Partial<SyncBlockerResolutionProps>, string]>([
    ['no ids', { blockers: SyncBlockers.withIds() }, "'blockerIds' must have at least 1 entry, got 0"],
    ['no contexts', { blockers: SyncBlockers.withContexts({}) }, "'contexts' must have at least 1 entry, got 0"],
    ['a timeout without a wait', { timeout: Duration.minutes(1) }, "'timeout' needs 'waitForSync' to be true"],
    [
      'a timeout out of bounds',
      { waitForSync: true, timeout: Duration.minutes(59) },
      "'timeout' must be a whole number of seconds",
    ],
  ])('refuses %s', (_, props, message) => {
    expect(() => newResolution(newStack(), props)).toThrow(message);
  });

  test('accepts tokens', () => {
    const stack = newStack();
    newResolution(stack, { reason: lazy(), blockers: SyncBlockers.withIds(token(stack)) });
    new SyncBlockerResolution(stack, 'Other', {
      syncConfiguration: imported(new Stack(stack, 'Nested')),
      reason: lazy(),
      blockers: SyncBlockers.withIds(...Lazy.list({ produce: () => ['1'] })),
    });
    Template.fromStack(stack).resourceCountIs(RESOLUTION, 2);
  });
});

describe('SuccessfulSync', () => {
  const newWaiter = (stack: Stack, props: Partial<SuccessfulSyncProps> = {}) =>
    new SuccessfulSync(stack, 'Synced', { syncConfiguration: props.syncConfiguration ?? imported(stack), ...props });

  test('waits for the latest sync of a stack by default', () => {
    const stack = newStack();
    newWaiter(stack);
    Template.fromStack(stack).hasResource(SYNC, {
      Properties: {
        ServiceToken: SERVICE_TOKEN,
        ServiceTimeout: 3_600,
        Region: REGION,
        StackName: 'prod',
        TimeoutInSeconds: 3_480,
      },
    });
    expect(Object.keys(only(stack, SYNC).Properties)).toHaveLength(6);
  });

  test('passes commit, trigger and timeout to the custom resource', () => {
    const stack = newStack();
    newWaiter(stack, { commit: 'c0ffee', trigger: '2', timeout: Duration.seconds(90) });
    expect(only(stack, SYNC).Properties).toMatchObject({
      Commit: 'c0ffee',
      Trigger: '2',
      TimeoutInSeconds: 90,
      ServiceTimeout: 210,
    });
  });

  test('can be used as a sync configuration, whose stack name is known after the sync', () => {
    const stack = newStack();
    const synced: ISyncConfiguration = newWaiter(stack);
    const name = { 'Fn::GetAtt': [logicalId(stack, synced), 'StackName'] };
    expect(stack.resolve(synced.stackName)).toEqual(name);
    expect(stack.resolve(synced.syncConfigurationRef.resourceName)).toEqual(name);
    new SyncBlockerResolution(stack, 'Resolution', { syncConfiguration: synced, reason: 'reviewed' });
    synced.grants.read(newRole(stack));
    expect(only(stack, RESOLUTION).Properties.StackName).toEqual(name);
    expect(statements(stack)).toContainEqual(expect.objectContaining({ Resource: '*' }));
  });

  test('provides the attributes of the sync', () => {
    const stack = newStack();
    const synced = newWaiter(stack);
    const attributes = {
      Revision: synced.successfulSyncRevision,
      Branch: synced.successfulSyncBranch,
      Directory: synced.successfulSyncDirectory,
      Target: synced.successfulSyncTarget,
    };
    for (const [name, value] of Object.entries(attributes)) {
      expect(stack.resolve(value)).toEqual({ 'Fn::GetAtt': [logicalId(stack, synced), name] });
      new CfnOutput(stack, name, { value });
    }
  });

  test('is created after the sync configuration of the app and its pull request comment', () => {
    const stack = newStack();
    const syncConfiguration = newSync(stack, { pullRequestComment: true });
    newWaiter(stack, { syncConfiguration });
    const [comment] = Object.keys(Template.fromStack(stack).findResources(COMMENT));
    expect(only(stack, SYNC).DependsOn).toEqual(expect.arrayContaining([logicalId(stack, syncConfiguration), comment]));
  });

  test('allows its calls under both prefixes', () => {
    const stack = newStack();
    newWaiter(stack);
    const links = ['codeconnections', 'codestar-connections'].map((prefix) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${prefix}:*:*:repository-link/*`]],
    }));
    expect(statements(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: both('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'),
        Resource: '*',
      },
      { Effect: 'Allow', Action: both('GetRepositorySyncStatus'), Resource: links },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn(stack) },
    ]);
  });

  test.each(lengths(1, 255))('accepts a commit of %d characters: %s', (length, taken) => {
    const create = () => newWaiter(newStack(), { commit: 'x'.repeat(length) });
    if (taken) expect(create).not.toThrow();
    else expect(create).toThrow(`'commit' must have 1 to 255 characters, got ${length}`);
  });

  test.each([
    [Duration.seconds(0), false],
    [Duration.seconds(1), true],
    [Duration.minutes(58), true],
    [Duration.seconds(58 * 60 + 1), false],
    [Duration.seconds(Lazy.number({ produce: () => 60 })), false],
  ])('accepts a timeout of %s: %s', (timeout, taken) => {
    const create = () => newWaiter(newStack(), { timeout });
    if (taken) expect(create).not.toThrow();
    else expect(create).toThrow("'timeout' must be");
  });

  test('accepts a commit that is a token', () => {
    const stack = newStack();
    newWaiter(stack, { commit: token(stack) });
    expect(only(stack, SYNC).Properties.Commit).toEqual({ Ref: 'Parameter' });
  });

  test('is refused for a repository of Azure DevOps', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Azure', { providerType: ProviderType.AZURE_DEVOPS });
    const repositoryLink = new RepositoryLink(stack, 'Repository', { connection, ownerId: 'o', repositoryName: 'r' });
    newWaiter(stack, { syncConfiguration: newSync(stack, { repositoryLink }) });
    expect(() => Template.fromStack(stack)).toThrow(/Git sync does not support the provider type 'AzureDevOps'/);
  });
});

test('the custom resources of Git sync share one function, role and log group, with a policy for each type', () => {
  const stack = newStack();
  const syncConfiguration = newSync(stack, { pullRequestComment: true, role: newRole(stack) });
  for (let number = 0; number < 10; number += 1) {
    new SyncBlockerResolution(stack, `Resolution${number}`, { syncConfiguration, reason: `${number}` });
    new SuccessfulSync(stack, `Synced${number}`, { syncConfiguration });
  }
  const template = Template.fromStack(stack);
  for (const type of ['Lambda::Function', 'Logs::LogGroup']) template.resourceCountIs(`AWS::${type}`, 1);
  template.resourceCountIs('AWS::IAM::Role', 2); // with that of Git sync
  template.resourceCountIs('AWS::IAM::Policy', 3);
});

test.each(Object.entries(GRANTEES))('resolving sync blockers can be granted to %s', (_, granteeIn) => {
  const stack = newStack();
  imported(stack).grants.resolveSyncBlockers(granteeIn(stack));
  expect(statements(stack)).toEqual([
    {
      Effect: 'Allow',
      Action: both('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'UpdateSyncBlocker'),
      Resource: '*',
    },
  ]);
});

function functionArn(stack: Stack): unknown {
  const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return { 'Fn::GetAtt': [id, 'Arn'] };
}
