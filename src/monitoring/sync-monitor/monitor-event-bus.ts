import { Stack } from 'aws-cdk-lib';
import { CfnEventBusPolicy, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { EVENT_SOURCE, PROBLEM_DETECTED, PROBLEM_RESOLVED } from '../../handlers/sync-monitor/contract';
import { checkLiteral, checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { attachStageValidator } from '../../validation';
import { checkTopicRegion } from './monitor-checks';
import { MONITOR_ROLE_PATH } from './monitor-function';
import { ProblemNotification } from './problem-notification';

/** Properties of a `MonitorEventBus`. */
export interface MonitorEventBusProps {
  /** The id of the organization whose accounts may put events on the bus, for example `o-a1b2c3d4e5`. */
  readonly organizationId: string;

  /**
   * The name of the event bus: letters, digits and `. - _ /`. Set it when monitors in other accounts need its ARN in
   * advance.
   *
   * @default - a generated name
   */
  readonly eventBusName?: string;

  /**
   * The topic for a message with the account and the Region when a problem starts there. The details are in the message
   * of the monitor to its own `notificationTopic`.
   *
   * @default - no messages; add rules to the bus to process its events
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * Whether to send a message also when a problem ends.
   *
   * @default true
   */
  readonly notifyOnResolved?: boolean;
}

/**
 * An event bus in one account and Region that collects the events of every `SyncMonitor` of an organization.
 *
 * The bus accepts events of monitors only, and only from accounts of the organization. It recognizes a monitor by the
 * path of its role, `/cdk-codeconnections/sync-monitor/`. A principal that may create or use a role under this path, in
 * any account of the organization, can put events on the bus: do not build links or commands from the detail of an event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
export class MonitorEventBus extends Construct {
  /** The event bus, for rules with the patterns of `SyncProblemEvents`. */
  public readonly eventBus: IEventBus;

  /** @throws when `organizationId` is not the id of an organization, or the topic is in another Region */
  constructor(scope: Construct, id: string, props: MonitorEventBusProps) {
    super(scope, id);
    attachStageValidator(this);
    const { organizationId, eventBusName, notificationTopic, notifyOnResolved = true } = props;
    const form = 'the id of an organization, like "o-a1b2c3d4e5"';
    const violations = [
      ...checkLiteral('organizationId', organizationId),
      ...checkString('organizationId', organizationId, { pattern: /^o-[a-z0-9]{10,32}$/, form }),
      ...checkTopicRegion('notificationTopic', notificationTopic, this),
    ];
    throwIfInvalid(ErrorCode.INVALID_MONITOR_EVENT_BUS, violations, this);

    const isOfMonitor = { 'events:source': EVENT_SOURCE, 'events:detail-type': [PROBLEM_DETECTED, PROBLEM_RESOLVED] };
    this.eventBus = new EventBus(this, 'Bus', { eventBusName });
    new CfnEventBusPolicy(this, 'Policy', {
      eventBusName: this.eventBus.eventBusName,
      statementId: 'monitors',
      statement: {
        Sid: 'monitors',
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: this.eventBus.eventBusArn,
        Condition: {
          // One call can put several events: at least one, and all of them, must be events of a monitor.
          StringEquals: { 'aws:PrincipalOrgID': organizationId, ...isOfMonitor },
          'ForAllValues:StringEquals': isOfMonitor,
          ArnLike: { 'aws:PrincipalArn': `arn:${Stack.of(this).partition}:iam::*:role${MONITOR_ROLE_PATH}*` },
        },
      },
    });
    if (notificationTopic) {
      const { eventBus } = this;
      new ProblemNotification(this, 'Notification', { topic: notificationTopic, notifyOnResolved, eventBus });
    }
  }
}
