import { Stack } from 'aws-cdk-lib';
import { type IEventBusRef, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../handlers/sync-monitor/contract';
import { policyArn } from '../../private/arns';
import { validationError } from '../../private/errors';

/**
 * Of the role that hands events on. The central bus takes events of roles under this path only, so that nobody but who
 * may make such roles can pretend to be a monitor.
 */
export const FORWARDING_ROLE_PATH = '/cdk-codeconnections/sync-monitor/';

/**
 * A rule that hands all events of a monitor on to another bus.
 *
 * @throws when that is the bus that has them already, or the ARN stands for several
 */
export function findingsRule(scope: Construct, id: string, { eventBusRef: { eventBusArn } }: IEventBusRef): void {
  const stack = Stack.of(scope);
  const own = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
  if (JSON.stringify(stack.resolve(eventBusArn)) === JSON.stringify(stack.resolve(own))) {
    throw validationError(
      'InvalidSyncMonitor',
      "'findingsBus' must be another event bus than the default one of the account and Region, which has all events of the monitor already; leave it out",
      scope,
    );
  }
  const putEvents = new PolicyStatement({ actions: ['events:PutEvents'], resources: [policyArn(eventBusArn, scope)] });
  const role = new Role(scope, `${id}Role`, {
    path: FORWARDING_ROLE_PATH,
    assumedBy: new ServicePrincipal('events.amazonaws.com'),
    inlinePolicies: { PutEvents: new PolicyDocument({ statements: [putEvents] }) },
  });
  const rule = new Rule(scope, id, { eventPattern: { source: [EVENT_SOURCE] } });
  rule.addTarget({ bind: () => ({ arn: eventBusArn, role }) });
}
