import { CONNECTION } from '../../../src/handlers/connection/contract';
import { LOGICAL_ID_TAG, REQUEST_TAG, STACK_TAG } from '../../../src/handlers/framework/contract';
import { ACCOUNT, STACK } from '../rig/account';
import { CloudFormationResource, eventOf, type Properties } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

const rig = useRig(new CustomResourceRig());
const PROVIDER = 'GitHubEnterpriseCloudDataResidency';

const wanted = (more: Properties = {}): Properties => ({
  ConnectionName: 'ghe',
  ProviderType: PROVIDER,
  ProviderEndpoint: 'https://octocorp.ghe.com',
  RetainWhenReplaced: true,
  ...more,
});

interface Listed {
  readonly ConnectionArn: string;
  readonly ConnectionName: string;
  readonly ProviderEndpoint?: string;
}

const call = <T>(operation: string, input: object) => rig.internally<T>('codeconnections', operation, input);
const all = async () => (await call<{ Connections: Listed[] }>('ListConnections', {})).Connections;
const tagsOf = async (ResourceArn = '') => {
  type Output = { Tags: { Key: string; Value: string }[] };
  const { Tags } = await call<Output>('ListTagsForResource', { ResourceArn });
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
};
const count = (operation: string) => rig.calls.filter(({ action }) => action.endsWith(`:${operation}`)).length;
const newResource = () => new CloudFormationResource(rig, CONNECTION.resourceType);
/** Somebody else's connection. */
const make = async (input: object = {}) => {
  const given = {
    ConnectionName: 'ghe',
    ProviderType: PROVIDER,
    ProviderEndpoint: 'https://octocorp.ghe.com',
    ...input,
  };
  return (await call<{ ConnectionArn: string }>('CreateConnection', given)).ConnectionArn;
};
const responses = () => rig.puts.map(({ body }) => JSON.parse(body));
/** The service may allow two connections of one name. */
const rename = (arn: string, name: string) => {
  const connection = rig.simulator.world.account(ACCOUNT).connections.get(arn);
  Object.assign(connection ?? {}, { name });
};

describe('a Create', () => {
  test('makes a pending connection, with its tags and those that say who has made it', async () => {
    const { Data, PhysicalResourceId } = await newResource().create(wanted({ Tags: { team: 'infra' } }));
    const [made, ...others] = await all();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ ConnectionName: 'ghe', ProviderEndpoint: 'https://octocorp.ghe.com' });
    expect(Data).toEqual({ ConnectionArn: made.ConnectionArn, ConnectionStatus: 'PENDING', OwnerAccountId: ACCOUNT });
    expect(PhysicalResourceId).toContain(made.ConnectionArn);
    expect(await tagsOf(made.ConnectionArn)).toEqual({
      team: 'infra',
      [STACK_TAG]: STACK,
      [LOGICAL_ID_TAG]: 'Ready',
      [REQUEST_TAG]: expect.any(String),
    });
  });

  test.each(['cut-after', 'malformed-json'] as const)(
    'whose response is lost (%s) is not sent again, so that there is one connection even if names need not be unique',
    async (kind) => {
      rig.simulator.fault({ kind, operation: 'CreateConnection', times: 1 });
      const { Status } = await newResource().create(wanted());
      expect(Status).toBe('SUCCESS');
      expect(count('CreateConnection')).toBe(1);
      expect(await all()).toHaveLength(1);
    },
  );

  test('that is delivered again answers the same, and makes nothing more', async () => {
    rig.delivery = { twice: true };
    await newResource().create(wanted());
    const [first] = responses();
    expect(rig.repeatedPuts.map(({ body }) => JSON.parse(body))).toEqual([first]);
    expect(count('CreateConnection')).toBe(1);
  });

  test('finds what its own first attempt has made, whatever connections there are of that name', async () => {
    rename(await make({ ConnectionName: 'another', ProviderEndpoint: 'https://hexacorp.ghe.com' }), 'ghe');
    const foreign = (await all())[0].ConnectionArn;
    rename(foreign, 'another');
    await rig.invoke(eventOf(rig, CONNECTION.resourceType, { ...wanted(), RetainWhenReplaced: 'true' }));
    rename(foreign, 'ghe');
    await rig.invoke(eventOf(rig, CONNECTION.resourceType, { ...wanted(), RetainWhenReplaced: 'true' }));
    const [first, second] = responses();
    expect(second).toEqual(first);
    expect(first.Data.ConnectionArn).not.toBe(foreign);
  });

  test.each([
    ['somebody', {}],
    [
      'another stack',
      {
        Tags: [
          { Key: STACK_TAG, Value: `${STACK}0` },
          { Key: LOGICAL_ID_TAG, Value: 'Ready' },
        ],
      },
    ],
    [
      'another resource',
      {
        Tags: [
          { Key: STACK_TAG, Value: STACK },
          { Key: LOGICAL_ID_TAG, Value: 'Other' },
        ],
      },
    ],
    ['somebody for another provider', { ProviderType: 'GitHub', ProviderEndpoint: undefined }],
  ])('leaves a connection of that name alone which %s has made, and says what to do', async (_, input) => {
    const arn = await make(input);
    const { Status, Reason } = await newResource().create(wanted());
    expect(Status).toBe('FAILED');
    expect(Reason).toContain(arn);
    expect(Reason).toContain('give another connectionName');
    expect([count('CreateConnection'), count('DeleteConnection'), (await all()).length]).toEqual([0, 0, 1]);
  });

  test('takes up the connection that the resource had before, and a rollback of that keeps it', async () => {
    const first = newResource();
    await first.create(wanted());
    const [{ ConnectionArn }] = await all();
    rig.simulator.completeConnection(ConnectionArn);
    // CloudFormation has kept it, and sends no Delete.
    const again = newResource();
    const { Data } = await again.create(wanted({ Tags: { team: 'infra' } }));
    expect(Data).toMatchObject({ ConnectionArn, ConnectionStatus: 'AVAILABLE' });
    expect(await tagsOf(ConnectionArn)).toMatchObject({ team: 'infra' });
    await again.delete();
    expect(await all()).toHaveLength(1);
  });

  test('that is rolled back leaves nothing', async () => {
    const resource = newResource();
    await resource.create(wanted());
    await resource.delete();
    expect(await all()).toEqual([]);
  });

  test('that does not learn whether it has made a connection fails so that its Delete finds it', async () => {
    rig.simulator.fault({ kind: 'cut-after', operation: 'CreateConnection', times: 1 });
    rig.deny('codeconnections:ListConnections', 0);
    const event = eventOf(rig, CONNECTION.resourceType, { ...wanted(), RetainWhenReplaced: 'true' });
    rig.after(1, () => rig.deny('codeconnections:ListConnections'));
    await rig.invoke(event);
    rig.clearDenials();
    expect(responses()).toEqual([
      expect.objectContaining({ Status: 'FAILED', PhysicalResourceId: `uncertain ${event.RequestId}` }),
    ]);
    expect(await all()).toHaveLength(1);
    const { PhysicalResourceId } = responses()[0];
    await rig.invoke({ ...event, RequestType: 'Delete', RequestId: 'request-2', PhysicalResourceId } as typeof event);
    expect(responses()[1]).toMatchObject({ Status: 'SUCCESS' });
    expect(await all()).toEqual([]);
  });
});

