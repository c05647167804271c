import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface MonitorAlarmProps extends Partial<AlarmProps> {
  /** What goes off when there is one. */
  readonly metric: Metric;
  /** What there is then. */
  readonly what: string;
  /** Is told when the alarm goes off, and when it comes back. */
  readonly topic: ITopicRef | undefined;
}

/** An alarm that goes off when there is one. Without data it stays as it is: that there is none is the blind alarm's. */
export function monitorAlarm(scope: Construct, id: string, { what, topic, ...props }: MonitorAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmDescription: `Git sync: ${what}`,
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

/** Lets alarms of the account publish to a topic, and use its key: by the topic's own policy, if it is of the app. */
export function allowAlarms(scope: Construct, topic: ITopicRef): void {
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  TopicGrants.fromTopic(topic).publish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
}
