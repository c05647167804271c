/** Pages of other sites, in a real browser beside a running local AWS: none of their requests is served. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { awsRequest } from '../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { describeInBrowser, launchBrowser } from '../browser';

jest.setTimeout(120_000); // the first start makes the Python environment

const TRUST = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
/** A signature that ministack itself accepts without a key. */
const WELL_KNOWN = (service: string) =>
  new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `test/20261127/us-east-1/${service}/aws4_request`,
    'X-Amz-Date': '20261127T120000Z',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0'.repeat(64),
  }).toString();

/** The script of a page that tries to make a role and a function: simple requests, which need no preflight. */
const attempts = (aws: string, console_: string) => `
  const results = [];
  const attempt = async (name, run) => {
    try { const response = await run(); results.push([name, response?.type ?? 'sent', response?.status ?? 0]); }
    catch (error) { results.push([name, 'refused', 0]); }
  };
  const role = new URLSearchParams({ Action: 'CreateRole', Version: '2010-05-08', RoleName: 'evil',
    AssumeRolePolicyDocument: ${JSON.stringify(TRUST)} });
  const createFunction = JSON.stringify({ FunctionName: 'evil', Runtime: 'nodejs24.x', Handler: 'index.handler',
    Role: 'arn:aws:iam::123456789012:role/evil', Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' } });
  const simple = { method: 'POST', mode: 'no-cors' };
  await attempt('form by fetch', () => fetch('${aws}/?${WELL_KNOWN('iam')}', { ...simple, body: role }));
  await attempt('text by fetch', () => fetch('${aws}/2015-03-31/functions?${WELL_KNOWN('lambda')}', { ...simple, body: createFunction }));
  await attempt('beacon', () => { navigator.sendBeacon('${aws}/?${WELL_KNOWN('iam')}', role); });
  await attempt('with its own headers', () => fetch('${aws}/', { method: 'POST', headers: { 'x-amz-target': 'x' }, body: '{}' }));
  await attempt('get', () => fetch('${aws}/?${WELL_KNOWN('iam')}&' + role, { mode: 'no-cors' }));
  await attempt('put an object', () => fetch('${aws}/bucket/key', { method: 'PUT', body: 'x' }));
  await attempt('post an object', () => fetch('${aws}/bucket', { ...simple, body: new FormData() }));
  await attempt('reset', () => fetch('${aws}/_ministack/reset', simple));
  await attempt('reset the simulator', () => fetch('${console_}/_simulator/reset', simple));
  await attempt('push', () => fetch('${console_}/_simulator/push', { ...simple, body: JSON.stringify({
    repository: 'my-org/infra', branch: 'main', files: { 'a.yaml': 'x' } }) }));
  await attempt('push by the form', () => fetch('${console_}/repositories/my-org%2Finfra/main', { ...simple,
    credentials: 'include', body: new URLSearchParams({ base: '', 'new-path': 'a.yaml', 'new-content': 'x' }) }));
  await attempt('read the console', () => fetch('${console_}/', { mode: 'no-cors' }));
  await attempt('image', () => new Promise((resolve) => {
    const image = new Image();
    image.onload = image.onerror = () => resolve(undefined);
    image.src = '${aws}/?${WELL_KNOWN('iam')}&' + role;
  }));
  await attempt('web socket', () => new Promise((resolve, reject) => {
    const socket = new WebSocket('${aws.replace('http', 'ws')}/_aws/execute-api/0123abcd/prod');
    socket.onopen = () => resolve(undefined);
    socket.onerror = () => reject(new Error());
  }));
  return results;`;

