import { type Reply, type Service, type ServiceRequest, xmlError } from './service';

/** A message that a topic received. */
export interface TopicMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
  readonly groupId: string | undefined;
}

export class Sns implements Service {
  readonly messages: TopicMessage[] = [];
  /** How many of the next messages are rejected. */
  rejections = 0;

  resourceOf({ input }: ServiceRequest): string {
    return input.TopicArn;
  }

  respond({ input }: ServiceRequest): Reply {
    if (this.rejections > 0) {
      this.rejections -= 1;
      return xmlError(500, 'InternalError', 'try later');
    }
    const { TopicArn: topicArn, Subject: subject, Message: message, MessageGroupId: groupId } = input;
    this.messages.push({ topicArn, subject, message, groupId });
    return { status: 200, body: '<PublishResponse/>' };
  }
}
