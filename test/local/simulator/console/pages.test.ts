import { localPath, type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { availableConnection, type Client, client, ROLE } from '../client.ts';
import { ghes, link, prod, setupOf, sync } from '../scenario.ts';
import { ConsolePages, pathOf } from './console-page.ts';

let simulator: Simulator;
let call: Client;
let pages: ConsolePages;
beforeAll(async () => {
  simulator = await startSimulator();
  call = client(simulator);
  pages = new ConsolePages(simulator);
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const get = (path: string) => pages.get(path);
const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  pages.submit(path, fields, headers);

const create = async (name = 'github') =>
  (await call('CreateConnection', { ConnectionName: name, ProviderType: 'GitHub' })).ConnectionArn;

test('the page of a pending connection completes it', async () => {
  const arn = await create();
  const page = await get(pathOf(arn));
  expect(page.text).toContain('Connection github');
  expect(page.text).toContain('PENDING');
  expect(page.text).toContain('Update pending connection');
  const response = await submit(pathOf(arn), { action: 'complete' });
  expect([response.status, response.headers.get('location')]).toEqual([303, pathOf(arn)]);
  expect(simulator.connectionStatus(arn)).toBe('AVAILABLE');
  expect((await get(pathOf(arn))).text).not.toContain('Update pending connection');
});

test('on its page a connection can be made to fail, and be connected again', async () => {
  const arn = await create();
  await submit(pathOf(arn), { action: 'fail' });
  expect(simulator.connectionStatus(arn)).toBe('ERROR');
  expect((await get(pathOf(arn))).text).toContain('ERROR');
  await submit(pathOf(arn), { action: 'complete' });
  expect(simulator.connectionStatus(arn)).toBe('AVAILABLE');
});

test('a connection made by a stack says which', async () => {
  const response = await fetch(simulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'CodeConnections_20231201.CreateConnection',
      'x-sim-internal': '1',
      'x-sim-token': simulator.token,
    },
    body: JSON.stringify({
      ConnectionName: 'github',
      ProviderType: 'GitHub',
      Tags: [
        { Key: 'aws:cloudformation:stack-name', Value: 'Production' },
        { Key: 'aws:cloudformation:logical-id', Value: 'GitHub1234' },
      ],
    }),
  });
  const { ConnectionArn } = (await response.json()) as { ConnectionArn: string };
  for (const path of ['/', pathOf(ConnectionArn)]) {
    expect((await get(path)).text).toContain('stack Production, resource GitHub1234');
  }
});

test('the page of a connection to ghe.com names its endpoint, and completes it', async () => {
  const { ConnectionArn } = await call('CreateConnection', {
    ConnectionName: 'ghe',
    ProviderType: 'GitHubEnterpriseCloudDataResidency',
    ProviderEndpoint: 'https://octocorp.ghe.com',
  });
  expect((await get(pathOf(ConnectionArn))).text).toContain('https://octocorp.ghe.com');
  await submit(pathOf(ConnectionArn), { action: 'complete' });
  expect(simulator.connectionStatus(ConnectionArn)).toBe('AVAILABLE');
});

test('a host is set up on its page, before the connections on it', async () => {
  const { HostArn } = await call('CreateHost', ghes());
  const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'ghes', HostArn });
  const connectionPage = await get(pathOf(ConnectionArn));
  expect(connectionPage.text).toContain('Set up its host first');
  expect(connectionPage.text).toContain(`href="${pathOf(HostArn)}"`);
  expect(connectionPage.text).not.toContain('Update pending connection');
  const refused = await submit(pathOf(ConnectionArn), { action: 'complete' });
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('set it up before')]);

  expect((await get(pathOf(HostArn))).text).toContain('Set up host');
  await submit(pathOf(HostArn), { action: 'complete' });
  expect((await call('GetHost', { HostArn })).Status).toBe('AVAILABLE');
  await submit(pathOf(ConnectionArn), { action: 'complete' });
  expect(simulator.connectionStatus(ConnectionArn)).toBe('AVAILABLE');
  await submit(pathOf(HostArn), { action: 'fail' });
  expect((await get(pathOf(HostArn))).text).toContain('The host could not be set up');
});

