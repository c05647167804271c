import type { IRuleTarget, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { policyArn } from '../private/arns';

/**
 * Allows rules to publish to a topic with a role in the scope, so that the policy of the topic does not change.
 *
 * @returns a function that makes the target of a rule from the message
 */
export function topicTarget(scope: Construct, topic: ITopicRef): (input: RuleTargetInput) => IRuleTarget {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
  const arn = policyArn(topic.topicRef.topicArn, scope);
  TopicGrants.fromTopic(topic).publish(role);
  return (input) => ({ bind: () => ({ arn, role, input }) });
}
