/** Prints measurements of the CodeConnections simulator: its start, calls with few and many connections, its memory. */
import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSimulator } from '../local/simulator/index.ts';

const FEW = 20;
const PAGE = 10;
const MANY = 10_000;
const CALLS = 5_000;
const MANY_CALLS = 100_000;
const AT_ONCE = 8;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const began = performance.now();
const simulator = await startSimulator();
const start = performance.now() - began;
simulator.configure({ quotas: { connections: MANY } });
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

function call(operation: string, input: object): Promise<string> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `CodeConnections_20231201.${operation}`,
    'x-sim-internal': '1',
    'x-sim-token': simulator.token,
  };
  return new Promise((resolve, reject) => {
    const sent = request(simulator.url, { method: 'POST', agent, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(body))));
    });
    sent.on('error', reject).end(JSON.stringify(input));
  });
}

/**
 * Makes many calls, some in parallel, and returns their number per second of CPU time, including that of the client.
 */
async function repeat(count: number, one: (n: number) => Promise<unknown>): Promise<number> {
  const from = process.cpuUsage();
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(from);
  return count / ((user + system) / 1e6);
}

async function create(from: number, to: number): Promise<string> {
  let last = '';
  await repeat(to - from, async (n) => {
    last = await call('CreateConnection', { ConnectionName: `c${from + n}`, ProviderType: 'GitHub' });
  });
  return JSON.parse(last).ConnectionArn;
}

async function speed(ConnectionArn: string): Promise<{ get: number; list: number }> {
  const get = await repeat(CALLS, () => call('GetConnection', { ConnectionArn }));
  const list = await repeat(CALLS, () => call('ListConnections', { MaxResults: PAGE }));
  return { get, list };
}

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

const arn = await create(0, FEW);
await speed(arn); // to warm up
const few = await speed(arn);
const many = await speed(await create(FEW, MANY));
const before = heap();
await repeat(MANY_CALLS, () => call('GetConnection', { ConnectionArn: arn }));
const after = heap();
await simulator.close();
agent.destroy();
console.log(JSON.stringify({ start, few, many, before, after }));
