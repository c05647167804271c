import { cbor, tag } from '@smithy/core/cbor';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { OPERATIONS, type ProtocolName } from '../../../local/simulator/model/operations.ts';
import { bodyOf, client, send, WIRES } from './client.ts';
import { comparable, everyOperation } from './every-operation.ts';
import { type Deviation, type Exchange, exchange } from './exchange.ts';

jest.setTimeout(30_000);

const CBOR = 'smithy-rpc-v2-cbor';
const PROTOCOLS = ['json', CBOR] as const;
const RPC_PATH = '/service/CodeConnections_20231201/operation/';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const encoded = (value: unknown) => Buffer.from(cbor.serialize(value));

/** That it is an error of the service, in the protocol of the request. */
function expectError({ status, headers, body }: Exchange, protocol: ProtocolName, name: string, expected = 400) {
  expect(body).toEqual({ __type: expect.stringMatching(`#${name}$`), Message: expect.stringMatching(/\S/) });
  expect(status).toBe(expected);
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers['x-amzn-errortype']).toBe(protocol === 'json' ? name : undefined);
  expect(headers['content-type']).toBe(protocol === 'json' ? 'application/x-amz-json-1.0' : 'application/cbor');
  expect(headers['smithy-protocol']).toBe(protocol === 'json' ? undefined : 'rpc-v2-cbor');
}

