import { cbor, tag } from '@smithy/core/cbor';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { type Deviation, exchange, expectError } from './exchange.ts';

jest.setTimeout(30_000);

const CBOR = 'smithy-rpc-v2-cbor';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const encoded = (value: unknown) => Buffer.from(cbor.serialize(value));

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
])('CBOR may be %s', async (_, body) => {
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
])('CBOR with %s is a violation among the others', async (_, body) => {
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
  ['9,000 lists in each other', Buffer.alloc(9_000, 0x81)],
  ['9,000 tags in each other', Buffer.alloc(9_000, 0xc1)],
  ['9,000 maps of indefinite length in each other', Buffer.alloc(9_000, 0xbf)],
  ['JSON', Buffer.from('{}')],
])('CBOR that is %s gets a SerializationException', async (_, body) => {
  const started = performance.now();
  expectError(await list(body), CBOR, 'SerializationException');
  expect(performance.now() - started).toBeLessThan(2000);
});

const UNKNOWN = bytes('a1 61 61');

test.each<[string, Buffer]>([
  ['a list of numbers', Buffer.concat([UNKNOWN, bytes('9a 000f0000'), Buffer.alloc(0xf0000, 1)])],
  ['a list of empty maps', Buffer.concat([UNKNOWN, bytes('9a 000f0000'), Buffer.alloc(0xf0000, 0xa0)])],
  ['a list of empty lists', Buffer.concat([UNKNOWN, bytes('9f'), Buffer.alloc(1_000_000, '9fff', 'hex'), bytes('ff')])],
  ['the pieces of a text', Buffer.concat([UNKNOWN, bytes('7f'), Buffer.alloc(1_000_000, 0x60), bytes('ff')])],
  ['the letters of a text', Buffer.concat([UNKNOWN, bytes('7f'), Buffer.alloc(1_000_000, '6161', 'hex'), bytes('ff')])],
  ['the pieces of bytes', Buffer.concat([UNKNOWN, bytes('5f'), Buffer.alloc(1_000_000, 0x40), bytes('ff')])],
  ['integers of nine bytes', Buffer.concat([UNKNOWN, bytes('9f'), Buffer.alloc(900_000, '1bffffffffffffffff', 'hex')])],
  ['lists in each other', Buffer.alloc(1_000_000, 0x81)],
  ['tags in each other', Buffer.alloc(1_000_000, 0xc1)],
  ['maps of indefinite length in each other', Buffer.alloc(1_000_000, 0xbf)],
])('CBOR with hundreds of thousands of items, %s, is too large, at once', async (_, body) => {
  const started = performance.now();
  expectError(await list(body), CBOR, 'RequestEntityTooLargeException', 413);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('a text of a megabyte is one item', async () => {
  const body = Buffer.concat([UNKNOWN, bytes('7a 000f0000'), Buffer.alloc(0xf0000, 0x61)]);
  expect((await list(body)).status).toBe(200);
});

test('a bignum of a megabyte is no integer', async () => {
  const body = [bytes('a1 6a'), Buffer.from('MaxResults'), bytes('c2 5a 000f0000'), Buffer.alloc(0xf0000, 255)];
  expectError(await list(Buffer.concat(body)), CBOR, 'ValidationException');
});

test('the largest input of the API, 200 tags of full length beside a certificate, is read', async () => {
  const body = encoded({
    Name: 'h',
    ProviderType: 'GitHubEnterpriseServer',
    ProviderEndpoint: 'https://git.example.com',
    VpcConfiguration: {
      VpcId: 'vpc-12345678',
      SubnetIds: Array.from({ length: 10 }, (_, n) => `subnet-1234567${n}`),
      SecurityGroupIds: Array.from({ length: 10 }, (_, n) => `sg-1234567${n}`),
      TlsCertificate: '\u20ac'.repeat(16_384),
    },
    Tags: Array.from({ length: 200 }, (_, n) => ({ Key: `${n}`.padEnd(128, '\u20ac'), Value: '\u20ac'.repeat(256) })),
  });
  expect(body.length).toBeGreaterThan(250_000);
  expect(await exchange(simulator, CBOR, { operation: 'CreateHost', body })).toMatchObject({ status: 200 });
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
