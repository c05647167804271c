/** Git clients, which sign in with Basic authentication: IAM decides which repositories a role reads. */
import { awsRequest } from '../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { awsCli, Git, type Keys, localAddress, loginFor, withLogin } from '../simulator/git';
import { roleWith, type Statement } from './ministack/roles';
import { rawRequest } from './raw-request';

jest.setTimeout(120_000); // the first start makes the Python environment

const LIB = 'my-org/lib';
const TARGETS = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
};

let aws: LocalAws;
const git = new Git();
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  for (const repository of [LIB, 'my-org/other']) {
    aws.simulator.push({ repository, branch: 'main', files: { 'README.md': repository } });
  }
});
afterAll(() => {
  git.remove();
  return aws.stop();
});

async function connect(ConnectionName: string, service = 'codeconnections'): Promise<string> {
  const target = TARGETS[service as keyof typeof TARGETS];
  const { ConnectionArn } = await awsRequest<{ ConnectionArn: string }>(aws.env, {
    service,
    target: `${target}.CreateConnection`,
    body: { ConnectionName, ProviderType: 'GitHub' },
  });
  aws.simulator.completeConnection(ConnectionArn);
  return ConnectionArn;
}
const addressOf = (arn: string, repository = LIB) => {
  const [, , service, region, account, resource] = arn.split(':');
  const path = `git-http/${account}/${region}/${resource.split('/')[1]}/${repository}.git`;
  return localAddress(`https://${service}.${region}.amazonaws.com/${path}`, aws.endpoint);
};
const keysOf = (env: Record<string, string>): Keys => ({
  accessKeyId: env.AWS_ACCESS_KEY_ID,
  secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
  sessionToken: env.AWS_SESSION_TOKEN,
});
const read = (address: string, keys: Keys, region = 'us-east-1') =>
  git.run(['ls-remote', address, 'HEAD'], withLogin(loginFor(address, keys, region)));
const denied = (reason: RegExp) => ({ code: 128, err: expect.stringMatching(reason) });

