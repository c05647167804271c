import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Contract } from '../handlers/framework/contract';
import type { WaiterProperties } from '../handlers/waiter/contract';
import { policyArn } from '../private/arns';
import { checkOptionalReference } from '../private/references';
import { inform } from '../private/warnings';
import { CustomResource } from './custom-resource';
import { HandlerFunction } from './handler-function';
import { allow } from './inline-function';
import { checkedTimeout, RESPONSE_MARGIN_SECONDS } from './timeout';
import type { WaitOptions } from './wait-options';

/**
 * Creates the custom resource `Resource` of a construct that waits for a person.
 *
 * @throws when the timeout is a token or out of bounds
 */
export function createWaiter<P extends WaiterProperties, A extends string>(
  scope: Construct,
  contract: Contract<P, A>,
  subject: Omit<P, keyof WaiterProperties>,
  { notificationTopic, timeout, continueWhenPending = false }: WaitOptions,
): CustomResource<P, A> {
  checkOptionalReference('notificationTopic', notificationTopic, 'topicRef', scope);
  const seconds = checkedTimeout(scope, timeout);
  const resource = new CustomResource(scope, 'Resource', {
    contract,
    properties: {
      ...subject,
      NotificationTopicArn: notificationTopic?.topicRef.topicArn,
      TimeoutInSeconds: seconds,
      ContinueWhenPending: continueWhenPending,
    } as P,
    serviceTimeout: seconds + RESPONSE_MARGIN_SECONDS,
  });
  if (notificationTopic) {
    HandlerFunction.of(scope).allow(publishing(notificationTopic, scope), resource, scope, 'NotificationPolicy');
    // So that the subscriptions of this app to the topic get the message.
    resource.node.addDependency(notificationTopic);
  } else {
    inform(
      scope,
      'cdk-codeconnections:waitWithoutTopic',
      `the deployment waits up to ${Math.ceil(seconds / 60)} minutes for a person to act in the AWS console (Developer Tools, Settings, Connections); only the log of the function has the link: give a 'notificationTopic' to have it sent`,
    );
  }
  return resource;
}

function publishing(topic: ITopicRef, scope: Construct): PolicyStatement[] {
  const statements = [allow(['sns:Publish'], policyArn(topic.topicRef.topicArn, scope))];
  const { masterKey } = topic as { masterKey?: IKey }; // of an ITopic with a customer managed key
  if (masterKey) statements.push(allow(['kms:Decrypt', 'kms:GenerateDataKey'], policyArn(masterKey.keyArn, scope)));
  return statements;
}
