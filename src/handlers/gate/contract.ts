import { flag, integer, optional, type Schema, topicArn } from '../shared/schema';

/** CloudFormation waits for an hour at most, and two minutes of it are for answering. */
export const MAX_WAIT_SECONDS = 58 * 60;

/** The properties that all resources have which wait for a person. */
export interface GateProperties {
  readonly NotificationTopicArn: string | undefined;
  readonly TimeoutInSeconds: number;
  readonly ContinueWhenPending: boolean;
}

export const gateProperties: Schema<GateProperties> = {
  NotificationTopicArn: optional(topicArn),
  TimeoutInSeconds: integer(1, MAX_WAIT_SECONDS),
  ContinueWhenPending: flag,
};
