import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../local/aws/aws-request';
import { FunctionSdk } from '../../../local/aws/function-sdk';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { LocalAwsClient } from '../../../local/aws/local-aws-client';
import { MinistackProcess } from '../../../local/aws/ministack-process';
import { SimulatorClient, startSimulator } from '../../../local/simulator/index';
import { Stacks } from './ministack/stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

let running: LocalAws[];
let listener: Server | undefined;

beforeEach(() => {
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((aws) => aws.stop()));
  listener?.close();
  listener = undefined;
});

async function start(): Promise<LocalAws> {
  const aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  running.push(aws);
  return aws;
}

test('the credentials of its environment are of the account in it', async () => {
  const aws = await start();

  const parameters = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  const identity = await awsRequest<string>(aws.env, { service: 'sts', parameters });

  expect(identity).toContain(`<Account>${aws.env.CDK_DEFAULT_ACCOUNT}</Account>`);
  expect(aws.env.AWS_ENDPOINT_URL).toBe(aws.endpoint);
  expect(new URL(aws.endpoint).hostname).toBe('127.0.0.1');
});

test('both ports listen on loopback only', async () => {
  const aws = await start();
  const others = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal }) => !internal);

  for (const { address, family } of others) {
    const host = family === 'IPv6' ? `[${address}]` : address;
    for (const { port } of [new URL(aws.endpoint), new URL(aws.simulator.url)]) {
      await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow('fetch failed');
    }
  }
});

test('stopping leaves no process and no listener', async () => {
  const aws = await start();
  await deployFunction(aws);

  await aws.stop();

  expect(isRunning(-aws.pid)).toBe(false);
  await expect(fetch(aws.endpoint)).rejects.toThrow('fetch failed');
  await expect(aws.ended).resolves.toBeUndefined();
});

test('stopping twice is no error', async () => {
  const aws = await start();

  await Promise.all([aws.stop(), aws.stop()]);
  await aws.stop();
});

test('stopping does not wait for a custom resource that waits', async () => {
  const aws = await start();
  await deployFunction(aws, { waiting: true });
  const kill = process.kill.bind(process);
  const killedAlive: boolean[] = [];
  jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (signal === 'SIGKILL') killedAlive.push(isRunning(aws.pid));
    return kill(pid, signal);
  });

  await aws.stop();

  jest.restoreAllMocks();
  expect(killedAlive).toEqual([false]); // it had ended: only its workers are left to kill
  expect(isRunning(-aws.pid)).toBe(false);
});

test('two at once do not share resources', async () => {
  const [first, second] = await Promise.all([start(), start()]);

  const create = { ConnectionName: 'mine', ProviderType: 'GitHub' };
  await awsRequest(first.env, target('CreateConnection', create));

  expect(await awsRequest(first.env, target('ListConnections'))).toMatchObject({
    Connections: [{ ConnectionName: 'mine' }],
  });
  expect(await awsRequest(second.env, target('ListConnections'))).toMatchObject({ Connections: [] });
});

test('`ended` resolves to the reason when the process is killed', async () => {
  const aws = await start();

  process.kill(aws.pid, 'SIGKILL');

  expect(await aws.ended).toContain('it ended with SIGKILL');
});

test('a start that fails throws at once, with the output of the process and what to do', async () => {
  const simulator = await startSimulator();
  const attempt = MinistackProcess.start(
    '/bin/ls',
    0,
    simulator,
    new FunctionSdk({ folder: '/nowhere', log: () => {} }),
  ); // does not know the options

  await expect(attempt).rejects.toThrow(/did not start: it ended with exit code 2:\n.*option.*delete the folder \//s);
  await simulator.close();
});

test.each([
  ['port', '--port'],
  ['simulatorPort', '--simulator-port'],
])('a %s in use throws an error with the option that chooses another', async (option, flag) => {
  const port = await listen();

  const attempt = startLocalAws({ port: 0, simulatorPort: 0, [option]: port });

  await expect(attempt).rejects.toThrow(
    new RegExp(`cannot have port ${port} of 127\\.0\\.0\\.1: another program listens there.*${flag}`),
  );
});

test.each([
  'https://eu-west-1.console.aws.amazon.com/codesuite/settings/123456789012/eu-west-1/codeconnections/connections/a-b',
  'https://us-gov-west-1.console.amazonaws-us-gov.com/codesuite/settings/1/us-gov-west-1/codestar-connections/hosts/h',
])('the link %s leads to a page of the local console', (link) => {
  const aws = new LocalAwsClient({}, new SimulatorClient('http://127.0.0.1:4600', ''));

  expect(aws.consoleUrl(link)).toBe(`http://127.0.0.1:4600${new URL(link).pathname}`);
});

function target(operation: string, body?: object) {
  return { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body };
}

/** Deploys a custom resource, so that a worker runs; its function responds, or leaves the stack waiting. */
async function deployFunction(aws: LocalAws, { waiting = false } = {}): Promise<void> {
  const stacks = new Stacks(aws);
  const respond = `
    const body = JSON.stringify({ ...event, Status: 'SUCCESS', PhysicalResourceId: process.version });
    await fetch(event.ResponseURL, { method: 'PUT', body });`;
  const ZipFile = `exports.handler = async (event) => { ${waiting ? '' : respond} };`;
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await stacks.begin('CreateStack', 'function', {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [trust] } } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
          Timeout: 60,
        },
      },
      Resource: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
    },
    Outputs: { NodeVersion: { Value: { Ref: 'Resource' } } },
  });
  if (waiting) {
    const begun = (events: { logicalId: string }[]) => events.some(({ logicalId }) => logicalId === 'Resource');
    while (!begun(await stacks.events('function'))) await sleep(20);
  } else {
    expect(await stacks.settled('function')).toBe('CREATE_COMPLETE');
  }
}

/** Takes a port, as another program would. */
async function listen(): Promise<number> {
  listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Whether a process is there, or anything of a process group, which is given as a negative number. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('stopping ends what was run, and what that has started', async () => {
  const aws = await start();
  const running = aws.run('sh', ['-c', 'sleep 60; echo late']);

  await aws.stop();

  expect(await running).toEqual({ exitCode: 143, output: '' });
});

test('behind a proxy, requests to this machine go there directly', async () => {
  process.env.HTTPS_PROXY = 'http://proxy.example.com:3128';
  process.env.NO_PROXY = 'internal.example.com';
  const simulator = await startSimulator();
  const { NO_PROXY, no_proxy } = simulator.env;
  delete process.env.HTTPS_PROXY;
  delete process.env.NO_PROXY;
  await simulator.close();

  expect([NO_PROXY, no_proxy]).toEqual(Array(2).fill('internal.example.com,127.0.0.1,localhost'));
});
