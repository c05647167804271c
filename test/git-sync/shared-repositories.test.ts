import { App, Duration, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AvailableConnection, Connection, GitRepository, type RepositoryLink } from '../../src';
import { ACCOUNT, arnOf, logicalId, newStack, only, REGION, token, UUID } from '../fixtures';
import {
  comesAfter,
  count,
  idOf,
  imported,
  LINK,
  newConnection,
  repository,
  SUCCESS,
  SYNC,
  synced,
  TARGET,
  templateOf,
  WAIT,
} from './synced-stacks';

describe('several GitSyncedStacks in one CDK stack', () => {
  test('share the link to a repository and the wait for its connection', () => {
    const stack = newStack();
    synced(stack, 'prod');
    synced(stack, 'dev');
    synced(stack, 'docs', repository(stack, { name: 'my-org/docs' }));
    expect([WAIT, LINK, SYNC, TARGET].map((type) => count(stack, type))).toEqual([1, 2, 3, 3]);
    expect(count(stack, 'AWS::Lambda::Function')).toBe(1);
  });

  test('keep the logical id of the link when the first one is removed', () => {
    const idsOf = (...names: string[]) => {
      const stack = newStack();
      for (const name of names) synced(stack, name);
      return [idOf(stack, LINK), idOf(stack, WAIT)];
    };
    expect(idsOf('dev')).toEqual(idsOf('prod', 'dev'));
  });

  test('do not wait for an AvailableConnection again', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', { connection: newConnection(stack) });
    synced(stack, 'prod', repository(stack, { connection }));
    synced(stack, 'dev', repository(stack, { connection }));
    expect(idOf(stack, WAIT)).toBe(logicalId(stack, connection));
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([1, 1]);
  });

  test('share the link and the wait of a connection that is imported twice', () => {
    const stack = newStack();
    for (const name of ['prod', 'dev']) {
      const connection = Connection.fromConnectionArn(stack, `${name}-connection`, arnOf(`connection/${UUID}`));
      synced(stack, name, repository(stack, { connection }));
    }
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([1, 1]);
  });

  test('are refused with two connections for one repository', () => {
    const stack = newStack();
    synced(stack, 'prod');
    const connection = newConnection(stack, 'Other');
    expect(() => synced(stack, 'dev', repository(stack, { connection }))).toThrow(
      "another synced stack reaches the repository my-org/infra through another connection, got 'Stack/Other'",
    );
  });

  test('share one notification topic and one timeout', () => {
    const stack = newStack();
    const [topic, other] = ['Topic', 'Other'].map((id) => new Topic(stack, id));
    const timeout = Duration.minutes(10);
    synced(stack, 'prod', repository(stack, { notificationTopic: topic, timeout }));
    synced(stack, 'dev', repository(stack, { notificationTopic: topic, timeout: Duration.seconds(600) }));
    synced(stack, 'test');
    expect(only(stack, WAIT).Properties).toMatchObject({
      NotificationTopicArn: { Ref: logicalId(stack, topic) },
      TimeoutInSeconds: 600,
    });
    expect(() => synced(stack, 'beta', repository(stack, { notificationTopic: other }))).toThrow(
      "another synced stack already waits for the connection 'Stack/GitHub', with another 'notificationTopic'",
    );
    expect(() => synced(stack, 'gamma', repository(stack, { timeout: Duration.minutes(11) }))).toThrow(
      "with another 'notificationTopic' or 'timeout'",
    );
  });

  test('share the link to a repository that is known only at deployment', () => {
    const stack = newStack();
    const owner = token(stack);
    for (const name of ['prod', 'dev']) synced(stack, name, repository(stack, { name: `${owner}/infra` }));
    synced(stack, 'docs', repository(stack, { name: `${owner}/docs` }));
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([1, 2]);
    const ids = Object.keys(templateOf(stack).findResources(LINK));
    for (const id of ids) expect(id).toMatch(/^GitSyncedRepositoriesRepository[0-9a-f]{8}/);
  });

  test('can give a repository as one token', () => {
    const stack = newStack();
    const name = token(stack);
    for (const id of ['prod', 'dev']) synced(stack, id, repository(stack, { name }));
    const half = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', { Ref: 'Parameter' }] }] });
    expect(only(stack, LINK).Properties).toMatchObject({ OwnerId: half(0), RepositoryName: half(1) });
  });

  test('can be ordered by syncAfter, which waits for the first sync of the others', () => {
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

  test('share the wait for a first sync', () => {
    const stack = newStack();
    const network = synced(stack, 'network', { ...repository(stack), waitForSync: true });
    synced(stack, 'app', { ...repository(stack), syncAfter: [network] });
    expect(count(stack, SUCCESS)).toBe(1);
  });
});

test('GitSyncedStacks beyond the policy size of the function are refused', () => {
  const app = new App();
  const stack = new Stack(app, 'setup', { env: { account: ACCOUNT, region: REGION } });
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `service-${from + index}`);
  for (const name of names(0, 16)) synced(stack, name);
  expect(() => app.synth()).not.toThrow();
  for (const name of names(16, 20)) synced(stack, name);
  expect(() => app.synth({ force: true })).toThrow(
    /policies of about 10719 characters, but IAM allows 10240 for its role; move some/,
  );
});

describe('GitSyncedStacks in several CDK stacks', () => {
  test('are refused with two links for one repository in an account and Region', () => {
    const app = new App();
    const stackIn = (id: string, region = REGION) => new Stack(app, id, { env: { account: ACCOUNT, region } });
    const [one, other, agnostic] = [stackIn('one'), stackIn('other'), new Stack(app, 'agnostic')];
    const shared = repository(one);
    const { connection } = synced(one, 'prod', shared).repositoryLink as RepositoryLink;
    expect(() => synced(other, 'test', shared)).toThrow(
      "the repository my-org/infra already has a link in the stack 'one'",
    );
    for (const [stack, name, props] of [
      [other, 'app', repository(other, { connection, name: 'my-org/app' })],
      [other, 'gitlab', repository(other, { connection: newConnection(other, 'GitLab') })],
      [stackIn('region', 'eu-west-3'), 'prod', shared],
      [agnostic, 'prod', repository(agnostic)],
    ] as const) {
      expect(() => synced(stack, name, props)).not.toThrow();
    }
  });

  test('can share a link and an order', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const [one, two] = ['one', 'two'].map((id) => new Stack(app, id, { env }));
    const first = synced(one, 'prod');
    const { repositoryLink } = first;
    const second = synced(two, 'dev', { repository: GitRepository.fromLink(repositoryLink), syncAfter: [first] });
    expect([count(one, LINK), count(two, LINK), count(two, WAIT)]).toEqual([1, 0, 0]);
    expect(two.dependencies).toContain(one);
    expect(second.repositoryLink).toBe(repositoryLink);
    // The connection is known from the link.
    const trust =
      templateOf(two).toJSON().Resources[logicalId(two, second.gitSyncRole)].Properties.AssumeRolePolicyDocument;
    expect(JSON.stringify(trust)).toContain('Fn::ImportValue');
  });

  test('are refused for the same stack in an account and Region', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const [one, two] = ['one', 'two'].map((id) => new Stack(app, id, { env }));
    synced(one, 'prod');
    synced(two, 'prod', { repository: GitRepository.fromLink(imported(two)) });
    expect(() => app.synth()).toThrow(
      "[two/prod/SyncConfiguration] [STACK_SYNCED_TWICE] a stack can have only one sync configuration, and 'one/prod/SyncConfiguration' is already for the stack 'prod'",
    );
  });
});
