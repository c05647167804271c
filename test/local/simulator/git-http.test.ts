import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import type { ServiceName } from '../../../local/simulator/model/operations.ts';
import { availableConnection, client } from './client.ts';
import { Git, type Keys, loginFor, withLogin } from './git.ts';

jest.setTimeout(30_000);

const REGION = 'us-east-1';
const ACCOUNT = '123456789012';
const LIB = 'my-org/lib';

let simulator: Simulator;
let git: Git;
let arn: string;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  simulator.reset();
  git = new Git();
  arn = await connect();
  simulator.push({ repository: LIB, branch: 'main', files: { 'README.md': 'one\n', 'src/a.ts': 'a', 'src.txt': '' } });
});
afterEach(() => git.remove());

const connect = (service: ServiceName = 'codeconnections') =>
  availableConnection(client(simulator, { service }), (each) => simulator.completeConnection(each), service);
const pathOf = (connectionArn: string, repository = `${LIB}.git`) => {
  const [, , , region, account, resource] = connectionArn.split(':');
  return `/git-http/${account}/${region}/${resource.split('/')[1]}/${repository}`;
};
const addressOf = (...given: Parameters<typeof pathOf>) => `${simulator.url}${pathOf(...given)}`;
/** The same at a host as AWS has it. */
const awsAddressOf = (connectionArn: string) => {
  const [, , service, region] = connectionArn.split(':');
  return addressOf(connectionArn).replace('127.0.0.1', `${service}.${region}.amazonaws.com.localhost`);
};
const signedIn = (address: string, keys: Keys = simulator.credentials(), region = REGION) =>
  withLogin(loginFor(address, keys, region));
const read = (address: string, env = signedIn(address)) => git.run(['ls-remote', address], env);
const file = (...path: string[]) => readFileSync(join(git.folder, ...path), 'utf8');

describe('a clone', () => {
  test('has the files, branches and commits that were pushed, under the ids of the API', async () => {
    const first = simulator.push({ repository: LIB, branch: 'main', files: {} });
    simulator.push({ repository: LIB, branch: 'feature/ü', files: { 'only.txt': 'é' } });
    const last = simulator.push({ repository: LIB, branch: 'main', files: { 'README.md': 'two\n', 'src/a.ts': null } });
    const address = addressOf(arn);
    expect(await git.run(['clone', address, 'lib'], signedIn(address))).toMatchObject({ code: 0 });
    expect(file('lib', 'README.md')).toBe('two\n');
    const lib = (...args: string[]) => git.run(['-C', 'lib', ...args]);
    expect((await lib('log', '--format=%H', 'main')).out.split('\n').slice(0, 2)).toEqual([last, first]);
    expect((await lib('ls-tree', '-r', '--name-only', 'main')).out).toBe('README.md\nsrc.txt\n');
    expect((await lib('show', 'origin/feature/ü:only.txt')).out).toBe('é');
    expect(await lib('fsck', '--strict', '--full')).toMatchObject({ code: 0 });
  });

  test.each(['0', '1', '2'])('is made in version %s of the protocol, also of a part', async (version) => {
    for (let i = 0; i < 60; i++) simulator.push({ repository: LIB, branch: `b${i}`, files: { a: `${i}` } });
    const address = addressOf(arn);
    const protocol = ['-c', `protocol.version=${version}`];
    const clone = [...protocol, 'clone', '--depth=1', '--no-single-branch', address, 'lib'];
    expect(await git.run(clone, signedIn(address))).toMatchObject({ code: 0 });
    simulator.push({ repository: LIB, branch: 'main', files: { 'README.md': 'three\n' } });
    // With so many branches the request is long enough to be compressed.
    expect(await git.run([...protocol, '-C', 'lib', 'pull', '--unshallow'], signedIn(address))).toMatchObject({
      code: 0,
    });
    expect(file('lib', 'README.md')).toBe('three\n');
  });

  test('is made with a session token, which is not looked at', async () => {
    const keys = { ...simulator.credentials(), sessionToken: 'token' };
    expect(await read(addressOf(arn), signedIn(addressOf(arn), keys))).toMatchObject({ code: 0 });
  });

  test('is made of an address without .git, of a repository in subgroups, and over a connection of the old prefix', async () => {
    const old = await connect('codestar-connections');
    simulator.push({ repository: 'group/sub/lib', branch: 'trunk', files: { a: 'b' } });
    for (const address of [addressOf(arn, LIB), addressOf(arn, 'group/sub/lib.git'), addressOf(old)]) {
      expect(await read(address)).toMatchObject({ code: 0, out: expect.stringContaining('HEAD') });
    }
  });
});

