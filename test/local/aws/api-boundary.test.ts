/** The two APIs at the local AWS's endpoint: nothing else of the simulator is behind it, and IAM judges the API that acts. */
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import type { ProtocolName, ServiceName } from '../../../local/simulator/model/operations';
import { apiCall, type Deviation } from './api-call';
import { roleWith } from './ministack/roles';

jest.setTimeout(120_000); // the first start makes the Python environment

const CBOR = 'smithy-rpc-v2-cbor';
const TYPES: Record<ProtocolName, string> = { json: 'application/x-amz-json-1.0', [CBOR]: 'application/cbor' };
const RPC_PATH = '/service/CodeConnections_20231201/operation/ListHosts';
const BARE = { 'content-type': undefined, 'smithy-protocol': undefined, accept: undefined, 'x-amz-target': undefined };
const NEW = 'codeconnections';
const OLD = 'codestar-connections';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());
beforeEach(() => aws.simulator.reset());

const PLACES: [string, string][] = [
  ['GET', '/'],
  ['GET', '/foo'],
  ['GET', '/_simulator/calls'],
  ['POST', '/foo'],
  ['POST', '/_simulator/reset'],
  ['POST', '/foo//'],
  ['POST', '/service/CodeConnections_20231201/operation/'],
  ['PUT', '/'],
  ['GET', RPC_PATH],
];

test.each(PLACES)('%s %s is no way to the simulator, with any headers', async (method, path) => {
  await apiCall(aws.env, 'json', 'CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' });
  const before = aws.simulator.calls.length;
  const protocols = path === RPC_PATH ? ([CBOR] as const) : (['json', CBOR] as const);
  for (const protocol of protocols) {
    const { status, type, body } = await apiCall(aws.env, protocol, 'ListHosts', {}, { method, path });
    expect([status, type]).toEqual([404, TYPES[protocol]]);
    expect(body.__type).toMatch(/#UnknownOperationException$/);
  }
  const bare = await apiCall(aws.env, 'json', 'ListHosts', {}, { method, path, headers: BARE, body: '' });
  expect([bare.status, bare.type]).toEqual([404, TYPES[path.startsWith('/service/') ? CBOR : 'json']]);
  expect(bare.body.__type).toMatch(/#UnknownOperationException$/);
  expect(aws.simulator.calls).toHaveLength(before);
});

test('who may list hosts only does not reset the simulator', async () => {
  const env = await roleWith(aws.env, [{ Action: 'codeconnections:ListHosts' }]);
  await apiCall(aws.env, 'json', 'CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' });
  expect((await apiCall(env, 'json', 'ListHosts', {}, { path: '/_simulator/reset' })).status).toBe(404);
  expect((await apiCall(aws.env, 'json', 'ListConnections')).body.Connections).toHaveLength(1);
});

test.each<[ProtocolName, ServiceName, ServiceName]>([
  [CBOR, NEW, OLD],
  [CBOR, OLD, NEW],
  ['json', NEW, OLD],
  ['json', OLD, NEW],
])('a request in %s that names %s must not be signed for %s', async (protocol, service, scope) => {
  const root = await apiCall(aws.env, protocol, 'ListHosts', {}, { service, scope });
  expect(root).toMatchObject({ status: 400, type: TYPES[protocol] });
  expect(root.body.__type).toMatch(/#InvalidSignatureException$/);
  for (const denied of [NEW, OLD]) {
    const env = await roleWith(aws.env, [{ Action: '*' }, { Action: `${denied}:*`, Effect: 'Deny' }]);
    const input = { ConnectionName: 'a', ProviderType: 'GitHub' };
    const { status, body } = await apiCall(env, protocol, 'CreateConnection', input, { service, scope });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.__type).toMatch(/(InvalidSignature|AccessDenied)Exception$/);
  }
  expect(aws.simulator.calls.filter((call) => !call.internal)).toEqual([]);
});

test.each<[ProtocolName, ServiceName]>([
  [CBOR, NEW],
  ['json', NEW],
  ['json', OLD],
])('a denial for one of the APIs leaves the other one as it is, in %s (%s)', async (protocol, service) => {
  const other = service === NEW ? OLD : NEW;
  const outcome = async (denied: ServiceName) => {
    const env = await roleWith(aws.env, [{ Action: '*' }, { Action: `${denied}:*`, Effect: 'Deny' }]);
    return (await apiCall(env, protocol, 'ListHosts', {}, { service, scope: service })).status;
  };
  expect([await outcome(service), await outcome(other)]).toEqual([403, 200]);
});

test.each<[string, ProtocolName, string, Deviation]>([
  ['in CBOR', CBOR, 'MissingAuthenticationTokenException', {}],
  ['in JSON', 'json', 'MissingAuthenticationTokenException', {}],
  ['at the path of CBOR', CBOR, 'MissingAuthenticationTokenException', { headers: BARE }],
  ['of 11 MiB in CBOR', CBOR, 'RequestEntityTooLargeException', { body: new Uint8Array(11 * 2 ** 20) }],
  ['of 11 MiB in JSON', 'json', 'RequestEntityTooLargeException', { body: new Uint8Array(11 * 2 ** 20) }],
])('a request without a signature %s gets an error in its protocol', async (_, protocol, error, deviation) => {
  const { status, type, body } = await apiCall(aws.env, protocol, 'ListHosts', {}, { ...deviation, scope: 'none' });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(type).toBe(TYPES[protocol]);
  expect(body.__type).toMatch(new RegExp(`(^|#)${error}$`));
});

test.each(['json', CBOR] as const)(
  'a simulator that does not respond is an error of the service in %s',
  async (protocol) => {
    aws.simulator.fault({ kind: 'cut-before' });
    const { status, type, body } = await apiCall(aws.env, protocol, 'ListHosts');
    expect([status, type]).toEqual([500, TYPES[protocol]]);
    expect(body.__type).toMatch(/#InternalServerException$/);
    expect((await apiCall(aws.env, protocol, 'ListHosts')).status).toBe(200);
  },
);
