import { Duration, Fn } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnRepositoryLink } from 'aws-cdk-lib/aws-codestarconnections';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AvailableConnection, Connection, GitRepository, ProviderType, RepositoryLink } from '../../src';
import { ACCOUNT, arnOf, codeOf, lengths, logicalId, newStack, only, REGION, token, UUID } from '../fixtures';
import { count, LINK, newConnection, repository, SYNC, synced, templateOf, WAIT } from './synced-stacks';

describe('a GitRepository of a connection', () => {
  const of = (name: string, providerType = ProviderType.GITHUB) => {
    const connection = new Connection(newStack(), 'Connection', { providerType });
    return () => GitRepository.fromConnection(connection, name);
  };

  test.each([
    '',
    'infra',
    'my-org/',
    '/infra',
    'my-org//infra',
    'https://github.com/my-org/infra',
    'my-org/infra.git',
    'my-org/*',
    '../infra',
    'my-org/in fra',
    'group/subgroup/infra',
  ])('is refused if it is not owner and name: %j', (name) => {
    expect(of(name)).toThrow("'repository' must be 'owner/name'");
    expect(codeOf(of(name))).toBe('INVALID_GIT_REPOSITORY');
  });

  test('may be in a subgroup of GitLab', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'GitLab', { providerType: ProviderType.GITLAB });
    synced(stack, 'prod', repository(stack, { connection, name: 'group/subgroup/infra' }));
    expect(only(stack, LINK).Properties).toMatchObject({ OwnerId: 'group/subgroup', RepositoryName: 'infra' });
  });

  test.each(lengths(1, 255).slice(1))('has an owner of %d characters: %s', (length, taken) => {
    const make = of(`${'o'.repeat(length)}/infra`);
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`the owner in 'repository' must have at most 255 characters, got ${length}`);
  });

  test.each(lengths(1, 128).slice(1))('has a name of %d characters: %s', (length, taken) => {
    const make = of(`my-org/${'n'.repeat(length)}`);
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`the name in 'repository' must have at most 128 characters, got ${length}`);
  });

  test('has a timeout from 1 second to 58 minutes', () => {
    const stack = newStack();
    const timeout = Duration.hours(1);
    expect(() => synced(stack, 'prod', repository(stack, { timeout }))).toThrow("[INVALID_TIMEOUT] 'timeout' must be");
  });

  test('makes nothing before a synced stack uses it', () => {
    const stack = newStack();
    repository(stack);
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([0, 0]);
  });

  test('can be used for several synced stacks', () => {
    const stack = newStack();
    const same = repository(stack);
    for (const name of ['prod', 'dev']) synced(stack, name, same);
    expect([count(stack, WAIT), count(stack, LINK), count(stack, SYNC)]).toEqual([1, 1, 2]);
  });
});

describe('links and waits are shared by value:', () => {
  test('names that are written differently', () => {
    const stack = newStack();
    const name = token(stack);
    synced(stack, 'a', repository(stack, { name: `my-org/${name}` }));
    synced(stack, 'b', repository(stack, { name: `my-org/${Fn.ref('Parameter')}` }));
    synced(stack, 'c', repository(stack, { name: Fn.join('/', ['my-org', name]) }));
    expect([count(stack, LINK), count(stack, SYNC)]).toEqual([1, 3]);
  });

  test('a parameter for the stack that is the Region, and the Region itself', () => {
    const stack = newStack();
    synced(stack, 'a', repository(stack, { name: `my-org/${stack.region}` }));
    synced(stack, 'b', repository(stack, { name: `my-org/${Fn.ref('AWS::Region')}` }));
    expect(count(stack, LINK)).toBe(1);
  });

  test('connections that are written differently', () => {
    const stack = newStack();
    const l1 = new CfnConnection(stack, 'L1', { connectionName: 'c', providerType: 'GitHub' });
    const again = Connection.fromConnectionArn(stack, 'Again', l1.attrConnectionArn);
    synced(stack, 'a', repository(stack, { connection: l1 }));
    synced(stack, 'b', repository(stack, { connection: again }));
    synced(stack, 'e', repository(stack, { connection: Connection.fromConnectionArn(stack, 'Ref', l1.ref) }));
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([1, 1]);
  });

  test('an AvailableConnection, which is not waited for again', () => {
    const stack = newStack();
    const ready = new AvailableConnection(stack, 'Ready', { connection: newConnection(stack) });
    for (const id of ['c', 'd']) synced(stack, id, repository(stack, { connection: ready, name: 'my-org/app' }));
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([1, 1]);
  });

  test('a topic that is imported twice', () => {
    const stack = newStack();
    for (const id of ['a', 'b']) {
      const notificationTopic = Topic.fromTopicArn(stack, `Topic${id}`, `arn:aws:sns:${REGION}:${ACCOUNT}:git`);
      synced(stack, id, repository(stack, { notificationTopic }));
    }
    expect(only(stack, WAIT).Properties.NotificationTopicArn).toBe(`arn:aws:sns:${REGION}:${ACCOUNT}:git`);
  });

  test('two parameters are two repositories, whatever their values will be', () => {
    const stack = newStack();
    const names = ['Same', 'Other'].map((id) => StringParameter.valueForStringParameter(stack, id));
    names.forEach((name, i) => {
      synced(stack, `s${i}`, repository(stack, { name: `my-org/${name}` }));
    });
    expect([count(stack, WAIT), count(stack, LINK)]).toEqual([1, 2]);
  });
});

test('the id of a link to a repository with tokens depends on its value only', () => {
  const idsOf = (...before: string[]) => {
    const stack = newStack();
    const name = token(stack);
    for (const other of before) synced(stack, other, repository(stack, { name: `my-org/${other}` }));
    synced(stack, 'prod', repository(stack, { name: `my-org/${name}` }));
    const links = templateOf(stack).findResources(LINK, { Properties: { RepositoryName: { Ref: 'Parameter' } } });
    return Object.keys(links);
  };
  expect(idsOf()).toEqual([expect.stringMatching(/^GitSyncedRepositoriesRepository[0-9a-f]{8}/)]);
  expect(idsOf('a', 'b')).toEqual(idsOf());
});

describe('a GitRepository of a link', () => {
  test.each<[string, (stack: ReturnType<typeof newStack>) => Parameters<typeof GitRepository.fromLink>[0]]>([
    ['an import', (stack) => RepositoryLink.fromRepositoryLinkArn(stack, 'L', arnOf(`repository-link/${UUID}`))],
    [
      'an L1',
      (stack) =>
        new CfnRepositoryLink(stack, 'L', { connectionArn: arnOf('connection/1'), ownerId: 'o', repositoryName: 'r' }),
    ],
    [
      'an L2',
      (stack) =>
        new RepositoryLink(stack, 'L', { connection: newConnection(stack), ownerId: 'o', repositoryName: 'r' }),
    ],
  ])('needs no wait and no other link: %s', (_, link) => {
    const stack = newStack();
    const repositoryLink = link(stack);
    const it = synced(stack, 'prod', { repository: GitRepository.fromLink(repositoryLink) });
    expect(it.repositoryLink).toBe(repositoryLink);
    expect(count(stack, WAIT)).toBe(0);
    expect(templateOf(stack).findResources(LINK)).toEqual(
      repositoryLink instanceof RepositoryLink || repositoryLink instanceof CfnRepositoryLink
        ? { [repositoryLink instanceof RepositoryLink ? logicalId(stack, repositoryLink) : 'L']: expect.anything() }
        : {},
    );
  });
});
