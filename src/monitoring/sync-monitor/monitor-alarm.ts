import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface MonitorAlarmProps extends Partial<AlarmProps> {
  /** The metric. The alarm fires at one or more. */
  readonly metric: Metric;
  readonly description: string;
  /** The topic for changes of the alarm's state, if there is one. */
  readonly topic: ITopicRef | undefined;
}

/** An alarm at one or more. Missing data is ignored here; `incompletePollAlarm` covers it. */
export function monitorAlarm(scope: Construct, id: string, { description, topic, ...props }: MonitorAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmDescription: `Git sync: ${description}`,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.IGNORE,
    ...props,
  });
  if (topic) {
    const action = { bind: () => ({ alarmActionArn: topic.topicRef.topicArn }) };
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarm;
}

/** Allows alarms of the account to publish to a topic and to use its key, if the topic belongs to the app. */
export function allowAlarms(scope: Construct, topic: ITopicRef): void {
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  TopicGrants.fromTopic(topic).publish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
}
