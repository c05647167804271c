/** The two APIs at the local AWS's endpoint: nothing else of the simulator is behind it, and IAM judges the API that acts. */
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import type { ProtocolName } from '../../../local/simulator/model/operations';
import { apiCall } from './api-call';
import { roleWith } from './ministack/roles';

jest.setTimeout(120_000); // the first start makes the Python environment

const CBOR = 'smithy-rpc-v2-cbor';
const TYPES: Record<ProtocolName, string> = { json: 'application/x-amz-json-1.0', [CBOR]: 'application/cbor' };
const RPC_PATH = '/service/CodeConnections_20231201/operation/ListHosts';
const BARE = { 'content-type': undefined, 'smithy-protocol': undefined, accept: undefined, 'x-amz-target': undefined };

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
