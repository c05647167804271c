import { WAIT_SECONDS } from '../../private/limits';
import { flag, integer, optional, type Schema, topicArn } from '../framework/schema';

/** The properties of all resources that wait for a person. */
export interface WaiterProperties {
  readonly NotificationTopicArn: string | undefined;
  readonly TimeoutInSeconds: number;
  readonly ContinueWhenPending: boolean;
}

export const waiterProperties: Schema<WaiterProperties> = {
  NotificationTopicArn: optional(topicArn),
  TimeoutInSeconds: integer(WAIT_SECONDS.min, WAIT_SECONDS.max),
  ContinueWhenPending: flag,
};
