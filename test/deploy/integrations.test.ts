import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { awsRequest } from '../../local/aws/aws-request.ts';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import {
  AvailableConnection,
  Connection,
  ConnectionBuildSource,
  ConnectionEvents,
  FailedSyncAlarm,
  ProviderType,
  RepositoryLink,
  SyncConfiguration,
} from '../../src';
import { Deployment, ENV } from './deployment';

jest.setTimeout(240_000);

const removalPolicy = RemovalPolicy.DESTROY;
const queueName = 'told';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
});

afterAll(() => deployment.stop());

function build(stack: Stack): void {
  const connection = new AvailableConnection(stack, 'Ready', {
    connection: new Connection(stack, 'Connection', { providerType: ProviderType.GITHUB, removalPolicy }),
  });
  const link = new RepositoryLink(stack, 'Link', { connection, ownerId: 'my-org', repositoryName: 'infra' });
  const sync = new SyncConfiguration(stack, 'Sync', {
    repositoryLink: link,
    branch: 'main',
    configFile: 'deploy.yaml',
    stackName: 'prod',
    removalPolicy,
  });

  const notificationTopic = new Topic(stack, 'Topic');
  const queue = new Queue(stack, 'Queue', { queueName });
  notificationTopic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
  new FailedSyncAlarm(stack, 'Failed', { notificationTopic, repositoryLinks: [link], syncConfigurations: [sync] });
  new Rule(stack, 'Deleted', {
    eventPattern: ConnectionEvents.fromConnection(connection).apiCallPattern({ operations: ['DeleteConnection'] }),
    targets: [new SnsTopic(notificationTopic)],
  });

  new Project(stack, 'Build', { source: ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' }) });
}

test('rules, alarm and build project are deployed after the handshake, work, and are destroyed', async () => {
  const deploying = deployment.deploy('integrations', build);
  const connectionArn = await deployment.pendingConnection();
  deployment.aws.simulator.completeConnection(connectionArn);
  expect(await deploying).toMatchObject({ exitCode: 0 });

  expect(await sourceOfProject()).toMatchObject({
    type: 'GITHUB',
    auth: { type: 'CODECONNECTIONS', resource: connectionArn },
  });

  const { repositoryLinks } = await codeConnections(deployment.aws.env);
  const linkId = repositoryLinks[0]?.RepositoryLinkId ?? '';
  await put(
    repositorySync('GitSync Repository Sync Status Change', linkId, 'FAILED'),
    repositorySync('Git Sync Repository Sync Status Change', linkId, 'FAILED'),
    repositorySync('GitSync Repository Sync Status Change', linkId, 'SUCCEEDED'),
    repositorySync('GitSync Repository Sync Status Change', 'another', 'FAILED'),
  );
  await put(
    stackSync('GitSync Resource Sync Status Change', 'prod', 'FAILED'),
    stackSync('Git Sync Resource Sync Status Change', 'prod', 'FAILED'),
    stackSync('GitSync Resource Sync Status Change', 'prod', 'IN_PROGRESS'),
    stackSync('GitSync Resource Sync Status Change', 'production', 'FAILED'),
  );
  await put(
    apiCall('DeleteConnection', connectionArn),
    apiCall('GetConnection', connectionArn),
    apiCall('DeleteConnection', 'another'),
  );
  // The local AWS does not look into lists, so what has failed is not in its messages.
  const failure = expect.stringMatching(/^"Git sync of .* has failed at commit abc"$/);
  expect((await told()).sort()).toEqual([
    ...Array(4).fill(failure),
    expect.stringContaining(
      `"eventName": "DeleteConnection", "requestParameters": {"connectionArn": "${connectionArn}"}`,
    ),
  ]);

  expect(await deployment.destroy('integrations')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

/** What the only project builds from. */
async function sourceOfProject(): Promise<unknown> {
  const { projects: names } = await call<{ projects: string[] }>('codebuild', 'CodeBuild_20161006.ListProjects', {});
  const target = 'CodeBuild_20161006.BatchGetProjects';
  const { projects } = await call<{ projects: { source: unknown }[] }>('codebuild', target, { names });
  return projects[0]?.source;
}

function call<T>(service: string, target: string, body: unknown): Promise<T> {
  return awsRequest<T>(deployment.aws.env, { service, target, body });
}

interface Event {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Resources?: string[];
}

function put(...Entries: Event[]): Promise<unknown> {
  return call('codeconnections', 'CodeConnections_20231201._PutEvents', { Entries });
}

function repositorySync(DetailType: string, repositoryLinkId: string, status: string): Event {
  const Detail = JSON.stringify({ repositoryLinkId, status, branch: 'main', commit: 'abc', repositoryName: 'infra' });
  const arn = `arn:aws:codestar-connections:${ENV.region}:${ENV.account}:repository-link/${repositoryLinkId}`;
  return { Source: 'aws.codeconnections', DetailType, Detail, Resources: [arn] };
}

function stackSync(DetailType: string, stackName: string, status: string): Event {
  const syncTarget = `arn:aws:cloudformation:${ENV.region}:${ENV.account}:stack/${stackName}/0a1b2c3d`;
  const Detail = JSON.stringify({ syncTarget, status, branch: 'main', commit: 'abc', repositoryName: 'infra' });
  return { Source: 'aws.codeconnections', DetailType, Detail, Resources: [syncTarget] };
}

function apiCall(eventName: string, connectionArn: string): Event {
  const Detail = JSON.stringify({
    eventSource: 'codeconnections.amazonaws.com',
    eventName,
    requestParameters: { connectionArn },
  });
  return { Source: 'aws.codeconnections', DetailType: 'AWS API Call via CloudTrail', Detail };
}

/** What the subscriber of the topic has got. */
async function told(): Promise<string[]> {
  const QueueUrl = `${deployment.aws.endpoint}/${ENV.account}/${queueName}`;
  const { Messages = [] } = await call<{ Messages?: { Body: string }[] }>('sqs', 'AmazonSQS.ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 3,
  });
  return Messages.map(({ Body }) => Body);
}
