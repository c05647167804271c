import type { Browser, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { describeInBrowser, launchBrowser } from '../../browser.ts';
import { type Client, client, ROLE } from '../client.ts';
import { ghes, link, prod, setupOf } from '../scenario.ts';

jest.setTimeout(30_000);

describeInBrowser('the console in a real browser', () => {
  let simulator: Simulator;
  let call: Client;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];

  beforeAll(async () => {
    simulator = await startSimulator();
    call = client(simulator);
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await simulator?.close();
  });

  beforeEach(async () => {
    simulator.reset();
    requested.length = 0;
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    page.on('request', (request) => requested.push(request.url()));
  });

  afterEach(async () => {
    await page.close();
    expect(requested.filter((url) => !url.startsWith(simulator.url))).toEqual([]);
  });

  const open = async (arn = '') => {
    const [, , service, region, account, resource] = arn.split(':');
    const [type, id] = resource.split('/');
    await page.goto(`${simulator.url}/codesuite/settings/${account}/${region}/${service}/${type}s/${id}`);
  };
  const button = (name: string) => page.getByRole('button', { name });
  const statusCell = () => page.getByRole('definition').first();

  test('a person completes a connection with the keyboard alone', async () => {
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
    await open(ConnectionArn);
    expect(await page.title()).toBe('Connection github - CodeConnections simulator');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Connection github');
    expect(await statusCell().innerText()).toBe('PENDING');
    for (const name of ['Overview', 'Repositories', 'Stop', 'Update pending connection']) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe(name);
    }
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await button('Update pending connection').waitFor({ state: 'detached' });
    expect(await statusCell().innerText()).toBe('AVAILABLE');
    expect(simulator.connectionStatus(ConnectionArn)).toBe('AVAILABLE');
  });

  test('a reload after the button does nothing again', async () => {
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
    await open(ConnectionArn);
    await button('Update pending connection').click();
    await button('Update pending connection').waitFor({ state: 'detached' });
    simulator.failConnection(ConnectionArn);
    await page.reload();
    expect(await statusCell().innerText()).toBe('ERROR');
    await button('Connect again').click();
    await page.getByText('AVAILABLE', { exact: true }).waitFor();
  });

  test('from a connection that waits for its host, over the host, and back', async () => {
    const { HostArn } = await call('CreateHost', ghes());
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'ghes', HostArn });
    await page.goto(simulator.url);
    await page.getByRole('link', { name: 'Connection ghes' }).click();
    await page.getByText('Set up its host first').getByRole('link').click();
    await button('Set up host').click();
    await button('Set up host').waitFor({ state: 'detached' });
    await page.getByRole('definition').getByRole('link', { name: 'ghes' }).click();
    await button('Update pending connection').click();
    await button('Update pending connection').waitFor({ state: 'detached' });
    expect(simulator.connectionStatus(ConnectionArn)).toBe('AVAILABLE');
  });

  test('the button "Let it fail", which is in the simulator only, puts a connection into ERROR', async () => {
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
    await open(ConnectionArn);
    await page.getByRole('region', { name: 'In the simulator only' }).getByRole('button').click();
    await page.getByText('ERROR', { exact: true }).waitFor();
    expect(simulator.connectionStatus(ConnectionArn)).toBe('ERROR');
  });

  test('a person resolves a sync blocker, which takes a reason', async () => {
    const setup = setupOf(simulator, 'codeconnections');
    const RepositoryLinkId = await link(setup);
    const { ConnectionArn } = (await call('GetRepositoryLink', { RepositoryLinkId })).RepositoryLinkInfo;
    const input = { ...prod, RepositoryLinkId, Branch: 'main', ConfigFile: 'prod.yaml', RoleArn: ROLE };
    await call('CreateSyncConfiguration', input);
    simulator.raiseBlocker({ stackName: 'prod', reason: 'Bucket renamed' });
    await open(ConnectionArn);
    const stack = page.getByRole('region', { name: 'Stack prod' });
    await stack.getByText('Bucket renamed').waitFor();
    await button('Resolve').click();
    expect(await button('Resolve').isVisible()).toBe(true);
    await page.getByLabel('Why it is resolved').fill('renamed it back');
    await page.keyboard.press('Enter');
    await stack.getByText('renamed it back').waitFor();
    const { LatestBlockers } = (await call('GetSyncBlockerSummary', prod)).SyncBlockerSummary;
    expect(LatestBlockers).toMatchObject([{ Status: 'RESOLVED', ResolvedReason: 'renamed it back' }]);
  });

  test('a name with markup is a name', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: name, ProviderType: 'GitHub' });
    await open(ConnectionArn);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`Connection ${name}`);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('the page of another site changes nothing', async () => {
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
    const path = `/codesuite/settings/123456789012/us-east-1/codeconnections/connections/${ConnectionArn.split('/')[1]}`;
    await page.setContent(
      `<form method="post" action="${simulator.url}${path}"><button name="action" value="complete">Win</button></form>`,
    );
    const [response] = await Promise.all([page.waitForResponse(/codesuite/), button('Win').click()]);
    expect(response.status()).toBe(403);
    expect(simulator.connectionStatus(ConnectionArn)).toBe('PENDING');
  });

  test('a page refreshes by itself, and shows that somebody else has completed the connection', async () => {
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
    await open(ConnectionArn);
    await page.getByText('Refreshes every 5 seconds').waitFor();
    simulator.completeConnection(ConnectionArn);
    await page.getByText('AVAILABLE', { exact: true }).waitFor();
    expect(await page.getByText('Refreshes').count()).toBe(0);
  });
});
