import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsEnvironment, type AwsRequest, awsRequest } from '../../../local/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/local-aws';
import { passTime } from '../../../local/monitor';
import { role, roleWith } from './roles';
import { Stacks, type Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const CONNECTION = 'AWS::CodeConnections::Connection';

let aws: LocalAws;
let stacks: Stacks;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws.env);
});

afterAll(() => aws.stop());

function json<T>(service: string, target: string, body: object): Promise<T> {
  return awsRequest<T>(aws.env, { service, target, body });
}

async function connection(ConnectionName: string): Promise<string> {
  const request = { ConnectionName, ProviderType: 'GitHub', Tags: [{ Key: 'k', Value: 'v' }] };
  return (
    await json<{ ConnectionArn: string }>('codeconnections', 'CodeConnections_20231201.CreateConnection', request)
  ).ConnectionArn;
}

describe('Cloud Control', () => {
  const call = <T>(operation: string, body: object) => json<T>('cloudcontrolapi', `CloudApiService.${operation}`, body);

  test('lists connections by their identifiers, and reads one with its tags', async () => {
    const arn = await connection('listed');

    const list = await call<{ ResourceDescriptions: object[] }>('ListResources', { TypeName: CONNECTION });
    expect(list.ResourceDescriptions).toContainEqual({
      Identifier: arn,
      Properties: JSON.stringify({ ConnectionArn: arn }),
    });

    const { ResourceDescription } = await call<{ ResourceDescription: { Properties: string } }>('GetResource', {
      TypeName: CONNECTION,
      Identifier: arn,
    });
    expect(JSON.parse(ResourceDescription.Properties)).toMatchObject({
      ConnectionName: 'listed',
      ConnectionStatus: 'PENDING',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
  });

  test.each([
    'AWS::CodeConnections::Host',
    'AWS::CodeStarConnections::RepositoryLink',
    'AWS::CodeStarConnections::SyncConfiguration',
  ])('lists %s', async (TypeName) => {
    await expect(call('ListResources', { TypeName })).resolves.toEqual({ TypeName, ResourceDescriptions: [] });
  });

  test('does not find what does not exist', async () => {
    const Identifier = 'arn:aws:codeconnections:us-east-1:123456789012:connection/none';

    await expect(call('GetResource', { TypeName: CONNECTION, Identifier })).rejects.toThrow(
      'ResourceNotFoundException',
    );
  });
});

describe('importing into a stack', () => {
  const template = {
    Resources: {
      C: {
        Type: CONNECTION,
        DeletionPolicy: 'Retain',
        Properties: { ConnectionName: 'adopted', ProviderType: 'GitHub' },
      },
    },
  };

  function changeSet(ChangeSetName: string, arn: string): Record<string, string> {
    return {
      StackName: 'importing',
      ChangeSetName,
      ChangeSetType: 'IMPORT',
      TemplateBody: JSON.stringify(template),
      'ResourcesToImport.member.1.ResourceType': CONNECTION,
      'ResourcesToImport.member.1.LogicalResourceId': 'C',
      'ResourcesToImport.member.1.ResourceIdentifier.entry.1.key': 'ConnectionArn',
      'ResourcesToImport.member.1.ResourceIdentifier.entry.1.value': arn,
    };
  }

  test('a connection that exists becomes part of a stack', async () => {
    const arn = await connection('adopted');

    await stacks.call('CreateChangeSet', changeSet('import', arn));
    await stacks.call('ExecuteChangeSet', { StackName: 'importing', ChangeSetName: 'import' });

    expect(await stacks.settled('importing')).toBe('IMPORT_COMPLETE');
    expect(await stacks.call('DescribeStackResources', { StackName: 'importing' })).toContain(arn);
  });

  test('one that does not exist fails the change set', async () => {
    const arn = 'arn:aws:codeconnections:us-east-1:123456789012:connection/none';

    await stacks.call('CreateChangeSet', { ...changeSet('missing', arn), StackName: 'importing2' });

    const change = { StackName: 'importing2', ChangeSetName: 'missing' };
    expect(await stacks.call('DescribeChangeSet', change)).toMatch(/with identifier .*\/none.* was not found/);
  });
});

test('a bucket whose policy refuses plain HTTP can be used: loopback counts as TLS', async () => {
  await stacks.create('bucket', {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'tls-only' } },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Bucket' },
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    },
  });
  const reader = await roleWith(aws.env, [{ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::tls-only' }]);

  await expect(outcome(reader, { service: 's3', method: 'GET', path: '/tls-only' })).resolves.not.toContain(
    'AccessDenied',
  );
});

test('to publish to a topic a role needs the permission of its own', async () => {
  const { Ref: TopicArn } = await stacks.create('topic', output({ Type: 'AWS::SNS::Topic' }));
  const publish = {
    service: 'sns',
    parameters: { Action: 'Publish', Version: '2010-03-31', TopicArn, Message: 'hello' },
  };

  const without = await roleWith(aws.env, [{ Action: 'sns:ListTopics' }]);
  const having = await roleWith(aws.env, [{ Action: 'sns:Publish', Resource: TopicArn }]);

  await expect(outcome(without, publish)).resolves.toMatch(/not authorized to perform: SNS:Publish/i);
  await expect(outcome(having, publish)).resolves.toBe('allowed');
});

test('metrics in a log line of a function, in the embedded format, are metrics in CloudWatch', async () => {
  const line = {
    _aws: {
      Timestamp: 0,
      CloudWatchMetrics: [{ Namespace: 'Test', Dimensions: [['Kind']], Metrics: [{ Name: 'Waits', Unit: 'Count' }] }],
    },
    Kind: 'waiter',
    Waits: 3,
  };
  const { Ref } = await stacks.create('metrics', {
    Resources: {
      Role: role({ Service: 'lambda.amazonaws.com' }),
      R: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: `exports.handler = async () => { console.log(${JSON.stringify(JSON.stringify(line))}); };` },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
          Timeout: 60,
        },
      },
    },
    Outputs: { Ref: { Value: { Ref: 'R' } } },
  });

  await awsRequest(aws.env, { service: 'lambda', path: `/2015-03-31/functions/${Ref}/invocations`, body: {} });

  const metrics = await awsRequest<string>(aws.env, {
    service: 'monitoring',
    parameters: { Action: 'ListMetrics', Version: '2010-08-01', Namespace: 'Test' },
  });
  expect(metrics).toMatch(/<MetricName>Waits<\/MetricName>/);
  expect(metrics).toMatch(/<Name>Kind<\/Name>\s*<Value>waiter<\/Value>/);
});

