/** Cloud Control creates, updates and deletes what it says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';

jest.setTimeout(120_000); // the first start makes the Python environment

const CONNECTION = 'AWS::CodeConnections::Connection';
const HOST = 'AWS::CodeConnections::Host';

interface ProgressEvent {
  readonly RequestToken: string;
  readonly OperationStatus: string;
  readonly Identifier?: string;
  readonly StatusMessage?: string;
  readonly ErrorCode?: string;
}

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});

afterAll(() => aws.stop());

const call = <T>(operation: string, body: object) =>
  awsRequest<T>(aws.env, { service: 'cloudcontrolapi', target: `CloudApiService.${operation}`, body });

const connections = <T>(operation: string, body: object = {}) =>
  awsRequest<T>(aws.env, { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body });

/** Starts an operation, and waits for its end. */
async function run(operation: string, body: object): Promise<ProgressEvent> {
  const { ProgressEvent } = await call<{ ProgressEvent: ProgressEvent }>(operation, body);
  expect(ProgressEvent.OperationStatus).toBe('IN_PROGRESS');
  return ended(ProgressEvent);
}

async function ended(started: ProgressEvent): Promise<ProgressEvent> {
  let event = started;
  while (event.OperationStatus === 'IN_PROGRESS') {
    await sleep(20);
    const { RequestToken } = event;
    event = (await call<{ ProgressEvent: ProgressEvent }>('GetResourceRequestStatus', { RequestToken })).ProgressEvent;
  }
  return event;
}

const create = (TypeName: string, properties: object) =>
  run('CreateResource', { TypeName, DesiredState: JSON.stringify(properties) });

const update = (Identifier: string, patch: object[], TypeName = HOST) =>
  run('UpdateResource', { TypeName, Identifier, PatchDocument: JSON.stringify(patch) });

async function properties(TypeName: string, Identifier = ''): Promise<unknown> {
  const { ResourceDescription } = await call<{ ResourceDescription: { Properties: string } }>('GetResource', {
    TypeName,
    Identifier,
  });
  return JSON.parse(ResourceDescription.Properties);
}

const host = (Name: string) => ({
  Name,
  ProviderType: 'GitLabSelfManaged',
  ProviderEndpoint: `https://${Name.toLowerCase()}.example.com`,
});

async function madeHost(Name: string): Promise<string> {
  const { Identifier, StatusMessage } = await create(HOST, host(Name));
  if (!Identifier) throw new Error(StatusMessage);
  return Identifier;
}

test.each([CONNECTION, 'AWS::CodeStarConnections::Connection'])('a %s is made, and deleted', async (TypeName) => {
  const made = { ConnectionName: 'made', ProviderType: 'GitHub', Tags: [{ Key: 'k', Value: 'v' }] };

  const { Identifier, OperationStatus } = await create(TypeName, made);

  expect(OperationStatus).toBe('SUCCESS');
  const { Connection } = await connections<{ Connection: object }>('GetConnection', { ConnectionArn: Identifier });
  expect(Connection).toMatchObject({ ConnectionName: 'made', ConnectionStatus: 'PENDING' });
  expect(await properties(TypeName, Identifier)).toMatchObject(made);

  expect(await run('DeleteResource', { TypeName, Identifier })).toMatchObject({ OperationStatus: 'SUCCESS' });

  await expect(connections('GetConnection', { ConnectionArn: Identifier })).rejects.toThrow(
    'ResourceNotFoundException',
  );
});

test('a host is updated', async () => {
  const Identifier = await madeHost('updated');

  const ended = await update(Identifier, [
    { op: 'replace', path: '/ProviderEndpoint', value: 'https://other.example.com' },
    { op: 'add', path: '/Tags', value: [{ Key: 'k', Value: 'v' }] },
  ]);

  expect(ended).toMatchObject({ OperationStatus: 'SUCCESS', Identifier });
  expect(await properties(HOST, Identifier)).toMatchObject({
    ProviderEndpoint: 'https://other.example.com',
    Tags: [{ Key: 'k', Value: 'v' }],
  });
});

