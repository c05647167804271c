import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { BuildSpec, Project } from 'aws-cdk-lib/aws-codebuild';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { AccountRootPrincipal, CompositePrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
  ConnectionGitAccess,
  FailedSyncAlarm,
  ProviderType,
  RepositoryLink,
  SyncConfiguration,
} from '../../src';
import { buildShell, type DeployedProject, withSubmodule } from './build-shell';
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
  const project = new Project(stack, 'Modules', {
    buildSpec: BuildSpec.fromObject({ version: '0.2' }),
    role: new Role(stack, 'BuildRole', {
      assumedBy: new CompositePrincipal(new ServicePrincipal('codebuild.amazonaws.com'), new AccountRootPrincipal()),
    }),
  });
  ConnectionGitAccess.fromConnection({ connection, repositories: ['my-org/lib'] }).addToProject(project);
}

test('rules, alarm and build project are deployed after the handshake, work, and are destroyed', async () => {
  const deploying = deployment.deploy('integrations', build);
  const connectionArn = await deployment.pendingConnection();
  deployment.aws.simulator.completeConnection(connectionArn);
  expect(await deploying).toMatchObject({ exitCode: 0 });

  expect((await projectWith('GITHUB')).source.auth).toEqual({ type: 'CODECONNECTIONS', resource: connectionArn });
  await readInBuild(await projectWith('NO_SOURCE'), connectionArn);

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

/** A build reads the other repository by each of its addresses, over the connection with its role, and no further one. */
async function readInBuild(project: DeployedProject, connectionArn: string): Promise<void> {
  const { simulator } = deployment.aws;
  const files = { 'README.md': 'the library' };
  const commit = simulator.push({ repository: 'my-org/lib', branch: 'main', files });
  simulator.push({ repository: 'my-org/private', branch: 'main', files });
  const shell = await buildShell(deployment.aws, project);
  try {
    expect(await shell.run(['clone', 'https://github.com/my-org/lib', 'clone'])).toMatchObject({ code: 0 });
    await withSubmodule(shell, 'app', 'git@github.com:my-org/lib.git', commit);
    expect(await shell.run(['-C', 'app', 'submodule', 'update', '--init'])).toMatchObject({ code: 0 });
    for (const path of ['clone', join('app', 'lib')]) {
      expect(readFileSync(join(shell.folder, path, 'README.md'), 'utf8')).toBe('the library');
    }
    const lib = await shell.line('ls-remote', '--get-url', 'https://github.com/my-org/lib');
    const other = lib.replace('/lib.git', '/private.git');
    expect(await shell.run(['ls-remote', other])).toMatchObject({
      code: 128,
      err: expect.stringMatching(`perform: codeconnections:UseConnection on resource: ${connectionArn}`),
    });
  } finally {
    shell.remove();
  }
}

/** The project with a source of this type. */
async function projectWith(type: string): Promise<DeployedProject> {
  const { projects: names } = await call<{ projects: string[] }>('codebuild', 'CodeBuild_20161006.ListProjects', {});
  const target = 'CodeBuild_20161006.BatchGetProjects';
  const { projects } = await call<{ projects: DeployedProject[] }>('codebuild', target, { names });
  return projects.find(({ source }) => source.type === type) as DeployedProject;
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
