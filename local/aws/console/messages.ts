import {
  type ConsoleSection,
  ControlError,
  date,
  type Html,
  html,
  type Link,
  type Page,
} from '../../simulator/index.ts';
import type { AwsEnvironment } from '../aws-request.ts';
import { callCodeConnections } from '../codeconnections.ts';
import { withLocalLinks } from './links.ts';

const SECONDS = 10;
/** How many the overview lists. */
const LISTED = 3;
const LONGEST_NAME = 100;

interface Message {
  readonly id: string;
  readonly topicArn: string;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly subject: string;
  readonly text: string;
}

/** The latest messages that were published to topics, as a section of the console. */
export class Messages implements ConsoleSection {
  readonly title = 'Messages';
  readonly path = '/sns/messages';
  private readonly root: AwsEnvironment;

  /** @param root the environment of the root user of the account */
  constructor(root: AwsEnvironment) {
    this.root = root;
  }

  async links(): Promise<Link[]> {
    return (await this.messages()).slice(0, LISTED).map((message) => ({
      name: `${nameOf(message.topicArn)}: ${headOf(message)}`,
      path: `${this.path}#${message.id}`,
    }));
  }

  async index(): Promise<Page> {
    return this.pageOf('Messages', await this.messages());
  }

  /** The messages of one topic. */
  async page(topicArn: string): Promise<Page> {
    const messages = (await this.messages()).filter((message) => message.topicArn === topicArn);
    if (messages.length === 0) throw new ControlError(`topic ${topicArn} got no messages: ${this.path} has all`, 404);
    return this.pageOf(`Messages to ${nameOf(topicArn)}`, messages);
  }

  private pageOf(title: string, messages: readonly Message[]): Page {
    return {
      title,
      refresh: SECONDS,
      content: html`<p class="muted">What was published to SNS topics: the latest 100 messages, newest first.</p>
${messages.length === 0 ? html`<p>There are none.</p>` : messages.map((message) => this.part(message))}`,
    };
  }

  private part(message: Message): Html {
    const { id, topicArn, time, subject, text } = message;
    return html`<article class="card" id="${id}" aria-labelledby="subject-${id}">
<h2 id="subject-${id}">${subject || 'No subject'}</h2>
<p><small>${date(time)}, to <a href="${`${this.path}/${encodeURIComponent(topicArn)}`}">${topicArn}</a></small></p>
<pre>${withLocalLinks(text)}</pre>
</article>
`;
  }

  private async messages(): Promise<readonly Message[]> {
    const { messages } = await callCodeConnections<{ messages: Message[] }>(this.root, '_TopicMessages', {});
    return messages;
  }
}

const nameOf = (arn: string): string => arn.split(':').at(-1) ?? arn;

const headOf = ({ subject, text }: Message): string => (subject || text).slice(0, LONGEST_NAME);
