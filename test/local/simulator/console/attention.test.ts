import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { type Client, client } from '../client.ts';
import { ghes, link, push, type Setup, setupOf, sync, vpc } from '../scenario.ts';
import { ConsolePages, pathOf } from './console-page.ts';

const STACK = '/cloudformation/123456789012/us-east-1/prod';

let simulator: Simulator;
let call: Client;
let setup: Setup;
let pages: ConsolePages;
beforeAll(async () => {
  simulator = await startSimulator();
  call = client(simulator);
  setup = setupOf(simulator, 'codeconnections');
  pages = new ConsolePages(simulator);
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.reset();
  simulator.attention.length = 0;
});

/** What the overview says of what needs attention: the link, and the texts. */
async function attention(): Promise<[path: string | undefined, text: string][]> {
  const { text } = await pages.get('/');
  const [, part = ''] = /<h2>Needs attention<\/h2>(.*?)<h2>/s.exec(text) ?? [];
  return [...part.matchAll(/<li.*?<\/li>/gs)].map(([item]) => [
    /href="(.*?)"/.exec(item)?.[1],
    item
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]);
}
const create = async (input: object = { ProviderType: 'GitHub' }) =>
  (await call('CreateConnection', { ConnectionName: 'github', ...input })).ConnectionArn;

test('nothing needs attention while all is well', async () => {
  await sync(setup);
  push(setup);
  simulator.advance(1000);
  expect(await attention()).toEqual([]);
  expect((await pages.get('/')).text).toContain('Nothing needs attention.');
});

test('a pending connection waits for a person, and its page is linked', async () => {
  const arn = await create();
  expect(await attention()).toEqual([[pathOf(arn), 'Connection github PENDING Waits for a person, who completes it.']]);
});

test('a connection on a pending host waits for that host, which waits for a person', async () => {
  const { HostArn } = await call('CreateHost', ghes());
  const arn = await create({ HostArn });
  expect(await attention()).toEqual([
    [pathOf(HostArn), 'Host ghes PENDING Waits for a person, who sets it up.'],
    [pathOf(arn), 'Connection github PENDING Waits for its host ghes, which is PENDING.'],
  ]);
});

test('a connection and hosts that failed are broken', async () => {
  const arn = await create();
  simulator.failConnection(arn);
  const { HostArn = '' } = await call('CreateHost', { ...ghes(), VpcConfiguration: vpc() });
  simulator.failHost(HostArn, 'no such subnet');
  const error = (await call('CreateHost', { ...ghes(2), Name: 'other' })).HostArn ?? '';
  simulator.failHost(error);
  expect((await attention()).map(([path, text]) => [path, text.slice(0, 60)])).toEqual([
    [pathOf(HostArn), 'Host ghes VPC_CONFIG_FAILED_INITIALIZATION no such subnet'],
    [pathOf(error), 'Host other ERROR The host could not be set up'],
    [pathOf(arn), expect.stringContaining('Connection github ERROR Resources that use it fail')],
  ]);
});

test('a blocked stack waits for the person who resolves the blocker, whose reason is given', async () => {
  await sync(setup);
  simulator.raiseBlocker({ stackName: 'prod', reason: 'Bucket renamed' });
  push(setup);
  simulator.advance(1000);
  expect(await attention()).toEqual([
    [STACK, 'Stack prod BLOCKED Bucket renamed Waits for a person, who resolves the sync blocker.'],
  ]);
});

test('a failed sync is broken, with its reason', async () => {
  await sync(setup);
  simulator.push({ repository: 'my-org/infra', branch: 'main', files: { a: '' } });
  simulator.advance(1000);
  expect(await attention()).toEqual([
    [STACK, 'Stack prod FAILED The latest sync failed: Deployment file prod.yaml does not exist'],
  ]);
});