describe('alarms', () => {
  const call = (Action: string, parameters: Record<string, string>) =>
    awsRequest<string>(aws.env, {
      service: 'monitoring',
      parameters: { Action, Version: '2010-08-01', ...parameters },
    });

  const dimension = (prefix: string, Value: string) => ({ [`${prefix}.Name`]: 'Stack', [`${prefix}.Value`]: Value });

  const measure = (stack: string, Value: string) =>
    call('PutMetricData', {
      Namespace: 'Alarms',
      'MetricData.member.1.MetricName': 'Blockers',
      'MetricData.member.1.Value': Value,
      ...dimension('MetricData.member.1.Dimensions.member.1', stack),
    });

  /** An alarm on the blockers of a stack: it goes off when the last second, or the last of the seconds, had one. */
  async function alarm(stack: string, TreatMissingData: string, EvaluationPeriods = 1): Promise<string> {
    const AlarmName = `${stack}-${TreatMissingData}`;
    await call('PutMetricAlarm', {
      AlarmName,
      Namespace: 'Alarms',
      MetricName: 'Blockers',
      ...dimension('Dimensions.member.1', stack),
      Statistic: 'Maximum',
      Period: '1',
      EvaluationPeriods: String(EvaluationPeriods),
      Threshold: '1',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData,
    });
    return AlarmName;
  }

  /** The states that an alarm has come to, once there are so many. */
  async function history(AlarmName: string, count: number): Promise<string[]> {
    for (;;) {
      const xml = await call('DescribeAlarmHistory', {
        AlarmName,
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
      });
      const states = [...xml.matchAll(/Alarm updated from \w+ to (\w+)/g)].map(([, state]) => state);
      if (states.length >= count) return states;
      await sleep(100);
    }
  }

  test('go off when there is something, and come back when there is nothing any more', async () => {
    const name = await alarm('gone', 'ignore');
    await measure('gone', '1');
    expect(await history(name, 2)).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
    await sleep(1000);
    await measure('gone', '0');
    expect(await history(name, 3)).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'OK']);
  });

  test('look at a metric with exactly their dimensions', async () => {
    const name = await alarm('prod', 'ignore');
    await measure('test', '1');
    await measure('prod', '0');
    expect(await history(name, 2)).toEqual(['INSUFFICIENT_DATA', 'OK']);
  });

  test.each([
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('take data that is missing for what they are told to: %s', async (treatment, state) => {
    expect(await history(await alarm('silent', treatment), 2)).toEqual(['INSUFFICIENT_DATA', state]);
  });

  test('see that data has stopped to come', async () => {
    const name = await alarm('stopped', 'breaching', 2);
    await measure('stopped', '0');
    expect(await history(name, 4)).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'OK', 'ALARM']);
  });
});

