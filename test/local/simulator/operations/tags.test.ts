import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import type { ServiceName } from '../../../../local/simulator/model/operations.ts';
import { signedHeaders } from '../client.ts';
import { connection, ghes, type Setup, setupOf } from '../scenario.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const tag = (Key: string, Value = Key) => ({ Key, Value });
const Tags = [tag('team', 'platform'), tag('setup', '')];

/** Makes a resource with tags; returns its ARN. */
const TAGGABLE: [string, (setup: Setup) => Promise<string | undefined>][] = [
  [
    'connection',
    async ({ call }) =>
      (await call('CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub', Tags })).ConnectionArn,
  ],
  ['host', async ({ call }) => (await call('CreateHost', { ...ghes(), Tags })).HostArn],
  [
    'repository link',
    async (setup) => {
      const input = { ConnectionArn: await connection(setup), OwnerId: 'my-org', RepositoryName: 'infra', Tags };
      return (await setup.call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkArn;
    },
  ],
];

describe.each<ServiceName>(['codeconnections', 'codestar-connections'])('%s', (service) => {
  test.each(TAGGABLE)('a %s is created with tags, which can be changed and taken away', async (_, create) => {
    const setup = setupOf(simulator, service);
    const ResourceArn = await create(setup);
    const tags = async () => (await setup.call('ListTagsForResource', { ResourceArn })).Tags;
    expect(ResourceArn?.split(':')[2]).toBe(service);
    expect(await tags()).toEqual(Tags);
    await setup.call('TagResource', { ResourceArn, Tags: [tag('setup', 'prod'), tag('owner')] });
    expect(await tags()).toEqual([tag('team', 'platform'), tag('setup', 'prod'), tag('owner')]);
    await setup.call('UntagResource', { ResourceArn, TagKeys: ['team', 'unknown', 'setup', 'team'] });
    expect(await tags()).toEqual([tag('owner')]);
  });
});

test('a resource has at most 200 tags, of which one that is there may be changed', async () => {
  const setup = setupOf(simulator, 'codeconnections');
  const ResourceArn = await connection(setup);
  const many = Array.from({ length: 200 }, (_, n) => tag(`k${n}`));
  await setup.call('TagResource', { ResourceArn, Tags: many });
  await setup.call('TagResource', { ResourceArn, Tags: [tag('k0', 'changed')] });
  await expect(setup.call('TagResource', { ResourceArn, Tags: [tag('one more')] })).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  expect((await setup.call('ListTagsForResource', { ResourceArn })).Tags).toHaveLength(200);
});

test('only AWS itself sets and removes tags of AWS', async () => {
  const setup = setupOf(simulator, 'codeconnections');
  const ResourceArn = await connection(setup);
  const awsTag = tag('aws:cloudformation:stack-name', 'prod');
  const inside = (operation: string, input: object) =>
    fetch(simulator.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `CodeConnections_20231201.${operation}`,
        'x-sim-internal': '1',
        'x-sim-region': 'us-east-1',
        'x-sim-token': simulator.token,
      },
      body: JSON.stringify(input),
    });
  expect((await inside('TagResource', { ResourceArn, Tags: [awsTag] })).status).toBe(200);
  expect((await setup.call('ListTagsForResource', { ResourceArn })).Tags).toEqual([awsTag]);
  await expect(setup.call('UntagResource', { ResourceArn, TagKeys: [awsTag.Key] })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  expect((await inside('UntagResource', { ResourceArn, TagKeys: [awsTag.Key] })).status).toBe(200);
});

test('the response to a creation has the tags that were given, and no list when none were', async () => {
  const { call } = setupOf(simulator, 'codeconnections');
  const input = { ConnectionName: 'a', ProviderType: 'GitHub' };
  expect(await call('CreateConnection', { ...input, Tags })).toMatchObject({ Tags });
  expect(Object.keys(await call('CreateConnection', { ...input, ConnectionName: 'b' }))).toEqual(['ConnectionArn']);
  expect(Object.keys(await call('CreateHost', ghes()))).toEqual(['HostArn']);
});

test('tags go with their resource', async () => {
  const setup = setupOf(simulator, 'codeconnections');
  const ResourceArn = await connection(setup);
  await setup.call('DeleteConnection', { ConnectionArn: ResourceArn });
  await expect(setup.call('ListTagsForResource', { ResourceArn })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test.each(['aws:x', 'AWS:x'])(
  'a signed request cannot set the tag %s, even if it claims to be internal',
  async (Key) => {
    const body = JSON.stringify({ ConnectionName: 'a', ProviderType: 'GitHub', Tags: [{ Key, Value: 'x' }] });
    const target = { 'x-amz-target': 'CodeConnections_20231201.CreateConnection' };
    const headers = { ...signedHeaders(simulator, body, {}, target), 'x-sim-internal': '1' };
    const response = await fetch(simulator.url, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
  },
);
