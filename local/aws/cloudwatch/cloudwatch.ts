import { type AwsEnvironment, awsRequest } from '../aws-request.ts';
import type { LogEvent } from './dashboards/log-query.ts';
import type { AlarmState, DashboardSource, DataPoint, MetricQuery, TimeRange } from './dashboards/source.ts';

const CLOUDWATCH = 'GraniteServiceVersion20100801';
const LOGS = 'Logs_20140328';

/** The CloudWatch of the local AWS, as the source of the dashboards in the console. */
export class CloudWatch implements DashboardSource {
  private readonly env: AwsEnvironment;

  /** @param root the environment of the root user of the account */
  constructor(root: AwsEnvironment) {
    this.env = root;
  }

  async dashboards(): Promise<string[]> {
    const { DashboardEntries } = await this.call<{ DashboardEntries: { DashboardName: string }[] }>('ListDashboards');
    return DashboardEntries.map(({ DashboardName }) => DashboardName);
  }

  async dashboard(DashboardName: string): Promise<string | undefined> {
    if (!(await this.dashboards()).includes(DashboardName)) return undefined;
    return (await this.call<{ DashboardBody: string }>('GetDashboard', { DashboardName })).DashboardBody;
  }

  async metrics(queries: readonly MetricQuery[], { from, to }: TimeRange): Promise<DataPoint[][]> {
    const { MetricDataResults } = await this.call<{ MetricDataResults: MetricDataResult[] }>('GetMetricData', {
      StartTime: from / 1000,
      EndTime: to / 1000,
      MetricDataQueries: queries.map(({ namespace, name, dimensions, statistic, period }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: period,
          Stat: statistic,
        },
      })),
    });
    return MetricDataResults.map(({ Timestamps, Values }) =>
      Timestamps.map((time, index) => ({ time: milliseconds(time), value: Values[index] })),
    );
  }

  async alarms(arns: readonly string[]): Promise<AlarmState[]> {
    const AlarmNames = arns.map((arn) => arn.split(':alarm:')[1]);
    const { MetricAlarms } = await this.call<{ MetricAlarms: MetricAlarm[] }>('DescribeAlarms', {
      AlarmNames,
      MaxRecords: 100,
    });
    return MetricAlarms.map((alarm) => ({
      name: alarm.AlarmName,
      state: alarm.StateValue,
      description: alarm.AlarmDescription ?? '',
      reason: alarm.StateReason ?? '',
      since: milliseconds(alarm.StateUpdatedTimestamp),
    }));
  }

  async log(groups: readonly string[], { from, to }: TimeRange): Promise<LogEvent[]> {
    const found = await Promise.all(groups.map((group) => this.eventsOf(group, from, to)));
    return found.flat().toSorted((a, b) => a.timestamp - b.timestamp);
  }

  private async eventsOf(logGroupName: string, startTime: number, endTime: number): Promise<LogEvent[]> {
    const events: LogEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page: LogPage = await awsRequest<LogPage>(this.env, {
        service: 'logs',
        target: `${LOGS}.FilterLogEvents`,
        body: { logGroupName, startTime, endTime, nextToken },
      });
      events.push(...page.events);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }

  private call<T>(operation: string, body: object = {}): Promise<T> {
    return awsRequest<T>(this.env, { service: 'monitoring', target: `${CLOUDWATCH}.${operation}`, body });
  }
}

interface MetricDataResult {
  readonly Timestamps: readonly (number | string)[];
  readonly Values: readonly number[];
}

interface MetricAlarm {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly AlarmDescription?: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp: number | string;
}

interface LogPage {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

/** A time of the API: seconds, or ISO 8601. */
const milliseconds = (time: number | string): number =>
  typeof time === 'number' ? time * 1000 : new Date(time).getTime();
