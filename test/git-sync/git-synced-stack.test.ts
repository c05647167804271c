import { App, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations as AnnotationsOf, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AvailableConnection,
  Connection,
  GitSyncedStack,
  type GitSyncedStackProps,
  ProviderType,
  RepositoryLink,
  StackPermissions,
  TriggerResourceUpdateOn,
} from '../../src';
import { ACCOUNT, arnOf, logicalId, newStack, only, REGION, token, UUID } from '../resources';

const CONNECTION = 'AWS::CodeConnections::Connection';
const GATE = 'Custom::CodeConnectionsAvailableConnection';
const LINK = 'AWS::CodeStarConnections::RepositoryLink';
const SYNC = 'AWS::CodeStarConnections::SyncConfiguration';
const COMMENT = 'Custom::CodeConnectionsPullRequestComment';
const TARGET = 'Custom::CodeConnectionsTargetStack';
const SUCCESS = 'Custom::CodeConnectionsSuccessfulSync';
const ROLE = 'AWS::IAM::Role';

const newConnection = (stack: Stack, id = 'GitHub') => new Connection(stack, id, { providerType: ProviderType.GITHUB });
const repository = (stack: Stack) => ({
  connection: (stack.node.tryFindChild('GitHub') as Connection | undefined) ?? newConnection(stack),
  ownerId: 'my-org',
  repositoryName: 'infra',
});
const synced = (stack: Stack, stackName = 'prod', props: Partial<GitSyncedStackProps> = repository(stack)) =>
  new GitSyncedStack(stack, stackName, { stackName, branch: 'main', configFile: `deploy/${stackName}.yaml`, ...props });
