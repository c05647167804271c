import { type EventPattern, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import type { ProblemOutcome } from '../../handlers/sync-monitor/contract';
import { topicTarget } from '../topic-target';
import { SyncProblemEvent, SyncProblemEvents } from './sync-problem-events';

export interface ProblemNotificationProps {
  readonly topic: ITopicRef;
  /** Whether to send a message also when a problem ends. */
  readonly notifyOnResolved: boolean;
  readonly eventBus: IEventBus;
}

/**
 * Rules that send a message to a topic when a problem starts or ends in one of the accounts.
 *
 * A rule can neither check nor shorten a text, and the sender of an event writes its detail. So the message has only the
 * account, which EventBridge sets, and the Region of the detail if it is one of a list. The Region that EventBridge sets
 * is the one of the bus, because the function of a monitor puts its events there directly.
 */
export class ProblemNotification extends Construct {
  constructor(scope: Construct, id: string, { topic, notifyOnResolved, eventBus }: ProblemNotificationProps) {
    super(scope, id);
    const target = topicTarget(this, topic);
    const { account, region } = SyncProblemEvent;
    const regions = RegionInfo.regions.map(({ name }) => name);
    const notify = (id: string, pattern: EventPattern, news: string) => {
      const notifyIn = (suffix: string, regionPattern: unknown[], place: string) => {
        const lines = [
          `Git sync: ${news} in account ${account}, ${place}.`,
          'The notifications and the dashboard of the SyncMonitor there have the details.',
        ];
        const eventPattern = { ...pattern, detail: { ...pattern.detail, region: regionPattern } };
        const rule = new Rule(this, id + suffix, { eventPattern, eventBus });
        rule.addTarget(target(RuleTargetInput.fromMultilineText(lines.join('\n'))));
      };
      notifyIn('', regions, `Region ${region}`);
      notifyIn('OtherRegion', [{ 'anything-but': regions }], 'in a Region that is newer than this event bus');
    };

    notify('Detected', SyncProblemEvents.detectedPattern(), 'a problem has started');
    if (!notifyOnResolved) return;
    const superseded: ProblemOutcome = 'SUPERSEDED'; // the problem that follows has a message of its own
    const resolved = { ...SyncProblemEvents.resolvedPattern(), detail: { outcome: [{ 'anything-but': superseded }] } };
    notify('Resolved', resolved, 'a problem has ended');
  }
}
