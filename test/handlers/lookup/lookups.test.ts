import { CONNECTION_LOOKUP } from '../../../src/handlers/connection-lookup/contract';
import { HOST_LOOKUP } from '../../../src/handlers/host-lookup/contract';
import { REPOSITORY_LINK_LOOKUP } from '../../../src/handlers/repository-link-lookup/contract';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const rig = useRig(new CustomResourceRig());

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What is looked up, and how the tests make it: named, with a provider, tags and a Region. */
interface Kind {
  readonly kind: 'connection' | 'host' | 'repository link';
  readonly type: string;
  readonly arnAttribute: string;
  readonly attributes: readonly string[];
  readonly get: string;
  readonly list: string;
  readonly providers: readonly [string, string];
  /** The property with the name. */
  readonly nameProperty: string;
  /** What a list of candidates says of one. */
  readonly shown: (name: string, arn: string) => string;
  readonly make: (
    name: string,
    more?: { provider?: string; tags?: Tag[]; service?: string; region?: string },
  ) => Promise<string>;
  readonly remove: (arn: string) => Promise<unknown>;
}

/** A kind that has a status. */
interface KindWithStatus extends Kind {
  readonly complete: (arn: string) => void;
}

const connections: KindWithStatus = {
  kind: 'connection',
  type: CONNECTION_LOOKUP.resourceType,
  arnAttribute: 'ConnectionArn',
  attributes: CONNECTION_LOOKUP.attributes,
  get: 'GetConnection',
  list: 'ListConnections',
  providers: ['GitHub', 'Bitbucket'],
  nameProperty: 'Name',
  shown: (name, arn) => `"${name}" (GitHub, PENDING, ${arn})`,
  make: async (ConnectionName, { provider = 'GitHub', tags = [], service = 'codeconnections', region } = {}) => {
    const input = { ConnectionName, ProviderType: provider, Tags: tags };
    return (await rig.internally<{ ConnectionArn: string }>(service, 'CreateConnection', input, region)).ConnectionArn;
  },
  complete: (arn) => rig.simulator.completeConnection(arn),
  remove: (ConnectionArn) => rig.internally('codeconnections', 'DeleteConnection', { ConnectionArn }),
};

const hosts: KindWithStatus = {
  kind: 'host',
  type: HOST_LOOKUP.resourceType,
  arnAttribute: 'HostArn',
  attributes: HOST_LOOKUP.attributes,
  get: 'GetHost',
  list: 'ListHosts',
  providers: ['GitHubEnterpriseServer', 'GitLabSelfManaged'],
  nameProperty: 'Name',
  shown: (name, arn) => `"${name}" (GitHubEnterpriseServer, PENDING, ${arn})`,
  make: async (Name, { provider = 'GitHubEnterpriseServer', tags = [], service = 'codeconnections', region } = {}) => {
    const input = { Name, ProviderType: provider, ProviderEndpoint: `https://${Name}.example.com`, Tags: tags };
    return (await rig.internally<{ HostArn: string }>(service, 'CreateHost', input, region)).HostArn;
  },
  complete: (arn) => rig.simulator.completeHost(arn),
  remove: (HostArn) => rig.internally('codeconnections', 'DeleteHost', { HostArn }),
};

/** The connection that links are made on: one for each provider and service in a Region. */
async function connectionFor(provider: string, service = 'codeconnections', region = 'us-east-1'): Promise<string> {
  const name = `${provider}-${service === 'codeconnections' ? 'new' : 'old'}-${region}`;
  type Found = { Connections: { ConnectionName: string; ConnectionArn: string }[] };
  const { Connections } = await rig.internally<Found>(service, 'ListConnections', {}, region);
  const known = Connections.find(({ ConnectionName }) => ConnectionName === name);
  if (known) return known.ConnectionArn;
  const arn = await connections.make(name, { provider, service, region });
  connections.complete(arn);
  return arn;
}

const links: Kind = {
  kind: 'repository link',
  type: REPOSITORY_LINK_LOOKUP.resourceType,
  arnAttribute: 'RepositoryLinkArn',
  attributes: REPOSITORY_LINK_LOOKUP.attributes,
  get: 'GetRepositoryLink',
  list: 'ListRepositoryLinks',
  providers: ['GitHub', 'Bitbucket'],
  nameProperty: 'RepositoryName',
  shown: (name, arn) => `"my-org/${name}" (GitHub, ${arn})`,
  make: async (RepositoryName, { provider = 'GitHub', tags = [], service = 'codeconnections', region } = {}) => {
    const ConnectionArn = await connectionFor(provider, service, region);
    const input = { ConnectionArn, OwnerId: 'my-org', RepositoryName, Tags: tags };
    type Made = { RepositoryLinkInfo: { RepositoryLinkArn: string } };
    return (await rig.internally<Made>(service, 'CreateRepositoryLink', input, region)).RepositoryLinkInfo
      .RepositoryLinkArn;
  },
  remove: (arn) => rig.internally('codeconnections', 'DeleteRepositoryLink', { RepositoryLinkId: arn.split('/')[1] }),
};