const imported = (stack: Stack) =>
  RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`));

const templateOf = (stack: Stack) => Template.fromStack(stack);
const count = (stack: Stack, type: string) => Object.keys(templateOf(stack).findResources(type)).length;
const idOf = (stack: Stack, type: string) => Object.keys(templateOf(stack).findResources(type))[0];

/** Whether CloudFormation creates the first resource after the second one, directly or not. */
function comesAfter(stack: Stack, later: string, earlier: string): boolean {
  const { Resources } = templateOf(stack).toJSON();
  const before = new Set([later]);
  for (const id of before) {
    const { DependsOn = [], Properties } = Resources[id];
    const text = JSON.stringify(Properties ?? {});
    const ids = Object.keys(Resources).filter((other) => text.includes(`"${other}"`));
    for (const other of [...[DependsOn].flat(), ...ids]) before.add(other);
  }
  return later !== earlier && before.has(earlier);
}

describe('a synced stack', () => {
  test('takes a connection that is waited for, a link, two roles, a stack and a sync configuration', () => {
    const stack = newStack();
    const { gitSyncRole, targetStack, repositoryLink } = synced(stack);
    const connection = logicalId(stack, stack.node.findChild('GitHub'));
    expect(only(stack, GATE).Properties.ConnectionArn).toEqual({ 'Fn::GetAtt': [connection, 'ConnectionArn'] });
    expect(only(stack, LINK).Properties).toEqual({
      ConnectionArn: { 'Fn::GetAtt': [idOf(stack, GATE), 'ConnectionArn'] },
      OwnerId: 'my-org',
      RepositoryName: 'infra',
    });
    expect(only(stack, SYNC).Properties).toEqual({
      Branch: 'main',
      ConfigFile: 'deploy/prod.yaml',
      RepositoryLinkId: { 'Fn::GetAtt': [logicalId(stack, repositoryLink), 'RepositoryLinkId'] },
      ResourceName: 'prod',
      RoleArn: stack.resolve(gitSyncRole.roleArn),
      SyncType: 'CFN_STACK_SYNC',
    });
    expect(only(stack, TARGET).Properties.StackName).toBe('prod');
    expect(logicalId(stack, targetStack)).toBe(idOf(stack, TARGET));
  });

  test('is made in an order in which each part finds what it needs, and so deleted the other way round', () => {
    const stack = newStack();
    const { gitSyncRole, stackOperationsRole, syncConfiguration } = synced(stack, 'prod', {
      ...repository(stack),
      waitForSync: true,
    });
    const sync = logicalId(stack, syncConfiguration);
    const [target, waiter, link] = [TARGET, GATE, LINK].map((type) => idOf(stack, type));
    const [operations, own] = [stackOperationsRole as iam.Role, gitSyncRole].map((role) => logicalId(stack, role));
    expect(comesAfter(stack, target, operations)).toBe(true);
    for (const earlier of [target, link, own, operations]) expect(comesAfter(stack, sync, earlier)).toBe(true);
    expect(comesAfter(stack, link, waiter)).toBe(true);
    expect(comesAfter(stack, idOf(stack, SUCCESS), sync)).toBe(true);
    // What is wrong with the stack is said before a person is asked to complete the handshake.
    expect(comesAfter(stack, target, waiter)).toBe(false);
  });

  test('keeps its two roles, and the stack, but not after a deployment that has failed to make them', () => {
    const stack = newStack();
    const { gitSyncRole, stackOperationsRole } = synced(stack);
    const { Resources } = templateOf(stack).toJSON();
    const ids = [gitSyncRole, stackOperationsRole as iam.Role].map((role) => logicalId(stack, role));
    for (const id of [...ids, idOf(stack, TARGET)]) expect(Resources[id].DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(only(stack, SYNC).DeletionPolicy).toBeUndefined();
  });

  test('goes with its roles when that is asked for', () => {
    const stack = newStack();
    const removalPolicy = RemovalPolicy.DESTROY;
    const { gitSyncRole } = synced(stack, 'prod', {
      ...repository(stack),
      removalPolicy,
      roleRemovalPolicy: removalPolicy,
    });
    const { Resources } = templateOf(stack).toJSON();
    expect(Resources[logicalId(stack, gitSyncRole)].DeletionPolicy).toBe('Delete');
    expect(only(stack, TARGET).DeletionPolicy).toBe('Delete');
  });

  test('that is kept while its roles go gets a warning, unless it uses another role', () => {
    const roleRemovalPolicy = RemovalPolicy.DESTROY;
    const stack = newStack();
    synced(stack, 'prod', { ...repository(stack), roleRemovalPolicy });
    synced(stack, 'test', { ...repository(stack), roleRemovalPolicy, removalPolicy: roleRemovalPolicy });
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com') });
    const stackPermissions = StackPermissions.operationsRole(role);
    synced(stack, 'own', { ...repository(stack), roleRemovalPolicy, stackPermissions });
    const annotations = AnnotationsOf.fromStack(stack).findWarning('*', Match.stringLikeRegexp('the roles go'));
    expect(annotations.map(({ id }) => id)).toEqual([`/${stack.node.path}/prod`]);
  });

  test('comments on pull requests, unless it is not to', () => {
    const stack = newStack();
    synced(stack);
    expect(only(stack, COMMENT).Properties.PullRequestComment).toBe('ENABLED');
    const other = newStack();
    synced(other, 'prod', { ...repository(other), pullRequestComment: false });
    expect(only(other, COMMENT).Properties.PullRequestComment).toBe('DISABLED');
  });

  test('has what the service can do besides', () => {
    const stack = newStack();
    synced(stack, 'prod', {
      ...repository(stack),
      publishDeploymentStatus: true,
      triggerResourceUpdateOn: TriggerResourceUpdateOn.FILE_CHANGE,
    });
    expect(only(stack, SYNC).Properties).toMatchObject({
      PublishDeploymentStatus: 'ENABLED',
      TriggerResourceUpdateOn: 'FILE_CHANGE',
    });
  });

  test('may be assumed on behalf of its connection only', () => {
    const stack = newStack();
    const { gitSyncRole } = synced(stack);
    const { Properties } = templateOf(stack).toJSON().Resources[logicalId(stack, gitSyncRole)];
    const connection = logicalId(stack, stack.node.findChild('GitHub'));
    expect(Properties.AssumeRolePolicyDocument.Statement[0].Condition.ArnLike).toEqual({
      'aws:SourceArn': { 'Fn::GetAtt': [connection, 'ConnectionArn'] },
    });
  });
});

describe('what the template needs', () => {
  const granted = (stack: Stack, role: iam.IRole) =>
    Object.entries(templateOf(stack).findResources('AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy.Properties.Roles).includes(logicalId(stack, role)),
    );

  test('is granted to the stack operations role, is kept with it, and is there before the first sync', () => {
    const stack = newStack();
    const it = synced(stack);
    new Bucket(stack, 'Templates').grantRead(it);
    const [[policyId, policy]] = granted(stack, it.stackOperationsRole as iam.IRole);
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain('s3:GetObject*');
    expect(policy.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(comesAfter(stack, idOf(stack, TARGET), policyId)).toBe(true);
  });

  test('is granted to the Git sync role where that has all permissions', () => {
    const stack = newStack();
    const it = synced(stack, 'prod', { ...repository(stack), stackPermissions: StackPermissions.gitSyncRole() });
    new Bucket(stack, 'Templates').grantRead(it);
    expect(it.stackOperationsRole).toBeUndefined();
    expect(granted(stack, it.gitSyncRole)).toHaveLength(1);
    expect(only(stack, TARGET).Properties).not.toHaveProperty('RoleArn');
  });

  test('may be what an existing role has', () => {
    const stack = newStack();
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/operations`;
    const role = iam.Role.fromRoleArn(stack, 'Operations', roleArn);
    synced(stack, 'prod', { ...repository(stack), stackPermissions: StackPermissions.operationsRole(role) });
    expect(only(stack, TARGET).Properties.RoleArn).toBe(roleArn);
  });
});

