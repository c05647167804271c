/** Ways into the local AWS and the simulator that must not work: those of pages in a browser, and of who has no keys. */
import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AwsRequest, awsRequest } from '../../local/aws-request';
import { type LocalAws, startLocalAws } from '../../local/local-aws';
import { Sha256 } from '../../local/simulator/index';
import { roleWith } from './ministack/roles';
import { Stacks } from './ministack/stacks';
import { type RawRequest, rawRequest } from './raw-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

/** The two ports. */
const DOORS = [
  ['the local AWS', () => aws.endpoint],
  ['the simulator', () => aws.simulator.url],
] as const;

const LIST_USERS = { Action: 'ListUsers', Version: '2010-05-08' };
const LIST_CONNECTIONS = 'CodeConnections_20231201.ListConnections';

/** The headers of a call that both doors let in, signed by the root user. */
async function signed(url: string, credentials = aws.simulator.credentials()) {
  const { host } = new URL(url);
  const signer = new SignatureV4({ service: 'codeconnections', region: 'us-east-1', credentials, sha256: Sha256 });
  const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': LIST_CONNECTIONS };
  const request = { method: 'POST', protocol: 'http:', hostname: host, path: '/', headers, body: '{}' };
  return Object.entries((await signer.sign(request)).headers);
}

const call = (headers: readonly (readonly [string, string])[]): RawRequest => ({ method: 'POST', headers, body: '{}' });

