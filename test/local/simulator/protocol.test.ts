import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { client, signedHeaders } from './client.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const TARGET = 'CodeConnections_20231201.ListConnections';

interface RawResponse {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: { readonly __type: string; readonly Message: string };
}

/** Sends a request exactly as it is given, on a connection of its own. */
async function raw(
  headers: Record<string, string | undefined> = {},
  body: string | Buffer = '{}',
  { method = 'POST', path = '/' } = {},
): Promise<RawResponse> {
  const signed = signedHeaders(simulator, body, {}, { 'x-amz-target': headers['x-amz-target'] ?? TARGET });
  const all = Object.entries({ ...signed, ...headers });
  const sent = request(simulator.url, {
    method,
    path,
    agent: false,
    headers: Object.fromEntries(all.filter(([, value]) => value !== undefined)),
  }).end(body);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
  }
  const isText = response.headers['content-type'].startsWith('text/');
  return { status: response.statusCode, headers: response.headers, body: isText ? text : JSON.parse(text) };
}

afterEach(async () => {
  expect(await client(simulator)('ListConnections')).toEqual({ Connections: [] });
});

const authorization = (scope: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host, Signature=abc`;

test.each<[string, Record<string, string | undefined>, string]>([
  ['no target', { 'x-amz-target': undefined }, 'UnknownOperationException'],
  ['an empty target', { 'x-amz-target': '' }, 'UnknownOperationException'],
  ['an unknown operation', { 'x-amz-target': 'CodeConnections_20231201.ListThings' }, 'UnknownOperationException'],
  ['an inherited name', { 'x-amz-target': 'CodeConnections_20231201.constructor' }, 'UnknownOperationException'],
  ['an unknown version', { 'x-amz-target': 'CodeConnections_20240101.ListConnections' }, 'UnknownOperationException'],
  ['an operation without its API', { 'x-amz-target': 'ListConnections' }, 'UnknownOperationException'],
  [
    'the package of the other API',
    { 'x-amz-target': `com.amazonaws.codestar.connections.${TARGET}` },
    'UnknownOperationException',
  ],
  ['no content type', { 'content-type': undefined }, 'UnknownOperationException'],
  ['another content type', { 'content-type': 'application/json' }, 'UnknownOperationException'],
  ['another version of JSON', { 'content-type': 'application/x-amz-json-1.1' }, 'UnknownOperationException'],
  ['no signature', { authorization: undefined }, 'MissingAuthenticationTokenException'],
  ['another scheme', { authorization: 'Bearer abc' }, 'IncompleteSignatureException'],
  ['half a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=AKID/x' }, 'IncompleteSignatureException'],
  ['a short scope', { authorization: authorization('us-east-1/codeconnections') }, 'InvalidSignatureException'],
  [
    'no Region in the scope',
    { authorization: authorization('20261124/../codeconnections/aws4_request') },
    'InvalidSignatureException',
  ],
  [
    "another service's signature",
    { authorization: authorization('20261124/us-east-1/s3/aws4_request') },
    'InvalidSignatureException',
  ],
  [
    "the other API's signature",
    { authorization: authorization('20261124/us-east-1/codestar-connections/aws4_request') },
    'InvalidSignatureException',
  ],
])('a request with %s gets the error of the service', async (_, headers, error) => {
  const { status, headers: returned, body } = await raw(headers);
  expect(status).toBe(400);
  expect(body.__type.split('#')[1]).toBe(error);
  expect(body.Message).toMatch(/\S/);
  expect(returned).toMatchObject({
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': error,
    'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test.each<[string, string | Buffer]>([
  ['no JSON', 'Action=ListConnections&Version=2023-12-01'],
  ['half of an object', '{"MaxResults": 1'],
  ['an array', '[]'],
  ['a text', '"x"'],
  ['null', 'null'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['100,000 brackets', `{"NextToken": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
])('a body that is %s gets a SerializationException', async (_, body) => {
  expect(await raw({}, body)).toMatchObject({
    status: 400,
    body: { __type: expect.stringMatching(/#SerializationException$/) },
  });
});

test('no body at all is an empty input', async () => {
  expect((await raw({}, '')).status).toBe(200);
});

test('a body of one megabyte is accepted, and a larger one gets status 413', async () => {
  const input = (size: number) => {
    const empty = JSON.stringify({ Unknown: '' });
    return JSON.stringify({ Unknown: 'x'.repeat(size - empty.length) });
  };
  expect((await raw({}, input(1024 * 1024))).status).toBe(200);
  for (const size of [1024 * 1024 + 1, 20 * 1024 * 1024]) {
    expect(await raw({}, input(size))).toMatchObject({
      status: 413,
      body: { __type: expect.stringMatching(/#RequestEntityTooLargeException$/) },
    });
  }
});

test.each([
  ['POST', '/index.html'],
  ['POST', '//'],
  ['POST', '/../../etc/passwd'],
  ['POST', '/%2e%2e/'],
  ['GET', '/'],
  ['PUT', '/'],
  ['DELETE', '/anything'],
  ['OPTIONS', '*'],
])('%s %s is no way to call the API', async (method, path) => {
  expect(await raw({}, '', { method, path })).toMatchObject({
    status: 404,
    body: { __type: expect.stringMatching(/#UnknownOperationException$/) },
  });
});

test('texts that a regular expression takes long on get a response at once', async () => {
  const started = performance.now();
  for (const [operation, input] of [
    ['ListTagsForResource', { ResourceArn: `arn:aws${':'.repeat(900_000)}` }],
    ['GetConnection', { ConnectionArn: `arn:aws:${':a'.repeat(400_000)}` }],
    ['GetSyncConfiguration', { SyncType: 'CFN_STACK_SYNC', ResourceName: `${'a'.repeat(900_000)}!` }],
    ['GetRepositoryLink', { RepositoryLinkId: '0'.repeat(900_000) }],
    ['GetHost', { HostArn: `arn:aws${'-a'.repeat(400_000)}` }],
  ] as const) {
    await expect(client(simulator)(operation, input)).rejects.toMatchObject({ name: 'ValidationException' });
  }
  expect(performance.now() - started).toBeLessThan(2000);
});

test.each([
  ['TagResource', 'Tags', '{}'],
  ['UntagResource', 'TagKeys', '1'],
])('%s with hundreds of thousands of invalid items gets a short response at once', async (operation, member, item) => {
  const body = `{"ResourceArn": "x", "${member}": [${Array(300_000).fill(item).join(',')}]}`;
  const started = performance.now();
  const { body: error } = await raw({ 'x-amz-target': `CodeConnections_20231201.${operation}` }, body);
  expect(error.Message).toContain('Member must have length less than or equal to 200');
  expect(error.Message.length).toBeLessThan(100_000);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('names such as __proto__ are names like any other', async () => {
  const input = '{"__proto__": {"MaxResults": 1}, "constructor": 1, "toString": null}';
  expect((await raw({}, input)).status).toBe(200);
});

test('bytes that are not HTTP get status 400, and the server goes on', async () => {
  const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
  socket.end('nonsense\r\n\r\n');
  let response = '';
  for await (const chunk of socket) {
    response += chunk;
  }
  expect(response).toMatch(/^HTTP\/1.1 400 /);
});

test('the long target of botocore is taken as the short one', async () => {
  const long = { 'x-amz-target': `com.amazonaws.codeconnections.${TARGET}` };
  expect((await raw(long)).status).toBe(200);
  const older = {
    'x-amz-target': 'com.amazonaws.codestar.connections.CodeStar_connections_20191201.ListConnections',
  };
  const signed = signedHeaders(simulator, '{}', { service: 'codestar-connections' }, older);
  expect((await raw(signed)).status).toBe(200);
});

test('the response of a success has a request id, and no error type', async () => {
  const { headers } = await raw();
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers).not.toHaveProperty('x-amzn-errortype');
});

test.each([
  ['a host name that leads here', { host: 'evil.example.com' }],
  ['a host name that only looks local', { host: 'localhost.evil.example.com' }],
  ['the page of another site', { origin: 'https://evil.example.com' }],
  ['a page without an origin', { origin: 'null' }],
])('%s is refused', async (_, headers) => {
  const refused = { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } };
  expect(await raw(headers)).toMatchObject(refused);
  expect(await raw(headers, '{}', { path: '/_simulator/reset' })).toMatchObject(refused);
});

test('only loopback is bound', async () => {
  const { networkInterfaces } = await import('node:os');
  const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
    const socket = connect(Number(new URL(simulator.url).port), address);
    await expect(once(socket, 'connect')).rejects.toThrow(/ECONNREFUSED|EHOSTUNREACH/);
  }
});
