import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { client } from '../client.ts';
import { type Setup, setupOf, sync } from '../scenario.ts';
import { ConsolePages } from './console-page.ts';

const PAGE = '/repositories/my-org%2Finfra/main';
const STACK = '/cloudformation/123456789012/us-east-1/prod';
const FILES = { 'prod.yaml': 'template-file-path: app.yaml\n', 'app.yaml': 'Resources: {}\n' };

let simulator: Simulator;
let setup: Setup;
let pages: ConsolePages;
beforeAll(async () => {
  simulator = await startSimulator();
  setup = setupOf(simulator, 'codeconnections');
  pages = new ConsolePages(simulator);
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const begin = (files: Record<string, string> = FILES) =>
  simulator.push({ repository: 'my-org/infra', branch: 'main', files });
const branch = () => simulator.world.repositories.get('my-org/infra')?.get('main');
const files = () => Object.fromEntries(branch()?.files ?? []);
/** Sends the form with the fields that a browser sends: line breaks have two characters. */
const commit = (fields: [string, string][], path = PAGE) => {
  const sent = fields.map(([name, value]): [string, string] => [name, value.replaceAll(/\r?\n/g, '\r\n')]);
  const base: [string, string][] = fields.some(([name]) => name === 'base') ? [] : [['base', branch()?.sha ?? '']];
  return pages.submit(path, [...sent, ...base], pages.owner);
};

describe('who does not know the token of this start', () => {
  const wrong = (credentials: string) => ({ authorization: `Basic ${btoa(credentials)}` });

  test('sees no file, and is asked for it', async () => {
    begin();
    const refused = [{}, wrong('me:wrong'), wrong(simulator.token), { authorization: `Bearer ${simulator.token}` }];
    for (const headers of refused) {
      const { status, headers: returned, text } = await pages.get(`${PAGE}?file=prod.yaml`, headers);
      expect([status, returned.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic realm=/)]);
      expect(text).toContain('SIMULATOR_TOKEN');
      expect(text).not.toContain('prod.yaml');
    }
  });

  test('pushes nothing, even with the token of the forms', async () => {
    const fields = { 'new-path': 'a', 'new-content': 'b' };
    expect((await pages.submit(PAGE, fields)).status).toBe(401);
    expect((await pages.submit(PAGE, fields, wrong(`me:${simulator.secrets.formToken}`))).status).toBe(401);
    expect(simulator.world.repositories.size).toBe(0);
  });
});

test('who knows it, but sends no form of ours, pushes nothing', async () => {
  const fields = { token: 'x', 'new-path': 'a' };
  expect((await pages.submit(PAGE, fields, pages.owner)).status).toBe(403);
  const foreign = { ...pages.owner, origin: 'https://evil.example.com' };
  expect((await pages.submit(PAGE, { 'new-path': 'a' }, foreign)).status).toBe(403);
  expect(simulator.world.repositories.size).toBe(0);
});

test('the page of a stack leads to its deployment file and template, which are pushed and synced', async () => {
  await sync(setup);
  begin();
  simulator.advance(1000);
  const link =
    /href="(\/repositories\/[^"]*)"[^>]*>Edit the files and push/.exec((await pages.get(STACK)).text)?.[1] ?? '';
  const path = link.replaceAll('&#38;', '&');
  expect(path).toBe(`${PAGE}?file=prod.yaml&file=app.yaml`);
  const { text } = await pages.get(path, pages.owner);
  expect(text).toContain('spellcheck="false">\ntemplate-file-path: app.yaml\n</textarea>');
  expect(text).toContain('spellcheck="false">\nResources: {}\n</textarea>');

  const response = await commit([
    ['path', 'prod.yaml'],
    ['content', FILES['prod.yaml']],
    ['path', 'app.yaml'],
    ['content', 'Resources: {}\nOutputs: {}\n'],
  ]);
  expect([response.status, response.headers.get('location')]).toEqual([303, STACK]);
  expect(files()).toEqual({ ...FILES, 'app.yaml': 'Resources: {}\nOutputs: {}\n' });
  simulator.advance(1000);
  expect((await pages.get(STACK)).text).toContain(`Stack prod is at ${branch()?.sha}`);
});

test('before the first commit, the page of a stack leads to its deployment file, to be written', async () => {
  await sync(setup);
  expect((await pages.get(STACK)).text).toContain(`href="${PAGE}?file=prod.yaml"`);
  expect((await pages.get(`${PAGE}?file=prod.yaml`, pages.owner)).text).toContain('name="new-path" value="prod.yaml"');
});

test('a file can be added to a new branch of a new repository, and its page says so', async () => {
  const { status, headers } = await pages.get('/repositories?repository=a%2Fb%2Fc&branch=feature%2Fx');
  expect([status, headers.get('location')]).toEqual([303, '/repositories/a%2Fb%2Fc/feature%2Fx']);
  const page = headers.get('location') ?? '';
  const response = await commit(
    [
      ['base', ''],
      ['new-path', ' deploy/new.yaml '],
      ['new-content', 'a\nb'],
    ],
    page,
  );
  const pushed = simulator.world.repositories.get('a/b/c')?.get('feature/x');
  expect(response.headers.get('location')).toBe(`${page}?pushed=${pushed?.sha}`);
  expect(Object.fromEntries(pushed?.files ?? [])).toEqual({ 'deploy/new.yaml': 'a\nb' });
  const { text } = await pages.get(response.headers.get('location') ?? '', pages.owner);
  expect(text).toContain(`Pushed commit <code>${pushed?.sha}</code>`);
  expect((await pages.get('/repositories')).text).toContain(`<a href="${page}">a/b/c, branch feature/x</a>`);
});

