import { Duration } from 'aws-cdk-lib';
import { type Alarm, type Dashboard, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { METRIC_NAMESPACE, type MetricName } from '../../handlers/sync-monitor/contract';
import { throwIfInvalid } from '../../private/errors';
import { attachStageValidator } from '../../validation';
import { monitorAlarms } from './monitor-alarms';
import {
  checkCentralEventBus,
  checkDashboard,
  checkMetricName,
  checkRate,
  checkStuckAfter,
  checkTopicRegion,
  refuseSecond,
  refuseToken,
} from './monitor-checks';
import { monitorDashboard } from './monitor-dashboard';
import { MonitorFunction } from './monitor-function';
import type { SyncMonitorProps } from './sync-monitor-props';

const DEFAULT_RATE = Duration.minutes(5);
const DEFAULT_STUCK_AFTER = Duration.hours(1);

/** Metrics whose values are added up. The others have the maximum as their statistic. */
const SUMS: readonly string[] = ['Calls', 'ThrottledCalls', 'FailedCalls'] satisfies MetricName[];

/**
 * Monitors Git sync in an account and Region, including resources created elsewhere: sync blockers, failed and stuck
 * syncs, and connections and hosts that are not available. Announces each problem once when it starts and once when it
 * ends, and provides metrics, alarms and a dashboard.
 *
 * One function reads everything at a regular rate, and a single stack or branch when a sync has ended. It changes nothing,
 * and in particular resolves no sync blocker: that is the decision of a person.
 *
 * The template has no assets and no parameters. It can be deployed by a stack set, by Git sync, or as a product of Service
 * Catalog.
 *
 * An account and Region can have one monitor only, because the metrics have no dimensions.
 */
@propertyInjectable
export class SyncMonitor extends Construct {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.SyncMonitor';

  /** In alarm while a sync blocker is active. */
  public readonly blockerAlarm: Alarm;

  /** In alarm while the latest sync of a stack or a branch has failed. */
  public readonly failedSyncAlarm: Alarm;

  /** In alarm while a sync takes too long, or does not start. */
  public readonly stuckSyncAlarm: Alarm;

  /**
   * In alarm while a connection of the Region, or one that a repository link uses, is not available. A pending connection
   * counts once it has waited for its handshake for `stuckAfter`, since the monitor saw it first.
   */
  public readonly connectionAlarm: Alarm;

  /** In alarm while a host of the Region is not available. A pending host counts as a pending connection does. */
  public readonly hostAlarm: Alarm;

  /** In alarm when three consecutive polls could not read every sync configuration, and before the first poll. */
  public readonly incompletePollAlarm: Alarm;

  /** In alarm while calls to the service fail, for example because a permission is missing. */
  public readonly failedCallAlarm: Alarm;

  /** In alarm while the function fails. */
  public readonly errorAlarm: Alarm;

  /** The dashboard, unless it is turned off. It shows which stacks are behind, and why. */
  public readonly dashboard?: Dashboard;

  private readonly rate: Duration;

  /**
   * @throws when `rate` or `stuckAfter` is out of bounds, a topic is in another Region, `centralEventBus` is the default
   * event bus, `dashboardProps` are given without a dashboard, an option of the function is out of bounds, or the account
   * and Region already have a monitor
   */
  constructor(scope: Construct, id: string, props: SyncMonitorProps = {}) {
    super(scope, id);
    attachStageValidator(this);
    const { rate = DEFAULT_RATE, stuckAfter = DEFAULT_STUCK_AFTER, notifyOnResolved = true } = props;
    refuseToken(rate, this);
    const violations = [
      ...checkRate(rate),
      ...checkStuckAfter(stuckAfter),
      ...checkTopicRegion('notificationTopic', props.notificationTopic, this),
      ...checkTopicRegion('alarmTopic', props.alarmTopic, this),
      ...checkCentralEventBus(props.centralEventBus, this),
      ...checkDashboard(props.dashboard, props.dashboardProps),
    ];
    throwIfInvalid(ErrorCode.INVALID_SYNC_MONITOR, violations, this);
    refuseSecond(this);
    this.rate = rate;

    const { notificationTopic, centralEventBus, functionOptions: options } = props;
    const poll = { rate, stuckAfter, topic: notificationTopic, notifyOnResolved, centralEventBus, options };
    const { function: poller, logGroup } = new MonitorFunction(this, 'Poll', poll).function;
    const errors = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: poller.functionName },
      statistic: 'Sum',
      period: rate,
    });

    const metric = (name: MetricName, others?: MetricOptions) => this.metric(name, others);
    const alarms = monitorAlarms(this, { metric, errors, topic: props.alarmTopic });
    this.blockerAlarm = alarms.blockerAlarm;
    this.failedSyncAlarm = alarms.failedSyncAlarm;
    this.stuckSyncAlarm = alarms.stuckSyncAlarm;
    this.connectionAlarm = alarms.connectionAlarm;
    this.hostAlarm = alarms.hostAlarm;
    this.incompletePollAlarm = alarms.incompletePollAlarm;
    this.failedCallAlarm = alarms.failedCallAlarm;
    this.errorAlarm = alarms.errorAlarm;

    const logGroupName = logGroup.logGroupName;
    if (props.dashboard === false) return;
    this.dashboard = monitorDashboard(this, 'Dashboard', {
      props: props.dashboardProps,
      metric,
      alarms: Object.values(alarms),
      errors,
      logGroupName,
      rate,
    });
  }

  /**
   * A metric of the monitor: the maximum of each poll, or the sum of calls. The table of metrics has the names.
   *
   * @see https://github.com/cdk-codeconnections/cdk-codeconnections/blob/main/docs/constructs/sync-monitor.md#metrics
   * @param metricName the name, such as `StacksBehind`
   * @param options properties that differ from the defaults
   * @throws when the monitor has no metric of this name
   */
  public metric(metricName: string, options?: MetricOptions): Metric {
    throwIfInvalid(ErrorCode.INVALID_SYNC_MONITOR, checkMetricName(metricName), this);
    const statistic = SUMS.includes(metricName) ? 'Sum' : 'Maximum';
    return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic, period: this.rate, ...options });
  }

  /**
   * Sync configurations in the account and Region.
   *
   * @param options properties that differ from the defaults
   */
  public metricSyncConfigurations(options?: MetricOptions): Metric {
    return this.metric('SyncConfigurations', options);
  }

  /**
   * Sync configurations whose status the monitor could not read.
   *
   * @param options properties that differ from the defaults
   */
  public metricUnreadSyncConfigurations(options?: MetricOptions): Metric {
    return this.metric('UnreadSyncConfigurations', options);
  }

  /**
   * Stacks that are not at the latest commit of their branch, for any reason.
   *
   * @param options properties that differ from the defaults
   */
  public metricStacksBehind(options?: MetricOptions): Metric {
    return this.metric('StacksBehind', options);
  }

  /**
   * Seconds that the most outdated stack has been behind its branch.
   *
   * @param options properties that differ from the defaults
   */
  public metricLongestBehind(options?: MetricOptions): Metric {
    return this.metric('LongestBehind', options);
  }

  /**
   * Seconds since the last successful sync of the stack that has gone longest without one.
   *
   * @param options properties that differ from the defaults
   */
  public metricOldestSuccessAge(options?: MetricOptions): Metric {
    return this.metric('OldestSuccessAge', options);
  }

  /**
   * Sync blockers that are active.
   *
   * @param options properties that differ from the defaults
   */
  public metricActiveBlockers(options?: MetricOptions): Metric {
    return this.metric('ActiveBlockers', options);
  }

  /**
   * Stacks and branches whose latest sync has failed.
   *
   * @param options properties that differ from the defaults
   */
  public metricFailedSyncs(options?: MetricOptions): Metric {
    return this.metric('FailedSyncs', options);
  }

  /**
   * Stacks and branches with a sync that takes too long, or does not start.
   *
   * @param options properties that differ from the defaults
   */
  public metricStuckSyncs(options?: MetricOptions): Metric {
    return this.metric('StuckSyncs', options);
  }

  /**
   * Connections that are not available, of the Region or used by a repository link.
   *
   * @param options properties that differ from the defaults
   */
  public metricUnavailableConnections(options?: MetricOptions): Metric {
    return this.metric('UnavailableConnections', options);
  }

  /**
   * Hosts that are not available in the Region.
   *
   * @param options properties that differ from the defaults
   */
  public metricUnavailableHosts(options?: MetricOptions): Metric {
    return this.metric('UnavailableHosts', options);
  }

  /**
   * Calls of the monitor to the service, including retries.
   *
   * @param options properties that differ from the defaults
   */
  public metricCalls(options?: MetricOptions): Metric {
    return this.metric('Calls', options);
  }

  /**
   * Calls that the service throttled. The monitor repeats them.
   *
   * @param options properties that differ from the defaults
   */
  public metricThrottledCalls(options?: MetricOptions): Metric {
    return this.metric('ThrottledCalls', options);
  }

  /**
   * Calls that failed, and that the monitor does not repeat.
   *
   * @param options properties that differ from the defaults
   */
  public metricFailedCalls(options?: MetricOptions): Metric {
    return this.metric('FailedCalls', options);
  }

  /**
   * Duration of a poll in seconds.
   *
   * @param options properties that differ from the defaults
   */
  public metricPollDuration(options?: MetricOptions): Metric {
    return this.metric('PollDuration', options);
  }
}