describe('events', () => {
  const entry = {
    Source: 'aws.codeconnections',
    DetailType: 'GitSync Resource Sync Status Change',
    Detail: JSON.stringify({ status: 'FAILED' }),
  };

  test('the service can send its own, to rules and their targets', async () => {
    const { Ref: QueueUrl } = await stacks.create('events', {
      Resources: {
        R: { Type: 'AWS::SQS::Queue' },
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'R' }],
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'events.amazonaws.com' },
                  Action: 'sqs:SendMessage',
                  Resource: { 'Fn::GetAtt': ['R', 'Arn'] },
                },
              ],
            },
          },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.codeconnections'], detail: { status: ['FAILED'] } },
            Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['R', 'Arn'] } }],
          },
        },
      },
      Outputs: { Ref: { Value: { Ref: 'R' } } },
    });

    await json('codeconnections', 'CodeConnections_20231201._PutEvents', { Entries: [entry] });

    const received = () =>
      json<{ Messages?: { Body: string }[] }>('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl, WaitTimeSeconds: 2 });
    const { Messages = [] } = await received();
    expect(JSON.parse(Messages[0].Body)).toMatchObject({ source: 'aws.codeconnections', detail: { status: 'FAILED' } });
  });

  test('reach a target that lets EventBridge in, or that the role of the rule may use, and no other', async () => {
    const lets = (Principal: object, Resource: unknown, Action: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action, Resource }],
    });
    const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
    const eventBridge = { Service: 'events.amazonaws.com' };
    const maySend = (queue: string): Template['Resources'][string] => ({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: lets(eventBridge, undefined, 'sts:AssumeRole'),
        Policies: [
          {
            PolicyName: 'p',
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(queue) }] },
          },
        ],
      },
    });
    const queues = ['ByPolicy', 'ByRole', 'OfAnotherRole', 'Closed'];
    const targets = [
      { Id: '1', Arn: arn('ByPolicy') },
      { Id: '2', Arn: arn('ByRole'), RoleArn: arn('Role') },
      { Id: '3', Arn: arn('OfAnotherRole'), RoleArn: arn('Role') },
      { Id: '4', Arn: arn('Closed') },
    ];
    const outputs = await stacks.create('targets', {
      Resources: {
        ...Object.fromEntries(queues.map((name) => [name, { Type: 'AWS::SQS::Queue' }])),
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'ByPolicy' }],
            PolicyDocument: lets(eventBridge, arn('ByPolicy'), 'sqs:SendMessage'),
          },
        },
        Role: maySend('ByRole'),
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { EventPattern: { source: ['of.mine'] }, Targets: targets },
        },
      },
      Outputs: Object.fromEntries(queues.map((name) => [name, { Value: { Ref: name } }])),
    });

    const Entries = [{ Source: 'of.mine', DetailType: 'any', Detail: '{}' }];
    await json('events', 'AWSEvents.PutEvents', { Entries });

    const reached: string[] = [];
    for (const name of queues) {
      const request = { QueueUrl: outputs[name] };
      const { Messages = [] } = await json<{ Messages?: object[] }>('sqs', 'AmazonSQS.ReceiveMessage', request);
      if (Messages.length > 0) reached.push(name);
    }
    expect(reached).toEqual(['ByPolicy', 'ByRole']);
  });

  test('nobody else can send them', async () => {
    const answer = await json<{ FailedEntryCount: number }>('events', 'AWSEvents.PutEvents', { Entries: [entry] });
    expect(answer.FailedEntryCount).toBe(1);

    const sender = await roleWith(aws.env, [{ Action: 'events:PutEvents' }]);
    const target = 'CodeConnections_20231201._PutEvents';
    await expect(
      outcome(sender, { service: 'codeconnections', target, body: { Entries: [entry] } }),
    ).resolves.toContain('AccessDenied');
  });
});

