/** Runs a number of polls, and prints the duration and the metrics of each. */
import { performance } from 'node:perf_hooks';

const [bundle, polls] = process.argv.slice(2);

const context = {
  awsRequestId: '00000000-0000-0000-0000-000000000001',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:benchmark',
  getRemainingTimeInMillis: () => 3_600_000,
};

async function main(): Promise<void> {
  const write = process.stdout.write.bind(process.stdout);
  let log = '';
  process.stdout.write = (text: string | Uint8Array) => {
    log += text;
    return true;
  };
  const { handler } = require(bundle);
  const results: object[] = [];
  for (let poll = 0; poll < Number(polls); poll++) {
    log = '';
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    await handler({}, context);
    const { user, system } = process.cpuUsage(cpu);
    const line = log.split('\n').find((each) => each.includes('"_aws"')) ?? '{}';
    const seconds = (performance.now() - startedAt) / 1_000;
    results.push({ ...JSON.parse(line), seconds, cpu: (user + system) / 1_000, bytes: Buffer.byteLength(log) });
  }
  write(`${JSON.stringify(results)}\n`, () => process.exit()); // otherwise it would wait for idle connections to close
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