describe('synced stacks of one CDK stack', () => {
  test('share the link to a repository and the wait for its connection', () => {
    const stack = newStack();
    synced(stack, 'prod');
    synced(stack, 'dev');
    synced(stack, 'docs', { ...repository(stack), repositoryName: 'docs' });
    expect([GATE, LINK, SYNC, TARGET].map((type) => count(stack, type))).toEqual([1, 2, 3, 3]);
    expect(count(stack, 'AWS::Lambda::Function')).toBe(1);
  });

  test('have a link that stays when the one that came first is removed', () => {
    const idsOf = (...names: string[]) => {
      const stack = newStack();
      for (const name of names) synced(stack, name);
      return [idOf(stack, LINK), idOf(stack, GATE)];
    };
    expect(idsOf('dev')).toEqual(idsOf('prod', 'dev'));
  });

  test('wait for no connection that is waited for already', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', { connection: newConnection(stack) });
    synced(stack, 'prod', { ...repository(stack), connection });
    synced(stack, 'dev', { ...repository(stack), connection });
    expect(idOf(stack, GATE)).toBe(logicalId(stack, connection));
    expect([count(stack, GATE), count(stack, LINK)]).toEqual([1, 1]);
  });

  test('share what is imported twice', () => {
    const stack = newStack();
    for (const name of ['prod', 'dev']) {
      const connection = Connection.fromConnectionArn(stack, `${name}-connection`, arnOf(`connection/${UUID}`));
      synced(stack, name, { ...repository(stack), connection });
    }
    expect([count(stack, GATE), count(stack, LINK)]).toEqual([1, 1]);
  });

  test('cannot reach one repository through two connections', () => {
    const stack = newStack();
    synced(stack, 'prod');
    const connection = newConnection(stack, 'Other');
    expect(() => synced(stack, 'dev', { ...repository(stack), connection })).toThrow(
      "the repository my-org/infra is reached through another connection by another synced stack, got 'Stack/Other'; give all of them the same 'connection', or a 'repositoryLink'",
    );
  });

  test('tell one topic of the handshake, and have one time-out', () => {
    const stack = newStack();
    const [topic, other] = ['Topic', 'Other'].map((id) => new Topic(stack, id));
    const connectionTimeout = Duration.minutes(10);
    synced(stack, 'prod', { ...repository(stack), notificationTopic: topic, connectionTimeout });
    synced(stack, 'dev', { ...repository(stack), notificationTopic: topic, connectionTimeout: Duration.seconds(600) });
    synced(stack, 'test');
    expect(only(stack, GATE).Properties).toMatchObject({
      NotificationTopicArn: { Ref: logicalId(stack, topic) },
      TimeoutInSeconds: 600,
    });
    const again = { notificationTopic: other };
    expect(() => synced(stack, 'beta', { ...repository(stack), ...again })).toThrow(
      "the connection 'Stack/GitHub' is waited for already, with another 'notificationTopic' or 'connectionTimeout'",
    );
    expect(() => synced(stack, 'gamma', { ...repository(stack), connectionTimeout: Duration.minutes(11) })).toThrow(
      "with another 'notificationTopic' or 'connectionTimeout'",
    );
  });

  test('have links of their own to repositories that are known at deployment only', () => {
    const stack = newStack();
    const ownerId = token(stack);
    for (const name of ['prod', 'dev']) synced(stack, name, { ...repository(stack), ownerId });
    expect([count(stack, GATE), count(stack, LINK)]).toEqual([1, 2]);
  });

  test('can be in an order, by the first success of the others, which is then waited for', () => {
    const stack = newStack();
    const syncTimeout = Duration.minutes(5);
    const network = synced(stack, 'network', { ...repository(stack), syncTimeout });
    const database = synced(stack, 'database');
    const app = synced(stack, 'app', { ...repository(stack), syncAfter: [network, database] });
    expect(app.successfulSync).toBeUndefined();
    expect(count(stack, SUCCESS)).toBe(2);
    const sync = logicalId(stack, app.syncConfiguration);
    for (const { successfulSync, targetStack } of [network, database]) {
      expect(comesAfter(stack, sync, logicalId(stack, successfulSync ?? app))).toBe(true);
      expect(comesAfter(stack, logicalId(stack, targetStack), sync)).toBe(false);
    }
    const waits = Object.values(templateOf(stack).findResources(SUCCESS));
    expect(waits.map(({ Properties }) => [Properties.StackName, Properties.TimeoutInSeconds]).sort()).toEqual([
      ['database', 3_480],
      ['network', 300],
    ]);
  });

  test('wait for one that is waited for anyway without another wait', () => {
    const stack = newStack();
    const network = synced(stack, 'network', { ...repository(stack), waitForSync: true });
    synced(stack, 'app', { ...repository(stack), syncAfter: [network] });
    expect(count(stack, SUCCESS)).toBe(1);
  });
});

