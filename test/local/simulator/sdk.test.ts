import {
  CodeStarConnections,
  type CodeStarConnectionsServiceException,
  paginateListConnections,
  ResourceNotFoundException,
  SyncBlockerDoesNotExistException,
} from '@aws-sdk/client-codestar-connections';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256, type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { OPERATIONS, type ProtocolName, type ServiceName } from '../../../local/simulator/model/operations.ts';
import { ROLE } from './client.ts';
import { type AnyCall, comparable, everyOperation } from './every-operation.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let sdk: CodeStarConnections;
beforeAll(async () => {
  simulator = await startSimulator();
  sdk = new CodeStarConnections({
    endpoint: simulator.url,
    region: 'eu-central-1',
    credentials: simulator.credentials(),
    maxAttempts: 3,
  });
});
afterAll(async () => {
  sdk.destroy();
  await simulator.close();
});
beforeEach(() => simulator.reset());

const prod = { ResourceName: 'prod', SyncType: 'CFN_STACK_SYNC' } as const;

type Client = (input: object) => Promise<{ $metadata?: unknown }>;

/** Calls an operation by its name, and returns its output with timestamps in seconds. */
const callerOf =
  (client: CodeStarConnections): AnyCall =>
  async (operation, input = {}) => {
    const method = operation.charAt(0).toLowerCase() + operation.slice(1);
    const call = (client as unknown as Record<string, Client>)[method].bind(client);
    const { $metadata: _, ...output } = await call(input);
    return inSeconds(output);
  };

function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(inSeconds);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(members.map(([name, item]) => [name, inSeconds(item)]));
}

/** npm has no client of the newer API: this one is of the older API, and its requests are changed before they are signed. */
function newer(protocol: ProtocolName): CodeStarConnections {
  const credentials = simulator.credentials();
  const region = 'eu-central-1';
  const signer = new SignatureV4({ service: 'codeconnections', region, credentials, sha256: Sha256 });
  const client = new CodeStarConnections({
    endpoint: simulator.url,
    region,
    credentials,
    signer: { sign: (request, options) => signer.sign(request, { ...options, signingService: 'codeconnections' }) },
    ...(protocol === 'smithy-rpc-v2-cbor' && { protocol: SmithyRpcV2CborProtocol }),
  });
  const rename = (text: string) => text.replace('CodeStar_connections_20191201', 'CodeConnections_20231201');
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { path: string; headers: Record<string, string> };
      request.path = rename(request.path);
      for (const [name, value] of Object.entries(request.headers)) request.headers[name] = rename(value);
      return next(args);
    },
    { step: 'build' },
  );
  return client;
}

const expectAll = (service: ServiceName, protocol: ProtocolName) => {
  expect(new Set(simulator.calls.map(({ operation }) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
  const others = simulator.calls.filter(
    (each) => each.service !== service || each.protocol !== protocol || each.status !== 200,
  );
  expect(others).toEqual([]);
};

test('the AWS SDK for JavaScript drives all 27 operations', async () => {
  await everyOperation(callerOf(sdk), simulator, { region: 'eu-central-1', isNewer: false });
  expectAll('codestar-connections', 'json');
});

test('in CBOR it gets the same outputs as in JSON', async () => {
  const lives: unknown[] = [];
  for (const protocol of ['json', 'smithy-rpc-v2-cbor'] as const) {
    simulator.reset();
    simulator.freeze();
    const start = simulator.world.clock.now();
    const client = newer(protocol);
    lives.push(
      comparable(await everyOperation(callerOf(client), simulator, { region: 'eu-central-1', isNewer: false }), start),
    );
    client.destroy();
    expectAll('codeconnections', protocol);
  }
  expect(lives[1]).toEqual(lives[0]);
});

test('in CBOR, too, errors arrive as the classes of the SDK', async () => {
  const client = newer('smithy-rpc-v2-cbor');
  const ConnectionArn = 'arn:aws:codeconnections:eu-central-1:123456789012:connection/x';
  const error = await client.getConnection({ ConnectionArn }).catch((each: unknown) => each);
  client.destroy();
  expect(error).toBeInstanceOf(ResourceNotFoundException);
  expect(error).toMatchObject({
    message: `Connection ${ConnectionArn} not found`,
    $metadata: { httpStatusCode: 404, requestId: simulator.calls[0].requestId },
  });
});

test('errors arrive as the classes of the SDK, with the request id', async () => {
  const ConnectionArn = 'arn:aws:codestar-connections:eu-central-1:123456789012:connection/x';
  const error = await sdk.getConnection({ ConnectionArn }).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(ResourceNotFoundException);
  expect(error).toMatchObject({
    message: `Connection ${ConnectionArn} not found`,
    $metadata: { httpStatusCode: 400, requestId: simulator.calls[0].requestId },
  });
  const { ConnectionArn: arn = '' } = await sdk.createConnection({ ConnectionName: 'a', ProviderType: 'GitHub' });
  simulator.completeConnection(arn);
  const { RepositoryLinkInfo } = await sdk.createRepositoryLink({
    ConnectionArn: arn,
    OwnerId: 'o',
    RepositoryName: 'r',
  });
  const { RepositoryLinkId } = RepositoryLinkInfo ?? {};
  await sdk.createSyncConfiguration({ ...prod, RepositoryLinkId, Branch: 'main', ConfigFile: 'a', RoleArn: ROLE });
  await expect(sdk.updateSyncBlocker({ ...prod, Id: 'x', ResolvedReason: 'y' })).rejects.toBeInstanceOf(
    SyncBlockerDoesNotExistException,
  );
});

test('a ValidationException has its name, and all that is wrong', async () => {
  await expect(sdk.createConnection({ ConnectionName: '', ProviderType: 'X' as 'GitHub' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/^2 validation errors detected: /),
  });
});

test.each(['throttling', 'server-error', 'unavailable', 'cut-before'] as const)(
  'the SDK tries again after %s',
  async (kind) => {
    simulator.fault({ kind, times: 2 });
    await sdk.listConnections({});
    expect(simulator.calls.map(({ status }) => status === 200)).toEqual([false, false, true]);
  },
);

test('the SDK gives up when it goes on', async () => {
  simulator.fault({ kind: 'throttling', times: 3 });
  const error: CodeStarConnectionsServiceException = await sdk.listHosts({}).catch((each) => each);
  expect(error.name).toBe('ThrottlingException');
  expect(error.$metadata.attempts).toBe(3);
});

test("the SDK's paginators see everything", async () => {
  for (const n of [1, 2, 3, 4, 5]) {
    await sdk.createConnection({ ConnectionName: `c${n}`, ProviderType: 'GitHub' });
  }
  const names: (string | undefined)[][] = [];
  for await (const { Connections } of paginateListConnections({ client: sdk, pageSize: 2 }, {})) {
    names.push((Connections ?? []).map(({ ConnectionName }) => ConnectionName));
  }
  expect(names).toEqual([['c1', 'c2'], ['c3', 'c4'], ['c5']]);
});
