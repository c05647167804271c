import { Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type Dashboard,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBusRef, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import { EVENT_SOURCE } from '../../handlers/sync-monitor/contract';
import { throwFindings, validationError } from '../../private/errors';
import { monitorDashboard } from './monitor-dashboard';
import { MonitorFunction } from './monitor-function';
import { SyncMonitorBase } from './sync-monitor-base';
import { TroubleNotification } from './trouble-notification';

const DEFAULT_RATE = Duration.minutes(5);
const MIN_MINUTES = 1; // of EventBridge
const MAX_MINUTES = 8 * 60; // an alarm looks back for a day at most, and the blind alarm at three polls
const MIN_STUCK_MINUTES = 1;

/** After how many polls that could not see everything the monitor counts as blind. */
const BLIND_AFTER_POLLS = 3;

/** Properties of a `SyncMonitor`. */
export interface SyncMonitorProps {
  /**
   * How often the monitor looks at everything: whole minutes, from 1 minute to 8 hours. Alarms look at periods of this
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
   * The topic that is told of each trouble when it begins: what, where, since when and why, the link into the console,
   * and for a sync blocker the call that answers it.
   *
   * @default - nobody is told; the events are on the default event bus
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * Whether the topic is told of the end of a trouble as well.
   *
   * @default true
   */
  readonly notifyWhenOver?: boolean;

  /**
   * The topic that alarms tell when they go off and when they come back.
   *
   * @default - alarms have no actions
   */
  readonly alarmTopic?: ITopicRef;

  /**
   * The event bus that collects what the monitors of many accounts and Regions find, for example a `SyncFindingsBus`.
   * The bus must let this account put events.
   *
   * @default - the events are on the default event bus of the account and Region only
   */
  readonly findingsBus?: IEventBusRef;

  /**
   * The name of the dashboard: letters, digits, hyphens and underscores.
   *
   * @default - CloudFormation makes one
   */
  readonly dashboardName?: string;
}

/**
 * Watches all that Git sync keeps in sync in an account and Region, also what was set up outside of the app: sync
 * blockers, failed and stuck syncs, and connections and hosts that are not available. It tells of each trouble once,
 * and has metrics, alarms and a dashboard. It never resolves anything: a sync blocker is a question to a person.
 *
 * One function looks at everything at a rate, and at single stacks when a sync has ended. There are no assets and no
 * parameters, so the stack can be deployed as it is: by a stack set, by Git sync, as a product of Service Catalog.
 *
 * There must be one in an account and Region: its metrics have no dimensions.
 */
export class SyncMonitor extends SyncMonitorBase {
  /** Goes off while a sync blocker waits for an answer. */
  public readonly blockerAlarm: Alarm;

  /** Goes off while the latest sync of a stack or a branch has failed. */
  public readonly failedSyncAlarm: Alarm;

  /** Goes off while a sync takes too long, or does not begin. */
  public readonly stuckSyncAlarm: Alarm;

  /** Goes off while a connection of Git sync is not available. */
  public readonly connectionAlarm: Alarm;

  /** Goes off while the host of such a connection is not available. */
  public readonly hostAlarm: Alarm;

  /** Goes off when there was no poll that could see everything, three times in a row: also until the first one. */
  public readonly blindAlarm: Alarm;

  /** Goes off when calls of the service fail for good, for example for want of a permission. */
  public readonly failedCallAlarm: Alarm;

  /** Goes off when the function fails. */
  public readonly errorAlarm: Alarm;

  /** The dashboard: which stack is behind, and why. */
  public readonly dashboard: Dashboard;

  private readonly alarmTopic: ITopicRef | undefined;

  /** @throws when the rate or `stuckAfter` is out of bounds, or the account and Region have a monitor already */
  constructor(scope: Construct, id: string, props: SyncMonitorProps = {}) {
    const { rate = DEFAULT_RATE, stuckAfter = Duration.hours(1), notifyWhenOver = true } = props;
    super(scope, id, rate);
    throwFindings('InvalidSyncMonitor', [...checkRate(rate), ...checkStuckAfter(stuckAfter)], this);
    refuseSecond(this);

    const { resource, logGroup } = new MonitorFunction(this, 'Poll', { rate, stuckAfter }).function;
    const errors = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: resource.ref },
      statistic: 'Sum',
      period: rate,
    });

    this.alarmTopic = props.alarmTopic;
    if (this.alarmTopic) {
      const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
      TopicGrants.fromTopic(this.alarmTopic).publish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    }
    this.blockerAlarm = this.alarm('ActiveBlockers', 'sync blockers wait for an answer', this.metricActiveBlockers());
    this.failedSyncAlarm = this.alarm('FailedSyncs', 'syncs have failed', this.metricFailedSyncs());
    this.stuckSyncAlarm = this.alarm('StuckSyncs', 'syncs take too long, or do not begin', this.metricStuckSyncs());
    this.connectionAlarm = this.alarm(
      'UnavailableConnections',
      'connections are not available',
      this.metricUnavailableConnections(),
    );
    this.hostAlarm = this.alarm('UnavailableHosts', 'hosts are not available', this.metricUnavailableHosts());
    this.blindAlarm = this.alarm(
      'Blind',
      'the monitor does not see everything, or does not run',
      this.metricUnseenConfigurations(),
      { evaluationPeriods: BLIND_AFTER_POLLS, treatMissingData: TreatMissingData.BREACHING },
    );
    this.failedCallAlarm = this.alarm('FailedCalls', 'calls of the monitor fail', this.metricFailedCalls());
    this.errorAlarm = this.alarm('Errors', 'the monitor fails', errors, {
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });

    this.dashboard = monitorDashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      monitor: this,
      alarms: [
        this.blockerAlarm,
        this.failedSyncAlarm,
        this.stuckSyncAlarm,
        this.connectionAlarm,
        this.hostAlarm,
        this.blindAlarm,
        this.failedCallAlarm,
        this.errorAlarm,
      ],
      errors,
      logGroupName: logGroup.ref,
      rate,
    });

    if (props.notificationTopic) {
      new TroubleNotification(this, 'Notification', { topic: props.notificationTopic, notifyWhenOver });
    }
    if (props.findingsBus) this.collectFindings(props.findingsBus);
  }

  /** An alarm that goes off when there is one. Without data it stays as it is: that there is none is the blind alarm's. */
  private alarm(id: string, what: string, metric: Metric, others: Partial<AlarmProps> = {}): Alarm {
    const alarm = new Alarm(this, `${id}Alarm`, {
      alarmDescription: `Git sync: ${what}`,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE,
      ...others,
    });
    const { alarmTopic } = this;
    if (alarmTopic) {
      const action = { bind: () => ({ alarmActionArn: alarmTopic.topicRef.topicArn }) };
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
    return alarm;
  }

  private collectFindings({ eventBusRef: { eventBusArn } }: IEventBusRef): void {
    const stack = Stack.of(this);
    const own = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    if (JSON.stringify(stack.resolve(eventBusArn)) === JSON.stringify(stack.resolve(own))) {
      throw validationError(
        'InvalidSyncMonitor',
        "'findingsBus' must be another event bus than the default one of the account and Region, which has all events of the monitor already; leave it out",
        this,
      );
    }
    const putEvents = new PolicyStatement({ actions: ['events:PutEvents'], resources: [eventBusArn] });
    const role = new Role(this, 'FindingsRole', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: { PutEvents: new PolicyDocument({ statements: [putEvents] }) },
    });
    const rule = new Rule(this, 'Findings', { eventPattern: { source: [EVENT_SOURCE] } });
    rule.addTarget({ bind: () => ({ arn: eventBusArn, role }) });
  }
}

