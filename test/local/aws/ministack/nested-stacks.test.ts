/** Nested stacks are deployed, rolled back and deleted as other stacks are. */
import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { put } from '../signed-request';
import { Stacks, type Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const HOST = 'AWS::CodeConnections::Host';

let aws: LocalAws;
let stacks: Stacks;
let count = 0;
let versions = 0;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
  await put(aws, '/nested');
});

beforeEach(() => {
  count += 1;
});

afterEach(() => aws.simulator.reset());

afterAll(() => aws.stop());

const name = () => `nested-${count}`;
const topic = { Type: 'AWS::SNS::Topic' };
const broken = { Type: 'AWS::CodeConnections::Connection', Properties: {} };
const connection = (more: object = {}) => ({
  Type: 'AWS::CodeConnections::Connection',
  Properties: { ConnectionName: name(), ProviderType: 'GitHub' },
  ...more,
});

/** A stack with a nested one, Child, and what else there is. */
async function parent(child: Template, more: Template['Resources'] = {}): Promise<Template> {
  versions += 1;
  await put(aws, `/nested/${versions}`, JSON.stringify(child));
  const Properties = { TemplateURL: `${aws.endpoint}/nested/${versions}` };
  const Child = { Type: 'AWS::CloudFormation::Stack', Properties };
  return { Resources: { Child, ...more }, Outputs: { Child: { Value: { Ref: 'Child' } } } };
}

const call = <T>(operation: string) =>
  awsRequest<T>(aws.env, { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body: {} });

async function connectionNames(): Promise<string[]> {
  const { Connections } = await call<{ Connections: { ConnectionName: string }[] }>('ListConnections');
  return Connections.map(({ ConnectionName }) => ConnectionName);
}

async function endpoints(): Promise<string[]> {
  const { Hosts } = await call<{ Hosts: { ProviderEndpoint: string }[] }>('ListHosts');
  return Hosts.map(({ ProviderEndpoint }) => ProviderEndpoint);
}

test('nothing is left of one that cannot be created, and its parent has the reason', async () => {
  const child = { Resources: { C: connection(), R: { ...broken, DependsOn: 'C' } } };

  const reason = await stacks.failure('CreateStack', name(), await parent(child));

  expect(reason).toMatch(
    /^Child: Embedded stack arn:\S+ was not successfully created: R: Properties validation failed/,
  );
  expect(await connectionNames()).toEqual([]);
});

test('its events are found by the event of its parent while it is made', async () => {
  await stacks.create(name(), await parent({ Resources: { C: connection() } }));

  const [begun] = (await stacks.events(name())).filter(
    ({ logicalId, physicalId }) => logicalId === 'Child' && physicalId,
  );
  expect(begun.status).toBe('CREATE_IN_PROGRESS');
  expect((await stacks.events(begun.physicalId)).map(({ logicalId }) => logicalId)).toContain('C');
  await stacks.delete(name());
});

const host = (ProviderEndpoint: string, Tags: object[] = []) => ({
  Type: HOST,
  Properties: { Name: 'h', ProviderType: 'GitLabSelfManaged', ProviderEndpoint, Tags },
});

test('a failed update of one is rolled back, with the resource that failed', async () => {
  const { Child } = await stacks.create(name(), await parent({ Resources: { H: host('https://before.example.com') } }));
  aws.simulator.fault({ kind: 'unavailable', operation: 'TagResource' });

  const after = { Resources: { H: host('https://after.example.com', [{ Key: 'k', Value: 'v' }]), T: topic } };
  const reason = await stacks.failure('UpdateStack', name(), await parent(after));

  expect(reason).toContain('was not successfully updated: H: Resource handler returned message');
  expect(await endpoints()).toEqual(['https://before.example.com']);
  expect(await stacks.call('DescribeStackResources', { StackName: Child })).not.toContain('>T<');
  await stacks.delete(name());
});

test('an update that fails beside it puts it back', async () => {
  const before = await parent({ Resources: { H: host('https://before.example.com') } });
  await stacks.create(name(), before);

  const after = { Resources: { H: host('https://after.example.com') } };
  await stacks.failure('UpdateStack', name(), await parent(after, { R: { ...broken, DependsOn: 'Child' } }));

  expect(await endpoints()).toEqual(['https://before.example.com']);
  await stacks.delete(name());
});

test('one in another one is made, updated and deleted with both', async () => {
  const inner = (ProviderEndpoint: string) => parent({ Resources: { H: host(ProviderEndpoint) } });
  await stacks.create(name(), await parent(await inner('https://before.example.com')));
  await stacks.update(name(), await parent(await inner('https://after.example.com')));
  expect(await endpoints()).toEqual(['https://after.example.com']);

  await stacks.delete(name());

  expect(await endpoints()).toEqual([]);
});

test('what its template retains is kept when its parent is deleted', async () => {
  await stacks.create(name(), await parent({ Resources: { C: connection({ DeletionPolicy: 'Retain' }) } }));

  await stacks.delete(name());

  expect(await connectionNames()).toEqual([name()]);
});

test('what cannot be deleted in it fails the deletion of its parent, which can be tried again', async () => {
  await stacks.create(name(), await parent({ Resources: { C: connection() } }));
  aws.simulator.fault({ kind: 'unavailable', operation: 'DeleteConnection' });

  await expect(stacks.delete(name())).rejects.toThrow(
    /is DELETE_FAILED: Child: Embedded stack .* failed to delete: \[C\]/,
  );
  expect(await connectionNames()).toEqual([name()]);

  await stacks.delete(name());
  expect(await connectionNames()).toEqual([]);
});

test('its outputs are exported, and its parent cannot be deleted while another stack imports them', async () => {
  const Outputs = { O: { Value: 'v', Export: { Name: name() } } };
  await stacks.create(name(), await parent({ Resources: { T: topic }, Outputs }));
  const Properties = { DisplayName: { 'Fn::ImportValue': name() } };
  await stacks.create(`${name()}-importer`, { Resources: { T: { ...topic, Properties } } });

  await expect(stacks.delete(name())).rejects.toThrow(
    `Cannot delete export ${name()} as it is in use by ${name()}-importer`,
  );

  await stacks.delete(`${name()}-importer`);
  await stacks.delete(name());
});
