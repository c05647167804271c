import { splitArn } from './arn';
import { callAws } from './aws';
import type { Runtime } from './runtime';

const LONGEST_SUBJECT = 99;

export interface Notification {
  readonly subject: string;
  readonly message: string;
  /** The same for each try of the same notification. */
  readonly id: string;
}

/** Publishes to a topic, in the topic's Region. */
export async function publish(
  topicArn: string,
  { subject, message, id }: Notification,
  runtime: Runtime,
): Promise<void> {
  const parts = splitArn(topicArn);
  if (!parts) throw new Error(`not an ARN: ${topicArn}`);
  const request = {
    service: 'sns',
    partition: parts.partition,
    region: parts.region,
    operation: 'Publish',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Subject: [...subject.replace(/\p{Cc}/gu, ' ')].slice(0, LONGEST_SUBJECT).join(''),
      Message: message,
      ...(parts.resource.endsWith('.fifo') && { MessageGroupId: id, MessageDeduplicationId: id }),
    }).toString(),
  };
  await callAws(runtime, request, () => undefined);
}