test('a repository sync that failed is broken, and so is a link whose connection was deleted', async () => {
  const { RepositoryLinkId } = await sync(setup);
  const { ConnectionArn } = (await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo;
  simulator.failConnection(ConnectionArn);
  push(setup);
  simulator.advance(1000);
  expect((await attention()).at(-1)).toEqual([
    STACK,
    `Repository my-org/infra, branch main FAILED The latest repository sync failed: Connection ${ConnectionArn} is ERROR`,
  ]);
  await call('DeleteConnection', { ConnectionArn });
  expect(await attention()).toEqual([
    [STACK, `Repository link my-org/infra CONNECTION DELETED Its connection ${ConnectionArn} was deleted.`],
  ]);
});

test('what waits for somebody comes before what is broken', async () => {
  simulator.failConnection(await create());
  await create({ ConnectionName: 'second', ProviderType: 'GitHub' });
  expect((await attention()).map(([, text]) => text.split(' ')[1])).toEqual(['second', 'github']);
});

test('others can add what they know of, and one that cannot be asked does not hide the rest', async () => {
  simulator.attention.push(
    async () => [{ what: 'Alarm <a>', status: 'ALARM', reason: '1 >= 1' }],
    () => Promise.reject(new Error('it has ended')),
  );
  const texts = (await attention()).map(([, text]) => text);
  expect(texts).toEqual(['Alarm &#60;a&#62; ALARM 1 &#62;= 1', 'The rest is not known ERROR it has ended']);
});

test('a section that cannot be read does not hide the rest of the overview', async () => {
  const links = () => Promise.reject(new Error('it has ended'));
  simulator.sections.push({ title: 'Others', path: '/others', links, page: links });
  const { status, text } = await pages.get('/');
  simulator.sections.length = 0;
  expect([status, text]).toEqual([200, expect.stringContaining('They cannot be read: it has ended')]);
});

describe('pages refresh by themselves while something is in motion', () => {
  const refresh = async (path: string) =>
    /<meta http-equiv="refresh" content="(\d+)">/.exec((await pages.get(path)).text)?.[1];

  test('which is a connection that is pending, on its page and the overview, until it is completed', async () => {
    const arn = await create();
    expect([await refresh('/'), await refresh(pathOf(arn))]).toEqual(['5', '5']);
    expect((await pages.get('/')).text).toContain('Refreshes every 5 seconds. <a href="?refresh=off">Stop</a>');
    simulator.completeConnection(arn);
    expect([await refresh('/'), await refresh(pathOf(arn))]).toEqual([undefined, undefined]);
  });

  test('or a host that is being prepared', async () => {
    const { HostArn } = await call('CreateHost', { ...ghes(), VpcConfiguration: vpc() });
    expect([await refresh('/'), await refresh(pathOf(HostArn))]).toEqual(['5', '5']);
  });

  test('or a sync, on the page of its stack, too', async () => {
    await sync(setup);
    simulator.freeze();
    push(setup);
    expect([await refresh('/'), await refresh(STACK)]).toEqual(['5', '5']);
    simulator.advance(1000);
    expect([await refresh('/'), await refresh(STACK)]).toEqual([undefined, undefined]);
  });

  test('but not under the hands of who fills in a field', async () => {
    const { RepositoryLinkId } = await sync(setup);
    const { ConnectionArn } = (await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo;
    simulator.raiseBlocker({ stackName: 'prod' });
    simulator.freeze();
    push(setup);
    for (const path of [STACK, pathOf(ConnectionArn)]) {
      expect((await pages.get(path)).text).toContain('<input id="reason-');
      expect(await refresh(path)).toBeUndefined();
    }
  });

  test('until a person stops it', async () => {
    await link(setup);
    await create({ ConnectionName: 'second', ProviderType: 'GitHub' });
    expect(await refresh('/?refresh=off')).toBeUndefined();
    expect((await pages.get('/?refresh=off')).text).toContain('<a href="?">Refresh every 5 seconds</a>');
  });
});