test('more synced stacks than the role of the function can have policies for are refused', () => {
  const app = new App();
  const stack = new Stack(app, 'setup', { env: { account: ACCOUNT, region: REGION } });
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `service-${from + index}`);
  for (const name of names(0, 16)) synced(stack, name);
  expect(() => app.synth()).not.toThrow();
  for (const name of names(16, 20)) synced(stack, name);
  expect(() => app.synth({ force: true })).toThrow(
    /policies of about 10719 characters, and IAM takes 10240 for its role; move some/,
  );
});

describe('synced stacks of several CDK stacks', () => {
  test('are refused with a link of their own for the same repository', () => {
    const app = new App();
    const stackIn = (id: string, region = REGION) => new Stack(app, id, { env: { account: ACCOUNT, region } });
    const [one, other, agnostic] = [stackIn('one'), stackIn('other'), new Stack(app, 'agnostic')];
    const shared = repository(one);
    synced(one, 'prod', shared);
    expect(() => synced(other, 'test', shared)).toThrow(
      "the repository my-org/infra has a link in the stack 'one' already, and can have one only in an account and Region; give the 'repositoryLink' of a synced stack there in place of 'connection', 'ownerId' and 'repositoryName'",
    );
    for (const [stack, name, props] of [
      [other, 'app', { ...shared, repositoryName: 'app' }],
      [other, 'gitlab', { ...shared, connection: newConnection(other, 'GitLab') }],
      [stackIn('region', 'eu-west-3'), 'prod', shared],
      [agnostic, 'prod', repository(agnostic)],
    ] as const) {
      expect(() => synced(stack, name, props)).not.toThrow();
    }
  });

  test('share a link that is handed on, and an order', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const [one, two] = ['one', 'two'].map((id) => new Stack(app, id, { env }));
    const first = synced(one, 'prod');
    const { repositoryLink } = first;
    const second = synced(two, 'dev', { repositoryLink, syncAfter: [first] });
    expect([count(one, LINK), count(two, LINK), count(two, GATE)]).toEqual([1, 0, 0]);
    expect(two.dependencies).toContain(one);
    expect(second.repositoryLink).toBe(repositoryLink);
    // The connection is known from the link.
    const trust =
      templateOf(two).toJSON().Resources[logicalId(two, second.gitSyncRole)].Properties.AssumeRolePolicyDocument;
    expect(JSON.stringify(trust)).toContain('Fn::ImportValue');
  });

  test('are refused for the same stack of an account and Region', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const [one, two] = ['one', 'two'].map((id) => new Stack(app, id, { env }));
    synced(one, 'prod');
    synced(two, 'prod', { repositoryLink: imported(two) });
    expect(() => app.synth()).toThrow(
      "'two/prod/SyncConfiguration': a stack can have one sync configuration, and 'one/prod/SyncConfiguration' is for the stack 'prod' already",
    );
  });
});

