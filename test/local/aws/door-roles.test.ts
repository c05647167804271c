/** Requests of a role: IAM decides on the one operation that a request names. */
import { gzipSync } from 'node:zlib';
import { type AwsRequest, awsRequest } from '../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { roleWith } from './ministack/roles';
import { rawRequest } from './raw-request';
import { LIST_USERS, search, signerOf } from './signed-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

describe('a role', () => {
  const READS = [{ Action: ['codeconnections:ListConnections', 'iam:ListUsers'] }];
  let env: Record<string, string>;
  beforeAll(async () => {
    env = { ...aws.env, ...(await roleWith(aws.env, READS)) };
  });

  test('may do what its policy allows', async () => {
    expect(await awsRequest(env, { service: 'iam', parameters: LIST_USERS })).toContain('ListUsersResponse');
  });

  test.each<[string, AwsRequest]>([
    ['call the paths of ministack itself', { service: 'iam', path: '/_ministack/reset' }],
    [
      'assume a role as Git sync',
      { service: 'codeconnections', target: 'CodeConnections_20231201._AssumeRole', body: {} },
    ],
    [
      'put events of AWS services',
      { service: 'codeconnections', target: 'CodeConnections_20231201._PutEvents', body: {} },
    ],
    [
      'name an allowed operation in the query and another one in X-Amz-Target',
      {
        service: 'codeconnections',
        path: '/?Action=ListConnections',
        target: 'CodeConnections_20231201.CreateConnection',
      },
    ],
    [
      'name an allowed operation in the query and another one in the body',
      {
        service: 'iam',
        path: '/?Action=ListUsers&Version=2010-05-08',
        parameters: { ...LIST_USERS, Action: 'ListRoles' },
      },
    ],
  ])('may not %s', async (_, request) => {
    await expect(awsRequest(env, request)).rejects.toThrow(/ failed with 4/);
  });

  /** Sends a signed request that no client of the service would send. */
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
    const request = { method: 'POST', protocol: 'http:', hostname: host, path, body, query: { ...query } };
    const signed = await signerOf(service, credentials).sign({ ...request, headers: { host, ...headers } });
    return rawRequest(aws.endpoint, {
      method: 'POST',
      path: Object.keys(query).length > 0 ? `${path}?${search(query)}` : path,
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
  ])('may not name an operation in a body of the content type %j, which IAM does not read', async (type) => {
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
      'a percent-encoded name in the body',
      'iam',
      '/',
      { headers: form, query: { Action: 'ListUsers' }, body: CREATE_USER.replace('A', '%41') },
    ],
    [
      'a compressed body',
      'iam',
      '/',
      { headers: { ...form, 'content-encoding': 'gzip' }, query: { Action: 'ListUsers' }, body: gzipSync(CREATE_USER) },
    ],
    [
      'an allowed resource in the query, another one in the form',
      'sts',
      '/',
      {
        headers: form,
        query: { RoleArn: 'arn:aws:iam::123456789012:role/harmless' },
        body: 'Action=AssumeRole&Version=2011-06-15&RoleSessionName=s&RoleArn=arn:aws:iam::123456789012:role/role-1',
      },
    ],
    ['a target and a form', 'iam', '/', { headers: { ...form, 'x-amz-target': 'x.ListUsers' }, body: CREATE_USER }],
    [
      'a target for a service without targets',
      'iam',
      '/',
      { headers: { 'x-amz-target': 'x.ListUsers' }, body: CREATE_USER },
    ],
    [
      'two content types in one',
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
      'a target and the path of a function',
      'lambda',
      '/2015-03-31/functions/f/invocations',
      { headers: { 'x-amz-target': 'AWSLambda.ListFunctions' } },
    ],
    [
      'a form and the path of a function',
      'lambda',
      '/2015-03-31/functions/f/invocations',
      { headers: form, body: 'Action=ListFunctions' },
    ],
    [
      'an operation in the query and the key of an object',
      's3',
      '/bucket/key',
      { query: { Action: 'ListAllMyBuckets' } },
    ],
    [
      'a target and the path of an email',
      'ses',
      '/v2/email/outbound-emails',
      { headers: { 'x-amz-target': 'CodeConnections_20231201.ListConnections' }, body: '{}' },
    ],
    [
      'an operation in the query and the path of an SQL statement',
      'rds-data',
      '/Execute',
      { query: { Action: 'ListUsers' }, body: '{}' },
    ],
  ])(
    'is refused a request in which IAM and the service could read different operations: %s',
    async (_, service, path, sent) => {
      expect((await signedRaw(service, path, sent)).status).toBe(403);
    },
  );
});

test('a value that looks like the name of an operation is served as a value', async () => {
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