const withStatus = (more: object) => ({ Region: 'us-east-1', OnlyAvailable: false, ...more });
const tag = (Key: string, Value: string) => ({ Key, Value });

describe.each([connections, hosts, links])('the lookup of a $kind', (kind) => {
  const { arnAttribute, make } = kind;
  const properties = (more: object) => (kind === links ? { Region: 'us-east-1', ...more } : withStatus(more));
  const named = (name: string) => ({ [kind.nameProperty]: name });
  const newLookup = () => new CloudFormationResource(rig, kind.type);
  const create = (more: object) => newLookup().create(properties(more));

  test('finds it by its name, with its attributes', async () => {
    await make('other');
    const arn = await make('mine');
    const response = await create(named('mine'));
    expect(response).toMatchObject({
      Status: 'SUCCESS',
      Data: { [arnAttribute]: arn, ProviderType: kind.providers[0] },
    });
    expect(Object.keys(response.Data ?? {}).sort()).toEqual([...kind.attributes].sort());
  });

  test('finds it by its provider', async () => {
    await make('one', { provider: kind.providers[0] });
    const arn = await make('two', { provider: kind.providers[1] });
    expect((await create({ ProviderType: kind.providers[1] })).Data?.[arnAttribute]).toBe(arn);
  });

  test('finds it by its tags, which are read only if all other criteria match', async () => {
    await make('one', { tags: [tag('team', 'infra')] });
    await make('two', { tags: [tag('team', 'infra'), tag('stage', 'prod')], provider: kind.providers[1] });
    const arn = await make('three', { tags: [tag('team', 'infra'), tag('stage', 'prod'), tag('more', '')] });
    const response = await create({ Tags: { team: 'infra', stage: 'prod' }, ProviderType: kind.providers[0] });
    expect(response.Data?.[arnAttribute]).toBe(arn);
    expect(rig.calls.filter(({ action }) => action.endsWith('ListTagsForResource'))).toHaveLength(2);
  });

  test('finds resources of the older prefix, and reads their tags from that API', async () => {
    const arn = await make('old', { service: 'codestar-connections', tags: [tag('team', 'infra')] });
    expect((await create({ Tags: { team: 'infra' } })).Data?.[arnAttribute]).toBe(arn);
    expect(rig.calls.at(-1)).toMatchObject({ action: 'codestar-connections:ListTagsForResource', resource: arn });
  });

  test('reads every page', async () => {
    rig.simulator.configure({ quotas: { hosts: 1_000, connections: 1_000, repositoryLinks: 1_000 } });
    for (let number = 0; number < 230; number += 1) await make(`number-${number}`);
    expect((await create(named('number-229'))).Status).toBe('SUCCESS');
    expect((await create(named('number-0'))).Status).toBe('SUCCESS');
    expect(rig.calls.filter(({ action }) => action.endsWith(kind.list))).toHaveLength(6);
  });

  test('fails if none matches, with the candidates', async () => {
    const arn = await make('mine');
    const response = await create({ ...named('yours'), ProviderType: kind.providers[0], Tags: { a: 'b' } });
    expect(response.Reason).toBe(
      `found no ${kind.kind} with ${kind === links ? 'repository' : 'name'} 'yours' and provider '${kind.providers[0]}' and tag a 'b' among 1 listed: ${kind.shown('mine', arn)}`,
    );
  });

  test('fails if there is none at all', async () => {
    const response = await create({ Tags: { team: 'infra' } });
    expect(response.Reason).toBe(`found no ${kind.kind} with tag team 'infra' among 0 listed`);
  });

  test('fails if several match, with the candidates and further criteria', async () => {
    const arns = [await make('one'), await make('two')];
    await make('three', { provider: kind.providers[1] });
    const response = await create({ ProviderType: kind.providers[0] });
    expect(response.Reason).toMatch(
      new RegExp(
        `^found 2 ${kind.kind}s with provider '${kind.providers[0]}', expected exactly one; add criteria [(].*, tags[)]: "(my-org/)?one" `,
      ),
    );
    for (const arn of arns) expect(response.Reason).toContain(arn);
    expect(response.Reason).not.toContain('three');
  });

  test('shortens a long list of candidates', async () => {
    for (let number = 0; number < 30; number += 1) await make(`number-${number}`);
    expect((await create({ ProviderType: kind.providers[0] })).Reason).toMatch(/ and 20 more$/);
  });

  test('keeps its result until a property changes', async () => {
    const arn = await make('mine', { tags: [tag('team', 'infra')] });
    const lookup = newLookup();
    await lookup.create(properties({ Tags: { team: 'infra' } }));
    const other = await make('other', { tags: [tag('team', 'infra'), tag('new', 'yes')] });
    expect((await lookup.update(properties({ Tags: { team: 'infra' }, Trigger: '1' }))).Reason).toContain('2 ');
    expect((await lookup.change(properties({ Tags: { team: 'infra' } }))).Data?.[arnAttribute]).toBe(arn);
    const response = await lookup.update(properties({ Tags: { team: 'infra', new: 'yes' } }));
    expect(response.Data?.[arnAttribute]).toBe(other);
  });

  test('goes back in a rollback even if its result does not exist or cannot be read', async () => {
    const [first, second] = [await make('first'), await make('second')];
    const lookup = newLookup();
    await lookup.create(properties(named('first')));
    await lookup.change(properties(named('second')));
    await kind.remove(first);
    const gone = await lookup.change(properties(named('first')));
    expect(gone.Data).toMatchObject({ [arnAttribute]: first, ProviderType: 'UNKNOWN' });
    rig.deny(`codeconnections:${kind.get}`);
    const denied = await lookup.change(properties(named('second')));
    expect(denied.Data).toMatchObject({ [arnAttribute]: second, ProviderType: 'UNKNOWN' });
    expect(rig.seconds).toBe(0);
  });

  test('keeps a physical id of at most 1,024 bytes', async () => {
    const lookup = newLookup();
    for (let number = 0; number < 15; number += 1) {
      await make(`number-${number}`);
      const wanted = properties(named(`number-${number}`));
      expect((await (number === 0 ? lookup.create(wanted) : lookup.update(wanted))).Status).toBe('SUCCESS');
    }
  });

  test.each([kind.list, 'ListTagsForResource'])('fails without the permission %s, and names it', async (operation) => {
    await make('mine', { tags: [tag('team', 'infra')] });
    rig.deny(`codeconnections:${operation}`);
    const response = await create({ Tags: { team: 'infra' } });
    expect(response.Reason).toContain(`not allowed to call codeconnections:${operation}`);
  });

  test.each([
    ['Region', undefined],
    [kind.nameProperty, ''],
    [kind.nameProperty, 'x'.repeat(kind === links ? 129 : 65)],
    ['ProviderType', ''],
    ['Tags', {}],
    ['Tags', 'team'],
  ])('fails with %s %j, and names the property', async (name, value) => {
    expect((await create({ ...named('mine'), [name]: value })).Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});

describe.each([connections, hosts])('the lookup of a $kind, which has a status', (kind) => {
  const { arnAttribute, make } = kind;
  const newLookup = () => new CloudFormationResource(rig, kind.type);
  const create = (more: object) => newLookup().create(withStatus(more));

  test('provides its name and its status', async () => {
    await make('mine');
    const { Data = {} } = await create({ Name: 'mine' });
    expect(Object.values(Data)).toEqual(expect.arrayContaining(['mine', 'PENDING']));
  });

  test('finds only available resources with OnlyAvailable', async () => {
    await make('one');
    const arn = await make('two');
    kind.complete(arn);
    const response = await create({ ProviderType: kind.providers[0], OnlyAvailable: true });
    expect(response.Data).toMatchObject({ [arnAttribute]: arn });
  });

  test('names the expected status in its message', async () => {
    const arn = await make('mine');
    const response = await create({ Name: 'mine', OnlyAvailable: true });
    expect(response.Reason).toContain(
      `with name 'mine' and status 'AVAILABLE' among 1 listed: ${kind.shown('mine', arn)}`,
    );
  });

  test('provides the current status in a rollback', async () => {
    const arn = await make('first');
    await make('second');
    const lookup = newLookup();
    await lookup.create(withStatus({ Name: 'first' }));
    kind.complete(arn);
    const back = await lookup.updateInVain(withStatus({ Name: 'second' }));
    expect(back.Data).toMatchObject({ [arnAttribute]: arn });
    expect(Object.values(back.Data ?? {})).toContain('AVAILABLE');
  });

  test('fails with a flag that is not valid, and names the property', async () => {
    expect((await create({ Name: 'mine', OnlyAvailable: 'perhaps' })).Reason).toMatch(
      /^OnlyAvailable must be .*, got /,
    );
    expect(rig.calls).toEqual([]);
  });
});

describe('the lookup of a connection', () => {
  const create = (more: object) => new CloudFormationResource(rig, connections.type).create(withStatus(more));

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

  test('fails with a host that is not valid, and names the property', async () => {
    expect((await create({ HostArn: 'rubbish' })).Reason).toMatch(/^HostArn must be the ARN of a host, got /);
  });
});

describe('the lookup of a host', () => {
  const create = (more: object) => new CloudFormationResource(rig, hosts.type).create(withStatus(more));

  test('finds it by its URL', async () => {
    await hosts.make('other');
    const arn = await hosts.make('mine');
    expect((await create({ ProviderEndpoint: 'https://mine.example.com' })).Data?.HostArn).toBe(arn);
  });

  test('uses the given Region', async () => {
    await hosts.make('here');
    const arn = await hosts.make('there', { region: 'eu-west-1' });
    expect((await create({ Region: 'eu-west-1', Name: 'there' })).Data?.HostArn).toBe(arn);
    expect(rig.calls.map(({ region }) => region)).toEqual(['eu-west-1']);
  });
});

describe('the lookup of a repository link', () => {
  const create = (more: object) => new CloudFormationResource(rig, links.type).create({ Region: 'us-east-1', ...more });

  test('finds it by its owner', async () => {
    await links.make('mine');
    const ConnectionArn = await connectionFor('GitHub');
    const input = { ConnectionArn, OwnerId: 'your-org', RepositoryName: 'yours' };
    await rig.internally('codeconnections', 'CreateRepositoryLink', input);
    const response = await create({ OwnerId: 'your-org' });
    expect(response.Status).toBe('SUCCESS');
    expect((await create({ RepositoryName: 'yours' })).Data).toEqual(response.Data);
  });

  test('finds it by its connection', async () => {
    await links.make('other');
    const arn = await links.make('mine', { provider: 'Bitbucket' });
    expect((await create({ ConnectionArn: await connectionFor('Bitbucket') })).Data?.RepositoryLinkArn).toBe(arn);
  });

  test('provides its id, even in a rollback after its deletion', async () => {
    const arn = await links.make('mine');
    await links.make('other');
    const lookup = new CloudFormationResource(rig, links.type);
    const first = await lookup.create({ Region: 'us-east-1', RepositoryName: 'mine' });
    const id = arn.split('/')[1];
    expect(first.Data).toEqual({ RepositoryLinkArn: arn, RepositoryLinkId: id, ProviderType: 'GitHub' });
    await lookup.change({ Region: 'us-east-1', RepositoryName: 'other' });
    await links.remove(arn);
    const back = await lookup.change({ Region: 'us-east-1', RepositoryName: 'mine' });
    expect(back.Data).toEqual({ RepositoryLinkArn: arn, RepositoryLinkId: id, ProviderType: 'UNKNOWN' });
  });

  test('uses the given Region', async () => {
    await links.make('mine');
    const arn = await links.make('mine', { region: 'eu-west-1' });
    const response = await create({ Region: 'eu-west-1', RepositoryName: 'mine' });
    expect(response.Data?.RepositoryLinkArn).toBe(arn);
    expect(rig.calls.map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test('retries while a link is being changed', async () => {
    await links.make('mine');
    const body = JSON.stringify({ __type: 'ConcurrentModificationException', message: 'try again later' });
    const api = jest.spyOn(rig.simulator.api, 'respond').mockResolvedValueOnce({ status: 400, headers: {}, body });
    expect((await create({ RepositoryName: 'mine' })).Status).toBe('SUCCESS');
    expect(api).toHaveBeenCalledTimes(2);
    api.mockRestore();
  });

  test.each([
    ['OwnerId', ''],
    ['OwnerId', 'x'.repeat(256)],
    ['ConnectionArn', 'rubbish'],
    ['OnlyAvailable', true],
  ])('fails with %s %j, and names the property', async (name, value) => {
    const response = await create({ RepositoryName: 'mine', [name]: value });
    expect(response.Reason).toMatch(new RegExp(`^${name} (must be .*, got |is not a property)`));
    expect(rig.calls).toEqual([]);
  });
});
