/** Requests without a signature: the AWS endpoint serves those on its list, and refuses all others. */
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { rawRequest } from './raw-request';
import { put, search } from './signed-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

const OPEN_ACCESS =
  '<PublicAccessBlockConfiguration><BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>';

describe('without a signature', () => {
  const at = (method: string, path: string, host = new URL(aws.endpoint).host, body = '') =>
    rawRequest(aws.endpoint, { method, path, headers: [['Host', host]], body });

  test.each([
    ['POST', '/_ministack/reset'],
    ['POST', '/_ministack/config'],
    ['GET', '/_ministack/lambda-code/anything'],
    ['GET', '/_aws/sqs/messages'],
    ['GET', '/_localstack/info'],
    ['PUT', '/bucket'],
    ['PUT', '/bucket/key'],
    ['GET', '/bucket/key'],
    ['POST', '/2015-03-31/functions/any/invocations'],
    ['PUT', '/v20180820/accesspoint/any'],
    ['GET', '/iceberg/v1/config'],
    ['GET', '/v2/_catalog'],
    ['POST', '/v2/email/outbound-emails'],
    ['POST', '/Execute'],
    ['POST', '/_ministack/rds/iam-auth'],
    ['POST', '/_ministack/eks-auth/any'],
  ])('%s %s is refused, also under the host of an endpoint of an app', async (method, path) => {
    expect((await at(method, path)).status).toBeGreaterThanOrEqual(400);
    const { port } = new URL(aws.endpoint);
    for (const name of [
      `${'a'.repeat(32)}.lambda-url.us-east-1.localhost`,
      '0123abcd.execute-api.127.0.0.1',
      'lb.alb.localhost',
      'site.s3-website.us-east-1.localhost',
    ]) {
      expect((await at(method, path, `${name}:${port}`)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('the health of the services is public', async () => {
    expect((await at('GET', '/_ministack/health')).status).toBe(200);
  });

  test('a bucket can be neither read nor written under its virtual host', async () => {
    const { port } = new URL(aws.endpoint);
    await put(aws, '/assets');
    expect((await at('PUT', '/key', `assets.s3.localhost:${port}`, 'x')).status).toBe(403);
    expect((await at('POST', '/', `assets.s3.localhost:${port}`, 'x')).status).toBe(403);
    expect((await at('GET', '/?list-type=2', `assets.s3.localhost:${port}`)).status).toBe(403);
  });

  test('only a bucket with a website can be read as one, and it cannot be written', async () => {
    const { port } = new URL(aws.endpoint);
    const host = (bucket: string) => `${bucket}.s3-website.us-east-1.localhost:${port}`;
    const read = (bucket: string) => ({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    });
    for (const bucket of ['site', 'private']) {
      await put(aws, `/${bucket}`);
      await put(aws, `/${bucket}/page.html`, 'hello');
      await put(aws, `/${bucket}`, OPEN_ACCESS, { publicAccessBlock: '' });
      await put(aws, `/${bucket}`, JSON.stringify({ Statement: [read(bucket)] }), { policy: '' });
    }
    const configuration =
      '<WebsiteConfiguration><IndexDocument><Suffix>page.html</Suffix></IndexDocument></WebsiteConfiguration>';
    await put(aws, '/site', configuration, { website: '' });

    expect(await at('GET', '/page.html', host('site'))).toMatchObject({
      status: 200,
      text: expect.stringContaining('hello'),
    });
    expect(await at('GET', '/', host('site'))).toMatchObject({ status: 200, text: expect.stringContaining('hello') });
    expect((await at('GET', '/page.html', host('private'))).status).toBe(403);
    expect((await at('PUT', '/page.html', host('site'), 'x')).status).toBe(403);
  });
});

const query = (action: string, more = {}) => search({ Action: action, ...more });
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const send = (path: string, headers: readonly (readonly [string, string])[], body: string | Buffer) =>
  rawRequest(aws.endpoint, {
    method: 'POST',
    path,
    headers: [['Host', new URL(aws.endpoint).host], ...headers],
    body,
  });
const CREATE_ROLE = query('CreateRole', { Version: '2010-05-08', RoleName: 'evil', AssumeRolePolicyDocument: '{}' });
const CREATE_TOPIC = query('CreateTopic', { Name: 'evil' });
const S3_CLAIM = new URLSearchParams({
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': 'AKIALOCAL123456789012/20260101/us-east-1/s3/aws4_request',
  'X-Amz-Signature': '0',
}).toString();

describe('without a signature, a request that names two operations', () => {
  test('is refused: an open one in the query, another one in the body', async () => {
    expect((await send('/?Action=ConfirmSubscription', [form], CREATE_TOPIC)).status).toBeGreaterThanOrEqual(400);
    expect((await send('/?Action=InitiateAuth', [form], CREATE_TOPIC)).status).toBeGreaterThanOrEqual(400);
  });

  test('is refused: an open one in the framing of a chunked body, another one in the decoded body', async () => {
    const bait = '&Action=AssumeRoleWithWebIdentity&x=';
    const chunked = `${Buffer.byteLength(CREATE_ROLE).toString(16)};${bait}\r\n${CREATE_ROLE}\r\n0\r\n\r\n`;
    const headers = [form, ['Authorization', 'x'], ['Content-Encoding', 'aws-chunked']] as const;
    expect((await send('/', headers, chunked)).status).toBeGreaterThanOrEqual(400);
    expect((await send('/', headers.slice(0, 1).concat([headers[2]]), chunked)).status).toBeGreaterThanOrEqual(400);
  });

  test('is refused: an open one in the query, another one in X-Amz-Target', async () => {
    const json = ['Content-Type', 'application/x-amz-json-1.1'] as const;
    const sts = ['X-Amz-Target', 'AWSSecurityTokenServiceV20110615.GetSessionToken'] as const;
    const users = ['X-Amz-Target', 'AWSCognitoIdentityProviderService.ListUserPools'] as const;
    const claimed = `/?Action=AssumeRoleWithWebIdentity&${S3_CLAIM}`;
    for (const authorization of [[], [['Authorization', 'x'] as const]]) {
      expect((await send(claimed, [json, sts, ...authorization], '{}')).status).toBeGreaterThanOrEqual(400);
      const open = '/?Action=InitiateAuth';
      expect((await send(open, [json, users, ...authorization], '{}')).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('without a signature', () => {
  test.each([
    ['GetCredentialsForIdentity', 'AWSCognitoIdentityService.GetCredentialsForIdentity'],
    ['GetId', 'AWSCognitoIdentityService.GetId'],
    ['GetSessionToken', 'AWSSecurityTokenServiceV20110615.GetSessionToken'],
  ])('%s gives no credentials', async (_, target) => {
    const json = ['Content-Type', 'application/x-amz-json-1.1'] as const;
    expect((await send('/', [json, ['X-Amz-Target', target]], '{}')).status).toBeGreaterThanOrEqual(400);
  });

  test('AssumeRoleWithWebIdentity gives no credentials for a token that is not signed', async () => {
    const token = [{ alg: 'none' }, { iss: 'https://token.actions.githubusercontent.com', sub: 'repo:my-org/infra' }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const parameters = {
      Version: '2011-06-15',
      RoleArn: 'arn:aws:iam::123456789012:role/deploy',
      RoleSessionName: 's',
    };
    const body = query('AssumeRoleWithWebIdentity', { ...parameters, WebIdentityToken: `${token}.` });
    expect((await send('/', [form], body)).status).toBe(403);
    expect((await send(`/?${body}`, [], '')).status).toBe(403);
  });

  test('InitiateAuth of a user pool is served: clients call it without keys', async () => {
    const json = ['Content-Type', 'application/x-amz-json-1.1'] as const;
    const target = ['X-Amz-Target', 'AWSCognitoIdentityProviderService.InitiateAuth'] as const;
    const { text } = await send('/', [json, target], '{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"none"}');
    expect(text).toMatch(/ResourceNotFoundException|InvalidParameterException/);
  });

  test('a signature that cannot be parsed is refused', async () => {
    const headers = [
      ['Authorization', `AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=\u00e9, Signature=\u00e9`],
    ] as const;
    expect((await send('/', headers, '{}')).status).toBeGreaterThanOrEqual(400);
    expect((await send(`/?${S3_CLAIM.replace('Signature=0', 'Signature=%C3%A9')}`, [], '')).status).toBe(403);
  });
});
