import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { OPERATIONS, type ProtocolName } from '../../../local/simulator/model/operations.ts';
import { bodyOf, client, send, WIRES } from './client.ts';
import { comparable, everyOperation } from './every-operation.ts';
import { type Deviation, exchange, expectError } from './exchange.ts';

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

test.each<[string, string, ProtocolName, Record<string, string>]>([
  ['POST', `${RPC_PATH}ListHosts`, CBOR, {}],
  ['POST', `${RPC_PATH}ListHosts`, CBOR, { 'content-type': 'application/octet-stream' }],
  ['POST', '/service/x/operation/y', CBOR, { 'x-amzn-target': 'a.b' }],
  ['GET', '/service/x', CBOR, { accept: 'text/html' }],
  ['POST', `${RPC_PATH}ListHosts`, 'json', { 'content-type': 'application/x-amz-json-1.0' }],
  ['POST', '/foo', 'json', { 'x-amzn-target': 'a.b' }],
])('%s %s is for the API, and gets an error in its protocol (%s, %j)', async (method, path, protocol, headers) => {
  const body = method === 'GET' ? undefined : new Uint8Array(1);
  const response = await fetch(simulator.url + path, { method, headers, body });
  const { status } = response;
  expect([400, 404]).toContain(status);
  const got = { status, headers: Object.fromEntries(response.headers), body: await bodyOf(response) };
  expectError(got, protocol, 'UnknownOperationException', status);
});
