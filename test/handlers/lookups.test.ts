import { CONNECTION_LOOKUP } from '../../src/handlers/connection-lookup/contract';
import { HOST_LOOKUP } from '../../src/handlers/host-lookup/contract';
import { CloudFormationResource } from './cloudformation';
import { Rig } from './rig';

jest.setTimeout(60_000);

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What is looked up, and how the tests make it: named, with a provider, tags and a Region. */
interface Kind {
  readonly kind: 'connection' | 'host';
  readonly type: string;
  readonly arnAttribute: string;
  readonly attributes: readonly string[];
  readonly get: string;
  readonly list: string;
  readonly providers: readonly [string, string];
  readonly make: (
    name: string,
    more?: { provider?: string; tags?: Tag[]; service?: string; region?: string },
  ) => Promise<string>;
  readonly complete: (arn: string) => void;
  readonly remove: (arn: string) => Promise<unknown>;
}

const connections: Kind = {
  kind: 'connection',
  type: CONNECTION_LOOKUP.resourceType,
  arnAttribute: 'ConnectionArn',
  attributes: CONNECTION_LOOKUP.attributes,
  get: 'GetConnection',
  list: 'ListConnections',
  providers: ['GitHub', 'Bitbucket'],
  make: async (ConnectionName, { provider = 'GitHub', tags = [], service = 'codeconnections', region } = {}) => {
    const input = { ConnectionName, ProviderType: provider, Tags: tags };
    return (await rig.internally<{ ConnectionArn: string }>(service, 'CreateConnection', input, region)).ConnectionArn;
  },
  complete: (arn) => rig.simulator.completeConnection(arn),
  remove: (ConnectionArn) => rig.internally('codeconnections', 'DeleteConnection', { ConnectionArn }),
};

const hosts: Kind = {
  kind: 'host',
  type: HOST_LOOKUP.resourceType,
  arnAttribute: 'HostArn',
  attributes: HOST_LOOKUP.attributes,
  get: 'GetHost',
  list: 'ListHosts',
  providers: ['GitHubEnterpriseServer', 'GitLabSelfManaged'],
  make: async (Name, { provider = 'GitHubEnterpriseServer', tags = [], service = 'codeconnections', region } = {}) => {
    const input = { Name, ProviderType: provider, ProviderEndpoint: `https://${Name}.example.com`, Tags: tags };
    return (await rig.internally<{ HostArn: string }>(service, 'CreateHost', input, region)).HostArn;
  },
  complete: (arn) => rig.simulator.completeHost(arn),
  remove: (HostArn) => rig.internally('codeconnections', 'DeleteHost', { HostArn }),
};

const properties = (more: object) => ({ Region: 'us-east-1', OnlyAvailable: false, ...more });
const tag = (Key: string, Value: string) => ({ Key, Value });

