process.env.CDK_VALIDATION = 'false';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type Alarm,
  DashboardVariable,
  type Metric,
  type MetricOptions,
  PeriodOverride,
  TextWidget,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SyncMonitor, type SyncMonitorProps } from '../../src';
import { METRIC_NAMESPACE, METRICS } from '../../src/handlers/sync-monitor/contract';
import { ACCOUNT, newStack, only, TOPICS } from '../fixtures';

const monitorIn = (stack: Stack, props?: SyncMonitorProps) => new SyncMonitor(stack, 'Monitor', props);

const resources = (stack: Stack, type: string) =>
  Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);

describe('alarms', () => {
  const ALARMS: [keyof SyncMonitor, string, object][] = [
    ['blockerAlarm', 'sync blockers are active', { MetricName: 'ActiveBlockers' }],
    ['failedSyncAlarm', 'syncs have failed', { MetricName: 'FailedSyncs' }],
    ['stuckSyncAlarm', 'syncs take too long, or do not start', { MetricName: 'StuckSyncs' }],
    [
      'connectionAlarm',
      'connections are not available, or have been pending for too long',
      { MetricName: 'UnavailableConnections' },
    ],
    ['hostAlarm', 'hosts are not available, or have been pending for too long', { MetricName: 'UnavailableHosts' }],
    ['failedCallAlarm', 'calls of the monitor to the service fail', { MetricName: 'FailedCalls', Statistic: 'Sum' }],
    [
      'incompletePollAlarm',
      'the monitor cannot read everything, or does not run',
      { MetricName: 'UnreadSyncConfigurations', EvaluationPeriods: 3, TreatMissingData: 'breaching' },
    ],
    [
      'errorAlarm',
      'the monitor fails',
      {
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        TreatMissingData: 'notBreaching',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^MonitorPollFunction/) } }],
      },
    ],
  ];
  const ofAlarm = (stack: Stack, alarm: Alarm) =>
    Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')[stack.resolve(alarm.alarmArn)['Fn::GetAtt'][0]]
      .Properties;

  test.each(ALARMS)('%s is in alarm while %s', (name, what, properties) => {
    const stack = newStack();
    const monitor = monitorIn(stack);
    expect(ofAlarm(stack, monitor[name] as Alarm)).toEqual({
      AlarmDescription: `Git sync: ${what}`,
      Namespace: METRIC_NAMESPACE,
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore', // a late poll must not change the state
      ...properties,
    });
    expect(resources(stack, 'AWS::CloudWatch::Alarm')).toHaveLength(ALARMS.length);
  });

  test.each(TOPICS)('%s receives the changes of all of them', (_, make) => {
    const stack = newStack();
    const alarmTopic = make(stack);
    monitorIn(stack, { alarmTopic });
    const actions = [stack.resolve(alarmTopic.topicRef.topicArn)];
    for (const alarm of resources(stack, 'AWS::CloudWatch::Alarm')) {
      expect(alarm).toMatchObject({ AlarmActions: actions, OKActions: actions });
    }
  });

  test('a topic with a policy allows alarms of the account to publish, and to use its key', () => {
    const stack = newStack();
    const alarmTopic = new Topic(stack, 'Topic', { enforceSSL: true, masterKey: new Key(stack, 'Key') });
    monitorIn(stack, { alarmTopic });
    const allowed = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    };
    const [topicPolicy] = resources(stack, 'AWS::SNS::TopicPolicy');
    expect(topicPolicy.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ ...allowed, Action: 'sns:Publish' }),
    );
    const [{ KeyPolicy }] = resources(stack, 'AWS::KMS::Key');
    expect(KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ ...allowed, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
    );
  });
});

describe('metrics', () => {
  const metricOf = (monitor: SyncMonitor, name: string, options?: MetricOptions) =>
    (Reflect.get(monitor, `metric${name}`) as (options?: MetricOptions) => Metric).call(monitor, options);

  test.each(Object.keys(METRICS))('%s has a method, and the rate of the monitor as its period', (name) => {
    const monitor = monitorIn(newStack(), { rate: Duration.minutes(10) });
    const statistic = /Calls$/.test(name) ? 'Sum' : 'Maximum';
    expect(metricOf(monitor, name)).toMatchObject({ namespace: METRIC_NAMESPACE, metricName: name, statistic });
    expect(metricOf(monitor, name)).toMatchObject({ dimensions: undefined, period: Duration.minutes(10) });
    const options = { statistic: 'Average', period: Duration.hours(1), label: 'mine' };
    expect(metricOf(monitor, name, options)).toMatchObject({ ...options, metricName: name });
  });
});

