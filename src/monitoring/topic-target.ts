import type { IRuleTarget, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * Lets rules tell a topic something, by a role in the scope, so that the policy of the topic stays as it is.
 *
 * @returns what makes the target of a rule, for what the topic is told
 */
export function topicTarget(scope: Construct, topic: ITopicRef): (input: RuleTargetInput) => IRuleTarget {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
  TopicGrants.fromTopic(topic).publish(role);
  return (input) => ({ bind: () => ({ arn: topic.topicRef.topicArn, role, input }) });
}
