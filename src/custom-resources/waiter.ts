import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Contract, Permissions } from '../handlers/framework/contract';
import type { WaiterProperties } from '../handlers/waiter/contract';
import { policyArn } from '../private/arns';
import { attachStageValidator } from '../validation';
import { CustomResource } from './custom-resource';
import { HandlerFunction } from './handler-function';
import type { Statement } from './inline-function';
import { checkedTimeout, RESPONSE_MARGIN_SECONDS } from './timeout';
import type { WaitOptions } from './wait-options';

/**
 * The custom resource `Resource` of a construct that waits for a person.
 *
 * @throws when the time-out is out of bounds
 */
export function createWaiter<P extends WaiterProperties, A extends string>(
  scope: Construct,
  contract: Contract<P, A>,
  permissions: Permissions,
  subject: Omit<P, keyof WaiterProperties>,
  { notificationTopic, timeout, continueWhenPending = false }: WaitOptions,
): CustomResource<P, A> {
  const seconds = checkedTimeout(scope, timeout);
  attachStageValidator(scope);
  const policy = notificationTopic && publishingPolicy(scope, notificationTopic);
  const resource = new CustomResource(scope, 'Resource', {
    contract,
    permissions,
    properties: {
      ...subject,
      NotificationTopicArn: notificationTopic?.topicRef.topicArn,
      TimeoutInSeconds: seconds,
      ContinueWhenPending: continueWhenPending,
    } as P,
    serviceTimeout: seconds + RESPONSE_MARGIN_SECONDS,
  });
  if (policy) resource.addResourceDependency(policy);
  // Whoever has subscribed to the topic in this app is to get the message.
  if (notificationTopic) resource.node.addDependency(notificationTopic);
  return resource;
}

function publishingPolicy(scope: Construct, topic: ITopicRef) {
  const statements: Statement[] = [
    { Effect: 'Allow', Action: 'sns:Publish', Resource: policyArn(topic.topicRef.topicArn, scope) },
  ];
  const { masterKey } = topic as { masterKey?: IKey }; // an ITopic has it, when it is encrypted with a key of one's own
  if (masterKey) {
    const Action = ['kms:Decrypt', 'kms:GenerateDataKey'];
    statements.push({ Effect: 'Allow', Action, Resource: policyArn(masterKey.keyArn, scope) });
  }
  return HandlerFunction.of(scope).policy(scope, 'NotificationPolicy', statements);
}