test.each([
  ['createOnly', 'Name', 'other'],
  ['readOnly', 'Status', 'AVAILABLE'],
])('a patch of a %s property, as %s, is refused', async (kind, name, value) => {
  const Identifier = await madeHost(`patched-${name}`);

  await expect(update(Identifier, [{ op: 'replace', path: `/${name}`, value }])).rejects.toThrow(
    `Invalid patch update: ${kind}Properties [/properties/${name}] cannot be updated`,
  );
});

test('an operation that the service refuses fails with its reason', async () => {
  expect(await create(CONNECTION, { ConnectionName: 'wrong', ProviderType: 'SourceForge' })).toMatchObject({
    OperationStatus: 'FAILED',
    ErrorCode: 'InvalidRequest',
    StatusMessage: expect.stringContaining('ValidationException'),
  });
  const Identifier = 'arn:aws:codeconnections:us-east-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef';
  expect(await run('DeleteResource', { TypeName: CONNECTION, Identifier })).toMatchObject({
    OperationStatus: 'FAILED',
    ErrorCode: 'NotFound',
  });
});

test.each(['CreateResource', 'GetResource', 'UpdateResource', 'DeleteResource', 'ListResources'])(
  '%s of another type is refused, not noted',
  async (operation) => {
    const request = { TypeName: 'AWS::S3::Bucket', Identifier: 'b', DesiredState: '{}', PatchDocument: '[]' };

    await expect(call(operation, request)).rejects.toThrow(/failed with 400.*UnsupportedActionException/);
  },
);

const ODD = [null, 0, true, 'x', '1', '[]', '{}', '[null]', '[{"op": 1}]', '[{"op": "add", "path": 1}]', [], {}];

test.each(['CreateResource', 'GetResource', 'UpdateResource', 'DeleteResource', 'ListResources'])(
  '%s with a parameter of a wrong type is refused as an error of the client',
  async (operation) => {
    const Identifier = await madeHost(operation);
    const input = { TypeName: HOST, Identifier, DesiredState: JSON.stringify(host('odd')), PatchDocument: '[]' };
    const read = {
      CreateResource: ['TypeName', 'DesiredState'],
      GetResource: ['TypeName', 'Identifier'],
      UpdateResource: ['TypeName', 'Identifier', 'PatchDocument'],
      DeleteResource: ['TypeName'],
      ListResources: ['TypeName'],
    }[operation];

    for (const name of read ?? []) {
      for (const value of ODD.filter((odd) => name !== 'PatchDocument' || odd !== '[]')) {
        await expect(call(operation, { ...input, [name]: value })).rejects.toThrow(/failed with 400/);
      }
    }
  },
);

test.each([
  ['GetResourceRequestStatus', 'RequestToken'],
  ['CancelResourceRequest', 'RequestToken'],
  ['ListResourceRequests', 'ResourceRequestStatusFilter'],
])('%s with a parameter of a wrong type is refused as an error of the client', async (operation, name) => {
  await expect(call(operation, { [name]: ['x'] })).rejects.toThrow(/failed with 400/);
});

test('a request is not said to be cancelled while it goes on', async () => {
  aws.simulator.fault({ kind: 'slow', operation: 'CreateConnection', delay: 300 });
  const request = { TypeName: CONNECTION, DesiredState: '{"ConnectionName": "slow", "ProviderType": "GitHub"}' };
  const { ProgressEvent } = await call<{ ProgressEvent: ProgressEvent }>('CreateResource', request);
  const { RequestToken } = ProgressEvent;

  await expect(call('CancelResourceRequest', { RequestToken })).rejects.toThrow('UnsupportedActionException');

  expect(await ended(ProgressEvent)).toMatchObject({ OperationStatus: 'SUCCESS' });
});

test('the properties of a resource are validated', async () => {
  const request = { TypeName: CONNECTION, DesiredState: JSON.stringify({ ProviderType: 'GitHub', Tags: [{}] }) };

  await expect(call('CreateResource', request)).rejects.toThrow(
    /ValidationException.*Model validation failed \(#: required key \[ConnectionName\] not found; #\/Tags\/0: required key \[Value\]/,
  );
});