describe('an Update', () => {
  test.each<[string, Properties]>([
    ['name', { ConnectionName: 'other' }],
    ['name and endpoint', { ConnectionName: 'other', ProviderEndpoint: 'https://hexacorp.ghe.com' }],
  ])(
    'of the %s replaces the connection, and a rollback goes back to the old one without making any',
    async (_, more) => {
      const resource = newResource();
      const { Data: before } = await resource.create(wanted({ RetainWhenReplaced: false }));
      const back = await resource.updateInVain(wanted({ RetainWhenReplaced: false, ...more }));
      expect(back.Data).toEqual(before);
      expect(count('CreateConnection')).toBe(2);
      expect((await all()).map(({ ConnectionArn }) => ConnectionArn)).toEqual([before?.ConnectionArn]);
      await resource.delete();
      expect(await all()).toEqual([]);
    },
  );

  test.each(['https://octocorp.ghe.com/', 'https://OctoCorp.GHE.com'])(
    'to the same endpoint, written as %s, changes nothing',
    async (ProviderEndpoint) => {
      const resource = newResource();
      const { Data } = await resource.create(wanted());
      const { physicalId } = resource;
      expect((await resource.update(wanted({ ProviderEndpoint }))).Data).toEqual(Data);
      expect([resource.physicalId, count('CreateConnection')]).toEqual([physicalId, 1]);
    },
  );

  test('to another endpoint under the same name is refused, since a name has one connection', async () => {
    const resource = newResource();
    await resource.create(wanted());
    const { Status, Reason } = await resource.update(wanted({ ProviderEndpoint: 'https://hexacorp.ghe.com' }));
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(/which this resource has made for that endpoint; give another connectionName$/);
    expect(await all()).toHaveLength(1);
  });

  test('adds, changes and removes tags in place, and leaves those of others', async () => {
    const resource = newResource();
    const { Data } = await resource.create(wanted({ Tags: { kept: '1', changed: '1', removed: '1' } }));
    const ResourceArn = Data?.ConnectionArn;
    await call('TagResource', { ResourceArn, Tags: [{ Key: 'foreign', Value: 'x' }] });
    const { physicalId } = resource;
    await resource.update(wanted({ Tags: { kept: '1', changed: '2', added: '1' } }));
    const { [STACK_TAG]: a, [LOGICAL_ID_TAG]: b, [REQUEST_TAG]: c, ...tags } = await tagsOf(ResourceArn);
    expect([a, b, c]).toEqual([STACK, 'Ready', expect.any(String)]);
    expect(tags).toEqual({ kept: '1', changed: '2', added: '1', foreign: 'x' });
    expect(resource.physicalId).toBe(physicalId);
    await resource.update(wanted());
    expect(Object.keys(await tagsOf(ResourceArn)).filter((key) => !key.startsWith('cdk-'))).toEqual(['foreign']);
  });

  test('never changes the tags that say who has made it, not even when the properties have them', async () => {
    const resource = newResource();
    const { Data } = await resource.create(wanted({ Tags: { [REQUEST_TAG]: 'x', [STACK_TAG]: 'x' } }));
    const tags = await tagsOf(Data?.ConnectionArn);
    expect(tags).toMatchObject({ [STACK_TAG]: STACK, [REQUEST_TAG]: expect.stringMatching(/^.{36}$/) });
    await resource.update(wanted({ Tags: { [REQUEST_TAG]: 'y', team: 'infra' } }));
    expect(await tagsOf(Data?.ConnectionArn)).toEqual({ ...tags, team: 'infra' });
    await resource.update(wanted());
    expect(await tagsOf(Data?.ConnectionArn)).toEqual(tags);
  });

  test('takes an empty object of tags for none', async () => {
    const resource = newResource();
    const { Data } = await resource.create(wanted({ Tags: {} }));
    await resource.update(wanted({ Tags: { team: 'infra' } }));
    await resource.update(wanted({ Tags: {} }));
    expect(Object.keys(await tagsOf(Data?.ConnectionArn))).toHaveLength(3);
  });

  test('back to a connection that was kept takes it up, and a rollback of that keeps it', async () => {
    const resource = newResource();
    const { Data } = await resource.create(wanted());
    await resource.change(wanted({ ConnectionName: 'other' }));
    rig.simulator.completeConnection(Data?.ConnectionArn ?? '');
    const back = await resource.updateInVain(wanted());
    expect(back.Data?.ConnectionArn).not.toBe(Data?.ConnectionArn);
    expect((await all()).map(({ ConnectionArn }) => ConnectionArn)).toContain(Data?.ConnectionArn);
    expect(count('CreateConnection')).toBe(2);
  });

  test('makes a connection again that somebody has deleted', async () => {
    const resource = newResource();
    const { Data } = await resource.create(wanted());
    await call('DeleteConnection', { ConnectionArn: Data?.ConnectionArn });
    const { Status } = await resource.update(wanted({ Tags: { team: 'infra' } }));
    expect(Status).toBe('SUCCESS');
    expect(await all()).toHaveLength(1);
  });

  test('that goes back does not fail when the connection cannot be read', async () => {
    const resource = newResource();
    const { Data } = await resource.create(wanted());
    await resource.change(wanted({ ConnectionName: 'other' }));
    rig.deny('codeconnections:GetConnection');
    rig.deny('codeconnections:ListTagsForResource');
    const back = await resource.change(wanted());
    expect(back).toMatchObject({ Status: 'SUCCESS', Data: { ...Data, ConnectionStatus: 'UNKNOWN' } });
  });
});

