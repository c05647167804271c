import { MAX_WAIT_SECONDS } from '../framework/contract';
import { flag, integer, optional, type Schema, topicArn } from '../framework/schema';

/** The properties of all resources that wait for a person. */
export interface WaiterProperties {
  readonly NotificationTopicArn: string | undefined;
  readonly TimeoutInSeconds: number;
  readonly ContinueWhenPending: boolean;
}

export const waiterProperties: Schema<WaiterProperties> = {
  NotificationTopicArn: optional(topicArn),
  TimeoutInSeconds: integer(1, MAX_WAIT_SECONDS),
  ContinueWhenPending: flag,
};
