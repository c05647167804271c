import type { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  type DashboardProps,
  GraphWidget,
  type IWidget,
  LogQueryWidget,
  type Metric,
  type MetricOptions,
  PeriodOverride,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type MetricName, OTHER_PROBLEM, STACK_BEHIND } from '../../handlers/sync-monitor/contract';

const WIDTH = 24;

/** How late a poll may log its lines. */
const MAX_DELAY_MS = 60_000;

export interface MonitorDashboardProps {
  /** Properties that the user gives. */
  readonly props: DashboardProps | undefined;
  /** The metrics of the monitor. */
  readonly metric: (name: MetricName, options?: MetricOptions) => Metric;
  readonly alarms: Alarm[];
  readonly errors: Metric;
  readonly logGroupName: string;
  readonly rate: Duration;
}

/** From the top: alarms, current numbers, tables of the problems, and graphs that end with the monitor itself. */
export function monitorDashboard(
  scope: Construct,
  id: string,
  { props, metric, alarms, errors, logGroupName, rate }: MonitorDashboardProps,
): Dashboard {
  const table = (title: string, type: string, subject: string, height: number) =>
    new LogQueryWidget({
      title,
      logGroupNames: [logGroupName],
      queryLines: latestLines(type, subject, rate),
      width: WIDTH,
      height,
    });
  const graph = (title: string, left: Metric[]) =>
    new GraphWidget({ title, left, leftYAxis: { min: 0 }, width: WIDTH / 4, height: 6 });

  const widgets: IWidget[][] = [
    [new AlarmStatusWidget({ title: 'Git sync', alarms, width: WIDTH, height: 3 })],
    [
      new SingleValueWidget({
        title: 'Now',
        metrics: [
          metric('SyncConfigurations', { label: 'stacks' }),
          metric('StacksBehind', { label: 'behind' }),
          metric('ActiveBlockers', { label: 'blockers' }),
          metric('FailedSyncs', { label: 'failed' }),
          metric('StuckSyncs', { label: 'stuck' }),
          metric('UnavailableConnections', { label: 'connections unavailable' }),
          metric('UnavailableHosts', { label: 'hosts unavailable' }),
        ],
        width: WIDTH,
        height: 3,
      }),
    ],
    [table('Stacks that are behind', STACK_BEHIND, 'Stack', 8)],
    [table('Branches, connections, hosts and the monitor itself', OTHER_PROBLEM, 'Subject', 5)],
    [
      graph('Stacks', [metric('StacksBehind'), metric('ActiveBlockers'), metric('FailedSyncs'), metric('StuckSyncs')]),
      graph('Ages in seconds', [metric('LongestBehind'), metric('OldestSuccessAge')]),
      graph('Calls', [metric('Calls'), metric('ThrottledCalls'), metric('FailedCalls')]),
      graph('The monitor itself', [
        metric('PollDuration', { label: 'PollDuration in seconds' }),
        metric('UnreadSyncConfigurations'),
        errors,
      ]),
    ],
  ];
  const all = [...widgets, ...(props?.widgets ?? [])];
  return new Dashboard(scope, id, { periodOverride: PeriodOverride.INHERIT, ...props, widgets: all });
}

/** Each poll logs a line for each problem, so the lines of the latest poll are the current problems. */
function latestLines(type: string, subject: string, rate: Duration): string[] {
  const sinceLastPoll = rate.toMilliseconds() + MAX_DELAY_MS;
  const columns = { Repository: 'repository', Branch: 'branch', Since: 'since', Problem: 'kind', Reason: 'reason' };
  const latest = Object.entries({ ...columns, Link: 'consoleLink' }).map(
    ([name, field]) => `latest(${field}) as ${name}`,
  );
  return [
    `filter type = "${type}"`,
    `filter toMillis(@timestamp) >= (now() * 1000 - ${sinceLastPoll})`,
    `fields subject as ${subject}`,
    `stats ${latest.join(', ')} by ${subject}`,
    'sort Since asc',
  ];
}
