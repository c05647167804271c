import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../local/aws/aws-request';
import { callCodeConnections } from '../../../local/aws/codeconnections';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { element, elements } from '../../../local/aws/xml';
import { role, type Statement } from './ministack/roles';
import { Stacks, type Template } from './ministack/stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const CONFIG_FILE = 'deploy/prod.yaml';
const GIT_SYNC = 'cloudformation.sync.codeconnections.amazonaws.com';
/** What GitSyncRole allows: the tests of that construct deploy it. */
const CHANGE_SETS = ['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'DescribeStacks'];
const PERMISSIONS = [...CHANGE_SETS, 'DescribeStackEvents'].map((action) => `cloudformation:${action}`);

const EMPTY: Template = { Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } };

let aws: LocalAws;
let stacks: Stacks;
let connectionArn: string;
let linkId: string;
let count = 0;
let stackName: string;

interface Sync {
  Status: string;
  TargetRevision: { Sha: string };
  Events: { Event: string; Type: string; ExternalId?: string }[];
}
interface Blocker {
  Id: string;
  Status: string;
  CreatedReason: string;
  Contexts: { Key: string; Value: string }[];
}

const call = <T>(operation: string, input: object) => callCodeConnections<T>(aws.env, operation, input);

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  aws.simulator.configure({ syncDelay: 0 });
  stacks = new Stacks(aws.env);
  const connection = { ConnectionName: 'github', ProviderType: 'GitHub' };
  connectionArn = (await call<{ ConnectionArn: string }>('CreateConnection', connection)).ConnectionArn;
  aws.simulator.completeConnection(connectionArn);
  const link = { ConnectionArn: connectionArn, OwnerId: 'my-org', RepositoryName: 'infra' };
  linkId = (await call<{ RepositoryLinkInfo: { RepositoryLinkId: string } }>('CreateRepositoryLink', link))
    .RepositoryLinkInfo.RepositoryLinkId;
});
afterAll(() => aws?.stop());
beforeEach(() => {
  count += 1;
  stackName = `prod-${count}`;
});

interface Setup {
  readonly actions?: string[];
  /** The stack on which the role has its permissions. */
  readonly of?: string;
  /** Who may assume the role. */
  readonly trust?: object;
}

/** Makes the role and the sync configuration of the stack, which follows a branch of the same name. */
async function follow({ actions = PERMISSIONS, of = stackName, trust = { Service: GIT_SYNC } }: Setup = {}) {
  const RoleName = `git-sync-${count}`;
  const Resource = `arn:aws:cloudformation:us-east-1:123456789012:stack/${of}/*`;
  const statements: Statement[] = [{ Action: actions, Resource }];
  await stacks.create(RoleName, { Resources: { Role: role(trust, statements, RoleName) } });
  await call('CreateSyncConfiguration', {
    ResourceName: stackName,
    SyncType: 'CFN_STACK_SYNC',
    Branch: stackName,
    ConfigFile: CONFIG_FILE,
    RepositoryLinkId: linkId,
    RoleArn: `arn:aws:iam::123456789012:role/${RoleName}`,
  });
}

const DEPLOYMENT = 'template-file-path: app.yaml\n';
const push = (template: string, deployment = DEPLOYMENT) =>
  aws.simulator.push({
    repository: 'my-org/infra',
    branch: stackName,
    files: { [CONFIG_FILE]: deployment, 'app.yaml': template },
  });

/** The latest sync, which must be to the commit, when it is over. */
async function syncTo(sha: string): Promise<Sync> {
  for (;;) {
    const { LatestSync } = await call<{ LatestSync?: Sync }>('GetResourceSyncStatus', {
      ResourceName: stackName,
      SyncType: 'CFN_STACK_SYNC',
    }).catch(() => ({ LatestSync: undefined }));
    if (LatestSync?.TargetRevision.Sha === sha && /SUCCEEDED|FAILED/.test(LatestSync.Status)) return LatestSync;
    await sleep(50);
  }
}

const lastEvent = async (sha: string) => (await syncTo(sha)).Events.at(-1)?.Event;
const topic = (displayName: string) => `
Parameters:
  Name: { Type: String, Default: ${displayName} }
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !Ref Name }
`;

