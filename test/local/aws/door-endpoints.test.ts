/** Functions of an app: their URLs, and their keys. */
import { createHash } from 'node:crypto';
import { awsRequest } from '../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { Stacks } from './ministack/stacks';
import { rawRequest } from './raw-request';
import { LIST_USERS } from './signed-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

describe('a function URL', () => {
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
    urls = await new Stacks(aws).create('function-urls', {
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

  test('serves requests without a signature only if its AuthType is NONE, and none of a page of another site', async () => {
    expect(await get('Open', '/x')).toMatchObject({ status: 200, text: expect.stringContaining('path /x') });
    expect((await get('Open', '/x', [['Origin', 'https://evil.example.com']])).status).toBe(403);
    expect((await get('Closed', '/x')).status).toBe(403);
    expect((await get('Closed', '/x', [['Authorization', 'x']])).status).toBe(403);
    const claim = '?X-Amz-Credential=AKIALOCAL123456789012/20260101/us-east-1/s3/aws4_request&X-Amz-Signature=0';
    for (const headers of [[], [['Authorization', 'x']] as [string, string][]]) {
      expect((await get('Closed', `/x${claim}&X-Amz-Algorithm=AWS4-HMAC-SHA256`, headers)).status).toBe(403);
    }
  });

  test('sends every path to the function, and none to ministack', async () => {
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
});

test('the keys of a function cannot be computed from its name', async () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const everything = {
    PolicyName: 'p',
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  };
  await new Stacks(aws).create('function-keys', {
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