test('files can be deleted', async () => {
  begin();
  await commit([
    ['path', 'app.yaml'],
    ['content', 'x'],
    ['delete', 'app.yaml'],
  ]);
  expect(files()).toEqual({ 'prod.yaml': FILES['prod.yaml'] });
});

test.each(['a\r\nb\r\n', '\n\nfirst lines are empty', '<b>&amp;"\'</b>', '</textarea><script>', '', '\ta\n'])(
  'what is not changed stays as it is: %j',
  async (content) => {
    begin({ a: content, b: '1' });
    const { text } = await pages.get(`${PAGE}?file=a`, pages.owner);
    const shown = /<textarea id="content-0"[^>]*>\n(.*?)<\/textarea>/s.exec(text)?.[1] ?? 'none';
    expect(shown.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code))).toBe(content);
    await commit([
      ['path', 'a'],
      ['content', content],
      ['new-path', 'c'],
      ['new-content', ''],
    ]);
    expect(files()).toEqual({ a: content, b: '1', c: '' });
  },
);

test('a file with line ends of two characters keeps them when it is changed', async () => {
  begin({ a: '1\r\n2\r\n' });
  await commit([
    ['path', 'a'],
    ['content', '1\n3\n'],
  ]);
  expect(files()).toEqual({ a: '1\r\n3\r\n' });
});

test('a file that a form would change is not offered', async () => {
  begin({ binary: 'a\0b', old: 'a\rb', long: 'x'.repeat(300_000), fine: 'ü €\n' });
  const { text } = await pages.get(`${PAGE}?file=binary&file=old&file=long&file=fine`, pages.owner);
  expect([...text.matchAll(/name="path" value="(.*?)"/g)].map(([, path]) => path)).toEqual(['fine']);
  expect(text.match(/cannot be changed here/g)).toHaveLength(3);
});

test.each<[string, [string, string][], number, string]>([
  [
    'changes nothing',
    [
      ['path', 'app.yaml'],
      ['content', FILES['app.yaml']],
    ],
    400,
    'no file is changed',
  ],
  [
    'changes a file that is not there',
    [
      ['path', 'none'],
      ['content', 'x'],
    ],
    404,
    'there is no file none',
  ],
  ['adds one that is there', [['new-path', 'app.yaml']], 409, 'there is a file app.yaml already'],
  ['adds one without a path', [['new-content', 'x']], 400, 'the new file has no path'],
  ...['/etc/passwd', '../up', 'a//b', 'a/./b', 'a/', `a${'b'.repeat(500)}`].map(
    (path): [string, [string, string][], number, string] => [
      `adds ${path.slice(0, 12)}`,
      [['new-path', path]],
      400,
      'the path of a file goes from the root of the repository',
    ],
  ),
  [
    'was opened before another push',
    [
      ['base', 'other'],
      ['new-path', 'a'],
    ],
    409,
    'the branch has moved while you wrote',
  ],
])('a form that %s is refused, with the reason', async (_, fields, status, reason) => {
  const sha = begin();
  const response = await commit(fields);
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(reason)]);
  expect(branch()?.sha).toBe(sha);
});

test.each([
  ['infra', 'main'],
  ['my-org/../infra', 'main'],
  ['my org/infra', 'main'],
  ['my-org/infra', 'a..b'],
  ['my-org/infra', ''],
])('%j, branch %j, is no place to push to', async (repository, name) => {
  expect((await pages.get(`/repositories?${new URLSearchParams({ repository, branch: name })}`)).status).toBe(400);
  if (name === '') return;
  const path = `/repositories/${encodeURIComponent(repository)}/${encodeURIComponent(name)}`;
  expect((await pages.get(path, pages.owner)).status).toBe(400);
  expect((await pages.submit(path, { base: '', 'new-path': 'a' }, pages.owner)).status).toBe(400);
});

test('the latest commit can be retried from the page of a stack', async () => {
  await sync(setup);
  expect((await pages.get(STACK)).text).not.toContain('Retry latest commit');
  const sha = begin();
  simulator.advance(1000);
  expect((await pages.get(STACK)).text).toContain('Retry latest commit');
  expect((await pages.submit(STACK, { action: 'retry' })).status).toBe(303);
  simulator.advance(1000);
  const { LatestSync } = await client(simulator)('GetResourceSyncStatus', {
    ResourceName: 'prod',
    SyncType: 'CFN_STACK_SYNC',
  });
  expect([LatestSync.Status, LatestSync.TargetRevision.Sha]).toEqual(['SUCCEEDED', sha]);
  expect((await pages.get(STACK)).text.match(/<details/g)).toHaveLength(2);
  simulator.failRetries({ stackName: 'prod' });
  const refused = await pages.submit(STACK, { action: 'retry' });
  expect([refused.status, await refused.text()]).toEqual([503, expect.stringContaining('could not be tried again')]);
});

test('names of repositories, branches and files are escaped', async () => {
  const nasty = `<script>"'&`;
  simulator.push({ repository: `my-org/${nasty}`, branch: nasty, files: { [nasty]: nasty } });
  for (const path of [
    '/repositories',
    `/repositories/${encodeURIComponent(`my-org/${nasty}`)}/${encodeURIComponent(nasty)}`,
  ]) {
    const { status, text } = await pages.get(`${path}?file=${encodeURIComponent(nasty)}`, pages.owner);
    expect([status, text]).toEqual([200, expect.stringContaining('&#60;script&#62;')]);
    expect(text).not.toContain('<script');
  }
});