/** What `readRepositories` of the library grants. */
const reads = (arn: string, repository = LIB): Statement[] =>
  ['codeconnections', 'codestar-connections'].map((prefix) => ({
    Action: `${prefix}:UseConnection`,
    Resource: arn,
    Condition: {
      StringEqualsIfExists: {
        [`${prefix}:FullRepositoryId`]: [repository],
        [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
      },
    },
  }));

test('a role reads the repository that it is allowed to, with temporary credentials, and no other one', async () => {
  const arn = await connect('one');
  const other = await connect('two');
  const keys = keysOf(await roleWith(aws.env, reads(arn)));
  expect(await read(addressOf(arn), keys)).toMatchObject({ code: 0 });
  const unallowed = /remote: User: arn:aws:sts::.* is not authorized to perform: codeconnections:UseConnection/;
  expect(await read(addressOf(arn, 'my-org/other'), keys)).toEqual({ ...denied(unallowed), out: '' });
  expect(await read(addressOf(other), keys)).toMatchObject(denied(unallowed));
  expect(
    await git.run(['clone', addressOf(arn), 'lib'], withLogin(loginFor(addressOf(arn), keys, 'us-east-1'))),
  ).toMatchObject({ code: 0 });
  const push = await git.run(['-C', 'lib', 'push'], withLogin(loginFor(addressOf(arn), keys, 'us-east-1')));
  expect(push).toMatchObject(denied(unallowed)); // it would need read_write
});

test.each<[key: string, right: string, wrong: string]>([
  ['FullRepositoryId', LIB, 'my-org/l'],
  ['OwnerId', 'my-org', 'my-org/lib'],
  ['RepositoryName', 'lib', 'lib.git'],
  ['ProviderAction', 'GitPull', 'GitPush'],
  ['ProviderPermissionsRequired', 'read_only', 'read_write'],
])('a policy may name %s', async (key, right, wrong) => {
  const arn = await connect(key);
  const allowing = (value: string) => [
    {
      Action: 'codeconnections:UseConnection',
      Resource: arn,
      Condition: { StringEquals: { [`codeconnections:${key}`]: value } },
    },
  ];
  expect(await read(addressOf(arn), keysOf(await roleWith(aws.env, allowing(right))))).toMatchObject({ code: 0 });
  expect(await read(addressOf(arn), keysOf(await roleWith(aws.env, allowing(wrong))))).toMatchObject(
    denied(/UseConnection/),
  );
});

test('a connection of the old prefix is read with the permission under that prefix', async () => {
  const arn = await connect('old', 'codestar-connections');
  const [ofNew, ofOld] = reads(arn);
  expect(await read(addressOf(arn), keysOf(await roleWith(aws.env, [ofOld])))).toMatchObject({ code: 0 });
  const denial = denied(/perform: codestar-connections:UseConnection/);
  expect(await read(addressOf(arn), keysOf(await roleWith(aws.env, [ofNew])))).toMatchObject(denial);
});

test('the root user reads all repositories of its account, and those of no other one', async () => {
  const arn = await connect('root');
  const address = addressOf(arn);
  expect(await read(address, aws.simulator.credentials())).toMatchObject({ code: 0 });
  const foreign = aws.simulator.credentials('210987654321');
  expect(await read(address, foreign)).toMatchObject(denied(/account 210987654321 may not use connections/));
  expect(await read(addressOf(`${arn}x`), aws.simulator.credentials())).toMatchObject(denied(/there is no connection/));
});

test('nobody reads with a login that is not right', async () => {
  const arn = await connect('wrong');
  const address = addressOf(arn);
  const keys = keysOf(await roleWith(aws.env, reads(arn)));
  const failed = denied(/Authentication failed|prompts disabled/);
  expect(await git.run(['ls-remote', address])).toMatchObject(failed);
  for (const wrong of [
    { ...keys, secretAccessKey: 'x' },
    { ...keys, sessionToken: 'x' },
    { ...keys, sessionToken: undefined },
    { ...aws.simulator.credentials(), secretAccessKey: 'x' },
    { accessKeyId: 'test', secretAccessKey: 'test' },
  ]) {
    expect(await read(address, wrong)).toMatchObject(failed);
  }
  expect(await read(address, keys, 'eu-west-1')).toMatchObject(failed);
  const signedAt = (minutes: number) =>
    withLogin(loginFor(address, keys, 'us-east-1', new Date(Date.now() + minutes * 60_000)));
  expect(await git.run(['ls-remote', address], signedAt(-14))).toMatchObject({ code: 0 });
  expect(await git.run(['ls-remote', address], signedAt(-16))).toMatchObject(failed);
  expect(await git.run(['ls-remote', address], signedAt(16))).toMatchObject(failed);
});

test('a page in a browser reads nothing, and other paths and hosts are none of Git', async () => {
  const arn = await connect('browser');
  const { pathname } = new URL(addressOf(arn));
  const { user, password } = loginFor(addressOf(arn), aws.simulator.credentials(), 'us-east-1');
  const login = ['authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`] as const;
  const { host } = new URL(addressOf(arn));
  const path = `${pathname}/info/refs?service=git-upload-pack`;
  const send = (...headers: (readonly [string, string])[]) =>
    rawRequest(aws.endpoint, { path, headers: [login, ...headers] }).then(({ status }) => status);
  expect(await send(['host', host])).toBe(200);
  expect(await send(['host', host], ['origin', 'https://example.com'])).toBe(403);
  expect(await send(['host', host], ['sec-fetch-site', 'cross-site'])).toBe(403);
  expect(await send(['host', 'rebound.example.com'])).toBe(403);
  expect(await send(['host', `bucket.s3.localhost:${new URL(aws.endpoint).port}`])).not.toBe(200);
});

test('the credential helper of the AWS CLI signs in with the keys of a role', async () => {
  const arn = await connect('helper');
  const env = await awsCli(keysOf(await roleWith(aws.env, reads(arn))));
  const helper = 'credential.helper=!aws --region us-east-1 codecommit credential-helper';
  const config = ['-c', helper, '-c', 'credential.useHttpPath=true'];
  expect(await git.run([...config, 'ls-remote', addressOf(arn), 'HEAD'], env)).toMatchObject({ code: 0 });
}, 300_000); // the first run installs the AWS CLI