describe.each(DOORS)('%s', (_, url) => {
  test('lets in what is signed with the keys of this start', async () => {
    expect(await rawRequest(url(), call(await signed(url())))).toMatchObject({ status: 200 });
  });

  test.each<[string, [string, string]]>([
    ['another origin', ['Origin', 'https://evil.example.com']],
    ['a file, a sandbox, or after a redirect', ['Origin', 'null']],
    ['another port of this machine', ['Origin', 'http://127.0.0.1:1']],
    ['another name of this machine', ['Origin', 'http://app.localhost']],
    ['another protocol', ['Origin', 'https://HOST']],
    ['another site, which a browser says', ['Sec-Fetch-Site', 'cross-site']],
    ['another port, which a browser says', ['Sec-Fetch-Site', 'same-site']],
    ['any site, which has it fetched ahead (speculation rules)', ['Sec-Purpose', 'prefetch']],
    ['any site, which has it rendered ahead', ['Sec-Purpose', 'prefetch;prerender']],
  ])('refuses a page of %s, signed or not', async (_page, [name, value]) => {
    const header = [name, value.replace('HOST', new URL(url()).host)] as const;
    expect(await rawRequest(url(), call([...(await signed(url())), header]))).toMatchObject({ status: 403 });
    expect(await rawRequest(url(), { headers: [['Host', new URL(url()).host], header] })).toMatchObject({
      status: 403,
    });
  });

  test.each([
    ['a name that leads here (DNS rebinding)', 'evil.example.com'],
    ['a name that only begins like one of ours', 'localhost.evil.example.com'],
    ['a name that only ends like one of ours', 'evillocalhost'],
    ['our address within a name', '127.0.0.1.evil.example.com'],
    ['all addresses', '0.0.0.0'],
    ['a user before the name', 'evil@127.0.0.1'],
    ['no name', ''],
  ])('is not to be had under %s', async (_name, host) => {
    const { port } = new URL(url());
    const headers = (await signed(url())).map(
      ([name, value]) => [name, name === 'host' ? `${host}:${port}` : value] as const,
    );
    expect((await rawRequest(url(), call(headers))).status).toBeGreaterThanOrEqual(400);
    const page = { path: '/_ministack/health', headers: [['Host', `${host}:${port}`]] as const };
    expect((await rawRequest(url(), page)).status).toBeGreaterThanOrEqual(400);
  });

  test('is not to be had without a name, nor under two', async () => {
    const { host } = new URL(url());
    for (const path of ['/', '/_ministack/health']) {
      expect((await rawRequest(url(), { path, version: '1.0' })).status).toBeGreaterThanOrEqual(400);
      const two = [['Host', host] as const, ['Host', 'evil.example.com'] as const];
      expect((await rawRequest(url(), { path, headers: two })).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('answers no preflight of a page', async () => {
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
    ['the keys that everybody knows', 'test', 'test'],
    ['an account for a key', '123456789012', 'test'],
    ['the key of this start, without its secret', 'AKIALOCAL123456789012', 'test'],
    ['the key of another account, with the secret of this one', 'AKIALOCAL210987654321', undefined],
  ])('refuses %s', async (_keys, accessKeyId, secretAccessKey) => {
    const secret = secretAccessKey ?? aws.simulator.credentials().secretAccessKey;
    const { status } = await rawRequest(url(), call(await signed(url(), { accessKeyId, secretAccessKey: secret })));
    expect([400, 403]).toContain(status);
  });

  test('refuses a signature of something else: another body, header, path or query', async () => {
    const headers = await signed(url());
    const others: RawRequest[] = [
      { ...call(headers), body: '{"MaxResults":1}' },
      { ...call(headers.map(([name, value]) => [name, name === 'x-amz-target' ? `${value}x` : value] as const)) },
      { ...call(headers), path: '/?x=1' },
      { ...call(headers), path: '/x' },
    ];
    for (const other of others) expect((await rawRequest(url(), other)).status).toBeGreaterThanOrEqual(400);
  });

  test('refuses a signature that does not cover what is asked for, or whom', async () => {
    const { host } = new URL(url());
    const credentials = aws.simulator.credentials();
    const signer = new SignatureV4({ service: 'codeconnections', region: 'us-east-1', credentials, sha256: Sha256 });
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    const request = { method: 'POST', protocol: 'http:', hostname: host, path: '/', body: '{}' };
    for (const signedOnes of [
      { host, ...type },
      { 'x-amz-target': LIST_CONNECTIONS, ...type },
    ]) {
      const { headers } = await signer.sign({ ...request, headers: signedOnes });
      const sent = Object.entries({ ...headers, host, 'x-amz-target': LIST_CONNECTIONS });
      const answer = await rawRequest(url(), call(sent));
      expect(answer).toMatchObject({
        text: expect.stringContaining('headers present in the request which were not signed'),
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  test('takes a signature in the query, and refuses it when it is expired or altered', async () => {
    const presigned = async (signingDate: Date) => {
      const { host } = new URL(url());
      const credentials = aws.simulator.credentials();
      const signer = new SignatureV4({ service: 'codeconnections', region: 'us-east-1', credentials, sha256: Sha256 });
      const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': LIST_CONNECTIONS };
      const request = { method: 'POST', protocol: 'http:', hostname: host, path: '/', headers, body: '{}' };
      const unhoistableHeaders = new Set(['x-amz-target']);
      const { query } = await signer.presign(request, { expiresIn: 60, signingDate, unhoistableHeaders });
      return { ...call(Object.entries(headers)), path: `/?${new URLSearchParams(query as Record<string, string>)}` };
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

  test('refuses what a form sends, and what a link or an image asks for', async () => {
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

const OPEN_ACCESS =
  '<PublicAccessBlockConfiguration><BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>';

/** Puts a bucket, an object, or the configuration of one, as the root user. */
async function put(path: string, body = '', query: Record<string, string> = {}): Promise<void> {
  const { host } = new URL(aws.endpoint);
  const credentials = aws.simulator.credentials();
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const request = { method: 'PUT', protocol: 'http:', hostname: host, path, query, headers: { host }, body };
  const { headers } = await signer.sign(request);
  const response = await fetch(`${aws.endpoint}${path}?${new URLSearchParams(query)}`, {
    method: 'PUT',
    headers,
    body,
  });
  if (!response.ok) throw new Error(await response.text());
}

describe('the local AWS without a signature', () => {
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
  ])('%s %s is refused', async (method, path) => {
    expect((await at(method, path)).status).toBeGreaterThanOrEqual(400);
    // Under a name that an endpoint of an app has, which is open, it is not to be had either.
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

  test('health is told', async () => {
    expect((await at('GET', '/_ministack/health')).status).toBe(200);
  });

  test('an object cannot be put under the name of its bucket', async () => {
    const { port } = new URL(aws.endpoint);
    await put('/assets');
    expect((await at('PUT', '/key', `assets.s3.localhost:${port}`, 'x')).status).toBe(403);
    expect((await at('POST', '/', `assets.s3.localhost:${port}`, 'x')).status).toBe(403);
    expect((await at('GET', '/?list-type=2', `assets.s3.localhost:${port}`)).status).toBe(403);
  });

  test('only a bucket that is a website can be read as one, and not be written', async () => {
    const { port } = new URL(aws.endpoint);
    const host = (bucket: string) => `${bucket}.s3-website.us-east-1.localhost:${port}`;
    const read = (bucket: string) => ({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    });
    for (const bucket of ['site', 'private']) {
      await put(`/${bucket}`);
      await put(`/${bucket}/page.html`, 'hello');
      await put(`/${bucket}`, OPEN_ACCESS, { publicAccessBlock: '' });
      await put(`/${bucket}`, JSON.stringify({ Statement: [read(bucket)] }), { policy: '' });
    }
    const configuration =
      '<WebsiteConfiguration><IndexDocument><Suffix>page.html</Suffix></IndexDocument></WebsiteConfiguration>';
    await put('/site', configuration, { website: '' });

    expect(await at('GET', '/page.html', host('site'))).toMatchObject({
      status: 200,
      text: expect.stringContaining('hello'),
    });
    expect(await at('GET', '/', host('site'))).toMatchObject({ status: 200, text: expect.stringContaining('hello') });
    expect((await at('GET', '/page.html', host('private'))).status).toBe(403);
    expect((await at('PUT', '/page.html', host('site'), 'x')).status).toBe(403);
  });
});

describe('a request that means two things', () => {
  const query = (action: string, more = {}) => new URLSearchParams({ Action: action, ...more }).toString();
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

  test('an operation in the query that is open, and another one in the body', async () => {
    expect((await send('/?Action=ConfirmSubscription', [form], CREATE_TOPIC)).status).toBeGreaterThanOrEqual(400);
    expect((await send('/?Action=InitiateAuth', [form], CREATE_TOPIC)).status).toBeGreaterThanOrEqual(400);
  });

  test('an operation that is open in the frame of the body, and another one in the body that comes of it', async () => {
    const bait = '&Action=AssumeRoleWithWebIdentity&x=';
    const chunked = `${Buffer.byteLength(CREATE_ROLE).toString(16)};${bait}\r\n${CREATE_ROLE}\r\n0\r\n\r\n`;
    const headers = [form, ['Authorization', 'x'], ['Content-Encoding', 'aws-chunked']] as const;
    expect((await send('/', headers, chunked)).status).toBeGreaterThanOrEqual(400);
    expect((await send('/', headers.slice(0, 1).concat([headers[2]]), chunked)).status).toBeGreaterThanOrEqual(400);
  });

  test('an operation that is open, and another one as the target', async () => {
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

  test.each([
    ['an identity that nobody knows', 'AWSCognitoIdentityService.GetCredentialsForIdentity'],
    ['an identity', 'AWSCognitoIdentityService.GetId'],
    ['a session', 'AWSSecurityTokenServiceV20110615.GetSessionToken'],
  ])('no keys are given to who asks for those of %s', async (_, target) => {
    const json = ['Content-Type', 'application/x-amz-json-1.1'] as const;
    expect((await send('/', [json, ['X-Amz-Target', target]], '{}')).status).toBeGreaterThanOrEqual(400);
  });

  test('no keys are given for a token that nobody has signed', async () => {
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

  test('what a user pool lets everybody do, it still does', async () => {
    const json = ['Content-Type', 'application/x-amz-json-1.1'] as const;
    const target = ['X-Amz-Target', 'AWSCognitoIdentityProviderService.InitiateAuth'] as const;
    const { text } = await send('/', [json, target], '{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"none"}');
    expect(text).toMatch(/ResourceNotFoundException|InvalidParameterException/);
  });

  test('a signature that is no text of one, and half a body', async () => {
    const headers = [
      ['Authorization', `AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=\u00e9, Signature=\u00e9`],
    ] as const;
    expect((await send('/', headers, '{}')).status).toBeGreaterThanOrEqual(400);
    expect((await send(`/?${S3_CLAIM.replace('Signature=0', 'Signature=%C3%A9')}`, [], '')).status).toBe(403);
  });
});

test('a text that only looks like the name of an operation is none', async () => {
  const text = 'a=b&Action=ListUsers&Action=ListRoles';
  const put = {
    service: 'ssm',
    target: 'AmazonSSM.PutParameter',
    body: { Name: '/door', Type: 'String', Value: text },
  };
  await expect(awsRequest(aws.env, put)).resolves.toBeDefined();
  const sqs = (target: string, body: object) =>
    awsRequest<{ QueueUrl: string }>(aws.env, { service: 'sqs', target: `AmazonSQS.${target}`, body });
  const { QueueUrl } = await sqs('CreateQueue', { QueueName: 'door' });
  await expect(sqs('SendMessage', { QueueUrl, MessageBody: text })).resolves.toBeDefined();
  const publish = { Action: 'CreateTopic', Version: '2010-03-31', Name: 'door', 'Tags.member.1.Key': text };
  await expect(awsRequest(aws.env, { service: 'sns', parameters: publish })).resolves.toContain('CreateTopicResponse');
});

describe('who has keys, but not those of the root user', () => {
  const READS = [{ Action: ['codeconnections:ListConnections', 'iam:ListUsers'] }];
  let env: Record<string, string>;
  beforeAll(async () => {
    env = { ...aws.env, ...(await roleWith(aws.env, READS)) };
  });

  test('may do what the role may', async () => {
    expect(await awsRequest(env, { service: 'iam', parameters: LIST_USERS })).toContain('ListUsersResponse');
  });

  test.each<[string, AwsRequest]>([
    ['ask ministack for what is its own', { service: 'iam', path: '/_ministack/reset' }],
    [
      'ask Git sync for its role',
      { service: 'codeconnections', target: 'CodeConnections_20231201._AssumeRole', body: {} },
    ],
    ['put events of AWS', { service: 'codeconnections', target: 'CodeConnections_20231201._PutEvents', body: {} }],
    [
      'name an operation that is allowed in the query, and another one as the target',
      {
        service: 'codeconnections',
        path: '/?Action=ListConnections',
        target: 'CodeConnections_20231201.CreateConnection',
      },
    ],
    [
      'name an operation that is allowed in the query, and another one in the body',
      {
        service: 'iam',
        path: '/?Action=ListUsers&Version=2010-05-08',
        parameters: { ...LIST_USERS, Action: 'ListRoles' },
      },
    ],
  ])('may not %s', async (_, request) => {
    await expect(awsRequest(env, request)).rejects.toThrow(/ failed with 4/);
  });

  /** Sends what a holder of these keys has signed, as a client of the service would not. */
  async function signedRaw(
    service: string,
    path: string,
    sent: { headers?: object; body?: string | Buffer; query?: object },
  ) {
    const { host } = new URL(aws.endpoint);
    const { headers = {}, body = '', query = {} } = sent;
    const credentials = {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    };
    const scope = { service, region: 'us-east-1', uriEscapePath: service !== 's3' };
    const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256 });
    const request = { method: 'POST', protocol: 'http:', hostname: host, path, body, query: { ...query } };
    const signed = await signer.sign({ ...request, headers: { host, ...headers } });
    const search = new URLSearchParams({ ...query }).toString();
    return rawRequest(aws.endpoint, {
      method: 'POST',
      path: search ? `${path}?${search}` : path,
      headers: Object.entries(signed.headers),
      body,
    });
  }

  const REFUSED = { status: 403, text: expect.stringMatching(/names one operation|not authorized/) };
  const CREATE_USER = 'Action=CreateUser&Version=2010-05-08&UserName=evil';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  test.each([
    'application/x-amz-json-1.1',
    'application/json',
    'text/plain',
    'Application/X-WWW-Form-Urlencoded',
    'multipart/form-data',
    '',
  ])('may not name an operation in a body of the type %j, where IAM does not look', async (type) => {
    const sent = { headers: type ? { 'content-type': type } : {}, body: CREATE_USER };
    expect(await signedRaw('iam', '/', sent)).toMatchObject(REFUSED);
    expect(await signedRaw('iam', '/x', sent)).toMatchObject(REFUSED);
    for (const path of ['/WriteGetObjectResponse', '/Executex']) {
      expect(await signedRaw('iam', path, sent)).toMatchObject({ status: 403 });
    }
    expect(await signedRaw('iam', '//', sent)).toMatchObject({ status: 403 });
  });

  test.each<[string, string, string, { headers?: object; body?: string | Buffer; query?: object }]>([
    [
      'an encoded name',
      'iam',
      '/',
      { headers: form, query: { Action: 'ListUsers' }, body: CREATE_USER.replace('A', '%41') },
    ],
    [
      'a body that is packed',
      'iam',
      '/',
      { headers: { ...form, 'content-encoding': 'gzip' }, query: { Action: 'ListUsers' }, body: gzipSync(CREATE_USER) },
    ],
    [
      'a name that is allowed in the query, and another one in the form',
      'sts',
      '/',
      {
        headers: form,
        query: { RoleArn: 'arn:aws:iam::123456789012:role/harmless' },
        body: 'Action=AssumeRole&Version=2011-06-15&RoleSessionName=s&RoleArn=arn:aws:iam::123456789012:role/role-1',
      },
    ],
    ['a target, and a form', 'iam', '/', { headers: { ...form, 'x-amz-target': 'x.ListUsers' }, body: CREATE_USER }],
    [
      'a target of a service that has none',
      'iam',
      '/',
      { headers: { 'x-amz-target': 'x.ListUsers' }, body: CREATE_USER },
    ],
    [
      'a type that is two',
      'iam',
      '/',
      {
        headers: {
          'content-type': 'application/x-amz-json-1.1; x-www-form-urlencoded',
          'x-amz-target': 'x.CreateUser',
        },
      },
    ],
    [
      'a target beside the path of a function',
      'lambda',
      '/2015-03-31/functions/f/invocations',
      { headers: { 'x-amz-target': 'AWSLambda.ListFunctions' } },
    ],
    [
      'a form to the path of a function',
      'lambda',
      '/2015-03-31/functions/f/invocations',
      { headers: form, body: 'Action=ListFunctions' },
    ],
    ['an operation beside the key of an object', 's3', '/bucket/key', { query: { Action: 'ListAllMyBuckets' } }],
    [
      'a target beside the path of a mail',
      'ses',
      '/v2/email/outbound-emails',
      { headers: { 'x-amz-target': 'CodeConnections_20231201.ListConnections' }, body: '{}' },
    ],
    [
      'an operation beside the path of a statement',
      'rds-data',
      '/Execute',
      { query: { Action: 'ListUsers' }, body: '{}' },
    ],
  ])('may not have one operation allowed, and another one done: %s', async (_, service, path, sent) => {
    expect((await signedRaw(service, path, sent)).status).toBe(403);
  });
});

describe('a presigned address of an object', () => {
  const expires = Math.floor(Date.now() / 1000) + 600;
  /** As boto3 makes it by itself: the signature is over the path, and not over the query. */
  const older = (path: string) => {
    const { accessKeyId, secretAccessKey } = aws.simulator.credentials();
    const signature = createHmac('sha1', secretAccessKey).update(`GET\n\n\n${expires}\n${path}`).digest('base64');
    const query = { AWSAccessKeyId: accessKeyId, Signature: signature, Expires: String(expires) };
    return `${path}?${new URLSearchParams(query)}`;
  };
  const at = (method: string, path: string, headers: [string, string][] = []) =>
    rawRequest(aws.endpoint, { method, path, headers: [['Host', new URL(aws.endpoint).host], ...headers] });

  async function presignedCall(): Promise<string> {
    const { host } = new URL(aws.endpoint);
    const credentials = aws.simulator.credentials();
    const signer = new SignatureV4({ service: 'sts', region: 'us-east-1', credentials, sha256: Sha256 });
    const asked = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    const request = { method: 'GET', protocol: 'http:', hostname: host, path: '/', headers: { host }, query: asked };
    const { query } = await signer.presign(request);
    return `/?${new URLSearchParams(query as Record<string, string>)}`;
  }

  test('gives the object, in the older way too, and nothing else in the name of who signed it', async () => {
    await put('/shared');
    await put('/shared/page.html', 'hello');
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

  test('takes no headers of AWS that are not signed', async () => {
    await put('/private');
    await put('/private/secret', 'secret');
    const { host } = new URL(aws.endpoint);
    const credentials = aws.simulator.credentials();
    const scope = { service: 's3', region: 'us-east-1', uriEscapePath: false };
    const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256 });
    const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const request = { method: 'PUT', protocol: 'http:', hostname: host, path: '/private/copy', headers };
    const { query } = await signer.presign(request, { unhoistableHeaders: new Set() });
    const path = `/private/copy?${new URLSearchParams(query as Record<string, string>)}`;
    expect((await at('PUT', path, [['x-amz-copy-source', '/private/secret']])).status).toBe(403);
    expect((await at('PUT', path)).status).toBe(200);
  });
});

describe('what an app opens itself', () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const functionWithUrl = (name: string, AuthType: string) => ({
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: 'exports.handler = async ({ rawPath }) => ({ statusCode: 200, body: "path " + rawPath })' },
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime: 'nodejs24.x',
      },
    },
    [`${name}Url`]: { Type: 'AWS::Lambda::Url', Properties: { AuthType, TargetFunctionArn: { Ref: name } } },
    [`${name}Permission`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunctionUrl',
        FunctionName: { Ref: name },
        FunctionUrlAuthType: AuthType,
        Principal: '*',
      },
    },
  });
  let urls: Record<string, string>;

  beforeAll(async () => {
    urls = await new Stacks(aws.env).create('function-urls', {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [trust] } } },
        ...functionWithUrl('Open', 'NONE'),
        ...functionWithUrl('Closed', 'AWS_IAM'),
      },
      Outputs: {
        Open: { Value: { 'Fn::GetAtt': ['OpenUrl', 'FunctionUrl'] } },
        Closed: { Value: { 'Fn::GetAtt': ['ClosedUrl', 'FunctionUrl'] } },
      },
    });
  });

  const get = (name: string, path: string, headers: [string, string][] = []) => {
    const [id] = new URL(urls[name]).hostname.split('.');
    const host = `${id}.lambda-url.us-east-1.localhost:${new URL(aws.endpoint).port}`;
    return rawRequest(aws.endpoint, { path, headers: [['Host', host], ...headers] });
  };

  test('a function URL is open to everybody on this machine, if the app says so, and to no page of another site', async () => {
    expect(await get('Open', '/x')).toMatchObject({ status: 200, text: expect.stringContaining('path /x') });
    expect((await get('Open', '/x', [['Origin', 'https://evil.example.com']])).status).toBe(403);
    expect((await get('Closed', '/x')).status).toBe(403);
    expect((await get('Closed', '/x', [['Authorization', 'x']])).status).toBe(403);
    const claim = '?X-Amz-Credential=AKIALOCAL123456789012/20260101/us-east-1/s3/aws4_request&X-Amz-Signature=0';
    for (const headers of [[], [['Authorization', 'x']] as [string, string][]]) {
      expect((await get('Closed', `/x${claim}&X-Amz-Algorithm=AWS4-HMAC-SHA256`, headers)).status).toBe(403);
    }
  });

  test('whatever is asked for under its name comes to the function, and to nothing of the local AWS', async () => {
    for (const path of [
      '/_ministack/config',
      '/v20180820/accesspoint/any',
      '/v2/_catalog',
      '/iceberg/v1/config',
      '/login',
    ]) {
      expect(await get('Open', path)).toMatchObject({ status: 200, text: expect.stringContaining(`path ${path}`) });
    }
  });

  test('a presigned address of an object', async () => {
    await put('/presigned');
    await put('/presigned/page.html', 'hello');
    const { host } = new URL(aws.endpoint);
    const credentials = aws.simulator.credentials();
    const scope = { service: 's3', region: 'us-east-1', uriEscapePath: false };
    const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256 });
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
    const path = `/presigned/page.html?${new URLSearchParams(query as Record<string, string>)}`;
    expect(await rawRequest(aws.endpoint, { path, headers: [['Host', host]] })).toMatchObject({ status: 200 });
    const other = path.replace('page.html', 'other.html');
    expect(await rawRequest(aws.endpoint, { path: other, headers: [['Host', host]] })).toMatchObject({ status: 403 });
  });
});

test('the keys of a function cannot be computed from its name', async () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const everything = {
    PolicyName: 'p',
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  };
  await new Stacks(aws.env).create('function-keys', {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: 'admin', AssumeRolePolicyDocument: { Statement: [trust] }, Policies: [everything] },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'worker',
          Code: { ZipFile: 'exports.handler = async () => process.env.AWS_ACCESS_KEY_ID' },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
        },
      },
    },
  });
  const path = '/2015-03-31/functions/worker/invocations';
  const used = await awsRequest<string>(aws.env, { service: 'lambda', path });

  // As ministack makes them by itself.
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const digest = hash('arn:aws:lambda:us-east-1:123456789012:function:worker:arn:aws:iam::123456789012:role/admin');
  const guessed = {
    AWS_ACCESS_KEY_ID: `ASIA${digest.slice(0, 16).toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: hash(`secret:${digest}`),
    AWS_SESSION_TOKEN: hash(`token:${digest}`),
  };
  expect(used).not.toBe(guessed.AWS_ACCESS_KEY_ID);
  const attempt = awsRequest({ ...aws.env, ...guessed }, { service: 'iam', parameters: LIST_USERS });
  await expect(attempt).rejects.toThrow(/InvalidClientTokenId/);
});

describe('the simulator', () => {
  const host = () => ['Host', new URL(aws.simulator.url).host] as const;
  const control = (headers: readonly (readonly [string, string])[]) =>
    rawRequest(aws.simulator.url, { method: 'POST', path: '/_simulator/reset', headers: [host(), ...headers] });

  test('is controlled with the token of this start only', async () => {
    expect(await control([])).toMatchObject({ status: 403 });
    expect(await control([['x-sim-token', aws.simulator.secrets.formToken]])).toMatchObject({ status: 403 });
    expect(await control([['x-sim-token', `${aws.simulator.token}x`]])).toMatchObject({ status: 403 });
    const state = { path: '/_simulator/state', headers: [host()] };
    expect(await rawRequest(aws.simulator.url, state)).toMatchObject({ status: 403 });
    expect(await control([['x-sim-token', aws.simulator.token]])).toMatchObject({ status: 200 });
  });

  test('a request does not come from AWS itself, nor for another account, because it says so', async () => {
    const claims = [
      ['x-sim-internal', '1'],
      ['x-sim-account', '210987654321'],
      ['x-sim-region', 'us-east-1'],
      ['content-type', 'application/x-amz-json-1.0'],
      ['x-amz-target', LIST_CONNECTIONS],
    ] as const;
    const { status, text } = await rawRequest(aws.simulator.url, call([host(), ...claims]));
    expect([status, text]).toEqual([400, expect.stringContaining('MissingAuthenticationToken')]);
  });

  test('the token is in no page and no response, and the secret keys are not either', async () => {
    const page = await (await fetch(aws.simulator.url)).text();
    const state = await fetch(`${aws.simulator.url}/_simulator/state`, {
      headers: { 'x-sim-token': aws.simulator.token },
    });
    for (const text of [page, await state.text()]) {
      for (const secret of [aws.simulator.token, aws.simulator.secrets.keySeed]) expect(text).not.toContain(secret);
    }
  });

  test('further keys are issued to who has the token', async () => {
    const response = await fetch(`${aws.simulator.url}/_simulator/credentials`, {
      method: 'POST',
      headers: { 'x-sim-token': aws.simulator.token },
      body: JSON.stringify({ account: '210987654321' }),
    });
    const { accessKeyId, secretAccessKey } = (await response.json()) as {
      accessKeyId: string;
      secretAccessKey: string;
    };
    const env = { ...aws.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const parameters = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    expect(await awsRequest(env, { service: 'sts', parameters })).toContain('<Account>210987654321</Account>');
  });

  test('another page of this machine may lead a person to a page, which changes nothing, and do nothing else', async () => {
    const from = (site: string, mode: string, dest: string) =>
      [host(), ['Sec-Fetch-Site', site], ['Sec-Fetch-Mode', mode], ['Sec-Fetch-Dest', dest]] as const;
    const get = async (headers: ReturnType<typeof from>, path = '/', method = 'GET') =>
      (await rawRequest(aws.simulator.url, { method, path, headers })).status;
    expect(await get(from('same-site', 'navigate', 'document'))).toBe(200);
    expect(await get(from('none', 'navigate', 'document'))).toBe(200);
    expect(await get(from('same-site', 'navigate', 'iframe'))).toBe(403);
    expect(await get(from('same-site', 'no-cors', 'image'))).toBe(403);
    expect(await get(from('cross-site', 'navigate', 'document'))).toBe(403);
    expect(await get(from('same-site', 'navigate', 'document'), '/', 'POST')).toBe(403);
    expect(await get(from('same-site', 'navigate', 'document'), '/_simulator/state')).toBe(403);
  });
});
