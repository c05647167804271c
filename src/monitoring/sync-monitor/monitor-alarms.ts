import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { MetricName } from '../../handlers/sync-monitor/contract';

/** The number of consecutive incomplete polls after which `incompletePollAlarm` fires. */
const INCOMPLETE_POLLS_UNTIL_ALARM = 3;

export interface MonitorAlarmsProps {
  /** The metrics of the monitor. */
  readonly metric: (name: MetricName, options?: MetricOptions) => Metric;
  /** The errors of its function. */
  readonly errors: Metric;
  /** The topic for changes of the alarms' states, if there is one. */
  readonly topic: ITopicRef | undefined;
}

/** The alarms of a monitor, in the order of its dashboard. */
export interface MonitorAlarms {
  readonly blockerAlarm: Alarm;
  readonly failedSyncAlarm: Alarm;
  readonly stuckSyncAlarm: Alarm;
  readonly connectionAlarm: Alarm;
  readonly hostAlarm: Alarm;
  readonly incompletePollAlarm: Alarm;
  readonly failedCallAlarm: Alarm;
  readonly errorAlarm: Alarm;
}

export function monitorAlarms(scope: Construct, { metric, errors, topic }: MonitorAlarmsProps): MonitorAlarms {
  if (topic) allowAlarms(scope, topic);
  /** An alarm at one or more. Missing data is ignored: `incompletePollAlarm` covers it. */
  const alarm = (name: string, description: string, of: Metric, others: Partial<AlarmProps> = {}) => {
    const made = new Alarm(scope, `${name}Alarm`, {
      alarmDescription: `Git sync: ${description}`,
      metric: of,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE,
      ...others,
    });
    if (topic) {
      const action = { bind: () => ({ alarmActionArn: topic.topicRef.topicArn }) };
      made.addAlarmAction(action);
      made.addOkAction(action);
    }
    return made;
  };
  const ofMetric = (name: MetricName, description: string) => alarm(name, description, metric(name));
  const unread = metric('UnreadSyncConfigurations');
  return {
    blockerAlarm: ofMetric('ActiveBlockers', 'sync blockers are active'),
    failedSyncAlarm: ofMetric('FailedSyncs', 'syncs have failed'),
    stuckSyncAlarm: ofMetric('StuckSyncs', 'syncs take too long, or do not start'),
    connectionAlarm: ofMetric(
      'UnavailableConnections',
      'connections are not available, or have been pending for too long',
    ),
    hostAlarm: ofMetric('UnavailableHosts', 'hosts are not available, or have been pending for too long'),
    incompletePollAlarm: alarm('IncompletePoll', 'the monitor cannot read everything, or does not run', unread, {
      evaluationPeriods: INCOMPLETE_POLLS_UNTIL_ALARM,
      treatMissingData: TreatMissingData.BREACHING,
    }),
    failedCallAlarm: ofMetric('FailedCalls', 'calls of the monitor to the service fail'),
    errorAlarm: alarm('Errors', 'the monitor fails', errors, { treatMissingData: TreatMissingData.NOT_BREACHING }),
  };
}

/** Allows alarms of the account to publish to a topic and to use its key, if the topic belongs to the app. */
function allowAlarms(scope: Construct, topic: ITopicRef): void {
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  TopicGrants.fromTopic(topic).publish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
}