describe('Git says what is wrong', () => {
  const refused = async (address: string, reason: RegExp, env = signedIn(address)) => {
    const { code, err } = await read(address, env);
    expect([code, err]).toEqual([128, expect.stringMatching(reason)]);
  };

  test('with a connection that is pending, deleted or unknown', async () => {
    const call = client(simulator);
    const { ConnectionArn } = await call('CreateConnection', { ConnectionName: 'new', ProviderType: 'GitHub' });
    await refused(addressOf(ConnectionArn), /remote: connection arn:.* is PENDING, and has to be AVAILABLE/);
    simulator.failConnection(ConnectionArn);
    await refused(addressOf(ConnectionArn), /remote: connection arn:.* is ERROR/);
    await call('DeleteConnection', { ConnectionArn });
    await refused(addressOf(ConnectionArn), /remote: there is no connection arn:/);
  });

  test('with a connection of another account, and with one of another Region', async () => {
    const address = addressOf(arn);
    await refused(
      address,
      /remote: account 210987654321 may not/,
      signedIn(address, simulator.credentials('210987654321')),
    );
    const elsewhere = address.replace('/us-east-1/', '/eu-west-1/');
    await refused(elsewhere, /there is no connection/, signedIn(elsewhere, simulator.credentials(), 'eu-west-1'));
  });

  test('with a repository to which nothing was pushed', async () => {
    await refused(addressOf(arn, 'my-org/other.git'), /remote: nothing was pushed to the repository my-org\/other yet/);
  });

  test.each<[string, () => Record<string, string>]>([
    ['no login', () => ({})],
    [
      'keys of another start',
      () => signedIn(addressOf(arn), { ...simulator.credentials(), secretAccessKey: 'x'.repeat(40) }),
    ],
    [
      'a key that the simulator does not know',
      () => signedIn(addressOf(arn), { accessKeyId: 'AKIA', secretAccessKey: 'x' }),
    ],
    ['a signature for another repository', () => signedIn(addressOf(arn, 'my-org/other.git'))],
    ['a signature for another Region', () => signedIn(addressOf(arn), simulator.credentials(), 'eu-west-1')],
    ['a signature for another host', () => signedIn(awsAddressOf(arn))],
    ['what is no login', () => withLogin({ user: '', password: '' })],
  ])('with %s', async (_, env) => {
    const { code, err } = await read(addressOf(arn), env());
    expect([code, err]).toEqual([128, expect.stringMatching(/terminal prompts disabled|Authentication failed/)]);
  });

  test('with a push, an outage, and a simulator that cannot run Git', async () => {
    const address = addressOf(arn);
    await git.run(['clone', address, 'lib'], signedIn(address));
    expect(await git.run(['-C', 'lib', 'push'], signedIn(address))).toMatchObject({
      code: 128,
      err: expect.stringContaining('for reading only'),
    });
    simulator.configure({ outage: true });
    await refused(address, /remote: The service has an outage/);
    simulator.configure({ outage: false });
    const { PATH } = process.env;
    const env = { ...signedIn(address), PATH: PATH ?? '' };
    process.env.PATH = '/nowhere';
    try {
      await refused(address, /remote: git, which serves repositories, cannot be run/, env);
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('a request that is none of Git', () => {
  const send = async (path: string, headers: Record<string, string> = {}, method = 'GET', body = '') => {
    const { user, password } = loginFor(addressOf(arn), simulator.credentials(), REGION);
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const sent = request(new URL(simulator.url), {
      method,
      path,
      agent: false,
      headers: { authorization, ...headers },
    }).end(body);
    const [response] = await once(sent, 'response');
    return { status: response.statusCode as number, body: await text(response) };
  };
  const REFS = '/info/refs?service=git-upload-pack';

  test('is refused when a page in a browser sends it', async () => {
    const path = `${pathOf(arn)}${REFS}`;
    expect(await send(path)).toMatchObject({ status: 200 });
    const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const pages: Record<string, string>[] = [
      { origin: 'https://example.com' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', ...visit },
      { host: 'rebound.example.com' },
      { 'sec-purpose': 'prefetch' },
    ];
    for (const headers of pages) expect(await send(path, headers)).toMatchObject({ status: 403 });
  });

  test.each([
    ['/git-http/', 404],
    [`/git-http/${ACCOUNT}/us-east-1/id/my-org/lib.git`, 404],
    [`/git-http/${ACCOUNT}/us-east-1/id/my-org/lib.git/HEAD`, 404],
    [`/git-http/${ACCOUNT}/us-east-1/id/my-org/lib.git/objects/info/packs`, 404],
    ['/git-http/../../etc/passwd', 404],
  ])('has no file: %s', async (path, status) => {
    expect(await send(path)).toMatchObject({ status });
  });

  test.each(['../../../../etc', '..%2F..%2Fetc', 'my-org/lib.git/..', 'my-org/%00lib', '%E0%A4%A'])(
    'reaches no folder by the name of a repository: %s',
    async (name) => {
      const path = pathOf(arn, name);
      const { status } = await send(`${path}${REFS}`);
      expect([401, 404]).toContain(status);
    },
  );

  test('is refused by its method, its service and its body', async () => {
    const path = pathOf(arn);
    expect(await send(`${path}${REFS}`, {}, 'POST')).toMatchObject({ status: 405 });
    expect(await send(`${path}/git-upload-pack`)).toMatchObject({ status: 405 });
    expect(await send(`${path}/info/refs`)).toMatchObject({ status: 403 }); // the dumb protocol
    expect(await send(`${path}/info/refs?service=git-upload-archive`)).toMatchObject({ status: 403 });
    const post = (headers: Record<string, string>, body: string) =>
      send(
        `${path}/git-upload-pack`,
        { 'content-type': 'application/x-git-upload-pack-request', ...headers },
        'POST',
        body,
      );
    expect(await post({ 'content-encoding': 'gzip' }, 'no gzip')).toMatchObject({ status: 400 });
    expect(await post({}, 'no request of Git')).toMatchObject({
      status: 500,
      body: expect.stringContaining('refused'),
    });
  });
});

test.each([
  [{ a: '', 'a/b': '' }, /'a' cannot be a file and the folder of a\/b/],
  [{ 'a//b': '' }, /files must be paths/],
  [{ 'a/.GIT/config': '' }, /files must be paths/],
  [{ './a': '' }, /files must be paths/],
])('a push of what Git cannot have is refused: %j', (files, reason) => {
  expect(() => simulator.push({ repository: LIB, branch: 'new', files })).toThrow(reason);
  expect(() => simulator.push({ repository: LIB, branch: 'new', files: { a: '' } })).not.toThrow();
});

test.each(['a/.b', '.a', 'a.lock/b', 'a\u0007', 'a..b', 'a//b', '-a'])(
  'a push to the branch %j is refused, as Git does',
  (branch) => {
    const push = () => simulator.push({ repository: LIB, branch, files: { a: '' } });
    expect(push).toThrow('cannot be the name of a branch');
    expect(spawnSync('git', ['check-ref-format', '--branch', branch]).status).not.toBe(0);
  },
);

test('a push to a branch that would be a folder of another one is refused', () => {
  const push = (branch: string) => () => simulator.push({ repository: LIB, branch, files: { a: '' } });
  push('release/1')();
  expect(push('release')).toThrow("branch 'release' cannot be beside the branch 'release/1'");
  expect(push('release/1/fix')).toThrow("cannot be beside the branch 'release/1'");
  expect(push('release/2')).not.toThrow();
});