test('the page of a connection shows what it keeps in sync, and resolves blockers', async () => {
  const setup = setupOf(simulator, 'codeconnections');
  const RepositoryLinkId = await link(setup);
  const { ConnectionArn } = (await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo;
  expect((await get(pathOf(ConnectionArn))).text).toContain('No stack is kept in sync');
  await call('CreateSyncConfiguration', {
    ...prod,
    RepositoryLinkId,
    Branch: 'main',
    ConfigFile: 'prod.yaml',
    RoleArn: ROLE,
  });
  expect((await get(pathOf(ConnectionArn))).text).toContain('not yet');
  const files = { 'prod.yaml': 'template-file-path: app.yaml', 'app.yaml': '' };
  const sha = simulator.push({ repository: 'my-org/infra', branch: 'main', files });
  simulator.advance(1000);
  const id = simulator.raiseBlocker({ stackName: 'prod', reason: 'Bucket renamed', contexts: { Resource: 'Bucket' } });
  const page = (await get(pathOf(ConnectionArn))).text;
  for (const shown of [
    'Stack prod',
    '<dd>my-org/infra</dd>',
    '<dd>main</dd>',
    'SUCCEEDED',
    sha,
    'Bucket renamed',
    id,
  ]) {
    expect(page).toContain(shown);
  }
  const fields = { action: 'resolve', region: 'us-east-1', stack: 'prod', blocker: id, reason: 'seen by me' };
  expect((await submit(pathOf(ConnectionArn), { ...fields, reason: '' })).status).toBe(400);
  expect((await submit(pathOf(ConnectionArn), { ...fields, reason: 'x'.repeat(251) })).status).toBe(400);
  expect((await submit(pathOf(ConnectionArn), { ...fields, region: 'nowhere' })).status).toBe(404);
  expect((await submit(pathOf(ConnectionArn), fields)).status).toBe(303);
  expect((await call('GetSyncBlockerSummary', prod)).SyncBlockerSummary.LatestBlockers).toMatchObject([
    { Status: 'RESOLVED', ResolvedReason: 'seen by me' },
  ]);
  expect((await submit(pathOf(ConnectionArn), fields)).status).toBe(404);
  expect((await get(pathOf(ConnectionArn))).text).toContain('seen by me');
});

describe('the page of a synced stack', () => {
  const PAGE = '/cloudformation/123456789012/us-east-1/prod';
  let connectionArn: string;
  beforeEach(async () => {
    const setup = setupOf(simulator, 'codeconnections');
    const { RepositoryLinkId } = await sync(setup);
    connectionArn = (await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo.ConnectionArn;
  });
  const push = (files: Record<string, string>) => simulator.push({ repository: 'my-org/infra', branch: 'main', files });

  test('is found from the overview, from its connection, and by the link into the AWS console', async () => {
    for (const path of ['/', pathOf(connectionArn)])
      expect((await get(path)).text).toContain(`<a href="${PAGE}">prod</a>`);
    expect(localPath('https://x.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks?filteringText=prod')).toBe(
      PAGE,
    );
    expect((await get(PAGE)).text).toContain(`<a href="${pathOf(connectionArn)}">`);
  });

  test('shows the deployment file, and the latest syncs with their events, newest first', async () => {
    expect((await get(PAGE)).text).toContain('The branch has no such file.');
    const first = push({ 'prod.yaml': 'template-file-path: app.yaml # <ours>', 'app.yaml': '' });
    simulator.advance(1000);
    const second = push({ 'app.yaml': 'Resources: {}' });
    simulator.advance(1000);
    const { text } = await get(PAGE);
    expect(text).toContain('<pre>template-file-path: app.yaml # &#60;ours&#62;</pre>');
    expect([...text.matchAll(/commit <code>(\w+)<\/code>/g)].map(([, sha]) => sha)).toEqual(
      [second, first].map((sha) => sha.slice(0, 7)),
    );
    expect(text).toContain(`Stack prod is at ${first}`);
    expect(text.match(/<details open/g)).toHaveLength(1);
  });

  test('remembers the latest ten syncs', async () => {
    for (let n = 0; n < 12; n++) {
      push({ 'prod.yaml': `template-file-path: app.yaml # ${n}`, 'app.yaml': '' });
      simulator.advance(1000);
    }
    expect((await get(PAGE)).text.match(/<details/g)).toHaveLength(10);
  });

  test('resolves blockers, and nothing else', async () => {
    const blocker = simulator.raiseBlocker({ stackName: 'prod', reason: 'Bucket renamed' });
    expect((await get(PAGE)).text).toContain('Bucket renamed');
    const fields = { action: 'resolve', region: 'us-east-1', stack: 'prod', blocker, reason: 'seen by me' };
    expect((await submit(PAGE, { ...fields, action: 'complete' })).status).toBe(400);
    expect((await submit(PAGE, fields)).headers.get('location')).toBe(PAGE);
    expect((await get(PAGE)).text).toContain('seen by me');
  });

  test('does not exist for other stacks, Regions and accounts', async () => {
    for (const path of [
      PAGE.replace('prod', 'dev'),
      PAGE.replace('us-east', 'eu-west'),
      PAGE.replace('1234', '4321'),
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  test('says that its connection was deleted', async () => {
    await call('DeleteConnection', { ConnectionArn: connectionArn });
    expect((await get(PAGE)).text).toContain(`DELETED</span> <code>${connectionArn}</code>`);
  });
});

test('stacks that need attention come first in the overview', async () => {
  const setup = setupOf(simulator, 'codeconnections');
  const input = await sync(setup);
  await call('CreateSyncConfiguration', { ...input, ResourceName: 'blocked' });
  simulator.raiseBlocker({ stackName: 'blocked' });
  const { text } = await get('/');
  expect(text.indexOf('>blocked<')).toBeLessThan(text.indexOf('>prod<'));
});

test('blockers that wait for a person come before those that are resolved', async () => {
  const setup = setupOf(simulator, 'codeconnections');
  const { RepositoryLinkId } = await sync(setup);
  const { ConnectionArn } = (await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo;
  const [active, resolved] = [1, 2].map(() => simulator.raiseBlocker({ stackName: 'prod' }));
  await call('UpdateSyncBlocker', { ...prod, Id: resolved, ResolvedReason: 'seen' });
  const { text } = await get(pathOf(ConnectionArn));
  const order = [...text.matchAll(/<h4>Sync blocker (.*?)<\/h4>/g)].map(([, id]) => id);
  expect(order).toEqual([active, resolved]);
});

test('a host that has failed cannot be made to fail again', async () => {
  const { HostArn = '' } = await call('CreateHost', ghes());
  expect((await get(pathOf(HostArn))).text).toContain('Let it fail');
  await submit(pathOf(HostArn), { action: 'fail' });
  expect((await get(pathOf(HostArn))).text).not.toContain('Let it fail');
});

test('pending connections and hosts come first', async () => {
  await availableConnection(call, (arn) => simulator.completeConnection(arn), 'done');
  await create('waiting');
  const { text } = await get('/');
  expect(text.indexOf('waiting')).toBeGreaterThan(-1);
  expect(text.indexOf('waiting')).toBeLessThan(text.indexOf('done'));
});

test('names and texts of users are escaped', async () => {
  const nasty = `<script>"'&`;
  const setup = setupOf(simulator, 'codeconnections');
  const arn = await create(nasty);
  simulator.completeConnection(arn);
  const input = { ConnectionArn: arn, OwnerId: nasty, RepositoryName: nasty };
  const { RepositoryLinkId } = (await setup.call('CreateRepositoryLink', input)).RepositoryLinkInfo;
  const sync = { ...prod, RepositoryLinkId, Branch: 'a"<b>', ConfigFile: nasty, RoleArn: ROLE };
  await setup.call('CreateSyncConfiguration', sync);
  simulator.raiseBlocker({ stackName: 'prod', reason: nasty, contexts: { [nasty]: nasty } });
  const { HostArn } = await call('CreateHost', { ...ghes(), Name: nasty });
  simulator.failHost(HostArn ?? '', nasty);
  for (const path of ['/', pathOf(arn), pathOf(HostArn)]) {
    const { text } = await get(path);
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<b>');
    expect(text.replaceAll(/<[^>]*>/g, '')).toContain('&#60;script&#62;&#34;&#39;&#38;');
  }
});

test.each([
  '/codesuite/settings/123456789012/us-east-1/codeconnections/connections/none',
  '/codesuite/settings/123456789012/us-east-1/codeconnections/hosts/none',
  '/codesuite/settings/123456789012/us-east-1/codeconnections/links/none',
  '/codesuite/settings/1/us-east-1/codeconnections/connections/none',
  '/codesuite/../settings',
  '/%',
  '/favicon.ico',
])('there is no page %s', async (path) => {
  for (const { status, headers } of [await get(path), await submit(path, { action: 'complete' })]) {
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  }
});

test('the page of another API or Region than that of the ARN is none', async () => {
  const path = pathOf(await create());
  expect((await get(path)).status).toBe(200);
  expect((await get(path.replace('/codeconnections/', '/codestar-connections/'))).status).toBe(404);
  expect((await get(path.replace('us-east-1', 'eu-west-1'))).status).toBe(404);
});

test('reading a page changes nothing, and an unknown action is an error', async () => {
  const arn = await create();
  await get(`${pathOf(arn)}?action=complete`);
  expect((await submit(pathOf(arn), {})).status).toBe(400);
  expect((await submit(pathOf(arn), { action: 'delete' })).status).toBe(400);
  expect(simulator.connectionStatus(arn)).toBe('PENDING');
});

test('forms of other sites change nothing', async () => {
  const arn = await create();
  for (const origin of ['https://evil.example.com', 'null', 'http://localhost.evil.example.com']) {
    expect((await submit(pathOf(arn), { action: 'complete' }, { origin })).status).toBe(403);
  }
  expect(simulator.connectionStatus(arn)).toBe('PENDING');
  expect((await submit(pathOf(arn), { action: 'complete' }, { origin: simulator.url })).status).toBe(303);
});

test('pages run no script, load nothing and cannot be framed', async () => {
  const { headers, text } = await get(pathOf(await create()));
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("form-action 'self'");
  expect(text).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|\son\w+=/i);
  expect(headers.get('cache-control')).toBe('no-store');
});
