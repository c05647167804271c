import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { describeInBrowser, launchBrowser } from '../../browser.ts';
import { problemsOf } from '../../page-checks.ts';
import { ghes, setupOf, sync, vpc } from '../scenario.ts';
import { pathOf } from './console-page.ts';

jest.setTimeout(30_000);

const STACK = '/cloudformation/123456789012/us-east-1/prod';
const BRANCH = '/repositories/my-org%2Finfra/main';
const LONG = 'a-name-without-any-place-to-break-it-'.repeat(3);

describeInBrowser('every page of the console, in a real browser', () => {
  let simulator: Simulator;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const paths: Record<string, string> = {};

  beforeAll(async () => {
    simulator = await startSimulator();
    browser = await launchBrowser();
    const setup = setupOf(simulator, 'codeconnections');
    const { call } = setup;
    const input = await sync(setup);
    const { ConnectionArn } = (await call('GetRepositoryLink', input)).RepositoryLinkInfo;
    const long = LONG.replaceAll('-', 'x').slice(0, 100);
    await call('CreateSyncConfiguration', { ...input, ResourceName: long, Branch: 'dev', ConfigFile: `${LONG}.yaml` });
    const { HostArn = '' } = await call('CreateHost', { ...ghes(), Name: LONG.slice(0, 64), VpcConfiguration: vpc() });
    simulator.failHost(HostArn, LONG);
    const pending = await call('CreateConnection', { ConnectionName: LONG.slice(0, 32), ProviderType: 'GitHub' });
    const failed = await call('CreateConnection', { ConnectionName: 'failed', ProviderType: 'GitHub' });
    simulator.failConnection(failed.ConnectionArn);
    const files = {
      'prod.yaml': 'template-file-path: app.yaml',
      'app.yaml': `Resources: {}\n# ${LONG.repeat(3)}`,
      [`${LONG}.txt`]: 'x\0',
    };
    simulator.push({ repository: 'my-org/infra', branch: 'main', files });
    simulator.advance(1000);
    const blocker = simulator.raiseBlocker({ stackName: 'prod', reason: 'first' });
    await call('UpdateSyncBlocker', {
      ResourceName: 'prod',
      SyncType: 'CFN_STACK_SYNC',
      Id: blocker,
      ResolvedReason: LONG,
    });
    simulator.raiseBlocker({ stackName: 'prod', reason: LONG, contexts: { [LONG]: LONG } });
    Object.assign(paths, {
      overview: '/',
      connection: pathOf(ConnectionArn),
      'pending connection': pathOf(pending.ConnectionArn),
      'failed connection': pathOf(failed.ConnectionArn),
      host: pathOf(HostArn),
      stack: STACK,
      repositories: '/repositories',
      branch: `${BRANCH}?file=prod.yaml&file=app.yaml`,
      problem: `/${LONG}`,
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await simulator?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ httpCredentials: { username: 'me', password: simulator.token } });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
  });

  afterEach(() => context.close());

  test.each([
    'overview',
    'connection',
    'pending connection',
    'failed connection',
    'host',
    'stack',
    'repositories',
    'branch',
    'problem',
  ])('%s: fits a phone, has labels and headings in order, and can be read in light and dark', async (name) => {
    const response = await page.goto(simulator.url + paths[name]);
    expect(response?.status()).toBe(name === 'problem' ? 404 : 200);
    expect(await problemsOf(page)).toEqual([]);
  });

  test('a page that is not fine is found out', async () => {
    await page.setContent(`<style>:root { color-scheme: light dark; background: light-dark(#fff, #000) } .grey { color: #999; background: #ccc }</style>
      <h2 class="grey">a</h2><input name="x"><div style="width: 500px">b</div>`);
    expect(await problemsOf(page)).toEqual([
      '508 pixels wide: div.',
      'no label: x',
      'a heading of level 2 without one above',
      'not one heading of level 1',
      expect.stringMatching(/^light: h2.grey has a contrast of 1\.\d$/),
      expect.stringMatching(/^dark: h2.grey has a contrast of 1\.\d$/),
    ]);
  });

  test('a person changes the template of a stack on its page, and sees it synced', async () => {
    await page.goto(simulator.url + STACK);
    await page.getByRole('link', { name: 'Edit the files and push' }).click();
    const template = page.getByRole('group', { name: 'app.yaml' });
    await template.getByLabel('Content').fill('Resources: {}\nOutputs: {}\n');
    await page.getByRole('button', { name: 'Commit and push' }).click();
    await page.getByRole('heading', { name: 'Stack prod', level: 1 }).waitFor();
    const branch = simulator.world.repositories.get('my-org/infra')?.get('main');
    expect(branch?.files.get('app.yaml')).toBe('Resources: {}\nOutputs: {}\n');
    expect(branch?.files.get('prod.yaml')).toBe('template-file-path: app.yaml');
    await page
      .getByText(branch?.sha ?? '')
      .first()
      .waitFor();
  });

  test('a person opens another branch, writes a file, and deletes it again', async () => {
    await page.goto(`${simulator.url}/repositories`);
    await page.getByLabel('Repository').fill('my-org/other');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByLabel('Path').fill('a.txt');
    await page.getByLabel('Content').fill('text');
    await page.getByRole('button', { name: 'Commit and push' }).click();
    await page.getByRole('status').getByText('Pushed commit').waitFor();
    await page.getByRole('link', { name: 'a.txt' }).click();
    await page.getByLabel('Delete this file').check();
    await page.getByRole('button', { name: 'Commit and push' }).click();
    await page.getByRole('status').getByText('Pushed commit').waitFor();
    expect(simulator.world.repositories.get('my-org/other')?.get('main')?.files.size).toBe(0);
  });

  test('without the token of this start, a browser shows no file', async () => {
    const stranger = await browser.newPage();
    const response = await stranger.goto(simulator.url + paths.branch).catch(() => undefined);
    expect(response?.status() ?? 401).toBe(401);
    expect(await stranger.locator('textarea').count()).toBe(0);
    await stranger.close();
  });
});
