import type { Duration } from 'aws-cdk-lib';
import type { DashboardProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { CodeConnectionsFunctionOptions } from '../../custom-resources/function-options';

/** Properties of a `SyncMonitor`. */
export interface SyncMonitorProps {
  /**
   * The interval between two polls: whole minutes, from 1 minute to 6 hours. It is also the period of the alarms. The end
   * of a sync is noticed between polls, by its event.
   *
   * @default Duration.minutes(5)
   */
  readonly rate?: Duration;

  /**
   * The time after which a sync counts as stuck if it does not end, or does not start although there is a new commit, and
   * after which a pending connection or host counts as not available: at least 1 minute.
   *
   * @default Duration.hours(1)
   */
  readonly stuckAfter?: Duration;

  /**
   * The topic for a message about each problem when it starts: the stack, branch, connection or host, the time, the
   * reason, a link to the AWS console, and the two ways to resolve a sync blocker. The function of the monitor sends the
   * messages itself, from data that it has read from the service. Text of others is in double quotes, each on one line.
   *
   * @default - no messages; the events are on the default event bus
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * Whether to send a message also when a problem ends.
   *
   * @default true
   */
  readonly notifyOnResolved?: boolean;

  /**
   * The topic that the alarms notify when they go into alarm and when they recover.
   *
   * @default - the alarms have no actions
   */
  readonly alarmTopic?: ITopicRef;

  /**
   * The event bus that collects the events of monitors in many accounts and Regions, for example a `MonitorEventBus`.
   * The policy of the bus must allow this account to put events. The function of the monitor puts them there itself, with
   * its own role, whose path is `/cdk-codeconnections/sync-monitor/` in this case.
   *
   * @default - none; the events are on the default event bus of the account and Region only
   */
  readonly centralEventBus?: IEventBusRef;

  /**
   * Whether to create a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Properties of the dashboard, such as its name. Its `widgets` are placed below those of the monitor.
   *
   * @default - a generated name, and the widgets of the monitor, whose metrics have their own periods
   */
  readonly dashboardProps?: DashboardProps;

  /**
   * Options of the function, such as its VPC. They win over those of `CodeConnectionsFunctions.of(…).configure(…)`.
   *
   * @default - those of the scopes around the monitor, if there are any
   */
  readonly functionOptions?: CodeConnectionsFunctionOptions;
}
