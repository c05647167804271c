import type { Duration } from 'aws-cdk-lib';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';

/** Options for waiting until a person has completed a connection or a host. */
export interface WaitOptions {
  /**
   * A topic that gets one message when the wait begins: what to do, the link to the AWS console, and the deadline.
   *
   * No message is sent if there is nothing to wait for.
   *
   * The role of the custom resource is allowed to publish to the topic, and to use its key if the topic knows the key.
   * The policy of a customer managed key in another account must allow the role as well.
   *
   * @default - no message; the link is only in the log of the custom resource's function
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * How long to wait, from 1 second to 58 minutes.
   *
   * Changing it does not restart the wait for a connection or host that was accepted.
   *
   * @default Duration.minutes(58)
   */
  readonly timeout?: Duration;

  /**
   * Whether the deployment continues if the connection or host is still pending when the wait times out.
   *
   * A connection or host in a failed status fails the deployment in any case.
   *
   * @default false - the deployment fails and is rolled back
   */
  readonly continueWhenPending?: boolean;
}
