/** The AWS SDK of functions: their own, that of the user's project, or one that is installed on first use. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { FunctionSdk } from '../../../../local/aws/function-sdk';
import { type LocalAws, ministackPython, startLocalAws } from '../../../../local/aws/local-aws';
import { customResourceStack, functionStack, invoke, PYTHON } from './functions';
import { role } from './roles';
import { Stacks } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

/** A small package of the SDK without clients. */
const SMALL = '@aws-sdk/util-arn-parser';
const CLOSED = 'http://127.0.0.1:1/';

let aws: LocalAws;
let stacks: Stacks;
let cache: string;
let lines: string[] = [];
let count = 0;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'local-aws-cache-'));
  const python = dirname(dirname(await ministackPython(console.log)));
  symlinkSync(python, join(cache, basename(python))); // only the SDK is installed anew
  process.env.CDK_CODECONNECTIONS_LOCAL_CACHE = cache;
  aws = await startLocalAws({ port: 0, simulatorPort: 0, log: (line) => lines.push(line) });
  stacks = new Stacks(aws);
});

beforeEach(() => {
  count += 1;
  lines = [];
});

afterEach(() => {
  delete process.env.npm_config_registry;
});

afterAll(async () => {
  await aws.stop();
  rmSync(cache, { recursive: true, force: true });
});

const name = () => `sdk-${count}`;

/** Deploys a function and invokes it. */
async function run<T>(code: string, properties: object = {}): Promise<T> {
  const { Name } = await stacks.create(name(), functionStack(code, properties));
  return invoke<T>(aws.env, Name);
}

test('a client of the project of the user works with the endpoint and the role of the function', async () => {
  const template = functionStack(`
    const { CodeStarConnectionsClient, ListConnectionsCommand } = require('@aws-sdk/client-codestar-connections');
    exports.handler = async () => new CodeStarConnectionsClient({}).send(new ListConnectionsCommand({}));`);
  const { Name } = await stacks.create(name(), template);
  expect(await invoke(aws.env, Name)).toMatchObject({ errorType: 'AccessDeniedException' });

  template.Resources.Role = role({ Service: 'lambda.amazonaws.com' }, [
    { Action: 'codestar-connections:ListConnections' },
  ]);
  await stacks.update(name(), template);

  expect(await invoke(aws.env, Name)).toMatchObject({ Connections: [] });
  expect(lines).toEqual([]);
});

describe('without a network', () => {
  const CLIENT = '@aws-sdk/client-s3';

  beforeEach(() => {
    process.env.npm_config_registry = CLOSED;
  });

  test.each([
    ['require', `require('${CLIENT}'); exports.handler = async () => {};`],
    ['import', `exports.handler = () => import('${CLIENT}');`],
  ])('the error of a function with %s says what is missing and the way out, in one line', async (_, code) => {
    const { errorMessage } = await run<{ errorMessage: string }>(code);

    expect(errorMessage).toMatch(
      new RegExp(
        `Cannot find module '${CLIENT}': AWS's runtime has it, and npm could not install it here \\(.*ECONNREFUSED.*\\): ` +
          `run \`npm install ${CLIENT}\` in ${process.cwd()}, or have a network once$`,
      ),
    );
  });

  test('it is the reason why the custom resource fails', async () => {
    const reason = await stacks.failure('CreateStack', name(), customResourceStack(`require('${CLIENT}');`));

    expect(reason).toContain(`Cannot find module '${CLIENT}': AWS's runtime has it`);
    expect(reason).toContain(`npm install ${CLIENT}`);
  });
});

test('a package that is nowhere is installed, once, and the log says so', async () => {
  const code = `
    const { parse } = require('${SMALL}');
    exports.handler = async () => [parse('arn:aws:sns:eu-west-1:1:t').region, (await import('${SMALL}')).parse === parse];`;

  expect(await run(code)).toEqual(['eu-west-1', true]);
  expect(lines).toEqual([`Installing ${SMALL}, once, into ${join(cache, 'aws-sdk')}`]);

  count += 1;
  expect(await run(code)).toEqual(['eu-west-1', true]);
  expect(lines).toHaveLength(1);
});

test('a second installation waits for the first, in whichever process', async () => {
  const folder = mkdtempSync(join(cache, 'shared-'));
  const own = () => new FunctionSdk({ folder, log: (line) => lines.push(line) });

  const answers = await Promise.all([own().provide(SMALL), own().provide(SMALL)]);

  expect(answers).toEqual([{ folder }, { folder }]);
  expect(lines.filter((line) => line.startsWith('Installing'))).toHaveLength(1);
});

test('an installation that was interrupted is made anew', async () => {
  const folder = mkdtempSync(join(cache, 'interrupted-'));
  mkdirSync(join(folder, 'node_modules', SMALL), { recursive: true });
  writeFileSync(join(folder, 'node_modules', SMALL, 'package.json'), '{}');
  writeFileSync(join(folder, 'unfinished'), '');

  expect(await new FunctionSdk({ folder, log: () => {} }).provide(SMALL)).toEqual({ folder });

  expect(readdirSync(join(folder, 'node_modules', SMALL))).toContain('dist-cjs');
  expect(readdirSync(folder)).not.toContain('unfinished');
});

test.each([
  'left-pad',
  '@aws-sdk/../left-pad',
  '@aws-sdk/client-s3@2',
  '@AWS-SDK/client-s3',
  '@aws-sdk/client-s3 left-pad',
  '@aws-sdk/-g',
  'aws-sdk',
])('nothing else is installed: %s', async (other) => {
  const folder = join(cache, 'never');

  expect(await new FunctionSdk({ folder, log: (line) => lines.push(line) }).provide(other)).toEqual({});

  expect(lines).toEqual([]);
  expect(readdirSync(cache)).not.toContain('never');
});

test('a package that the registry does not have is not found, as any other', async () => {
  expect(await run("require('@aws-sdk/client-no-such-service'); exports.handler = async () => {};")).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Error: Cannot find module '@aws-sdk/client-no-such-service'\nRequire stack:\n- /var/task/index.js",
  });
});

test('stopping ends an installation', async () => {
  const sdk = new FunctionSdk({ folder: join(cache, 'stopped'), log: () => void sdk.stop() });

  expect(await sdk.provide(SMALL)).toMatchObject({ problem: expect.stringContaining('abort') });
});

test('stopping ends the wait for another process', async () => {
  const folder = mkdtempSync(join(cache, 'waiting-'));
  writeFileSync(join(folder, 'lock'), String(process.pid));
  const sdk = new FunctionSdk({ folder, log: () => void sdk.stop() });

  expect(await sdk.provide(SMALL)).toMatchObject({ problem: expect.stringContaining('abort') });
});

test('a Python function has boto3, with the endpoint and the role of the function', async () => {
  const code = `
import boto3, botocore, s3transfer, jmespath, dateutil, urllib3
def handler(event, context):
    return boto3.client('sts').get_caller_identity()['Arn'].split('/')[-1] == context.function_name`;

  expect(await run(code, { Runtime: PYTHON })).toBe(true);
});
