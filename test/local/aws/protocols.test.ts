/** Both protocols of CodeConnections at the local AWS's endpoint: the same outputs, and one reading of each request. */
import { cbor, tag } from '@smithy/core/cbor';
import type { AwsEnvironment } from '../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { OPERATIONS, type ProtocolName } from '../../../local/simulator/model/operations';
import { comparable, everyOperation } from '../simulator/every-operation';
import { apiCall } from './api-call';
import { roleWith } from './ministack/roles';

jest.setTimeout(120_000); // the first start makes the Python environment

const CBOR = 'smithy-rpc-v2-cbor';
const PROTOCOLS = ['json', CBOR] as const;
const RPC_PATH = '/service/CodeConnections_20231201/operation/';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());
beforeEach(() => aws.simulator.reset());

const bytes = (...parts: (string | Uint8Array)[]) =>
  Uint8Array.from(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part))));

/** An input in CBOR with a member that the model does not know, of these bytes. */
const withUnknown = (arn: string, ...parts: (string | Uint8Array)[]) =>
  bytes('a2', Buffer.from(cbor.serialize({ ConnectionArn: arn })).subarray(1), '67', Buffer.from('Unknown'), ...parts);

test('all 27 operations have the same outputs in both protocols', async () => {
  const lives: unknown[] = [];
  for (const protocol of PROTOCOLS) {
    aws.simulator.reset();
    aws.simulator.freeze();
    const start = aws.simulator.world.clock.now();
    const outputs = await everyOperation(async (operation, input) => {
      const { status, body } = await apiCall(aws.env, protocol, operation, input);
      expect({ operation, status }).toEqual({ operation, status: 200 });
      return body;
    }, aws.simulator);
    const own = aws.simulator.calls.filter(({ internal }) => !internal);
    expect(new Set(own.map(({ operation }) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
    expect(new Set(own.map((each) => each.protocol))).toEqual(new Set([protocol]));
    lives.push(comparable(outputs, start));
  }
  expect(lives[1]).toEqual(lives[0]);
});

test.each<[string, ProtocolName, string, Parameters<typeof apiCall>[4]]>([
  ['CBOR that is cut off', CBOR, 'SerializationException', { body: bytes('a1') }],
  ['CBOR with bytes after it', CBOR, 'SerializationException', { body: bytes('a000') }],
  ['CBOR that is a list', CBOR, 'SerializationException', { body: bytes('80') }],
  ['CBOR with a key twice', CBOR, 'SerializationException', { body: bytes('a2616101616102') }],
  ['CBOR of 1,000 lists', CBOR, 'SerializationException', { body: bytes('a16161', Buffer.alloc(1000, 0x81), '00') }],
  ['CBOR of a million lists', CBOR, 'SerializationException', { body: bytes(Buffer.alloc(1_000_000, 0x81)) }],
  ['CBOR of a list of 2^64', CBOR, 'SerializationException', { body: bytes('a161619bffffffffffffffff') }],
  ['CBOR of a text of 4 GiB', CBOR, 'SerializationException', { body: bytes('a161617affffffff61') }],
  ['CBOR that is JSON', CBOR, 'SerializationException', { body: '[]' }],
  ['CBOR of 64 MiB', CBOR, 'RequestEntityTooLargeException', { body: bytes(Buffer.alloc(64 * 2 ** 20, 0xa0)) }],
  ['JSON that is cut off', 'json', 'SerializationException', { body: '{' }],
  ['JSON that is CBOR', 'json', 'SerializationException', { body: bytes('a0') }],
  ['JSON of a million lists', 'json', 'SerializationException', { body: `{"a":${'['.repeat(1_000_000)}` }],
  ['JSON of 64 MiB', 'json', 'RequestEntityTooLargeException', { body: bytes(Buffer.alloc(64 * 2 ** 20, 0x20)) }],
  ['CBOR by another method', CBOR, 'UnknownOperationException', { method: 'PUT' }],
  ['JSON by another method', 'json', 'UnknownOperationException', { method: 'PUT' }],
  ['CBOR at another path', CBOR, 'UnknownOperationException', { path: '/codesuite' }],
  ['JSON at another path', 'json', 'UnknownOperationException', { path: '/codesuite' }],
  ['CBOR at a path with a line break', CBOR, 'UnknownOperationException', { path: '/a%0d%0ab%20c' }],
  ['CBOR at the path of JSON', CBOR, 'UnknownOperationException', { path: '/' }],
  ['CBOR of another version', CBOR, 'UnknownOperationException', { headers: { 'smithy-protocol': 'rpc-v3-cbor' } }],
  [
    'the long name of botocore',
    CBOR,
    '',
    { path: RPC_PATH.replace('Code', 'com.amazonaws.codeconnections.Code').concat('ListHosts') },
  ],
])('%s gets the error of the service, and the local AWS goes on', async (_, protocol, error, deviation) => {
  const started = performance.now();
  const { status, type, body } = await apiCall(aws.env, protocol, 'ListHosts', {}, deviation);
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(type).toBe(protocol === 'json' ? 'application/x-amz-json-1.0' : 'application/cbor');
  if (error === '') {
    expect({ status, body }).toEqual({ status: 200, body: { Hosts: [] } });
  } else {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.__type).toMatch(new RegExp(`#${error}$`));
  }
  expect(await apiCall(aws.env, protocol, 'ListHosts')).toMatchObject({ status: 200, body: { Hosts: [] } });
});

test.each(PROTOCOLS)(
  'an unknown operation in %s is unknown to who may do everything, and denied to others',
  async (protocol) => {
    const { body } = await apiCall(aws.env, protocol, 'ListThings');
    expect(body.__type).toMatch(/#UnknownOperationException$/);
    const denied = await apiCall(
      await roleWith(aws.env, [{ Action: 'codeconnections:List*s' }, { Action: '*', Effect: 'Deny' }]),
      protocol,
      'ListThings',
    );
    expect(denied).toMatchObject({ status: 403, body: { __type: expect.stringMatching(/AccessDeniedException$/) } });
  },
);

describe('who may list hosts only', () => {
  let env: AwsEnvironment;
  beforeAll(async () => {
    env = await roleWith(aws.env, [{ Action: 'codeconnections:ListHosts' }]);
  });
  const TARGET = 'CodeConnections_20231201.ListHosts';

  test.each<[string, string, Parameters<typeof apiCall>[4]]>([
    ['a path, and a target beside it', 'ListConnections', { headers: { 'x-amz-target': TARGET } }],
    ['a target that is not signed', 'ListConnections', { unsigned: { 'x-amz-target': TARGET } }],
    ['a target of the older form', 'ListConnections', { unsigned: { 'x-amzn-target': TARGET } }],
    ['a path, and an action in the query', 'ListConnections', { path: `${RPC_PATH}ListConnections?Action=ListHosts` }],
    ['the path of another operation', 'ListHosts', { path: `${RPC_PATH}ListConnections` }],
    [
      'the path of another operation, and JSON',
      'ListHosts',
      { path: `${RPC_PATH}ListConnections`, headers: { 'content-type': 'application/x-amz-json-1.0' } },
    ],
    ['a path that has the operation twice', 'ListHosts', { path: `${RPC_PATH}ListHosts${RPC_PATH}ListConnections` }],
  ])('does not get to another operation by %s', async (_, operation, deviation) => {
    const response = await apiCall(env, CBOR, operation, {}, deviation);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(aws.simulator.calls.filter(({ status }) => status === 200)).toEqual([]);
  });

  test('does so in both protocols', async () => {
    for (const protocol of PROTOCOLS) expect((await apiCall(env, protocol, 'ListHosts')).status).toBe(200);
  });
});

test.each<[string, ProtocolName, (arn: string) => string | Uint8Array<ArrayBuffer>]>([
  [
    'a number that Python does not read',
    'json',
    (arn) => `{"ConnectionArn": "${arn}", "Unknown": ${'1'.repeat(5000)}}`,
  ],
  ['white space before it', 'json', (arn) => ` {"ConnectionArn": "${arn}"}`],
  [
    'a date that is none',
    CBOR,
    (arn) => Uint8Array.from(cbor.serialize({ ConnectionArn: arn, Unknown: tag({ tag: 0, value: 'x' }) })),
  ],
  ['a number of 80,000 bits', CBOR, (arn) => withUnknown(arn, 'c2592710', Buffer.alloc(10_000, 1))],
  ['a list that contains itself', CBOR, (arn) => withUnknown(arn, 'd81c81d81d00')],
  [
    'a name twice',
    CBOR,
    (arn) =>
      bytes(
        'a2',
        Buffer.from(cbor.serialize({ ConnectionArn: 'x' })).subarray(1),
        Buffer.from(cbor.serialize({ ConnectionArn: arn })).subarray(1),
      ),
  ],
  [
    'an ARN in pieces',
    CBOR,
    (arn) =>
      bytes(
        'a16d',
        Buffer.from('ConnectionArn'),
        '7f',
        Buffer.from(cbor.serialize(arn.slice(0, 20))),
        Buffer.from(cbor.serialize(arn.slice(20))),
        'ff',
      ),
  ],
])('a denial for one connection holds for an input with %s', async (_, protocol, bodyFor) => {
  const created = await apiCall(aws.env, 'json', 'CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' });
  const arn: string = created.body.ConnectionArn;
  const env = await roleWith(aws.env, [
    { Action: 'codeconnections:*' },
    { Action: '*', Effect: 'Deny', Resource: arn },
  ]);
  const { status } = await apiCall(env, protocol, 'GetConnection', {}, { body: bodyFor(arn) });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(aws.simulator.calls.filter((call) => call.operation === 'GetConnection' && call.status === 200)).toEqual([]);
});