describe('metric()', () => {
  const monitor = monitorIn(newStack(), { rate: Duration.minutes(10) });

  test.each(Object.keys(METRICS))('is the same as the method for %s', (name) => {
    const method = `metric${name}` as 'metricCalls';
    expect(monitor.metric(name).toMetricConfig()).toEqual(monitor[method]().toMetricConfig());
    expect(monitor.metric(name, { statistic: 'p90' }).statistic).toBe('p90');
  });

  test('has a table of all names in the documentation, with their units', () => {
    const page = readFileSync(join(__dirname, '../../docs/constructs/sync-monitor.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` \| (count|seconds) \|/gm)].map(([, name, unit]) => [name, unit]);
    expect(rows).toEqual(Object.entries(METRICS).map(([name, unit]) => [name, unit.toLowerCase()]));
  });
});

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly properties: {
      readonly alarms: string[];
      readonly metrics?: [namespace: string, name: string][];
      readonly query: string;
    };
  }

  /** Its widgets, with references as text. */
  function widgetsOf(stack: Stack): Widget[] {
    const { DashboardBody } = only(stack, 'AWS::CloudWatch::Dashboard').Properties as {
      DashboardBody: { 'Fn::Join': [string, (string | object)[]] };
    };
    const text = (part: string | { Ref?: string; 'Fn::GetAtt'?: string[] }) =>
      typeof part === 'string' ? part : (part.Ref ?? part['Fn::GetAtt']?.join('.'));
    return JSON.parse(DashboardBody['Fn::Join'][1].map(text).join('')).widgets;
  }

  const stack = newStack();
  const monitor = monitorIn(stack, { dashboardProps: { dashboardName: 'git-sync' }, rate: Duration.minutes(10) });
  const widgets = widgetsOf(stack);

  test('has the given name, or one that CloudFormation generates', () => {
    expect(only(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardName).toBe('git-sync');
    const other = newStack();
    monitorIn(other);
    expect(only(other, 'AWS::CloudWatch::Dashboard').Properties).not.toHaveProperty('DashboardName');
    expect(monitor.dashboard?.dashboardName).toBeDefined();
  });

  test('can be turned off', () => {
    const other = newStack();
    expect(monitorIn(other, { dashboard: false }).dashboard).toBeUndefined();
    expect(resources(other, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(resources(other, 'AWS::CloudWatch::Alarm')).toHaveLength(8);
  });

  test('cannot be turned off and have properties', () => {
    expect(() => monitorIn(newStack(), { dashboard: false, dashboardProps: {} })).toThrow(
      "'dashboard' is false, so 'dashboardProps' has no effect; remove one of the two",
    );
  });

  test('has the given properties, and the given widgets below its own', () => {
    const other = newStack();
    const variable = new DashboardVariable({
      id: 'team',
      type: VariableType.PROPERTY,
      inputType: VariableInputType.INPUT,
      label: 'Team',
      value: 'team',
    });
    monitorIn(other, {
      dashboard: true,
      dashboardProps: {
        defaultInterval: Duration.days(7),
        periodOverride: PeriodOverride.AUTO,
        variables: [variable],
        widgets: [[new TextWidget({ markdown: 'call 4711' })]],
      },
    });
    const all = widgetsOf(other);
    expect(all).toHaveLength(widgets.length + 1);
    expect(all.at(-1)).toMatchObject({ type: 'text', properties: { markdown: 'call 4711' } });
    const others = all.slice(0, -1) as (Widget & { y: number })[];
    expect((all.at(-1) as Widget & { y: number }).y).toBeGreaterThan(Math.max(...others.map(({ y }) => y)));
    const body = JSON.stringify(only(other, 'AWS::CloudWatch::Dashboard').Properties);
    expect(body).toContain(String.raw`\"start\":\"-P7D\"`);
    expect(body).toContain(String.raw`\"periodOverride\":\"auto\"`);
    expect(body).toContain(String.raw`\"label\":\"Team\"`);
  });

  test('starts with all alarms, and with the current numbers of stacks and problems', () => {
    const [alarms, now] = widgets;
    expect(alarms).toMatchObject({ type: 'alarm', y: 0, width: 24 });
    expect(alarms.properties.alarms).toHaveLength(8);
    expect(now).toMatchObject({ type: 'metric', properties: { view: 'singleValue' } });
    expect(now.properties.metrics?.map(([, name]) => name)).toEqual([
      'SyncConfigurations',
      'StacksBehind',
      'ActiveBlockers',
      'FailedSyncs',
      'StuckSyncs',
      'UnavailableConnections',
      'UnavailableHosts',
    ]);
  });

  test('shows which stacks are behind, since when and why, from the log of the latest poll', () => {
    const [stacks, others] = widgets.filter(({ type }) => type === 'log');
    expect(stacks.properties).toMatchObject({ view: 'table', title: 'Stacks that are behind' });
    expect(stacks.properties.query.split('\n| ')).toEqual([
      expect.stringMatching(/^SOURCE 'MonitorPollLogs\w+' \| filter type = "StackBehind"$/),
      'filter toMillis(@timestamp) >= (now() * 1000 - 660000)', // the rate, and a minute
      'fields subject as Stack',
      'stats latest(repository) as Repository, latest(branch) as Branch, latest(since) as Since, latest(kind) as Problem, latest(reason) as Reason, latest(consoleLink) as Link by Stack',
      'sort Since asc',
    ]);
    expect(others.properties.query).toContain('filter type = "OtherProblem"');
  });

  test('shows every metric, and the errors of the function', () => {
    const shown = widgets.flatMap(({ properties }) => properties.metrics ?? []).map(([, name]) => name);
    expect([...new Set(shown)].sort()).toEqual([...Object.keys(METRICS), 'Errors'].sort());
  });
});
