process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRepositoryLink, CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import { type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  ConnectionApiCallEvent,
  ConnectionEvents,
  RepositoryLink,
  RepositoryLinkEvents,
  SyncConfiguration,
  SyncConfigurationEvents,
  SyncStatus,
  SyncStatusChangeEvent,
} from '../src';
import { ACCOUNT, CONNECTION_ARN, CONNECTIONS, importedConnection, stackIn } from './integrations/fixtures';

const LINK_ID = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const LINK_ARN = `arn:aws:codestar-connections:eu-west-1:${ACCOUNT}:repository-link/${LINK_ID}`;
const REPOSITORY = ['GitSync Repository Sync Status Change', 'Git Sync Repository Sync Status Change'];
const RESOURCE = ['GitSync Resource Sync Status Change', 'Git Sync Resource Sync Status Change'];

/** The pattern as a rule renders it. */
function rendered(stack: Stack, eventPattern: EventPattern): unknown {
  new Rule(stack, 'Rule', { eventPattern });
  return Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'))[0]?.Properties.EventPattern;
}

describe('syncs of a repository', () => {
  const links: Record<
    string,
    (stack: Stack) => [link: Parameters<typeof RepositoryLinkEvents.fromRepositoryLink>[0], id: unknown]
  > = {
    'an import': (stack) => [RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN), LINK_ID],
    'an L1': (stack) => {
      const props = { connectionArn: CONNECTION_ARN, ownerId: 'my-org', repositoryName: 'infra' };
      const link = new CfnRepositoryLink(stack, 'Link', props);
      return [link, { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Link' }] }] }];
    },
    'an L2': (stack) => {
      const props = { connection: importedConnection(stack), ownerId: 'my-org', repositoryName: 'infra' };
      const link = new RepositoryLink(stack, 'Link', props);
      const arn = stack.resolve(link.repositoryLinkArn);
      return [link, { 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] }];
    },
  };

  test.each(Object.entries(links))('of %s, under both spellings', (_, make) => {
    const stack = stackIn();
    const [link, id] = make(stack);
    expect(rendered(stack, RepositoryLinkEvents.fromRepositoryLink(link).syncStatusChangePattern())).toEqual({
      source: ['aws.codeconnections'],
      'detail-type': REPOSITORY,
      detail: { repositoryLinkId: [id] },
    });
  });

  test('of some branches that come to some statuses', () => {
    const stack = stackIn();
    const link = RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN);
    const pattern = RepositoryLinkEvents.fromRepositoryLink(link).syncStatusChangePattern({
      branches: ['main', 'release'],
      statuses: [SyncStatus.FAILED, SyncStatus.SUCCEEDED],
    });
    expect(pattern.detail).toEqual({
      repositoryLinkId: [LINK_ID],
      branch: ['main', 'release'],
      status: ['FAILED', 'SUCCEEDED'],
    });
  });

  test('of all repository links', () => {
    expect(rendered(stackIn(), RepositoryLinkEvents.fromAllRepositoryLinks().syncStatusChangePattern())).toEqual({
      source: ['aws.codeconnections'],
      'detail-type': REPOSITORY,
    });
  });

  test.each<[string, (stack: Stack) => RepositoryLinkEvents]>([
    [
      'one repository link',
      (stack) => RepositoryLinkEvents.fromRepositoryLink(RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN)),
    ],
    ['all repository links', () => RepositoryLinkEvents.fromAllRepositoryLinks()],
  ])('an empty list is refused: %s', (_, make) => {
    const events = make(stackIn());
    expect(() => events.syncStatusChangePattern({ branches: [] })).toThrow(
      "'branches' must have at least 1 entry, got 0",
    );
    expect(() => events.syncStatusChangePattern({ statuses: [] })).toThrow(
      "'statuses' must have at least 1 entry, got 0",
    );
  });
});

