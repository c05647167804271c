import { type FaultKind, type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { availableConnection, type Client, client, ROLE, send } from './client.ts';
import { ghes, link, prod, setupOf, vpc } from './scenario.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let call: Client;
beforeAll(async () => {
  simulator = await startSimulator();
  call = client(simulator);
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

async function post(verb: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/_simulator/${verb}`, {
    method: 'POST',
    headers: { 'x-sim-token': simulator.token },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
const view = async (name: string) =>
  (await fetch(`${simulator.url}/_simulator/${name}`, { headers: { 'x-sim-token': simulator.token } })).json();

const github = { ConnectionName: 'github', ProviderType: 'GitHub' };

describe('actions of users, through the control endpoint', () => {
  test('a connection is completed and fails', async () => {
    const { ConnectionArn: arn } = await call('CreateConnection', github);
    expect(await post('complete-connection', { arn })).toEqual({ status: 200, body: {} });
    expect(simulator.connectionStatus(arn)).toBe('AVAILABLE');
    await post('fail-connection', { arn });
    expect(simulator.connectionStatus(arn)).toBe('ERROR');
  });

  test('a connection on a host waits for the host', async () => {
    const { HostArn } = await call('CreateHost', ghes());
    const { ConnectionArn: arn } = await call('CreateConnection', { ConnectionName: 'ghes', HostArn });
    expect(await post('complete-connection', { arn })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('PENDING') },
    });
    await post('complete-host', { arn: HostArn });
    expect((await post('complete-connection', { arn })).status).toBe(200);
  });

  test('a host fails with a message', async () => {
    const { HostArn: arn } = await call('CreateHost', { ...ghes(), VpcConfiguration: vpc() });
    expect((await post('complete-host', { arn })).status).toBe(409);
    await post('fail-host', { arn, message: 'no subnet' });
    expect((await call('ListHosts')).Hosts).toMatchObject([
      { Status: 'VPC_CONFIG_FAILED_INITIALIZATION', StatusMessage: 'no subnet' },
    ]);
  });

  test('commits arrive, and stacks are changed by hand', async () => {
    const RepositoryLinkId = await link(setupOf(simulator, 'codeconnections'));
    const input = { ...prod, RepositoryLinkId, Branch: 'main', ConfigFile: 'a.yaml', RoleArn: ROLE };
    await call('CreateSyncConfiguration', input);
    await post('settings', { syncDelay: 0 });
    const files = { 'a.yaml': 'template-file-path: t', t: '' };
    const push = { repository: 'my-org/infra', branch: 'main', files, sha: 'abc' };
    expect(await post('push', push)).toEqual({ status: 200, body: { sha: 'abc' } });
    expect((await call('GetResourceSyncStatus', prod)).LatestSync.Status).toBe('SUCCEEDED');
    const changed = await post('stack-changed', { stackName: 'prod', change: 'updated' });
    await call('UpdateSyncBlocker', { ...prod, Id: changed.body.id, ResolvedReason: 'seen' });
    const { id } = (await post('raise-blocker', { stackName: 'prod', contexts: { a: 'b' } })).body;
    await post('fail-retries', { stackName: 'prod', times: 1 });
    const resolution = { ...prod, Id: id, ResolvedReason: 'seen' };
    await expect(call('UpdateSyncBlocker', resolution)).rejects.toMatchObject({
      name: 'RetryLatestCommitFailedException',
    });
    await call('UpdateSyncBlocker', resolution);
  });
});

describe('a request that is wrong gets an error which says what is right', () => {
  test.each<[string, unknown, number, RegExp]>([
    ['complete-connection', undefined, 400, /arn must be a string, got undefined/],
    ['complete-connection', { arn: 'x' }, 404, /there is no connection x/],
    ['complete-host', { arn: 'arn:aws:codeconnections:us-east-1:123456789012:host/x' }, 404, /there is no host/],
    ['raise-blocker', { stackName: 'prod' }, 404, /stack prod has no sync configuration/],
    [
      'push',
      { repository: 'a/b', branch: 'main', files: { a: 1 } },
      400,
      /files must be an object of strings and nulls/,
    ],
    ['fault', { kind: 'fire' }, 400, /kind must be one of throttling, .*, got "fire"/],
    ['fault', { kind: 'slow', operation: 'Nope' }, 400, /operation must be one of CreateConnection/],
    ['fault', { kind: 'slow', times: -1 }, 400, /times must be a number from 0 to \d+, got -1/],
    ['fault', { kind: 'slow', rate: 1.01 }, 400, /rate must be a number from 0 to 1, got 1.01/],
    ['fault', { kind: 'slow', delay: 2 ** 31 }, 400, /delay must be a number from 0 to 2147483647, got 2147483648/],
    ['fault', { kind: 'slow', operations: 'GetHost' }, 400, /operations is not known: this takes kind, operation, /],
    ['reset', { everything: true }, 400, /everything is not known: this takes nothing/],
    ['advance', '{"milliseconds": 1e999}', 400, /milliseconds must be a number/],
    ['settings', { vpcDelai: 1 }, 400, /vpcDelai is no setting: there are consistencyDelay/],
    ['settings', { vpcDelay: '1' }, 400, /vpcDelay must be a number/],
    ['settings', { firstSync: 'never' }, 400, /firstSync must be one of on-push, on-creation, got "never"/],
    ['stack-changed', { stackName: 'prod', change: 'moved' }, 400, /change must be one of updated, deleted/],
    ['settings', { outage: 1 }, 400, /outage must be a boolean/],
    ['settings', { deniedOperations: ['Nope'] }, 400, /deniedOperations must be an array of/],
    ['settings', { quotas: null }, 400, /quotas must be an object of numbers/],
    ['settings', { quotas: { cats: 1 } }, 400, /cats is no setting: there are connections/],
    ['advance', 'nonsense', 400, /the body is not JSON/],
    ['advance', '[]', 400, /the body is not a JSON object/],
    ['dance', {}, 404, /POST dance is not known: it takes complete-connection/],
    ['constructor', {}, 404, /not known/],
  ])('%s %j', async (verb, body, status, error) => {
    expect(await post(verb, body)).toEqual({ status, body: { error: expect.stringMatching(error) } });
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s does nothing', async (method) => {
    await call('CreateConnection', github);
    expect(
      (await fetch(`${simulator.url}/_simulator/reset`, { method, headers: { 'x-sim-token': simulator.token } }))
        .status,
    ).toBe(404);
    expect((await call('ListConnections')).Connections).toHaveLength(1);
  });

  test('an unknown view', async () => {
    expect(await view('dreams')).toEqual({ error: 'GET dreams is not known: it takes state, calls' });
  });
});

describe('faults', () => {
  const list = () => call('ListConnections');

  test.each<[FaultKind, string, number]>([
    ['throttling', 'ThrottlingException', 429],
    ['server-error', 'InternalServerException', 503],
    ['unavailable', 'ServiceUnavailableException', 503],
    ['expired-token', 'ExpiredTokenException', 400],
  ])('the fault %s hits one call, or as many as it says', async (kind, name, status) => {
    await post('fault', { kind });
    await expect(list()).rejects.toMatchObject({ name, status });
    await list();
    simulator.fault({ kind, times: 2 });
    await expect(list()).rejects.toMatchObject({ name });
    await expect(list()).rejects.toMatchObject({ name });
    await list();
  });

  test('faults that wait for the same calls hit one after the other', async () => {
    simulator.fault({ kind: 'throttling' });
    simulator.fault({ kind: 'unavailable', times: 2 });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(list()).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    await expect(list()).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    await list();
  });

  test('a fault hits the operation that it is for', async () => {
    simulator.fault({ kind: 'throttling', operation: 'ListHosts' });
    await list();
    await expect(call('ListHosts')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('a fault hits the resource that it is for', async () => {
    const { ConnectionArn } = await call('CreateConnection', github);
    const { ConnectionArn: other } = await call('CreateConnection', { ...github, ConnectionName: 'other' });
    simulator.fault({ kind: 'throttling', resource: ConnectionArn });
    await call('GetConnection', { ConnectionArn: other });
    await expect(call('GetConnection', { ConnectionArn })).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('a rate hits its share of the calls, evenly, until it is cleared', async () => {
    simulator.fault({ kind: 'throttling', rate: 0.25 });
    const outcomes: boolean[] = [];
    for (let n = 0; n < 12; n++) {
      outcomes.push(
        await list().then(
          () => true,
          () => false,
        ),
      );
    }
    expect(outcomes.map((ok, n) => (ok ? 0 : n + 1)).filter(Boolean)).toEqual([4, 8, 12]);
    await post('clear-faults');
    await list();
    await list();
    await list();
    await list();
  });

  test('a connection that is cut before the effect leaves nothing', async () => {
    simulator.fault({ kind: 'cut-before' });
    await expect(call('CreateConnection', github)).rejects.toThrow('fetch failed');
    expect(await list()).toEqual({ Connections: [] });
  });

  test('a connection that is cut after the effect leaves it', async () => {
    simulator.fault({ kind: 'cut-after' });
    await expect(call('CreateConnection', github)).rejects.toThrow('fetch failed');
    expect((await list()).Connections).toHaveLength(1);
  });

  test('a response can be JSON that is cut short', async () => {
    simulator.fault({ kind: 'malformed-json' });
    await expect(list()).rejects.toThrow('JSON');
  });

  test('a response can be slow', async () => {
    simulator.fault({ kind: 'slow', delay: 120 });
    const started = performance.now();
    await list();
    expect(performance.now() - started).toBeGreaterThan(110);
  });

  test('an error can be slow', async () => {
    simulator.fault({ kind: 'slow', delay: 120 });
    simulator.fault({ kind: 'throttling' });
    const started = performance.now();
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(performance.now() - started).toBeGreaterThan(110);
  });
});

describe('the record of calls', () => {
  test('has every call, with its input and status', async () => {
    await call('CreateConnection', github);
    await call('GetHost', { HostArn: 'x' }).catch(() => undefined);
    simulator.fault({ kind: 'cut-after' });
    await client(simulator, { service: 'codestar-connections', region: 'eu-west-1', account: '210987654321' })(
      'ListHosts',
    ).catch(() => undefined);
    await fetch(simulator.url, { method: 'POST' });
    expect(simulator.calls).toMatchObject([
      { operation: 'CreateConnection', service: 'codeconnections', region: 'us-east-1', input: github, status: 200 },
      { operation: 'GetHost', account: '123456789012', status: 400, error: 'ValidationException' },
      {
        operation: 'ListHosts',
        service: 'codestar-connections',
        region: 'eu-west-1',
        account: '210987654321',
        status: 0,
      },
      { status: 400, error: 'UnknownOperationException' },
    ]);
    expect(await view('calls')).toEqual(JSON.parse(JSON.stringify(simulator.calls)));
  });

  test('has the latest 2,000 calls, and no more', async () => {
    for (let batch = 1; batch <= 42; batch++) {
      await Promise.all(Array.from({ length: 50 }, () => send(simulator, 'ListHosts', { MaxResults: batch })));
    }
    expect(simulator.calls).toHaveLength(2000);
    expect(simulator.calls[0].input).toEqual({ MaxResults: 3 });
    expect(simulator.calls.at(-1)?.input).toEqual({ MaxResults: 42 });
  }, 30_000);

  test('has fewer calls if their bodies are large', async () => {
    const input = { Unknown: 'x'.repeat(1_000_000) };
    for (let n = 0; n < 20; n++) {
      await send(simulator, 'ListHosts', { ...input, MaxResults: n });
    }
    expect(simulator.calls.map((each) => (each.input as { MaxResults: number }).MaxResults)).toEqual([
      12, 13, 14, 15, 16, 17, 18, 19,
    ]);
  });

  test('is emptied by a reset, as are objects, faults, settings and time', async () => {
    const { ConnectionArn } = await call('CreateConnection', github);
    simulator.freeze();
    simulator.advance(1e9);
    simulator.configure({ outage: true, quotas: { connections: 0 } });
    simulator.fault({ kind: 'throttling' });
    await post('reset');
    expect(simulator.calls).toEqual([]);
    await call('CreateConnection', github);
    await expect(call('GetConnection', { ConnectionArn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { now } = (await view('state')) as { now: number };
    expect(Math.abs(now - Date.now())).toBeLessThan(5000);
  });

  test('comes beside the state, which shows everything there is', async () => {
    const { ConnectionArn } = await call('CreateConnection', { ...github, Tags: [{ Key: 'a', Value: 'b' }] });
    expect(await view('state')).toMatchObject({
      settings: { quotas: { connections: 250 } },
      accounts: [{ id: '123456789012', connections: { [ConnectionArn]: { name: 'github', tags: { a: 'b' } } } }],
    });
  });
});

test('accounts know nothing of each other', async () => {
  const other = client(simulator, { account: '210987654321' });
  const ConnectionArn = await availableConnection(call, (arn) => simulator.completeConnection(arn));
  expect(await other('ListConnections')).toEqual({ Connections: [] });
  await expect(other('GetConnection', { ConnectionArn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await other('CreateConnection', github);
});

test('many simulators run side by side', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => startSimulator()));
  await Promise.all(all.map((each, n) => client(each)('CreateConnection', { ...github, ConnectionName: `c${n}` })));
  const names = await Promise.all(all.map(async (each) => (await client(each)('ListConnections')).Connections));
  expect(names.map((list) => list?.map((each) => each.ConnectionName))).toEqual(all.map((_, n) => [`c${n}`]));
  await Promise.all(all.map((each) => each.close()));
  await all[0].close();
});

test('ARNs carry the partition of their Region', async () => {
  for (const [region, partition] of [
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
    ['eu-west-1', 'aws'],
  ]) {
    const there = client(simulator, { region });
    const { ConnectionArn } = await there('CreateConnection', { ...github, ConnectionName: region });
    expect(ConnectionArn).toMatch(new RegExp(`^arn:${partition}:codeconnections:${region}:`));
  }
});

test('each commit is told, with its SHA, however it arrives', async () => {
  const told: object[] = [];
  simulator.onPush((push) => {
    told.push(push);
  });
  const push = { repository: 'my-org/infra', branch: 'main', files: { 'a.txt': 'a' } };
  const sha = simulator.push(push);
  await post('push', { ...push, sha: 'abc' });
  expect(told).toEqual([{ ...push, sha }, expect.objectContaining({ ...push, sha: 'abc' })]);
});

test('another service can add an action to the control endpoint', async () => {
  simulator.actions.push({
    name: 'double',
    members: ['number'],
    act: async ({ number }) => {
      if (typeof number !== 'number') throw new Error('number must be a number');
      return { doubled: number * 2 };
    },
  });
  expect(await post('double', { number: 2 })).toEqual({ status: 200, body: { doubled: 4 } });
  expect(await post('double', { number: 'x' })).toEqual({ status: 400, body: { error: 'number must be a number' } });
  expect(await post('double', { numbre: 2 })).toEqual({
    status: 400,
    body: { error: 'numbre is not known: this takes number' },
  });
  expect((await post('triple')).body.error).toMatch(/it takes complete-connection, .*, double$/);
});
