import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsEnvironment, awsRequest } from './aws-request.ts';

/** A subscriber of an SNS topic on loopback: confirms its subscription, and hands over what is published. */
export interface HandshakeInbox {
  /** The address to subscribe. */
  readonly url: string;
  /** The next message that has not been read yet. */
  next(): Promise<string>;
  close(): Promise<void>;
}

export async function openHandshakeInbox(env: AwsEnvironment): Promise<HandshakeInbox> {
  const unread: string[] = [];
  const readers: ((message: string) => void)[] = [];
  const deliver = (message: string) => {
    const reader = readers.shift();
    if (reader) reader(message);
    else unread.push(message);
  };

  const server = createServer(async (request, response) => {
    const envelope = JSON.parse(await body(request));
    response.end();
    if (envelope.Type === 'SubscriptionConfirmation') {
      const { TopicArn, Token } = envelope;
      const parameters = { Action: 'ConfirmSubscription', Version: '2010-03-31', TopicArn, Token };
      await awsRequest(env, { service: 'sns', parameters });
    } else if (envelope.Type === 'Notification') {
      deliver(envelope.Message);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    next: () => {
      const message = unread.shift();
      return message === undefined ? new Promise((resolve) => readers.push(resolve)) : Promise.resolve(message);
    },
    close: async () => {
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
