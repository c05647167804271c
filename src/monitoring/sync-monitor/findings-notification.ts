import { type EventPattern, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { TroubleOutcome } from '../../handlers/sync-monitor/contract';
import { topicTarget } from '../topic-target';
import { SyncTroubleEvent, SyncTroubleEvents } from './sync-trouble-events';

export interface FindingsNotificationProps {
  readonly topic: ITopicRef;
  /** Whether to tell of the end of a trouble, too. */
  readonly notifyWhenOver: boolean;
  readonly eventBus: IEventBus;
}

/**
 * Rules that tell a topic where there is a trouble.
 *
 * A rule can neither check nor cut a text, and whoever puts an event writes its detail. So the message has nothing of an
 * event but what EventBridge itself sets.
 */
export class FindingsNotification extends Construct {
  constructor(scope: Construct, id: string, { topic, notifyWhenOver, eventBus }: FindingsNotificationProps) {
    super(scope, id);
    const target = topicTarget(this, topic);
    const { account, region } = SyncTroubleEvent;
    const tell = (name: string, eventPattern: EventPattern, what: string) => {
      const lines = [
        `Git sync: ${what} in the account ${account}, Region ${region}.`,
        'The notifications and the dashboard of the SyncMonitor there say what it is.',
      ];
      const rule = new Rule(this, name, { eventPattern, eventBus });
      rule.addTarget(target(RuleTargetInput.fromMultilineText(lines.join('\n'))));
    };

    tell('Began', SyncTroubleEvents.beganPattern(), 'a trouble has begun');
    if (!notifyWhenOver) return;
    const superseded: TroubleOutcome = 'SUPERSEDED'; // what supersedes it has a message of its own
    const over = { ...SyncTroubleEvents.endedPattern(), detail: { outcome: [{ 'anything-but': superseded }] } };
    tell('Over', over, 'a trouble is over');
  }
}
