import { partsOf } from './arn';
import { callAws } from './aws';
import { callQuery } from './query';
import type { Runtime } from './runtime';
import { oneLine } from './text';

/** SNS accepts subjects of fewer than 100 ASCII characters. */
const TOO_LONG = /^(.{96}).{4,}$/;

export interface Notification {
  readonly subject: string;
  readonly message: string;
  /** The same for all attempts to send the same notification. */
  readonly id: string;
}

/** Publishes to a topic in the topic's Region. */
export async function publish(
  topicArn: string,
  { subject, message, id }: Notification,
  runtime: Runtime,
  call = callAws,
): Promise<void> {
  const topic = partsOf(topicArn);
  const parameters = {
    TopicArn: topicArn,
    Subject: oneLine(subject)
      .replace(/[^ -~]/gu, '?')
      .replace(TOO_LONG, '$1...'),
    Message: message,
    ...(topic.resource.endsWith('.fifo') && { MessageGroupId: id, MessageDeduplicationId: id }),
  };
  await callQuery({ ...topic, version: '2010-03-31' }, 'Publish', parameters, runtime, call);
}
