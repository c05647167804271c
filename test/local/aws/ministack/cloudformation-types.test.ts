import { awsRequest } from '../../../../local/aws/aws-request';
import { useStacks } from './local-stacks';
import { Stacks, type Template } from './stacks';

const { aws, stacks } = useStacks();

const TARGETS = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
};

type Service = keyof typeof TARGETS;

function call<T>(service: Service, operation: string, body: object): Promise<T> {
  return awsRequest<T>(aws.env, { service, target: `${TARGETS[service]}.${operation}`, body });
}

/** A template of one resource, R, with its Ref and attributes as outputs. */
function one(type: string, properties: object, attributes: string[] = [], more: Template['Resources'] = {}): Template {
  const outputs = attributes.map((name) => [name, { Value: { 'Fn::GetAtt': ['R', name] } }]);
  return {
    Resources: { ...more, R: { Type: type, Properties: properties } },
    Outputs: { Ref: { Value: { Ref: 'R' } }, ...Object.fromEntries(outputs) },
  };
}

describe.each([
  ['AWS::CodeConnections::Connection', 'codeconnections'],
  ['AWS::CodeStarConnections::Connection', 'codestar-connections'],
] as const)('%s', (type, service) => {
  const ATTRIBUTES = ['ConnectionArn', 'ConnectionStatus', 'OwnerAccountId'];
  const name = `first-${service}`;

  test('is created, retagged in place, replaced under a new name, and deleted', async () => {
    const created = await stacks.create(service, one(type, connection(name, 'blue'), ATTRIBUTES));
    expect(created).toEqual({
      Ref: created.ConnectionArn,
      ConnectionArn: expect.stringContaining(`:${service}:us-east-1:123456789012:connection/`),
      ConnectionStatus: 'PENDING',
      OwnerAccountId: '123456789012',
    });

    const retagged = await stacks.update(service, one(type, connection(name, 'red'), ATTRIBUTES));
    expect(retagged.Ref).toBe(created.Ref);
    expect(await tags(created.Ref)).toMatchObject({ colour: 'red', 'aws:cloudformation:stack-name': service });

    const renamed = await stacks.update(service, one(type, connection('second', 'red'), ATTRIBUTES));
    expect(renamed.Ref).not.toBe(created.Ref);
    await expect(call(service, 'GetConnection', { ConnectionArn: created.Ref })).rejects.toThrow('ResourceNotFound');

    await stacks.delete(service);
    await expect(call(service, 'GetConnection', { ConnectionArn: renamed.Ref })).rejects.toThrow('ResourceNotFound');
  });

  function connection(ConnectionName: string, colour: string) {
    return { ConnectionName, ProviderType: 'GitHub', Tags: [{ Key: 'colour', Value: colour }] };
  }

  async function tags(arn: string): Promise<Record<string, string>> {
    const response = await call<{ Tags: { Key: string; Value: string }[] }>(service, 'ListTagsForResource', {
      ResourceArn: arn,
    });
    return Object.fromEntries(response.Tags.map(({ Key, Value }) => [Key, Value]));
  }
});

test('a stack in another Region has its resources in that Region', async () => {
  const elsewhere = new Stacks({ env: { ...aws.env, AWS_REGION: 'eu-west-1' } });
  const properties = { ConnectionName: 'elsewhere', ProviderType: 'GitHub' };

  const { Ref } = await elsewhere.create('elsewhere', one('AWS::CodeConnections::Connection', properties));

  expect(Ref).toContain(':codeconnections:eu-west-1:123456789012:connection/');
  await elsewhere.delete('elsewhere');
});

test('a connection is created despite throttling and eventual consistency', async () => {
  aws.simulator.configure({ consistencyDelay: 300 });
  aws.simulator.fault({ kind: 'throttling', operation: 'CreateConnection', times: 2 });
  const properties = { ConnectionName: 'late', ProviderType: 'GitHub' };

  await stacks.create('late', one('AWS::CodeConnections::Connection', properties));
  await stacks.delete('late');

  aws.simulator.configure({ consistencyDelay: 0 });
});

describe('AWS::CodeConnections::Host', () => {
  const TYPE = 'AWS::CodeConnections::Host';

  test('is created, updated in place, replaced under a new name, and deleted', async () => {
    const created = await stacks.create('host', one(TYPE, host(), ['HostArn', 'HostId', 'Status']));
    expect(created).toEqual({
      Ref: created.HostArn,
      HostArn: expect.stringMatching(/:codeconnections:us-east-1:123456789012:host\/first-/),
      HostId: created.Ref.split('host/')[1],
      Status: 'PENDING',
    });

    const moved = await stacks.update('host', one(TYPE, host({ ProviderEndpoint: 'https://git2.example.com' })));
    expect(moved.Ref).toBe(created.Ref);
    expect(await get(created.Ref)).toMatchObject({ ProviderEndpoint: 'https://git2.example.com' });

    const renamed = await stacks.update('host', one(TYPE, host({ Name: 'second' })));
    expect(renamed.Ref).not.toBe(created.Ref);
    await expect(get(created.Ref)).rejects.toThrow('ResourceNotFound');

    await stacks.delete('host');
    await expect(get(renamed.Ref)).rejects.toThrow('ResourceNotFound');
  });

  test('is complete only when its VPC configuration is initialized, or deleted', async () => {
    aws.simulator.configure({ vpcDelay: 300 });
    const VpcConfiguration = {
      VpcId: 'vpc-12345678',
      SubnetIds: ['subnet-12345678'],
      SecurityGroupIds: ['sg-12345678'],
    };

    const { Ref, Status } = await stacks.create('host-vpc', one(TYPE, host({ VpcConfiguration }), ['Status']));
    expect(Status).toBe('PENDING');

    await stacks.delete('host-vpc');
    await expect(get(Ref)).rejects.toThrow('ResourceNotFound');
  });

  function host(properties: object = {}) {
    return {
      Name: 'first',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://git.example.com',
      ...properties,
    };
  }

  function get(HostArn: string) {
    return call('codeconnections', 'GetHost', { HostArn });
  }
});

