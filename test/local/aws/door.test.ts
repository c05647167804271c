/** Both ports of the local AWS refuse requests of pages in a browser, and requests without valid keys. */
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { type RawRequest, rawRequest } from './raw-request';
import { LIST_CONNECTIONS, LIST_USERS, search, signerOf } from './signed-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

const PORTS = [
  ['the AWS endpoint', () => aws.endpoint],
  ['the simulator', () => aws.simulator.url],
] as const;

/** The headers of a call that both ports serve, signed by the root user. */
async function signed(url: string, credentials = aws.simulator.credentials()) {
  const { host } = new URL(url);
  const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': LIST_CONNECTIONS };
  const request = { method: 'POST', protocol: 'http:', hostname: host, path: '/', headers, body: '{}' };
  return Object.entries((await signerOf('codeconnections', credentials).sign(request)).headers);
}

const call = (headers: readonly (readonly [string, string])[]): RawRequest => ({ method: 'POST', headers, body: '{}' });

describe.each(PORTS)('the port of %s', (_, url) => {
  test('serves a request that is signed with the keys of this start', async () => {
    expect(await rawRequest(url(), call(await signed(url())))).toMatchObject({ status: 200 });
  });

  test.each<[string, [string, string]]>([
    ['another origin (Origin)', ['Origin', 'https://evil.example.com']],
    ['no origin (a file, a sandbox, after a redirect)', ['Origin', 'null']],
    ['another port of this machine', ['Origin', 'http://127.0.0.1:1']],
    ['another name of this machine', ['Origin', 'http://app.localhost']],
    ['another protocol', ['Origin', 'https://HOST']],
    ['another site (Sec-Fetch-Site)', ['Sec-Fetch-Site', 'cross-site']],
    ['another port of this machine (Sec-Fetch-Site)', ['Sec-Fetch-Site', 'same-site']],
    ['any site that has it prefetched (speculation rules)', ['Sec-Purpose', 'prefetch']],
    ['any site that has it prerendered (speculation rules)', ['Sec-Purpose', 'prefetch;prerender']],
  ])('refuses a request of a page of %s, signed or not', async (_page, [name, value]) => {
    const header = [name, value.replace('HOST', new URL(url()).host)] as const;
    expect(await rawRequest(url(), call([...(await signed(url())), header]))).toMatchObject({ status: 403 });
    expect(await rawRequest(url(), { headers: [['Host', new URL(url()).host], header] })).toMatchObject({
      status: 403,
    });
  });

  test.each([
    ['a name that resolves to loopback (DNS rebinding)', 'evil.example.com'],
    ['a name that only begins with localhost', 'localhost.evil.example.com'],
    ['a name that only ends with localhost', 'evillocalhost'],
    ['a name that begins with 127.0.0.1', '127.0.0.1.evil.example.com'],
    ['the address 0.0.0.0', '0.0.0.0'],
    ['127.0.0.1 behind a user name', 'evil@127.0.0.1'],
    ['a port alone', ''],
  ])('refuses a request whose Host is %s', async (_name, host) => {
    const { port } = new URL(url());
    const headers = (await signed(url())).map(
      ([name, value]) => [name, name === 'host' ? `${host}:${port}` : value] as const,
    );
    expect((await rawRequest(url(), call(headers))).status).toBeGreaterThanOrEqual(400);
    const page = { path: '/_ministack/health', headers: [['Host', `${host}:${port}`]] as const };
    expect((await rawRequest(url(), page)).status).toBeGreaterThanOrEqual(400);
  });

  test('refuses a request without a Host, or with two', async () => {
    const { host } = new URL(url());
    for (const path of ['/', '/_ministack/health']) {
      expect((await rawRequest(url(), { path, version: '1.0' })).status).toBeGreaterThanOrEqual(400);
      const two = [['Host', host] as const, ['Host', 'evil.example.com'] as const];
      expect((await rawRequest(url(), { path, headers: two })).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('refuses the preflight request of a page, without CORS headers', async () => {
    const headers = [
      ['Host', new URL(url()).host],
      ['Origin', 'https://evil.example.com'],
      ['Access-Control-Request-Method', 'POST'],
      ['Access-Control-Request-Headers', 'authorization,x-amz-target,x-sim-token'],
    ] as const;
    const { status, text } = await rawRequest(url(), { method: 'OPTIONS', headers });
    expect(status).toBe(403);
    expect(text).not.toMatch(/access-control-allow/i);
  });

  test.each([
    ['the well-known keys test/test', 'test', 'test'],
    ['an account id as the access key', '123456789012', 'test'],
    ['the key of this start, without its secret', 'AKIALOCAL123456789012', 'test'],
    ['the key of another account, with the secret of this one', 'AKIALOCAL210987654321', undefined],
  ])('refuses a request that is signed with %s', async (_keys, accessKeyId, secretAccessKey) => {
    const secret = secretAccessKey ?? aws.simulator.credentials().secretAccessKey;
    const { status } = await rawRequest(url(), call(await signed(url(), { accessKeyId, secretAccessKey: secret })));
    expect([400, 403]).toContain(status);
  });

  test('refuses a signature that was made for another body, header, path or query', async () => {
    const headers = await signed(url());
    const others: RawRequest[] = [
      { ...call(headers), body: '{"MaxResults":1}' },
      { ...call(headers.map(([name, value]) => [name, name === 'x-amz-target' ? `${value}x` : value] as const)) },
      { ...call(headers), path: '/?x=1' },
      { ...call(headers), path: '/x' },
    ];
    for (const other of others) expect((await rawRequest(url(), other)).status).toBeGreaterThanOrEqual(400);
  });

  test('refuses a signature that does not cover X-Amz-Target, or Host', async () => {
    const { host } = new URL(url());
    const signer = signerOf('codeconnections', aws.simulator.credentials());
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    const request = { method: 'POST', protocol: 'http:', hostname: host, path: '/', body: '{}' };
    for (const signedHeaders of [
      { host, ...type },
      { 'x-amz-target': LIST_CONNECTIONS, ...type },
    ]) {
      const { headers } = await signer.sign({ ...request, headers: signedHeaders });
      const sent = Object.entries({ ...headers, host, 'x-amz-target': LIST_CONNECTIONS });
      const response = await rawRequest(url(), call(sent));
      expect(response).toMatchObject({
        text: expect.stringContaining('headers present in the request which were not signed'),
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
  });

  test('accepts a signature in the query, and refuses one that has expired or was altered', async () => {
    const presigned = async (signingDate: Date) => {
      const { host } = new URL(url());
      const signer = signerOf('codeconnections', aws.simulator.credentials());
      const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': LIST_CONNECTIONS };
      const request = { method: 'POST', protocol: 'http:', hostname: host, path: '/', headers, body: '{}' };
      const unhoistableHeaders = new Set(['x-amz-target']);
      const { query } = await signer.presign(request, { expiresIn: 60, signingDate, unhoistableHeaders });
      return { ...call(Object.entries(headers)), path: `/?${search(query)}` };
    };
    const good = await presigned(new Date());
    expect(await rawRequest(url(), good)).toMatchObject({ status: 200 });
    expect((await rawRequest(url(), { ...good, body: '{"MaxResults":1}' })).status).toBeGreaterThanOrEqual(400);
    const altered = good.path.replace(/X-Amz-Signature=./, 'X-Amz-Signature=x');
    expect((await rawRequest(url(), { ...good, path: altered })).status).toBeGreaterThanOrEqual(400);
    expect((await rawRequest(url(), await presigned(new Date(Date.now() - 3_600_000)))).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test('refuses the requests of forms, links and images', async () => {
    const host = ['Host', new URL(url()).host] as const;
    const form = new URLSearchParams(LIST_USERS).toString();
    const simple = [
      { method: 'POST', headers: [host, ['Content-Type', 'application/x-www-form-urlencoded']] as const, body: form },
      { method: 'POST', headers: [host, ['Content-Type', 'text/plain']] as const, body: '{}' },
      { path: `/bucket/key?${form}`, headers: [host] },
      { path: '/2015-03-31/functions', headers: [host] },
    ];
    for (const request of simple) expect((await rawRequest(url(), request)).status).toBeGreaterThanOrEqual(400);
  });
});