describe('syncs of a stack', () => {
  const target = (...name: unknown[]) => ({
    prefix: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...name]] },
  });
  const stackArn = `:cloudformation:eu-west-1:${ACCOUNT}:stack/`;

  test('of an L1, under both spellings', () => {
    const stack = stackIn();
    const configuration = new CfnSyncConfiguration(stack, 'Sync', {
      branch: 'main',
      configFile: 'deploy.yaml',
      repositoryLinkId: LINK_ID,
      resourceName: 'prod',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/sync`,
      syncType: 'CFN_STACK_SYNC',
    });
    expect(
      rendered(stack, SyncConfigurationEvents.fromSyncConfiguration(configuration).syncStatusChangePattern()),
    ).toEqual({
      source: ['aws.codeconnections'],
      'detail-type': RESOURCE,
      detail: { syncTarget: [target(stackArn, { 'Fn::Select': [0, { 'Fn::Split': ['|', { Ref: 'Sync' }] }] }, '/')] },
    });
  });

  test('of an L2, of some branches that come to some statuses', () => {
    const stack = stackIn();
    const configuration = new SyncConfiguration(stack, 'Sync', {
      repositoryLink: RepositoryLink.fromRepositoryLinkArn(stack, 'Link', LINK_ARN),
      branch: 'main',
      configFile: 'deploy.yaml',
      stackName: 'prod',
    });
    const pattern = SyncConfigurationEvents.fromSyncConfiguration(configuration).syncStatusChangePattern({
      branches: ['main'],
      statuses: [SyncStatus.FAILED],
    });
    expect(rendered(stack, pattern)).toMatchObject({
      detail: { syncTarget: [target(`${stackArn}prod/`)], branch: ['main'], status: ['FAILED'] },
    });
  });

  test('of all stacks', () => {
    const pattern = SyncConfigurationEvents.fromAllSyncConfigurations().syncStatusChangePattern({
      statuses: [SyncStatus.FAILED],
    });
    expect(rendered(stackIn(), pattern)).toEqual({
      source: ['aws.codeconnections'],
      'detail-type': RESOURCE,
      detail: { status: ['FAILED'] },
    });
  });
});

describe('API calls', () => {
  test.each(Object.entries(CONNECTIONS))('on %s, under either prefix, by either name of the ARN', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    const arn = stack.resolve(connection.connectionRef.connectionArn);
    const events = ConnectionEvents.fromConnection(connection);
    expect(rendered(stack, events.apiCallPattern({ operations: ['DeleteConnection', 'TagResource'] }))).toEqual({
      source: ['aws.codeconnections', 'aws.codestar-connections'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['codeconnections.amazonaws.com', 'codestar-connections.amazonaws.com'],
        eventName: ['DeleteConnection', 'TagResource'],
        $or: [{ requestParameters: { connectionArn: [arn] } }, { requestParameters: { resourceArn: [arn] } }],
      },
    });
  });

  test('on all connections', () => {
    expect(rendered(stackIn(), ConnectionEvents.fromAllConnections().apiCallPattern())).toEqual({
      source: ['aws.codeconnections', 'aws.codestar-connections'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['codeconnections.amazonaws.com', 'codestar-connections.amazonaws.com'] },
    });
  });

  test.each<[string, (stack: Stack) => ConnectionEvents]>([
    ['one connection', (stack) => ConnectionEvents.fromConnection(importedConnection(stack))],
    ['all connections', () => ConnectionEvents.fromAllConnections()],
  ])('an empty list is refused: %s', (_, make) => {
    const events = make(stackIn());
    expect(() => events.apiCallPattern({ operations: [] })).toThrow("'operations' must have at least 1 entry, got 0");
  });
});

test.each([
  [
    SyncStatusChangeEvent,
    'branch commit connectionArn ownerId providerType repositoryLinkId repositoryName status syncTarget',
  ],
  [ConnectionApiCallEvent, 'eventName userIdentity.arn requestParameters.connectionArn errorCode'],
])('fields of an event can be handed to a target: %p', (fields, paths) => {
  const names = Object.entries(Object.getOwnPropertyDescriptors(fields)).filter(([, { get }]) => get);
  const message = RuleTargetInput.fromObject(
    Object.fromEntries(names.map(([name]) => [name, Reflect.get(fields, name)])),
  );
  const stack = stackIn();
  const rule = new Rule(stack, 'Rule', { eventPattern: ConnectionEvents.fromAllConnections().apiCallPattern() });
  rule.addTarget(new SqsQueue(new Queue(stack, 'Queue'), { message }));
  const [target] =
    Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'))[0]?.Properties.Targets ?? [];
  expect(Object.values(target.InputTransformer.InputPathsMap).sort()).toEqual(
    paths
      .split(' ')
      .map((path) => `$.detail.${path}`)
      .sort(),
  );
});