async function sns(parameters: Record<string, string>): Promise<string> {
  return awsRequest<string>(aws.env, { service: 'sns', parameters: { Version: '2010-03-31', ...parameters } });
}
async function topicArn(): Promise<string> {
  const created = (await stacks.events(stackName)).filter(
    ({ logicalId, physicalId }) => logicalId === 'Topic' && physicalId,
  );
  return created.at(-1)?.physicalId ?? '';
}
const displayName = async () =>
  /<key>DisplayName<\/key><value>(.*?)<\/value>/.exec(
    await sns({ Action: 'GetTopicAttributes', TopicArn: await topicArn() }),
  )?.[1];

async function blockers(): Promise<Blocker[]> {
  const input = { ResourceName: stackName, SyncType: 'CFN_STACK_SYNC' };
  const { SyncBlockerSummary } = await call<{ SyncBlockerSummary: { LatestBlockers: Blocker[] } }>(
    'GetSyncBlockerSummary',
    input,
  );
  return SyncBlockerSummary.LatestBlockers;
}
const resolve = (Id: string) =>
  call('UpdateSyncBlocker', {
    Id,
    ResourceName: stackName,
    SyncType: 'CFN_STACK_SYNC',
    ResolvedReason: 'seen',
  });

test('a push brings the stack to its commit, with the short forms of its template', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();

  const sync = await syncTo(push(topic('first')));

  expect(sync.Status).toBe('SUCCEEDED');
  expect(sync.Events.map(({ Type }) => Type)).toEqual(['INITIATED', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(sync.Events[2]).toMatchObject({ ExternalId: expect.stringMatching(/^arn:aws:cloudformation:.*:changeSet\//) });
  expect(await stacks.status(stackName)).toBe('UPDATE_COMPLETE');
  expect(await displayName()).toBe('first');
});

test('parameters and tags are those of the deployment file, as texts', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();
  const file = 'parameters:\n  Name: 0010\ntags:\n  team: "platform & co"\n  live: true\n';

  await syncTo(push(topic('unused'), DEPLOYMENT + file));

  expect(await displayName()).toBe('0010');
  const description = await stacks.call('DescribeStacks', { StackName: stackName });
  expect(
    elements(element(description, 'Tags'), 'member').map((tag) => [element(tag, 'Key'), element(tag, 'Value')]),
  ).toEqual([
    ['team', 'platform & co'],
    ['live', 'true'],
  ]);
});

test('the next push changes the stack again; one that changes nothing of it succeeds', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();
  await syncTo(push(topic('first')));

  await syncTo(push(topic('second')));
  expect(await displayName()).toBe('second');

  const unchanged = await syncTo(push(`# a comment\n${topic('second')}`));
  expect(unchanged.Status).toBe('SUCCEEDED');
  expect(unchanged.Events.map(({ Event }) => Event)).toContain(`Stack ${stackName} needs no change`);
  expect(await stacks.call('ListChangeSets', { StackName: stackName })).not.toContain('FAILED');
});

test('an update that fails is rolled back, and the sync tells which resource failed and why', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();
  await syncTo(push(topic('good')));
  const bad = `${topic('bad')}
  Connection:
    Type: AWS::CodeConnections::Connection
    Properties: { ConnectionName: github, ProviderType: GitHub } # there is one of this name
`;

  const event = await lastEvent(push(bad));

  expect(event).toContain(`Stack ${stackName} is UPDATE_ROLLBACK_COMPLETE: Connection: `);
  expect(await displayName()).toBe('good');
  expect((await syncTo(push(topic('better')))).Status).toBe('SUCCEEDED'); // a stack in that state can be synced
});

test.each([
  ['is no template', 'Resources', 'refused CreateChangeSet: Template format error'],
  ['lacks a parameter', 'Parameters: { Name: { Type: String } }\nResources: {}', 'Name'],
])('a template that %s fails the sync with what CloudFormation says', async (_, template, message) => {
  await stacks.create(stackName, EMPTY);
  await follow();
  expect(await lastEvent(push(template))).toContain(message);
});

test.each([
  [51_200, /^Stack .* is at /],
  [51_201, /has 51201 bytes, and CloudFormation takes 51200 without S3$/],
])('a template of %d bytes: %s', async (size, event) => {
  await stacks.create(stackName, EMPTY);
  await follow();
  const template = `${topic('first')}# `;
  expect(await lastEvent(push(template.padEnd(size, '.')))).toMatch(event);
});

test('a stack that does not exist is not made', async () => {
  await follow();
  expect(await lastEvent(push(topic('first')))).toContain(`Stack with id ${stackName} does not exist`);
});

test('a stack whose creation failed is not synced, and the sync says what to do', async () => {
  const Connection = { Type: 'AWS::CodeConnections::Connection', Properties: { ConnectionName: 'github' } };
  await stacks.failure('CreateStack', stackName, { Resources: { Connection } });
  await follow();
  const event = await lastEvent(push(topic('first')));
  expect(event).toMatch(
    /is ROLLBACK_COMPLETE, and Git sync updates only .*CREATE_COMPLETE, UPDATE_COMPLETE.*delete it/,
  );
});

describe('the role of the sync configuration', () => {
  test.each([
    ['another service', { Service: 'lambda.amazonaws.com' }],
    ['the account alone', { AWS: 'arn:aws:iam::123456789012:root' }],
  ])('is not assumed when it is for %s', async (_, trust) => {
    await stacks.create(stackName, EMPTY);
    await follow({ trust });
    expect(await lastEvent(push(topic('first')))).toMatch(
      /cannot assume its role: .*trust policy.*on behalf of arn:aws/,
    );
  });

  test('is assumed on behalf of the connection that its trust policy names, and of no other', async () => {
    await stacks.create(stackName, EMPTY);
    await follow({ trust: { Service: GIT_SYNC } });
    await stacks.update(`git-sync-${count}`, { Resources: { Role: trusting(`${connectionArn}-other`) } });
    expect(await lastEvent(push(topic('first')))).toContain('does not let');
    await stacks.update(`git-sync-${count}`, { Resources: { Role: trusting(connectionArn) } });
    expect((await syncTo(push(topic('second')))).Status).toBe('SUCCEEDED');
  });

  test.each(PERMISSIONS.filter((action) => !/DeleteChangeSet|DescribeStackEvents/.test(action)))(
    'without %s, the sync fails',
    async (missing) => {
      await stacks.create(stackName, EMPTY);
      await follow({ actions: PERMISSIONS.filter((action) => action !== missing) });
      expect(await lastEvent(push(topic('first')))).toMatch(
        new RegExp(`assumed-role/.*not authorized to perform: ${missing}`),
      );
    },
  );

  test('updates no other stack than its own', async () => {
    await stacks.create(stackName, EMPTY);
    await follow({ of: 'another' });
    expect(await lastEvent(push(topic('first')))).toContain('not authorized');
  });
});

describe('a change by hand', () => {
  beforeEach(async () => {
    await stacks.create(stackName, EMPTY);
    await follow();
    await syncTo(push(topic('first')));
  });

  test('blocks the next sync, which leaves the stack as it is; resolving the blocker deploys the commit', async () => {
    const TopicArn = await topicArn();
    await sns({ Action: 'SetTopicAttributes', TopicArn, AttributeName: 'DisplayName', AttributeValue: 'by hand' });

    const sha = push(topic('second'));
    const blocked = await syncTo(sha);

    const [blocker] = await blockers();
    expect(blocked).toMatchObject({ Status: 'FAILED' });
    expect(blocked.Events.at(-1)?.Event).toBe(
      `Blocked by ${blocker.Id}: Stack ${stackName} was changed by hand: Topic`,
    );
    expect(blocker).toMatchObject({ Status: 'ACTIVE' });
    expect(blocker.Contexts).toEqual([
      { Key: 'Topic', Value: 'MODIFIED: /DisplayName is by hand, and should be first' },
    ]);
    expect(await displayName()).toBe('by hand');

    await resolve(blocker.Id);
    await expect(syncSucceeded(sha)).resolves.toBe(true);
    expect(await displayName()).toBe('second');
  });

  test('is asked about once, until there is another one', async () => {
    const TopicArn = await topicArn();
    await sns({ Action: 'DeleteTopic', TopicArn });
    await syncTo(push(`# one\n${topic('first')}`));
    const [{ Id, Contexts }] = await blockers();
    expect(Contexts).toEqual([{ Key: 'Topic', Value: 'DELETED' }]);
    await resolve(Id);

    // CloudFormation does not make again what it takes to be there: the drift stays, and was decided on
    expect((await syncTo(push(`# two\n${topic('first')}`))).Status).toBe('SUCCEEDED');
    expect(await blockers()).toHaveLength(1);
  });
});

test('without a change by hand there is no blocker', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();
  await syncTo(push(topic('first')));
  await syncTo(push(topic('second')));
  expect(await blockers()).toEqual([]);
});

