/** Presigned URLs: what they give, and what they cannot be made to do. */
import { createHmac } from 'node:crypto';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { rawRequest } from './raw-request';
import { put, search, signerOf } from './signed-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

describe('a presigned URL', () => {
  const expires = Math.floor(Date.now() / 1000) + 600;
  /** A URL as boto3 makes it by default: the signature covers the path, and not the query. */
  const older = (path: string) => {
    const { accessKeyId, secretAccessKey } = aws.simulator.credentials();
    const signature = createHmac('sha1', secretAccessKey).update(`GET\n\n\n${expires}\n${path}`).digest('base64');
    const query = { AWSAccessKeyId: accessKeyId, Signature: signature, Expires: String(expires) };
    return `${path}?${search(query)}`;
  };
  const at = (method: string, path: string, headers: [string, string][] = []) =>
    rawRequest(aws.endpoint, { method, path, headers: [['Host', new URL(aws.endpoint).host], ...headers] });

  async function presignedCall(): Promise<string> {
    const { host } = new URL(aws.endpoint);
    const signer = signerOf('sts', aws.simulator.credentials());
    const asked = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    const request = { method: 'GET', protocol: 'http:', hostname: host, path: '/', headers: { host }, query: asked };
    const { query } = await signer.presign(request);
    return `/?${search(query)}`;
  }

  test('of the older kind (SigV2) gives the object, and performs no other operation for its signer', async () => {
    await put(aws, '/shared');
    await put(aws, '/shared/page.html', 'hello');
    const link = older('/shared/page.html');
    expect(await at('GET', link)).toMatchObject({ status: 200, text: expect.stringContaining('hello') });
    const others = [
      `${link}&Action=CreateUser&Version=2010-05-08&UserName=evil`,
      `${link}&Action=GetSessionToken&Version=2011-06-15`,
      `${link}&x-amz-copy-source=/private/secret`,
      `${link}&annotation`,
    ];
    for (const other of others) expect((await at('GET', other)).status).toBeGreaterThanOrEqual(400);
    const claim: [string, string] = ['Authorization', 'Bearer Credential=a/b/us-east-1/lambda/aws4_request'];
    expect((await at('GET', link, [claim])).status).toBeGreaterThanOrEqual(400);
    const call = await presignedCall();
    expect((await at('GET', call)).status).toBe(200);
    for (const authorization of ['x', 'Bearer SignedHeaders=x-amz-target', 'AWS4-HMAC-SHA256 Credential=a']) {
      expect((await at('GET', call, [['Authorization', authorization]])).status).toBe(403);
    }
    expect((await at('GET', link, [['X-Amz-Target', 'AWSLambda.ListFunctions']])).status).toBeGreaterThanOrEqual(400);
  });

  test('is refused with a header of AWS that is not signed', async () => {
    await put(aws, '/private');
    await put(aws, '/private/secret', 'secret');
    const { host } = new URL(aws.endpoint);
    const signer = signerOf('s3', aws.simulator.credentials());
    const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const request = { method: 'PUT', protocol: 'http:', hostname: host, path: '/private/copy', headers };
    const { query } = await signer.presign(request, { unhoistableHeaders: new Set() });
    const path = `/private/copy?${search(query)}`;
    expect((await at('PUT', path, [['x-amz-copy-source', '/private/secret']])).status).toBe(403);
    expect((await at('PUT', path)).status).toBe(200);
  });

  test('of the newer kind (SigV4) gives its object, and no other one', async () => {
    await put(aws, '/presigned');
    await put(aws, '/presigned/page.html', 'hello');
    const { host } = new URL(aws.endpoint);
    const signer = signerOf('s3', aws.simulator.credentials());
    const request = {
      method: 'GET',
      protocol: 'http:',
      hostname: host,
      path: '/presigned/page.html',
      headers: { host },
    };
    const { query } = await signer.presign(
      { ...request, headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      { unhoistableHeaders: new Set() },
    );
    const path = `/presigned/page.html?${search(query)}`;
    expect(await rawRequest(aws.endpoint, { path, headers: [['Host', host]] })).toMatchObject({ status: 200 });
    const other = path.replace('page.html', 'other.html');
    expect(await rawRequest(aws.endpoint, { path: other, headers: [['Host', host]] })).toMatchObject({ status: 403 });
  });
});
