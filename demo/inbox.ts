import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalAwsClient } from 'cdk-codeconnections-local';

/** An HTTP endpoint on loopback that subscribes to SNS topics, confirms the subscriptions, and collects messages. */
export interface Inbox {
  /** The URL to subscribe. */
  readonly url: string;
  /** The first unread message that matches, as soon as there is one. */
  next(pattern: RegExp): Promise<string>;
  /** The number of messages, read or not. */
  readonly count: number;
  close(): Promise<void>;
}

export async function openInbox(aws: LocalAwsClient): Promise<Inbox> {
  const unread: string[] = [];
  const readers: { pattern: RegExp; read: (message: string) => void }[] = [];
  let count = 0;
  const deliver = (message: string) => {
    count += 1;
    const index = readers.findIndex(({ pattern }) => pattern.test(message));
    if (index < 0) unread.push(message);
    else readers.splice(index, 1)[0].read(message);
  };

  const server = createServer(async (request, response) => {
    const envelope = JSON.parse(await body(request));
    response.end();
    if (envelope.Type === 'SubscriptionConfirmation') {
      const { TopicArn, Token } = envelope;
      const parameters = { Action: 'ConfirmSubscription', Version: '2010-03-31', TopicArn, Token };
      await aws.request({ service: 'sns', parameters });
    } else if (envelope.Type === 'Notification') {
      deliver(envelope.Message);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    next: (pattern) => {
      const index = unread.findIndex((message) => pattern.test(message));
      if (index >= 0) return Promise.resolve(unread.splice(index, 1)[0]);
      return new Promise((read) => readers.push({ pattern, read }));
    },
    get count() {
      return count;
    },
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
