/** CloudWatch: metrics in logs, alarms, and time that passes at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../../local/aws/aws-request';
import { useStacks } from './local-stacks';
import { outcome, role, roleWith } from './roles';

const { aws, stacks } = useStacks();

function json<T>(service: string, target: string, body: object): Promise<T> {
  return awsRequest<T>(aws.env, { service, target, body });
}

test('a log line of a function in the embedded metric format makes metrics in CloudWatch', async () => {
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

describe('an alarm', () => {
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

  /** An alarm on the blockers of a stack, by the maximum of each second. */
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

  /** The states that an alarm has had, once there are as many as expected. */
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

  test('goes to ALARM when its metric breaches the threshold, and back to OK when it does not', async () => {
    const name = await alarm('gone', 'ignore');
    await measure('gone', '1');
    expect(await history(name, 2)).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
    await sleep(1000);
    await measure('gone', '0');
    expect(await history(name, 3)).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'OK']);
  });

  test('evaluates only the metric with exactly its dimensions', async () => {
    const name = await alarm('prod', 'ignore');
    await measure('test', '1');
    await measure('prod', '0');
    expect(await history(name, 2)).toEqual(['INSUFFICIENT_DATA', 'OK']);
  });

  test.each([
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('treats missing data as %s: the state is %s', async (treatment, state) => {
    expect(await history(await alarm('silent', treatment), 2)).toEqual(['INSUFFICIENT_DATA', state]);
  });

  test('with missing data as breaching, goes to ALARM when no more data comes', async () => {
    const name = await alarm('stopped', 'breaching', 2);
    await measure('stopped', '0');
    expect(await history(name, 4)).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'OK', 'ALARM']);
  });
});

test('passTime makes data points and log lines older', async () => {
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
    (await logs<{ events: object[] }>('FilterLogEvents', { ...stream, startTime: ago(from), endTime: ago(to) })).events;
  expect([await points(2, -1), await lines(2, -1)]).toEqual([[1], [expect.objectContaining({ message: 'a line' })]]);

  await aws.passTime(10);

  expect([await points(2, -1), await lines(2, -1)]).toEqual([[], []]);
  expect([await points(12, 8), await lines(12, 8)]).toEqual([[1], [expect.objectContaining({ message: 'a line' })]]);
});

test('passTime is for the root user only', async () => {
  const caller = await roleWith(aws.env, [{ Action: 'cloudwatch:PutMetricData' }]);
  const target = 'GraniteServiceVersion20100801._PassTime';
  const request = { service: 'monitoring', target, body: { Seconds: 1 } };
  await expect(outcome(caller, request)).resolves.toMatch(/AccessDenied|not authorized/);
});