describe('a connection that was kept', () => {
  const DESTROY = { RetainWhenReplaced: false };
  const OTHER = { ConnectionName: 'other' };
  const arns = async () => (await all()).map(({ ConnectionArn }) => ConnectionArn);

  const takenUp = async () => {
    await newResource().create(wanted());
    const resource = newResource();
    await resource.create(wanted());
    return resource;
  };
  const replacedInVain = async () => {
    const resource = newResource();
    await resource.create(wanted());
    await resource.updateInVain(wanted(OTHER));
    return resource;
  };

  test.each([
    ['taken up', takenUp],
    ['replaced in vain', replacedInVain],
  ])('and then %s stays under the same physical id when a deployment fails that would delete it', async (_, made) => {
    const resource = await made();
    const { physicalId } = resource;
    const [ConnectionArn] = await arns();
    await resource.change(wanted(DESTROY));
    expect(resource.physicalId).toBe(physicalId);
    await resource.change(wanted());
    expect(resource.physicalId).toBe(physicalId);
    expect(await arns()).toEqual([ConnectionArn]);
  });

  test.each(['updateInVain', 'updateAndForget'] as const)(
    'stays when a deployment that goes back to it, and would delete it, fails (%s)',
    async (fail) => {
      const resource = newResource();
      await resource.create(wanted());
      await resource.change(wanted(OTHER));
      const before = await arns();
      await resource[fail](wanted(DESTROY));
      expect(await arns()).toEqual(before);
      await resource.change(wanted({ ...OTHER, ...DESTROY }));
      await resource[fail](wanted(DESTROY));
      expect(await arns()).toEqual(before);
    },
  );

  test('is not deleted with the resource, even if its policy says so', async () => {
    await newResource().create(wanted());
    const resource = newResource();
    await resource.create(wanted(DESTROY));
    await resource.delete();
    expect(await all()).toHaveLength(1);
  });

  test('is another one than a connection that was only made under a policy that keeps it', async () => {
    const resource = newResource();
    await resource.create(wanted());
    await resource.update(wanted(DESTROY));
    await resource.delete();
    expect(await all()).toEqual([]);
  });
});

test('the Delete of what somebody has deleted succeeds', async () => {
  const resource = newResource();
  const { Data } = await resource.create(wanted());
  await call('DeleteConnection', { ConnectionArn: Data?.ConnectionArn });
  await resource.delete();
  expect(count('DeleteConnection')).toBe(0);
});
