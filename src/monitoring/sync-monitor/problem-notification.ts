import { type EventPattern, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import type { ProblemOutcome } from '../../handlers/sync-monitor/contract';
import { topicTarget } from '../topic-target';
import { SyncProblemEvent, SyncProblemEvents } from './sync-problem-events';

export interface ProblemNotificationProps {
  readonly topic: ITopicRef;
  /** Whether to tell of the end of a problem, too. */
  readonly notifyOnResolved: boolean;
  readonly eventBus: IEventBus;
}

/**
 * Rules that tell a topic where there is a problem.
 *
 * A rule can neither check nor cut a text, and whoever puts an event writes its detail. So the message has nothing of an
 * event but the account, which EventBridge sets, and the Region where it is one of a list. What EventBridge sets as the
 * Region is that of the bus: the function of a monitor puts its events there itself.
 */
export class ProblemNotification extends Construct {
  constructor(scope: Construct, id: string, { topic, notifyOnResolved, eventBus }: ProblemNotificationProps) {
    super(scope, id);
    const target = topicTarget(this, topic);
    const { account, region } = SyncProblemEvent;
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

    tell('Began', SyncProblemEvents.detectedPattern(), 'a problem has begun');
    if (!notifyOnResolved) return;
    const superseded: ProblemOutcome = 'SUPERSEDED'; // what supersedes it has a message of its own
    const over = { ...SyncProblemEvents.resolvedPattern(), detail: { outcome: [{ 'anything-but': superseded }] } };
    tell('Over', over, 'a problem is over');
  }
}