describe('on an available connection', () => {
  const LINK = 'AWS::CodeStarConnections::RepositoryLink';
  const SYNC = 'AWS::CodeStarConnections::SyncConfiguration';
  let arns: string[];

  beforeAll(async () => {
    arns = await Promise.all(['left', 'right'].map(available));
  });

  test('a repository link is created, moved to another connection in place, replaced, and deleted', async () => {
    const created = await stacks.create(
      'link',
      one(LINK, link(), ['RepositoryLinkArn', 'RepositoryLinkId', 'ProviderType']),
    );
    expect(created).toEqual({
      Ref: created.RepositoryLinkArn,
      RepositoryLinkArn: `arn:aws:codestar-connections:us-east-1:123456789012:repository-link/${created.RepositoryLinkId}`,
      RepositoryLinkId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ProviderType: 'GitHub',
    });

    const moved = await stacks.update('link', one(LINK, link({ ConnectionArn: arns[1] })));
    expect(moved.Ref).toBe(created.Ref);
    expect(await links()).toMatchObject([{ ConnectionArn: arns[1], RepositoryName: 'first' }]);

    const renamed = await stacks.update('link', one(LINK, link({ ConnectionArn: arns[1], RepositoryName: 'second' })));
    expect(renamed.Ref).not.toBe(created.Ref);
    expect(await links()).toMatchObject([{ RepositoryLinkArn: renamed.Ref, RepositoryName: 'second' }]);

    await stacks.delete('link');
    expect(await links()).toEqual([]);
  });

  test('a sync configuration is created, updated in place, replaced, and deleted before its link', async () => {
    const created = await stacks.create('sync', sync());
    expect(created).toEqual({
      Ref: 'app|CFN_STACK_SYNC',
      OwnerId: 'owner',
      ProviderType: 'GitHub',
      RepositoryName: 'first',
    });

    await stacks.update('sync', sync({ Branch: 'release', PublishDeploymentStatus: 'ENABLED' }));
    expect(await configuration('app')).toMatchObject({ Branch: 'release', PublishDeploymentStatus: 'ENABLED' });

    const renamed = await stacks.update('sync', sync({ ResourceName: 'app2' }));
    expect(renamed.Ref).toBe('app2|CFN_STACK_SYNC');
    await expect(configuration('app')).rejects.toThrow('ResourceNotFound');

    await stacks.delete('sync');
    await expect(configuration('app2')).rejects.toThrow('ResourceNotFound');
    expect(await links()).toEqual([]);
  });

  test('a resource that is gone already does not fail the deletion of its stack', async () => {
    await stacks.create('gone', sync({ ResourceName: 'gone' }));
    const [{ RepositoryLinkId }] = await links();
    await call('codestar-connections', 'DeleteSyncConfiguration', { ResourceName: 'gone', SyncType: 'CFN_STACK_SYNC' });
    await call('codestar-connections', 'DeleteRepositoryLink', { RepositoryLinkId });

    await stacks.delete('gone');
  });

  test('a repository link whose connection is gone is deleted when it has another one', async () => {
    const ConnectionArn = await available('short-lived');
    await stacks.create('orphan', one(LINK, link({ ConnectionArn })));
    await call('codeconnections', 'DeleteConnection', { ConnectionArn });
    await expect(stacks.delete('orphan')).rejects.toThrow(
      /orphan is DELETE_FAILED: R: .*Connection .* of repository link .* not found/,
    );
    const [{ RepositoryLinkId }] = await links();
    await call('codeconnections', 'UpdateRepositoryLink', { RepositoryLinkId, ConnectionArn: arns[0] });
    await stacks.delete('orphan');
    expect(await links()).toEqual([]);
  });

  async function available(ConnectionName: string): Promise<string> {
    const request = { ConnectionName, ProviderType: 'GitHub' };
    const { ConnectionArn } = await call<{ ConnectionArn: string }>('codeconnections', 'CreateConnection', request);
    aws.simulator.completeConnection(ConnectionArn);
    return ConnectionArn;
  }

  function link(properties: object = {}) {
    return { ConnectionArn: arns[0], OwnerId: 'owner', RepositoryName: 'first', ...properties };
  }

  function sync(properties: object = {}): Template {
    const configuration = {
      ResourceName: 'app',
      SyncType: 'CFN_STACK_SYNC',
      Branch: 'main',
      ConfigFile: 'deploy.yaml',
      RepositoryLinkId: { 'Fn::GetAtt': ['Link', 'RepositoryLinkId'] },
      RoleArn: 'arn:aws:iam::123456789012:role/sync',
      ...properties,
    };
    return one(SYNC, configuration, ['OwnerId', 'ProviderType', 'RepositoryName'], {
      Link: { Type: LINK, Properties: link() },
    });
  }

  async function links() {
    const response = await call<{ RepositoryLinks: { RepositoryLinkId: string }[] }>(
      'codestar-connections',
      'ListRepositoryLinks',
      {},
    );
    return response.RepositoryLinks;
  }

  async function configuration(ResourceName: string) {
    const key = { ResourceName, SyncType: 'CFN_STACK_SYNC' };
    const response = await call<{ SyncConfiguration: object }>('codestar-connections', 'GetSyncConfiguration', key);
    return response.SyncConfiguration;
  }
});