function checkRate(rate: Duration): string[] {
  const expected = `'rate' must be whole minutes, from ${MIN_MINUTES} to ${MAX_MINUTES}`;
  if (rate.isUnresolved()) return [`${expected}, and known at synth: the periods of the alarms follow from it`];
  const minutes = rate.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= MIN_MINUTES && minutes <= MAX_MINUTES) return [];
  const advice =
    minutes < MIN_MINUTES
      ? '; nothing runs more often than once a minute, and syncs that end are seen by their events'
      : '';
  return [`${expected}, got ${rate.toHumanString()}${advice}`];
}

function checkStuckAfter(stuckAfter: Duration): string[] {
  if (stuckAfter.isUnresolved() || stuckAfter.toMinutes({ integral: false }) >= MIN_STUCK_MINUTES) return [];
  return [`'stuckAfter' must be at least ${MIN_STUCK_MINUTES} minute, got ${stuckAfter.toHumanString()}`];
}

/** The monitors of each Stage. */
const monitors = new WeakMap<IConstruct, SyncMonitor[]>();

/** Two monitors would tell of each trouble twice, and count everything double. */
function refuseSecond(monitor: SyncMonitor): void {
  const stage = Stage.of(monitor) ?? monitor.node.root;
  const others = monitors.get(stage) ?? [];
  const stack = Stack.of(monitor);
  const first = others.find((other) => isSameEnvironment(Stack.of(other), stack));
  if (first) {
    throw validationError(
      'SecondSyncMonitor',
      `an account and Region can have one SyncMonitor, and '${first.node.path}' is one for ${stack.account}/${stack.region}; remove one of the two`,
      monitor,
    );
  }
  monitors.set(stage, [...others, monitor]);
}

function isSameEnvironment(one: Stack, other: Stack): boolean {
  if (one === other) return true;
  if (Token.isUnresolved(one.account) || Token.isUnresolved(one.region)) return false;
  return one.account === other.account && one.region === other.region;
}