test('all 27 operations have the same outputs in both protocols', async () => {
  const lives: unknown[] = [];
  for (const protocol of PROTOCOLS) {
    simulator.reset();
    simulator.freeze();
    const start = simulator.world.clock.now();
    const call = client(simulator, { protocol });
    const outputs = await everyOperation(call, simulator);
    expect(new Set(outputs.map(([operation]) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
    expect(new Set(simulator.calls.map((each) => each.protocol))).toEqual(new Set([protocol]));
    lives.push(comparable(outputs, start));
  }
  expect(lives[1]).toEqual(lives[0]);
  expect(JSON.stringify(lives[0])).toContain('"StartedAt":1000,');
});

test('the older API speaks JSON only, as its model says', async () => {
  const response = await send(simulator, 'ListConnections', {}, { service: 'codestar-connections', protocol: CBOR });
  expect(await bodyOf(response)).toMatchObject({ __type: expect.stringMatching(/#UnknownOperationException$/) });
  const long = '/service/com.amazonaws.codestar.connections.CodeStar_connections_20191201/operation/ListHosts';
  expectError(await exchange(simulator, CBOR, { path: long }), CBOR, 'UnknownOperationException');
});

test('the long service name of botocore is taken as the short one', async () => {
  const path = '/service/com.amazonaws.codeconnections.CodeConnections_20231201/operation/ListConnections';
  expect(await exchange(simulator, CBOR, { path })).toMatchObject({ status: 200, body: { Connections: [] } });
});

test('a response of many kilobytes is whole', async () => {
  const call = client(simulator, { protocol: CBOR });
  for (let n = 0; n < 100; n++) await call('CreateConnection', { ConnectionName: `c${n}`, ProviderType: 'GitHub' });
  expect((await call('ListConnections', { MaxResults: 100 })).Connections).toHaveLength(100);
});

describe('CBOR', () => {
  const list = (body: Buffer) => exchange(simulator, CBOR, { body });

  test.each<[string, Buffer]>([
    ['no bytes', Buffer.alloc(0)],
    ['an empty map', bytes('a0')],
    ['an empty map of indefinite length', bytes('bf ff')],
    ['a text in pieces', Buffer.concat([bytes('a1 6e'), Buffer.from('HostArnFilter1'), bytes('7f 61 61 61 62 ff')])],
    [
      'an integer in nine bytes',
      Buffer.concat([bytes('a1 6a'), Buffer.from('MaxResults'), bytes('1b 0000000000000005')]),
    ],
    [
      'an integer as a half-precision float',
      Buffer.concat([bytes('a1 6a'), Buffer.from('MaxResults'), bytes('f9 4500')]),
    ],
    ['null', encoded({ MaxResults: null })],
    ['undefined, which is null', Buffer.concat([bytes('a1 6a'), Buffer.from('MaxResults'), bytes('f7')])],
    [
      'a member that the model does not know, of any type',
      encoded({ Unknown: [tag({ tag: 1, value: 0 }), new Uint8Array(3)] }),
    ],
    ['the name __proto__', Buffer.concat([bytes('a1 69'), Buffer.from('__proto__'), encoded({ MaxResults: -1 })])],
  ])('may be %s', async (_, body) => {
    expect(await list(body)).toMatchObject({ status: 200, body: { Connections: [] } });
  });

  test.each<[string, Buffer]>([
    ['bytes where a text is expected', encoded({ ProviderTypeFilter: Buffer.from('GitHub') })],
    ['a number where a text is expected', encoded({ ProviderTypeFilter: 1 })],
    ['a timestamp where an integer is expected', encoded({ MaxResults: tag({ tag: 1, value: 5 }) })],
    ['another tag where an integer is expected', encoded({ MaxResults: tag({ tag: 4000, value: 5 }) })],
    [
      'a bignum where an integer is expected',
      Buffer.concat([bytes('a1 6a'), Buffer.from('MaxResults'), bytes('c2 41 05')]),
    ],
    ['a fraction where an integer is expected', encoded({ MaxResults: 1.5 })],
    ['a number that is none where an integer is expected', encoded({ MaxResults: Number.NaN })],
    ['an integer beyond 53 bits', encoded({ MaxResults: 2n ** 64n - 1n })],
    ['a list where a text is expected', encoded({ ProviderTypeFilter: ['GitHub'] })],
  ])('with %s is a violation among the others', async (_, body) => {
    expectError(await list(body), CBOR, 'ValidationException');
  });

  test.each<[string, Buffer]>([
    ['cut off in a map', bytes('a1')],
    ['cut off in a text', bytes('a1 6a 4d')],
    ['cut off in a map of indefinite length', bytes('bf')],
    ['followed by other bytes', bytes('a0 00')],
    ['a list', bytes('80')],
    ['a text', bytes('61 61')],
    ['null', bytes('f6')],
    ['bytes', bytes('41 61')],
    ['a timestamp', bytes('c1 00')],
    ['a break without a beginning', bytes('ff')],
    ['of a reserved length', bytes('1c')],
    ['a map whose keys are numbers', bytes('a1 01 02')],
    ['a map with a key twice', bytes('a2 61 61 01 61 61 02')],
    ['a text that is no UTF-8', bytes('a1 61 61 61 ff')],
    ['a list that is said to have 2^64 - 1 items', bytes('9b ffffffffffffffff')],
    ['a map that is said to have 2^32 - 1 members', bytes('ba ffffffff')],
    ['a text that is said to have 4 GiB', bytes('7a ffffffff 61')],
    ['bytes that are said to have 2^64 - 1', bytes('5b ffffffffffffffff 00')],
    ['1,000 lists in each other', Buffer.concat([bytes('a1 61 61'), Buffer.alloc(1000, 0x81), bytes('00')])],
    ['a million lists in each other', Buffer.alloc(1_000_000, 0x81)],
    ['a million tags in each other', Buffer.alloc(1_000_000, 0xc1)],
    ['a million maps of indefinite length in each other', Buffer.alloc(1_000_000, 0xbf)],
    ['JSON', Buffer.from('{}')],
  ])('that is %s gets a SerializationException', async (_, body) => {
    const started = performance.now();
    expectError(await list(body), CBOR, 'SerializationException');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each<[string, Buffer, string]>([
    ['a million items', Buffer.concat([bytes('a1 61 61 9a 000f0000'), Buffer.alloc(0xf0000, 1)]), ''],
    [
      'a text in a million pieces',
      Buffer.concat([bytes('a1 61 61 7f'), Buffer.alloc(1_000_000, 0x60), bytes('ff')]),
      '',
    ],
    [
      'a bignum of a megabyte',
      Buffer.concat([bytes('a1 6a'), Buffer.from('MaxResults'), bytes('c2 5a 000f0000'), Buffer.alloc(0xf0000, 255)]),
      'ValidationException',
    ],
  ])('with %s gets a response all the same', async (_, body, error) => {
    const started = performance.now();
    const response = await list(body);
    if (error) expectError(response, CBOR, error);
    else expect(response.status).toBe(200);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

const OTHER_TYPE: Record<ProtocolName, string> = { json: 'application/json', [CBOR]: 'text/plain' };
const AROUND: Record<ProtocolName, string> = { json: '/index.html', [CBOR]: `/v1${RPC_PATH}ListConnections` };

describe.each(PROTOCOLS)('%s', (protocol) => {
  const other = protocol === 'json' ? CBOR : 'json';

  test.each<[string, number, Deviation]>([
    ['an unknown operation', 400, { operation: 'ListThings' }],
    ['an inherited name', 400, { operation: 'constructor' }],
    ['an unknown version', 400, named('CodeConnections_20240101')],
    ['the package of the other API', 400, named('com.amazonaws.codestar.connections.CodeConnections_20231201')],
    ['another content type', 400, { headers: { 'content-type': OTHER_TYPE[protocol] } }],
    ['another method', 404, { method: 'PUT' }],
    ['a method without a body', 404, { method: 'GET', body: '' }],
    ['another path', 404, { path: '/codesuite' }],
    ['a path around it', 404, { path: AROUND[protocol] }],
  ])('%s is no operation', async (_, status, deviation) => {
    expectError(await exchange(simulator, protocol, deviation), protocol, 'UnknownOperationException', status);
    expect(simulator.calls.at(-1)).toMatchObject({ protocol, status, error: 'UnknownOperationException' });
  });

  function named(service: string): Deviation {
    return protocol === 'json'
      ? { headers: { 'x-amz-target': `${service}.ListConnections` } }
      : { path: `/service/${service}/operation/ListConnections` };
  }

  test('the body of the other protocol is refused', async () => {
    const body = protocol === 'json' ? bytes('a0') : Buffer.from('{}');
    expectError(await exchange(simulator, protocol, { body }), protocol, 'SerializationException');
  });

  test('the headers and the body of the other protocol, at the place of this one, get an error of the other one', async () => {
    const path = protocol === 'json' ? '/' : `${RPC_PATH}ListConnections`;
    expectError(await exchange(simulator, other, { path }), other, 'UnknownOperationException', 404);
  });

  test('a request without a signature is not let in', async () => {
    const { path, headers, body } = WIRES[protocol]('codeconnections', 'ListHosts', {});
    const response = await fetch(new URL(path, simulator.url), { method: 'POST', headers, body });
    expect(await bodyOf(response)).toMatchObject({
      __type: expect.stringMatching(/#MissingAuthenticationTokenException$/),
    });
  });

  test.each([1024 * 1024 + 1, 64 * 1024 * 1024])('a body of %i bytes is too large', async (size) => {
    const started = performance.now();
    const response = await exchange(simulator, protocol, { body: Buffer.alloc(size, 0x20) });
    expectError(response, protocol, 'RequestEntityTooLargeException', 413);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('errors have the status of the model, or of the API Reference', async () => {
    const missing = { operation: 'GetConnection', body: missingConnection() };
    expectError(await exchange(simulator, protocol, missing), protocol, 'ResourceNotFoundException', 404);
    simulator.configure({ errorStatuses: 'api-reference' });
    expectError(await exchange(simulator, protocol, missing), protocol, 'ResourceNotFoundException', 400);
    simulator.configure({ outage: true });
    expectError(await exchange(simulator, protocol, missing), protocol, 'InternalServerException', 500);
  });

  function missingConnection(): Buffer {
    const input = { ConnectionArn: 'arn:aws:codeconnections:us-east-1:123456789012:connection/x' };
    return Buffer.from(WIRES[protocol]('codeconnections', 'GetConnection', input).body);
  }

  test('a response can be cut short', async () => {
    simulator.fault({ kind: 'malformed-json' });
    await expect(exchange(simulator, protocol)).rejects.toThrow(/JSON|marker|end of/);
    expect((await exchange(simulator, protocol)).status).toBe(200);
  });
});

test.each<[string, Deviation]>([
  ['without Smithy-Protocol', { headers: { 'smithy-protocol': undefined } }],
  ['of another version', { headers: { 'smithy-protocol': 'rpc-v3-cbor' } }],
  ['of the JSON of the same family', { headers: { 'smithy-protocol': 'rpc-v2-json' } }],
  [
    'that names the operation in a target, too',
    { headers: { 'x-amz-target': 'CodeConnections_20231201.ListConnections' } },
  ],
  ['that names another operation in a target', { headers: { 'x-amz-target': 'CodeConnections_20231201.ListHosts' } }],
  [
    'that names another operation in a target of the older form',
    { headers: { 'x-amzn-target': 'CodeConnections_20231201.ListHosts' } },
  ],
])('CBOR %s is refused', async (_, deviation) => {
  expectError(await exchange(simulator, CBOR, deviation), CBOR, 'UnknownOperationException');
});

test('what was called in CBOR can be looked at as JSON', async () => {
  const body = encoded({
    HostArnFilter: Buffer.from('x'),
    MaxResults: 2n ** 64n - 1n,
    Unknown: [tag({ tag: 1, value: 1.5 })],
  });
  await exchange(simulator, CBOR, { body });
  const response = await fetch(`${simulator.url}/_simulator/calls`, { headers: { 'x-sim-token': simulator.token } });
  expect(await response.json()).toMatchObject([
    {
      protocol: CBOR,
      operation: 'ListConnections',
      input: { HostArnFilter: '(bytes)', MaxResults: 2 ** 64, Unknown: [1.5] },
    },
  ]);
});

test.each<[string, Record<string, string>]>([
  ['a target', { 'x-amz-target': 'CodeConnections_20231201.ListHosts' }],
  ['Smithy-Protocol', { 'smithy-protocol': 'rpc-v2-cbor' }],
  ['a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
  ['a content type of an API', { 'content-type': 'application/x-amz-json-1.1' }],
  ['the content type of CBOR', { 'content-type': 'application/cbor' }],
])('who asks for an unknown path with %s gets an error of the API, and a browser gets a page', async (_, headers) => {
  const url = `${simulator.url}/codesuite/unknown`;
  const protocol = /cbor/.test(JSON.stringify(headers)) ? CBOR : 'json';
  for (const method of ['GET', 'POST']) {
    const response = await fetch(url, { method, headers });
    const { status } = response;
    const body = await bodyOf(response);
    expectError(
      { status, headers: Object.fromEntries(response.headers), body },
      protocol,
      'UnknownOperationException',
      404,
    );
  }
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-type')).toContain('text/html');
});
