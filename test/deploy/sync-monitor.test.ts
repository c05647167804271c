import { setTimeout as sleep } from 'node:timers/promises';
import { Duration, type Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { awsRequest } from '../../local/aws/aws-request.ts';
import { MonitorEventBus, SyncMonitor } from '../../src';
import { Account } from './account';
import { type Build, Deployment, ENV } from './deployment';

jest.setTimeout(240_000);

const BUS = 'git-sync';
/** Of alarms, in seconds. On AWS it is the rate of the monitor, a minute at least: nobody wants to wait that long here. */
const PERIOD = 2;

let deployment: Deployment;
let account: Account;
let functionName: string;
let link: Awaited<ReturnType<Account['repositoryLink']>>;

beforeAll(async () => {
  deployment = await Deployment.start({ simulatedSyncs: true });
  deployment.aws.simulator.configure({ firstSync: 'on-creation' });
  account = new Account(deployment);
});

afterAll(() => deployment.stop());

const BUILDS: Readonly<Record<string, Build>> = {
  central: (stack) => {
    const notificationTopic = topicWithQueue(stack, 'central');
    new MonitorEventBus(stack, 'Central', { organizationId: 'o-a1b2c3d4e5', eventBusName: BUS, notificationTopic });
  },
  monitor: (stack) => {
    const monitor = new SyncMonitor(stack, 'Monitor', {
      rate: Duration.hours(1), // polls are started by the test
      notificationTopic: topicWithQueue(stack, 'notifications'),
      alarmTopic: topicWithQueue(stack, 'alarms'),
      centralEventBus: EventBus.fromEventBusName(stack, 'Central', BUS),
      dashboardProps: { dashboardName: 'git-sync' },
    });
    for (const alarm of monitor.node.findAll().filter(CfnAlarm.isCfnAlarm)) alarm.addPropertyOverride('Period', PERIOD);
  },
};

function topicWithQueue(stack: Stack, queueName: string): ITopic {
  const topic = new Topic(stack, `Topic-${queueName}`);
  const queue = new Queue(stack, `Queue-${queueName}`, { queueName });
  topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
  return topic;
}

describe('the monitor of Git sync', () => {
  test('is deployed into an empty account: only the alarm for incomplete polls is on, until the first poll', async () => {
    expect(await deployment.deployAll(BUILDS)).toMatchObject({ exitCode: 0 });
    functionName = await nameOfFunction();
    await alarms({ IncompletePoll: 'ALARM' });
    await poll();
    await alarms({
      ActiveBlockers: 'OK',
      IncompletePoll: 'OK',
      Errors: 'OK',
      FailedCalls: 'OK',
      FailedSyncs: 'OK',
      StuckSyncs: 'OK',
      UnavailableConnections: 'OK',
      UnavailableHosts: 'OK',
    });
    expect(await newest('SyncConfigurations')).toBe(0);
    expect(await received('notifications')).toEqual([]);
  });

  test('monitors resources created elsewhere, and announces nothing while there is no problem', async () => {
    link = await account.repositoryLink(await account.availableConnection('github'));
    await account.syncConfiguration('prod', link);
    account.push('a template');
    simulator().advance(10_000); // the sync is over
    await poll();
    expect(await newest('SyncConfigurations')).toBe(1);
    expect(await newest('StacksBehind')).toBe(0);
    expect(await received('notifications')).toEqual([]);
  });

  test('announces once that a sync is blocked, by any number of polls, and the alarm goes off', async () => {
    const id = account.changeByHand('prod');
    account.push('another template');
    simulator().advance(10_000);
    for (let polls = 0; polls < 3; polls++) await poll();
    await alarms({ ActiveBlockers: 'ALARM' });
    const message = [
      'Git sync of the stack prod is blocked (branch "main" of "my-org/infra")',
      'Reason: "a bucket was deleted by hand"',
      expect.stringMatching(/^Since: \d{4}-\d\d-\d\dT[\d:.]+Z$/),
      expect.stringContaining('Git sync does not update the stack until the blocker is resolved.'),
      expect.stringMatching(
        `^  aws codeconnections update-sync-blocker .*--resource-name 'prod' --id '${id}' --resolved-reason .*$`,
      ),
      expect.stringContaining('or deploy'),
      expect.stringContaining(
        `new SyncBlockerResolution(this, 'Resolution', { syncConfiguration, blockers: SyncBlockers.withIds('${id}')`,
      ),
      expect.stringContaining('If the stack was deleted, create it again first'),
      expect.stringMatching(/^Where: https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudformation\/.*prod.*$/),
      expect.stringContaining('double quotes'),
    ];
    expect((await received('notifications')).map(linesOf)).toEqual([message]);
    expect((await received('central')).map(linesOf)).toEqual([centrally('a problem has started')]);
    expect(await alarmed('sync blockers are active')).toEqual(['OK', 'ALARM']);
    expect((await account.blockers('prod')).map(({ Status }) => Status)).toEqual(['ACTIVE']); // it has resolved nothing
    const row = [
      'prod',
      'my-org/infra',
      'main',
      expect.any(String),
      'SYNC_BLOCKED',
      'a bucket was deleted by hand',
      'open',
    ];
    expect(await tableOfDashboard()).toEqual([row]);
  });

  test('announces that the blocker is resolved, and the alarm recovers', async () => {
    const [{ Id }] = await account.blockers('prod');
    await deployment.codeConnections('UpdateSyncBlocker', {
      Id,
      SyncType: 'CFN_STACK_SYNC',
      ResourceName: 'prod',
      ResolvedReason: 'reviewed',
    });
    simulator().advance(10_000);
    await poll();
    const resolved = [
      'Resolved: Git sync of the stack prod is blocked (branch "main" of "my-org/infra")',
      expect.stringMatching(/^It lasted from .*Z to .*Z\.$/),
      expect.stringContaining('Where: https://'),
      expect.stringContaining('double quotes'),
    ];
    expect((await received('notifications')).map(linesOf)).toEqual([resolved]);
    expect((await received('central')).map(linesOf)).toEqual([centrally('a problem has ended')]);
    await sleep(PERIOD * 1000); // the period of the alarm started with a blocker
    await poll();
    await alarms({ ActiveBlockers: 'OK' });
    expect(await alarmed('sync blockers are active')).toEqual(['OK']);
  });

  test('announces a failed sync at its event, without a poll', async () => {
    const sha = simulator().push({
      repository: 'my-org/infra',
      branch: 'main',
      files: { 'template.yaml': 'not a template' },
      failure: 'no template',
    });
    simulator().advance(10_000);
    await gitSync('GitSync Resource Sync Status Change', 'FAILED');
    expect(linesOf(await next('notifications'))).toEqual(
      expect.arrayContaining([
        `Git sync of the stack prod to commit ${sha.slice(0, 7)} has failed (branch "main" of "my-org/infra")`,
        expect.stringMatching(/^Reason: ".*no template/),
      ]),
    );
    await poll();
    await alarms({ FailedSyncs: 'ALARM' });

    account.push('a template that is one');
    simulator().advance(10_000);
    await gitSync('Git Sync Resource Sync Status Change', 'SUCCEEDED');
    expect(linesOf(await next('notifications'))[0]).toMatch(/^Resolved: Git sync of the stack prod to commit/);
    await sleep(PERIOD * 1000);
    await poll();
    await alarms({ FailedSyncs: 'OK' });
  });

  test('announces that a permission is missing, and that it is back', async () => {
    const policy = await policyOfFunction();
    await policyOfFunction(policy.replaceAll('GetResourceSyncStatus', 'GetSyncConfiguration'));
    await poll();
    expect(linesOf(await next('notifications')).slice(0, 2)).toEqual([
      'The monitor of Git sync is not allowed to call GetResourceSyncStatus',
      expect.stringMatching(/^Reason: ".*codeconnections:GetResourceSyncStatus/),
    ]);
    await alarms({ FailedCalls: 'ALARM', IncompletePoll: 'ALARM' }); // for three periods nothing could be read
    await poll();
    expect(await received('notifications')).toEqual([]);

    await policyOfFunction(policy);
    await sleep(PERIOD * 1000);
    await poll();
    expect(linesOf(await next('notifications'))[0]).toMatch(/^Resolved: The monitor of Git sync is not allowed/);
    await alarms({ FailedCalls: 'OK', IncompletePoll: 'OK' });
  });

  test('goes into alarm when its table was deleted, and recovers', async () => {
    const [TableName] = (await dynamoDb<{ TableNames: string[] }>('ListTables', {})).TableNames;
    await dynamoDb('DeleteTable', { TableName });
    await expect(poll()).rejects.toThrow('GetItem');
    await alarms({ Errors: 'ALARM' });

    await dynamoDb('CreateTable', {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    await poll();
    await alarms({ Errors: 'OK', IncompletePoll: 'OK' });
  });

  test('reads the 100 sync configurations that an account can have in a Region', async () => {
    for (let index = 1; index < 100; index++) {
      await account.syncConfiguration(`stack-${index}`, link, index < 50 ? 'main' : 'next');
    }
    simulator().advance(10_000);
    await poll();
    expect(await newest('SyncConfigurations')).toBe(100);
    expect(await newest('UnreadSyncConfigurations')).toBe(0);
    expect(await newest('FailedCalls')).toBe(0);
    expect(await newest('StacksBehind')).toBe(50); // nothing was ever pushed to the branch next
  });

  test('has a dashboard, and leaves nothing when it is destroyed', async () => {
    const xml = await monitoring('GetDashboard', { DashboardName: 'git-sync' });
    const body = JSON.parse(/<DashboardBody>(.*)<\/DashboardBody>/s.exec(xml)?.[1].replaceAll('&quot;', '"') ?? '');
    expect(body.widgets[0].properties.alarms).toHaveLength(8);

    for (const name of Object.keys(BUILDS)) expect(await deployment.destroy(name)).toMatchObject({ exitCode: 0 });
    expect(Object.keys(await deployment.left())).toEqual(['connections', 'repository links', 'sync configurations']);
  });
});

const simulator = () => deployment.aws.simulator;

/** A message to the topic of the central event bus. EventBridge puts each line in quotes. */
const centrally = (news: string) => [
  `"Git sync: ${news} in account ${ENV.account}, Region ${ENV.region}."`,
  expect.stringContaining('SyncMonitor'),
];

const linesOf = (message: string) => message.split('\n');

/** Git sync tells EventBridge what has become of a sync of the stack prod. */
function gitSync(DetailType: string, status: string): Promise<unknown> {
  const syncTarget = `arn:aws:cloudformation:${ENV.region}:${ENV.account}:stack/prod/0a1b2c3d`;
  const Detail = JSON.stringify({ syncTarget, status, branch: 'main', repositoryName: 'infra' });
  const Entries = [{ Source: 'aws.codeconnections', DetailType, Detail, Resources: [syncTarget] }];
  return deployment.codeConnections('_PutEvents', { Entries });
}

/** The policy of the function's role with what it may call; with an argument it is changed. */
async function policyOfFunction(change?: string): Promise<string> {
  const iam = (Action: string, parameters: object) =>
    awsRequest<string>(deployment.aws.env, {
      service: 'iam',
      parameters: { Action, Version: '2010-05-08', PolicyName: 'Calls', ...parameters },
    });
  const roles = await iam('ListRoles', {});
  const RoleName = /<RoleName>([^<]*MonitorPollRole[^<]*)</.exec(roles)?.[1] ?? '';
  if (change) await iam('PutRolePolicy', { RoleName, PolicyDocument: change });
  const xml = await iam('GetRolePolicy', { RoleName });
  return decodeURIComponent(/<PolicyDocument>(.*)<\/PolicyDocument>/s.exec(xml)?.[1] ?? '');
}

const dynamoDb = <T>(operation: string, body: object) =>
  awsRequest<T>(deployment.aws.env, { service: 'dynamodb', target: `DynamoDB_20120810.${operation}`, body });

/** A run by the schedule. */
async function poll(): Promise<void> {
  const path = `/2015-03-31/functions/${functionName}/invocations`;
  const body = { 'detail-type': 'Scheduled Event' };
  const response = await awsRequest<{ errorMessage?: string } | null>(deployment.aws.env, {
    service: 'lambda',
    path,
    body,
  });
  if (response?.errorMessage) throw new Error(response.errorMessage);
}

async function nameOfFunction(): Promise<string> {
  type Output = { Functions: { FunctionName: string }[] };
  const request = { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' } as const;
  const { Functions } = await awsRequest<Output>(deployment.aws.env, request);
  const name = Functions.map(({ FunctionName }) => FunctionName).find((it) => it.includes('MonitorPollFunction'));
  if (!name) throw new Error('there is no function');
  return name;
}

function monitoring(Action: string, parameters: Record<string, string> = {}): Promise<string> {
  const query = { Action, Version: '2010-08-01', ...parameters };
  return awsRequest<string>(deployment.aws.env, { service: 'monitoring', parameters: query });
}

/** Ends when alarms are in these states. */
async function alarms(expected: Record<string, string>): Promise<void> {
  for (;;) {
    const xml = await monitoring('DescribeAlarms');
    const states: Record<string, string> = {};
    for (const [, name, state] of xml.matchAll(/<AlarmName>[^<]*?Monitor(\w+?)Alarm[^<]*<.*?<StateValue>(\w+)</gs)) {
      states[name] = state;
    }
    if (Object.entries(expected).every(([name, state]) => states[name] === state)) return;
    await sleep(100);
  }
}

/** The rows of the tables of the dashboard, as the local console draws them. */
async function tableOfDashboard(): Promise<string[][]> {
  const page = await (await fetch(`${simulator().url}/cloudwatch/dashboards/git-sync`)).text();
  const rows = [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)]);
  return rows.map((cells) => cells.map(([, cell]) => cell.replace(/<[^>]*>/g, ''))).filter((cells) => cells.length > 0);
}

/** The states of one alarm in the messages to the topic. Other alarms change with the pauses of the test. */
async function alarmed(what: string): Promise<string[]> {
  type Message = { AlarmDescription: string; NewStateValue: string };
  const messages = (await received('alarms')).map((message): Message => JSON.parse(message));
  return messages.filter(({ AlarmDescription }) => AlarmDescription.endsWith(what)).map((it) => it.NewStateValue);
}

/** The latest value of a metric. */
async function newest(MetricName: string): Promise<number> {
  const xml = await monitoring('GetMetricStatistics', {
    Namespace: 'CodeConnections/GitSync',
    MetricName,
    StartTime: new Date(Date.now() - 3_600_000).toISOString(),
    EndTime: new Date(Date.now() + 60_000).toISOString(),
    Period: '1',
    'Statistics.member.1': 'Maximum',
  });
  return Number([...xml.matchAll(/<Maximum>([\d.]+)</g)].at(-1)?.[1]);
}

/** The next message that the subscriber of a topic gets. */
async function next(queueName: string): Promise<string> {
  for (;;) {
    const messages = await received(queueName);
    if (messages.length > 1) throw new Error(`more than one message:\n${messages.join('\n\n')}`);
    if (messages.length === 1) return messages[0];
  }
}

/** What the subscriber of a topic has got since it was last asked, all of it. */
async function received(queueName: string): Promise<string[]> {
  const QueueUrl = `${deployment.aws.endpoint}/${ENV.account}/${queueName}`;
  const call = <T>(operation: string, body: object) =>
    awsRequest<T>(deployment.aws.env, { service: 'sqs', target: `AmazonSQS.${operation}`, body });
  type Output = { Messages?: { Body: string; ReceiptHandle: string }[] };
  const bodies: string[] = [];
  for (;;) {
    const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
    const { Messages = [] } = await call<Output>('ReceiveMessage', request);
    for (const { ReceiptHandle } of Messages) await call('DeleteMessage', { QueueUrl, ReceiptHandle });
    bodies.push(...Messages.map(({ Body }) => Body));
    if (Messages.length < request.MaxNumberOfMessages) return bodies;
  }
}