test('two stacks in one repository are synced each for itself', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();
  const first = { stackName, sha: push(topic('first')) };
  count += 1;
  stackName = `prod-${count}`;
  await stacks.create(stackName, EMPTY);
  await follow();
  expect((await syncTo(push(topic('second')))).Status).toBe('SUCCEEDED');
  expect(await displayName()).toBe('second');
  stackName = first.stackName;
  expect((await syncTo(first.sha)).Status).toBe('SUCCEEDED');
  expect(await displayName()).toBe('first');
});

test('a sync configuration that is deleted before its sync touches nothing', async () => {
  await stacks.create(stackName, EMPTY);
  await follow();
  aws.simulator.configure({ syncDelay: 100 });
  push(topic('first'));
  await call('DeleteSyncConfiguration', { ResourceName: stackName, SyncType: 'CFN_STACK_SYNC' });
  await sleep(500);
  aws.simulator.configure({ syncDelay: 0 });
  expect(await stacks.status(stackName)).toBe('CREATE_COMPLETE');
});

test('the event bus has an event for each change of the status of a sync, with the ARN of the stack', async () => {
  const queue = await stacks.create('events', {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
              },
            ],
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.codeconnections'], detail: { status: ['SUCCEEDED', 'FAILED'] } },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    },
    Outputs: { Url: { Value: { Ref: 'Queue' } } },
  });
  await stacks.create(stackName, EMPTY);
  await follow();
  const commit = push(topic('first'));
  await syncTo(commit);

  const received: { 'detail-type': string; resources: string[]; detail: object }[] = [];
  while (received.length < 2) {
    const { Messages = [] } = await awsRequest<{ Messages?: { Body: string }[] }>(aws.env, {
      service: 'sqs',
      target: 'AmazonSQS.ReceiveMessage',
      body: { QueueUrl: queue.Url, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 },
    });
    received.push(...Messages.map(({ Body }) => JSON.parse(Body)));
  }
  const end = { status: 'SUCCEEDED', previousStatus: 'IN_PROGRESS', branch: stackName, commit };
  expect(received.map((event) => event['detail-type'])).toEqual([
    'GitSync Repository Sync Status Change',
    'GitSync Resource Sync Status Change',
  ]);
  expect(received[0]).toMatchObject({ detail: { ...end, repositoryLinkId: linkId, connectionArn } });
  const syncTarget = element(await stacks.call('DescribeStacks', { StackName: stackName }), 'StackId');
  expect(received[1]).toMatchObject({ resources: [syncTarget], detail: { ...end, syncTarget } });
});

/** The role of the test, which Git sync may assume on behalf of one connection. */
function trusting(sourceArn: string): Template['Resources'][string] {
  const made = role({ Service: GIT_SYNC }, [{ Action: PERMISSIONS }], `git-sync-${count}`);
  const condition = { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': '123456789012' } };
  const statement = {
    Effect: 'Allow',
    Principal: { Service: GIT_SYNC },
    Action: 'sts:AssumeRole',
    Condition: condition,
  };
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [statement] };
  return { ...made, Properties: { ...(made.Properties as object), AssumeRolePolicyDocument } };
}

/** Waits for a sync to the commit that succeeds. */
async function syncSucceeded(sha: string): Promise<boolean> {
  while ((await syncTo(sha)).Status !== 'SUCCEEDED') await sleep(50);
  return true;
}