describe('what is for the local AWS itself', () => {
  test('time that has passed makes data points, alarms and log lines older', async () => {
    const metric = { MetricName: 'M', Namespace: 'Passed' };
    const cloudwatch = <T>(operation: string, body: object) =>
      json<T>('monitoring', `GraniteServiceVersion20100801.${operation}`, body);
    const logs = <T>(operation: string, body: object) => json<T>('logs', `Logs_20140328.${operation}`, body);
    const stream = { logGroupName: 'passed', logStreamName: 's' };
    await cloudwatch('PutMetricData', { Namespace: 'Passed', MetricData: [{ MetricName: 'M', Value: 1 }] });
    await logs('CreateLogGroup', { logGroupName: 'passed' });
    await logs('CreateLogStream', stream);
    await logs('PutLogEvents', { ...stream, logEvents: [{ timestamp: Date.now(), message: 'a line' }] });
    const ago = (minutes: number) => Date.now() - minutes * 60_000;
    const points = async (from: number, to: number) => {
      const query = { Id: 'm', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } };
      const range = { StartTime: ago(from) / 1000, EndTime: ago(to) / 1000 };
      type Data = { MetricDataResults: { Values: number[] }[] };
      return (await cloudwatch<Data>('GetMetricData', { ...range, MetricDataQueries: [query] })).MetricDataResults[0]
        .Values;
    };
    const lines = async (from: number, to: number) =>
      (await logs<{ events: object[] }>('FilterLogEvents', { ...stream, startTime: ago(from), endTime: ago(to) }))
        .events;
    expect([await points(2, -1), await lines(2, -1)]).toEqual([[1], [expect.objectContaining({ message: 'a line' })]]);

    await passTime(aws, 10);

    expect([await points(2, -1), await lines(2, -1)]).toEqual([[], []]);
    expect([await points(12, 8), await lines(12, 8)]).toEqual([[1], [expect.objectContaining({ message: 'a line' })]]);
  });

  test.each([
    ['monitoring', 'GraniteServiceVersion20100801._PassTime', 'cloudwatch:PutMetricData', { Seconds: 1 }],
    [
      'codeconnections',
      'CodeConnections_20231201._AssumeRole',
      'codeconnections:Get*',
      { RoleArn: 'r', ConnectionArn: 'c' },
    ],
  ])('%s %s is for the root user only', async (service, target, Action, body) => {
    const caller = await roleWith(aws.env, [{ Action }]);
    await expect(outcome(caller, { service, target, body })).resolves.toMatch(/AccessDenied|not authorized/);
  });
});

function output(resource: Template['Resources'][string]): Template {
  return { Resources: { R: resource }, Outputs: { Ref: { Value: { Ref: 'R' } } } };
}

/** Whether a request succeeds; if not, what the response is. */
function outcome(env: AwsEnvironment, request: AwsRequest): Promise<string> {
  return awsRequest(env, request).then(
    () => 'allowed',
    (error: Error) => error.message,
  );
}
