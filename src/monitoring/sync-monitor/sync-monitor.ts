import { Duration } from 'aws-cdk-lib';
import { type Alarm, type Dashboard, Metric, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../../handlers/sync-monitor/contract';
import { throwIfInvalid } from '../../private/errors';
import { attachStageValidator } from '../../validation';
import { allowAlarms, type MonitorAlarmProps, monitorAlarm } from './monitor-alarm';
import { checkCentralEventBus, checkRate, checkStuckAfter, checkTopicRegion, refuseSecond } from './monitor-checks';
import { monitorDashboard } from './monitor-dashboard';
import { MonitorFunction } from './monitor-function';

const DEFAULT_RATE = Duration.minutes(5);
const DEFAULT_STUCK_AFTER = Duration.hours(1);

/** What adds up. Of everything else the highest value is of interest. */
const SUMS: readonly MetricName[] = ['Calls', 'ThrottledCalls', 'FailedCalls'];

/** After how many polls that could not see everything the monitor counts as blind. */
const INCOMPLETE_POLLS_UNTIL_ALARM = 3;

/** Properties of a `SyncMonitor`. */
export interface SyncMonitorProps {
  /**
   * How often the monitor looks at everything: whole minutes, from 1 minute to 6 hours. Alarms look at periods of this
   * length. Syncs that end are seen in between, by their events.
   *
   * @default Duration.minutes(5)
   */
  readonly rate?: Duration;

  /**
   * How long a sync may take, or may not begin although there is a new commit, until it counts as stuck: at least a
   * minute.
   *
   * @default Duration.hours(1)
   */
  readonly stuckAfter?: Duration;

  /**
   * The topic that is told of each problem when it begins: what, where, since when and why, the link into the console,
   * and for a sync blocker the two ways to answer it. The monitor's function sends these messages itself, of what it has
   * read from the service; what others have written stands in them in double quotes, each on one line.
   *
   * @default - nobody is told; the events are on the default event bus
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * Whether the topic is told of the end of a problem as well.
   *
   * @default true
   */
  readonly notifyOnResolved?: boolean;

  /**
   * The topic that alarms tell when they go off and when they come back.
   *
   * @default - alarms have no actions
   */
  readonly alarmTopic?: ITopicRef;

  /**
   * The event bus that collects what the monitors of many accounts and Regions find, for example a `MonitorEventBus`.
   * The bus must let this account put events. The monitor's function puts them there itself, with its own role, which is
   * under the path `/cdk-codeconnections/sync-monitor/` then.
   *
   * @default - the events are on the default event bus of the account and Region only
   */
  readonly centralEventBus?: IEventBusRef;

  /**
   * The name of the dashboard: letters, digits, hyphens and underscores.
   *
   * @default - CloudFormation makes one
   */
  readonly dashboardName?: string;
}

/**
 * Watches all that Git sync keeps in sync in an account and Region, also what was set up outside of the app: sync
 * blockers, failed and stuck syncs, and connections and hosts that are not available. It tells of each problem once,
 * and has metrics, alarms and a dashboard. It never resolves anything: a sync blocker is a question to a person.
 *
 * One function looks at everything at a rate, and at single stacks when a sync has ended. There are no assets and no
 * parameters, so the stack can be deployed as it is: by a stack set, by Git sync, as a product of Service Catalog.
 *
 * There must be one in an account and Region: its metrics have no dimensions.
 */
export class SyncMonitor extends Construct {
  /** Goes off while a sync blocker waits for an answer. */
  public readonly blockerAlarm: Alarm;

  /** Goes off while the latest sync of a stack or a branch has failed. */
  public readonly failedSyncAlarm: Alarm;

  /** Goes off while a sync takes too long, or does not begin. */
  public readonly stuckSyncAlarm: Alarm;

  /** Goes off while a connection of the Region, or one that a repository link is on, is not available. */
  public readonly connectionAlarm: Alarm;

  /** Goes off while a host of the Region is not available. */
  public readonly hostAlarm: Alarm;

  /** Goes off when there was no poll that could see everything, three times in a row: also until the first one. */
  public readonly incompletePollAlarm: Alarm;

  /** Goes off when calls of the service fail for good, for example for want of a permission. */
  public readonly failedCallAlarm: Alarm;

  /** Goes off when the function fails. */
  public readonly errorAlarm: Alarm;

  /** The dashboard: which stack is behind, and why. */
  public readonly dashboard: Dashboard;

  private readonly rate: Duration;

  /**
   * @throws when the rate or `stuckAfter` is out of bounds, a topic is in another Region, the central event bus is the
   * default one, or the account and Region have a monitor already
   */
  constructor(scope: Construct, id: string, props: SyncMonitorProps = {}) {
    super(scope, id);
    attachStageValidator(this);
    const { rate = DEFAULT_RATE, stuckAfter = DEFAULT_STUCK_AFTER, notifyOnResolved = true } = props;
    const violations = [
      ...checkRate(rate),
      ...checkStuckAfter(stuckAfter),
      ...checkTopicRegion('notificationTopic', props.notificationTopic, this),
      ...checkTopicRegion('alarmTopic', props.alarmTopic, this),
      ...checkCentralEventBus(props.centralEventBus, this),
    ];
    throwIfInvalid('InvalidSyncMonitor', violations, this);
    refuseSecond(this);
    this.rate = rate;

    const { dashboardName, notificationTopic, centralEventBus } = props;
    const poll = { rate, stuckAfter, topic: notificationTopic, notifyOnResolved, centralEventBus };
    const { function: poller, logGroup } = new MonitorFunction(this, 'Poll', poll).function;
    const errors = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: poller.functionName },
      statistic: 'Sum',
      period: rate,
    });

    const { alarmTopic: topic } = props;
    if (topic) allowAlarms(this, topic);
    const alarms: Alarm[] = [];
    const alarm = (name: string, what: string, metric: Metric, others: Partial<MonitorAlarmProps> = {}) => {
      const made = monitorAlarm(this, `${name}Alarm`, { what, metric, topic, ...others });
      alarms.push(made);
      return made;
    };
    const { BREACHING, NOT_BREACHING } = TreatMissingData;
    const blocked = 'sync blockers wait for an answer';
    const stuck = 'syncs take too long, or do not begin';
    const blind = 'the monitor does not see everything, or does not run';
    const connections = this.metricUnavailableConnections();
    this.blockerAlarm = alarm('ActiveBlockers', blocked, this.metricActiveBlockers());
    this.failedSyncAlarm = alarm('FailedSyncs', 'syncs have failed', this.metricFailedSyncs());
    this.stuckSyncAlarm = alarm('StuckSyncs', stuck, this.metricStuckSyncs());
    this.connectionAlarm = alarm('UnavailableConnections', 'connections are not available', connections);
    this.hostAlarm = alarm('UnavailableHosts', 'hosts are not available', this.metricUnavailableHosts());
    this.incompletePollAlarm = alarm('IncompletePoll', blind, this.metricUnseenConfigurations(), {
      evaluationPeriods: INCOMPLETE_POLLS_UNTIL_ALARM,
      treatMissingData: BREACHING,
    });
    this.failedCallAlarm = alarm('FailedCalls', 'calls of the monitor fail', this.metricFailedCalls());
    this.errorAlarm = alarm('Errors', 'the monitor fails', errors, { treatMissingData: NOT_BREACHING });

    const logGroupName = logGroup.logGroupName;
    this.dashboard = monitorDashboard(this, 'Dashboard', {
      dashboardName,
      monitor: this,
      alarms,
      errors,
      logGroupName,
      rate,
    });
  }

  /**
   * Sync configurations that there are.
   *
   * @param options what is other than by default
   */
  public metricSyncConfigurations(options?: MetricOptions): Metric {
    return this.metricOf('SyncConfigurations', options);
  }

  /**
   * Sync configurations that the monitor could not look at.
   *
   * @param options what is other than by default
   */
  public metricUnseenConfigurations(options?: MetricOptions): Metric {
    return this.metricOf('UnseenConfigurations', options);
  }

  /**
   * Stacks that are not at the latest commit, for whatever reason.
   *
   * @param options what is other than by default
   */
  public metricStacksBehind(options?: MetricOptions): Metric {
    return this.metricOf('StacksBehind', options);
  }

  /**
   * For how long, in seconds, the stack has been behind that has been so for longest.
   *
   * @param options what is other than by default
   */
  public metricLongestBehind(options?: MetricOptions): Metric {
    return this.metricOf('LongestBehind', options);
  }

  /**
   * How long ago, in seconds, the latest success was of the stack whose latest success is the oldest.
   *
   * @param options what is other than by default
   */
  public metricOldestSuccessAge(options?: MetricOptions): Metric {
    return this.metricOf('OldestSuccessAge', options);
  }

  /**
   * Sync blockers that wait for an answer.
   *
   * @param options what is other than by default
   */
  public metricActiveBlockers(options?: MetricOptions): Metric {
    return this.metricOf('ActiveBlockers', options);
  }

  /**
   * Stacks and branches whose latest sync has failed.
   *
   * @param options what is other than by default
   */
  public metricFailedSyncs(options?: MetricOptions): Metric {
    return this.metricOf('FailedSyncs', options);
  }

  /**
   * Stacks and branches whose sync takes too long, or does not begin.
   *
   * @param options what is other than by default
   */
  public metricStuckSyncs(options?: MetricOptions): Metric {
    return this.metricOf('StuckSyncs', options);
  }

  /**
   * Connections of the Region, and others that a repository link is on, that are not available.
   *
   * @param options what is other than by default
   */
  public metricUnavailableConnections(options?: MetricOptions): Metric {
    return this.metricOf('UnavailableConnections', options);
  }

  /**
   * Hosts of the Region that are not available.
   *
   * @param options what is other than by default
   */
  public metricUnavailableHosts(options?: MetricOptions): Metric {
    return this.metricOf('UnavailableHosts', options);
  }

  /**
   * Calls of the service that the monitor has made, each try counted.
   *
   * @param options what is other than by default
   */
  public metricCalls(options?: MetricOptions): Metric {
    return this.metricOf('Calls', options);
  }

  /**
   * Calls that the service throttled. They are made again.
   *
   * @param options what is other than by default
   */
  public metricThrottledCalls(options?: MetricOptions): Metric {
    return this.metricOf('ThrottledCalls', options);
  }

  /**
   * Calls that have failed for good.
   *
   * @param options what is other than by default
   */
  public metricFailedCalls(options?: MetricOptions): Metric {
    return this.metricOf('FailedCalls', options);
  }

  /**
   * How long a poll takes, in seconds.
   *
   * @param options what is other than by default
   */
  public metricPollDuration(options?: MetricOptions): Metric {
    return this.metricOf('PollDuration', options);
  }

  private metricOf(metricName: MetricName, options: MetricOptions = {}): Metric {
    const statistic = SUMS.includes(metricName) ? 'Sum' : 'Maximum';
    return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic, period: this.rate, ...options });
  }
}