describe('the deployment file', () => {
  test.each([
    '../prod.yaml',
    '/deploy/prod.yaml',
    './prod.yaml',
    'deploy/',
    'deploy//prod.yaml',
    'deploy\\\\prod.yaml',
    '',
  ])('is within the repository, and not at %j', (configFile) => {
    const stack = newStack();
    expect(() => synced(stack, 'prod', { ...repository(stack), configFile })).toThrow("'configFile' must");
  });

  test.each(['prod.yaml', 'deploy/prod.yml', '.deploy/v1..2/my prod.json', Lazy.string({ produce: () => '/' })])(
    'may be %j',
    (configFile) => {
      const stack = newStack();
      expect(() => synced(stack, 'prod', { ...repository(stack), configFile })).not.toThrow();
    },
  );
});

describe('the repository', () => {
  test.each([
    [{}, 'got none; give the others'],
    [{ ownerId: 'my-org' }, "got 'ownerId'; give the others"],
    [{ ownerId: 'my-org', repositoryName: 'infra' }, "got 'ownerId', 'repositoryName'; give the others"],
  ])('must be given as a whole: %j', (props, message) => {
    expect(() => synced(newStack(), 'prod', props)).toThrow(
      `a synced stack needs 'connection', 'ownerId', 'repositoryName', or a 'repositoryLink', ${message}`,
    );
  });

  test('must not be given besides a link', () => {
    const stack = newStack();
    const both = { repositoryLink: imported(stack), ownerId: 'my-org', connectionTimeout: Duration.minutes(1) };
    expect(() => synced(stack, 'prod', both)).toThrow(
      "'repositoryLink' says all of the repository, got 'ownerId', 'connectionTimeout' besides; remove them",
    );
  });

  test('may be that of a link which exists', () => {
    const stack = newStack();
    synced(stack, 'prod', { repositoryLink: imported(stack) });
    expect(only(stack, SYNC).Properties.RepositoryLinkId).toBe(UUID);
    expect([CONNECTION, GATE, LINK].map((type) => count(stack, type))).toEqual([0, 0, 0]);
    expect(count(stack, ROLE)).toBe(3); // two, and that of the function
  });
});