describe.each([connections, hosts])('the look-up of a $kind', (kind) => {
  const { arnAttribute, make } = kind;
  const newLookup = () => new CloudFormationResource(rig, kind.type);
  const create = (more: object) => newLookup().create(properties(more));

  test('finds it by its name, and tells of it', async () => {
    await make('other');
    const arn = await make('mine');
    const answer = await create({ Name: 'mine' });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { [arnAttribute]: arn, ProviderType: kind.providers[0] } });
    expect(Object.keys(answer.Data ?? {}).sort()).toEqual([...kind.attributes].sort());
    expect(Object.values(answer.Data ?? {})).toEqual(expect.arrayContaining(['mine', 'PENDING']));
  });

  test('finds it by its provider', async () => {
    await make('one', { provider: kind.providers[0] });
    const arn = await make('two', { provider: kind.providers[1] });
    expect((await create({ ProviderType: kind.providers[1] })).Data?.[arnAttribute]).toBe(arn);
  });

  test('finds it by its tags, which are read only of those that meet all else', async () => {
    await make('one', { tags: [tag('team', 'infra')] });
    await make('two', { tags: [tag('team', 'infra'), tag('stage', 'prod')], provider: kind.providers[1] });
    const arn = await make('three', { tags: [tag('team', 'infra'), tag('stage', 'prod'), tag('more', '')] });
    const answer = await create({ Tags: { team: 'infra', stage: 'prod' }, ProviderType: kind.providers[0] });
    expect(answer.Data?.[arnAttribute]).toBe(arn);
    expect(rig.calls.filter(({ action }) => action.endsWith('ListTagsForResource'))).toHaveLength(2);
  });

  test('finds only what is available, when asked to', async () => {
    await make('one');
    const arn = await make('two');
    kind.complete(arn);
    const answer = await create({ ProviderType: kind.providers[0], OnlyAvailable: true });
    expect(answer.Data).toMatchObject({ [arnAttribute]: arn });
  });

  test('finds those of the older prefix, and reads their tags from their own API', async () => {
    const arn = await make('old', { service: 'codestar-connections', tags: [tag('team', 'infra')] });
    expect((await create({ Tags: { team: 'infra' } })).Data?.[arnAttribute]).toBe(arn);
    expect(rig.calls.at(-1)).toMatchObject({ action: 'codestar-connections:ListTagsForResource', resource: arn });
  });

  test('looks at every page', async () => {
    rig.simulator.configure({ quotas: { hosts: 1_000, connections: 1_000 } });
    for (let number = 0; number < 230; number += 1) await make(`number-${number}`);
    expect((await create({ Name: 'number-229' })).Status).toBe('SUCCESS');
    expect((await create({ Name: 'number-0' })).Status).toBe('SUCCESS');
    expect(rig.calls.filter(({ action }) => action.endsWith(kind.list))).toHaveLength(6);
  });

  test('fails when there is none, and says what there is', async () => {
    const arn = await make('mine');
    const answer = await create({ Name: 'yours', ProviderType: kind.providers[0], OnlyAvailable: true });
    expect(answer.Reason).toBe(
      `no ${kind.kind} has name yours, provider ${kind.providers[0]}, status AVAILABLE; there are 1 ${kind.kind}s: mine (${kind.providers[0]}, PENDING, ${arn})`,
    );
  });

  test('fails when there is nothing at all', async () => {
    const answer = await create({ Tags: { team: 'infra' } });
    expect(answer.Reason).toBe(`no ${kind.kind} has tag team infra; there are 0 ${kind.kind}s`);
  });

  test('fails when there are several, and says which', async () => {
    const arns = [await make('one'), await make('two')];
    await make('three', { provider: kind.providers[1] });
    const answer = await create({ ProviderType: kind.providers[0] });
    expect(answer.Reason).toMatch(
      new RegExp(`^2 ${kind.kind}s have provider ${kind.providers[0]}, and it must be one; say more of it: one `),
    );
    for (const arn of arns) expect(answer.Reason).toContain(arn);
    expect(answer.Reason).not.toContain('three');
  });

  test('fails readably when there are many', async () => {
    for (let number = 0; number < 30; number += 1) await make(`number-${number}`);
    expect((await create({ ProviderType: kind.providers[0] })).Reason).toMatch(/ and 20 more$/);
  });

  test('stays with what it found until a property changes', async () => {
    const arn = await make('mine', { tags: [tag('team', 'infra')] });
    const lookup = newLookup();
    await lookup.create(properties({ Tags: { team: 'infra' } }));
    const other = await make('other', { tags: [tag('team', 'infra'), tag('new', 'yes')] });
    expect((await lookup.update(properties({ Tags: { team: 'infra' }, Trigger: '1' }))).Reason).toContain('2 ');
    expect((await lookup.change(properties({ Tags: { team: 'infra' } }))).Data?.[arnAttribute]).toBe(arn);
    const answer = await lookup.update(properties({ Tags: { team: 'infra', new: 'yes' } }));
    expect(answer.Data?.[arnAttribute]).toBe(other);
  });

  test('goes back in a rollback also when what it found is gone or cannot be read', async () => {
    const [first, second] = [await make('first'), await make('second')];
    const lookup = newLookup();
    await lookup.create(properties({ Name: 'first' }));
    await lookup.change(properties({ Name: 'second' }));
    await kind.remove(first);
    const gone = await lookup.change(properties({ Name: 'first' }));
    expect(gone.Data).toMatchObject({ [arnAttribute]: first, ProviderType: 'UNKNOWN' });
    rig.deny(`codeconnections:${kind.get}`);
    const denied = await lookup.change(properties({ Name: 'second' }));
    expect(denied.Data).toMatchObject({ [arnAttribute]: second, ProviderType: 'UNKNOWN' });
    expect(rig.seconds).toBe(0);
  });

  test('tells in a rollback how what it found is by then', async () => {
    const arn = await make('first');
    await make('second');
    const lookup = newLookup();
    await lookup.create(properties({ Name: 'first' }));
    kind.complete(arn);
    const back = await lookup.updateInVain(properties({ Name: 'second' }));
    expect(back.Data).toMatchObject({ [arnAttribute]: arn });
    expect(Object.values(back.Data ?? {})).toContain('AVAILABLE');
  });

  test('keeps a physical id of at most 1,024 bytes', async () => {
    const lookup = newLookup();
    for (let number = 0; number < 15; number += 1) {
      await make(`number-${number}`);
      const wanted = properties({ Name: `number-${number}` });
      expect((await (number === 0 ? lookup.create(wanted) : lookup.update(wanted))).Status).toBe('SUCCESS');
    }
  });

  test.each([kind.list, 'ListTagsForResource'])('without the permission %s fails, and names it', async (operation) => {
    await make('mine', { tags: [tag('team', 'infra')] });
    rig.deny(`codeconnections:${operation}`);
    const answer = await create({ Tags: { team: 'infra' } });
    expect(answer.Reason).toContain(`not allowed to call codeconnections:${operation}`);
  });

  test.each([
    ['Region', undefined],
    ['Name', ''],
    ['Name', 'x'.repeat(65)],
    ['Tags', {}],
    ['Tags', 'team'],
    ['OnlyAvailable', 'perhaps'],
  ])('with %s %j fails and names the property', async (name, value) => {
    expect((await create({ Name: 'mine', [name]: value })).Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});

describe('the look-up of a connection', () => {
  const create = (more: object) => new CloudFormationResource(rig, connections.type).create(properties(more));

  test('finds it by the Region that it was created in', async () => {
    await connections.make('here');
    const arn = await connections.make('there', { region: 'eu-west-1' });
    expect((await create({ HomeRegion: 'eu-west-1' })).Data?.ConnectionArn).toBe(arn);
    expect(rig.calls.map(({ region }) => region)).toEqual(['us-east-1']);
  });

  test('finds it by its host', async () => {
    await connections.make('other');
    const HostArn = await hosts.make('ghes');
    hosts.complete(HostArn);
    const input = { ConnectionName: 'mine', HostArn };
    const { ConnectionArn } = await rig.internally<{ ConnectionArn: string }>(
      'codeconnections',
      'CreateConnection',
      input,
    );
    expect((await create({ HostArn })).Data?.ConnectionArn).toBe(ConnectionArn);
  });

  test('with a host that is none fails and names the property', async () => {
    expect((await create({ HostArn: 'rubbish' })).Reason).toMatch(/^HostArn must be the ARN of a host, got /);
  });
});

describe('the look-up of a host', () => {
  const create = (more: object) => new CloudFormationResource(rig, hosts.type).create(properties(more));

  test('finds it by its URL', async () => {
    await hosts.make('other');
    const arn = await hosts.make('mine');
    expect((await create({ ProviderEndpoint: 'https://mine.example.com' })).Data?.HostArn).toBe(arn);
  });

  test('looks in the Region that it is told', async () => {
    await hosts.make('here');
    const arn = await hosts.make('there', { region: 'eu-west-1' });
    expect((await create({ Region: 'eu-west-1', Name: 'there' })).Data?.HostArn).toBe(arn);
    expect(rig.calls.map(({ region }) => region)).toEqual(['eu-west-1']);
  });
});
