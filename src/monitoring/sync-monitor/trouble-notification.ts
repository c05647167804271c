import { type EventPattern, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { TroubleOutcome } from '../../handlers/sync-monitor/contract';
import { topicTarget } from '../topic-target';
import { SyncTroubleEvent, SyncTroubleEvents } from './sync-trouble-events';

export interface TroubleNotificationProps {
  readonly topic: ITopicRef;
  /** Whether to tell of the end of a trouble, too. */
  readonly notifyWhenOver: boolean;
  /** The bus that has the events. @default - the default bus */
  readonly eventBus?: IEventBus;
}

/** Rules that tell a topic of troubles, each line a fact. What an event lacks is empty: only a blocker can be answered. */
export class TroubleNotification extends Construct {
  constructor(scope: Construct, id: string, { topic, notifyWhenOver, eventBus }: TroubleNotificationProps) {
    super(scope, id);
    const target = topicTarget(this, topic);
    const tell = (name: string, eventPattern: EventPattern, lines: string[]) => {
      const rule = new Rule(this, name, { eventPattern, eventBus });
      rule.addTarget(target(RuleTargetInput.fromMultilineText(lines.join('\n'))));
    };

    const { title, account, region, since, reason, consoleLink, endedAt, outcome } = SyncTroubleEvent;
    const { resolveByCli, resolveByConstruct } = SyncTroubleEvent;
    const facts = [title, `Reason: ${reason}`, `Since: ${since}`, `Account: ${account}, ${region}`, consoleLink];
    tell('Began', SyncTroubleEvents.beganPattern(), [...facts, resolveByCli, resolveByConstruct]);
    if (!notifyWhenOver) return;
    const superseded: TroubleOutcome = 'SUPERSEDED'; // what supersedes it has a message of its own
    const over = { ...SyncTroubleEvents.endedPattern(), detail: { outcome: [{ 'anything-but': superseded }] } };
    tell('Over', over, [`Over: ${title}`, `From ${since} to ${endedAt}: ${outcome}`, `Account: ${account}, ${region}`]);
  }
}
