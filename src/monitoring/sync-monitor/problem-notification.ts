import { type EventPattern, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import type { TroubleOutcome } from '../../handlers/sync-monitor/contract';
import { topicTarget } from '../topic-target';
import { SyncTroubleEvent, SyncTroubleEvents } from './sync-problem-events';

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
 * event but the account, which EventBridge sets, and the Region where it is one of a list. What EventBridge sets as the
 * Region is that of the bus: the function of a monitor puts its events there itself.
 */
export class FindingsNotification extends Construct {
  constructor(scope: Construct, id: string, { topic, notifyWhenOver, eventBus }: FindingsNotificationProps) {
    super(scope, id);
    const target = topicTarget(this, topic);
    const { account, region } = SyncTroubleEvent;
    const regions = RegionInfo.regions.map(({ name }) => name);
    const tell = (name: string, pattern: EventPattern, what: string) => {
      const tellOf = (suffix: string, of: unknown[], where: string) => {
        const lines = [
          `Git sync: ${what} in the account ${account}, ${where}.`,
          'The notifications and the dashboard of the SyncMonitor there say what it is.',
        ];
        const eventPattern = { ...pattern, detail: { ...pattern.detail, region: of } };
        const rule = new Rule(this, name + suffix, { eventPattern, eventBus });
        rule.addTarget(target(RuleTargetInput.fromMultilineText(lines.join('\n'))));
      };
      tellOf('', regions, `Region ${region}`);
      tellOf('Elsewhere', [{ 'anything-but': regions }], 'in a Region that is newer than this bus');
    };

    tell('Began', SyncTroubleEvents.beganPattern(), 'a trouble has begun');
    if (!notifyWhenOver) return;
    const superseded: TroubleOutcome = 'SUPERSEDED'; // what supersedes it has a message of its own
    const over = { ...SyncTroubleEvents.endedPattern(), detail: { outcome: [{ 'anything-but': superseded }] } };
    tell('Over', over, 'a trouble is over');
  }
}