describeInBrowser('a page of another origin, beside a running local AWS', () => {
  let aws: LocalAws;
  let browser: Browser;
  let page: Page;
  let site: Server;
  let port: number;
  let connectionArn: string;
  /** The statuses that the two answered. */
  let statuses: number[];

  beforeAll(async () => {
    aws = await startLocalAws({ port: 0, simulatorPort: 0, bootstrapped: false });
    // All names lead to this machine, as after DNS rebinding.
    browser = await launchBrowser('--host-resolver-rules=MAP *.example.com 127.0.0.1');
    site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>evil</title>'));
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    port = (site.address() as AddressInfo).port;
    const input = { ConnectionName: 'github', ProviderType: 'GitHub' };
    const target = 'CodeConnections_20231201.CreateConnection';
    const made = await awsRequest<{ ConnectionArn: string }>(aws.env, {
      service: 'codeconnections',
      target,
      body: input,
    });
    connectionArn = made.ConnectionArn;
  });

  afterAll(async () => {
    await browser?.close();
    site?.close();
    await aws?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    statuses = [];
    page.on('response', (response) => {
      if (isOurs(response.url())) statuses.push(response.status());
    });
  });

  afterEach(async () => {
    await page.close();
    expect(await inventory()).toEqual({ roles: [], functions: [], status: 'PENDING' });
    expect([...aws.simulator.world.repositories.keys()]).toEqual([]);
  });

  const isOurs = (url: string) =>
    [aws.endpoint, aws.simulator.url].some((own) => new URL(own).port === new URL(url).port);

  async function inventory() {
    const roles = await awsRequest<string>(aws.env, {
      service: 'iam',
      parameters: { Action: 'ListRoles', Version: '2010-05-08' },
    });
    const { Functions } = await awsRequest<{ Functions: { FunctionName: string }[] }>(aws.env, {
      service: 'lambda',
      method: 'GET',
      path: '/2015-03-31/functions',
    });
    return {
      roles: [...roles.matchAll(/<RoleName>([^<]+)/g)].map(([, name]) => name),
      functions: Functions.map(({ FunctionName }) => FunctionName),
      status: aws.simulator.connectionStatus(connectionArn),
    };
  }

  const named = (url: string, host: string) => {
    const other = new URL(url);
    other.hostname = host;
    return other.origin;
  };

  test.each([
    ['of another site', 'evil.example.com', '127.0.0.1'],
    ['of another port of this machine', '127.0.0.1', '127.0.0.1'],
    ['of another port, under another name of this machine', 'app.localhost', 'localhost'],
    ['of a site whose name resolves to loopback (DNS rebinding)', 'evil.example.com', 'evil.example.com'],
  ])('%s can make no role, no function and no commit, and can read nothing', async (_, from, to) => {
    await page.goto(`http://${from}:${port}/`);
    const script = attempts(named(aws.endpoint, to), named(aws.simulator.url, to));
    const results = (await page.evaluate(`(async () => {${script}})()`)) as [string, string, number][];

    expect(results).toHaveLength(14);
    for (const [name, type, status] of results)
      expect([name, type, status]).toEqual([name, expect.stringMatching(/opaque|refused|sent/), 0]);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status < 400)).toEqual([]);
  });

  test('of a name that resolves to loopback gets 403, even for requests to its own origin', async () => {
    for (const own of [aws.endpoint, aws.simulator.url]) {
      await page.goto(`${named(own, 'evil.example.com')}/`);
      const path = `/?${WELL_KNOWN('iam')}&Action=ListRoles&Version=2010-05-08`;
      const status = await page.evaluate(`fetch('${path}', { method: 'POST' }).then(({ status }) => status)`);
      expect(status).toBe(403);
    }
    expect(statuses.filter((status) => status < 400)).toEqual([]);
  });

  test('can neither submit a form to a page of the console, nor show it in a frame', async () => {
    const path = new URL(aws.simulator.url).origin + consolePath(connectionArn);
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.setContent(
      `<form method="post" action="${path}"><button name="action" value="complete">Win</button></form>`,
    );
    await Promise.all([page.waitForResponse(/codesuite/), page.getByRole('button', { name: 'Win' }).click()]);
    expect(statuses).toEqual([403]);

    statuses.length = 0;
    await page.goto(`http://127.0.0.1:${port}/`);
    await Promise.all([page.waitForResponse(/codesuite/), page.setContent(`<iframe src="${path}"></iframe>`)]);
    expect(statuses).toEqual([403]);
  });

  test('cannot push by the form of a page of the console, even if the browser knows the token of this start', async () => {
    const context = await browser.newContext({ httpCredentials: { username: 'me', password: aws.simulator.token } });
    const tab = await context.newPage();
    const form = `${aws.simulator.url}/repositories/my-org%2Finfra/main`;
    expect((await tab.goto(form))?.status()).toBe(200); // from here on, the browser sends it by itself
    const token = await tab.locator('input[name=token]').getAttribute('value'); // any program of this machine can read it
    await tab.goto(`http://127.0.0.1:${port}/`);
    await tab.setContent(`<form method="post" action="${form}"><input name="token" value="${token}">
      <input name="base"><input name="new-path" value="a"><button>Win</button></form>`);
    const [response] = await Promise.all([tab.waitForResponse(/repositories/), tab.getByRole('button').click()]);
    expect(response.status()).toBe(403);
    await context.close();
  });

  test('cannot have the browser prefetch a page of the console', async () => {
    const path = aws.simulator.url + consolePath(connectionArn);
    await page.goto(`http://evil.example.com:${port}/`);
    const preload = await page.context().newCDPSession(page);
    const fetched = new Promise<string>((resolve) => {
      preload.on('Preload.prefetchStatusUpdated', ({ status }) => {
        if (status === 'Ready' || status === 'Failure') resolve(status);
      });
    });
    await preload.send('Preload.enable');
    await page.evaluate(`(() => {
      const rules = document.createElement('script');
      rules.type = 'speculationrules';
      rules.textContent = JSON.stringify({ prefetch: [{ source: 'list', eagerness: 'immediate', urls: ['${path}'] }] });
      document.head.append(rules);
    })()`);
    expect(await fetched).toBe('Failure');
    await Promise.all([page.waitForResponse(/codesuite/), page.evaluate(`location.href = '${path}'`)]);
    expect(new Set(statuses)).toEqual(new Set([403]));
  });

  test('of this machine can link to a page of the console', async () => {
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.setContent(`<a href="${aws.simulator.url}${consolePath(connectionArn)}">there</a>`);
    await Promise.all([page.waitForResponse(/codesuite/), page.getByRole('link').click()]);
    expect(statuses).toEqual([200]);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Connection github');
  });

  const consolePath = (arn: string) =>
    `/codesuite/settings/123456789012/us-east-1/codeconnections/connections/${arn.split('/')[1]}`;
});
