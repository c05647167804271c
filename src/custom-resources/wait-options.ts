import type { Duration } from 'aws-cdk-lib';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';

/** How to wait for something that a person has to complete. */
export interface WaitOptions {
  /**
   * A topic that is told what to do, where, and until when, as soon as the wait begins.
   *
   * The message holds a link to the page of the AWS console. It is not sent when there is nothing to wait for.
   *
   * The role of the custom resource is allowed to publish, and to use the topic's key where the topic knows it. A
   * customer managed key in another account has to allow it itself.
   *
   * @default - the link is in the log of the custom resource's function only
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * How long to wait, from 1 second to 58 minutes.
   *
   * A change of it does not begin another wait for what has been accepted.
   *
   * @default Duration.minutes(58)
   */
  readonly timeout?: Duration;

  /**
   * Whether the deployment goes on when nobody has acted until the time-out.
   *
   * What failed for good fails the deployment all the same.
   *
   * @default false - the deployment fails, and is rolled back
   */
  readonly continueWhenPending?: boolean;
}
