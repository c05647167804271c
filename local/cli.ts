/** `npm run local`: starts the local AWS and leaves it running until Ctrl-C. */
import { parseArgs } from 'node:util';
import { DEFAULT_PORT, DEFAULT_SIMULATOR_PORT, type LocalAws, startLocalAws } from './aws/local-aws.ts';
import { PendingWatch } from './pending.ts';

const WATCH_INTERVAL = 500;

const USAGE = `Usage: npm run local -- [options]

Starts the local AWS and leaves it running until Ctrl-C.

  --port PORT             the port of the AWS endpoint (default ${DEFAULT_PORT}, 0 for any)
  --simulator-port PORT   the port of AWS CodeConnections and its console pages (default ${DEFAULT_SIMULATOR_PORT}, 0 for any)
  --help                  this text`;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'simulator-port': { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const aws = await startLocalAws({
    port: portOf('--port', values.port),
    simulatorPort: portOf('--simulator-port', values['simulator-port']),
    log: console.log,
  });
  // Before this line a signal ends this process, and the launcher with it.
  const interrupted = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(undefined));
  });
  console.log(welcome(aws));
  const watch = new PendingWatch(aws.simulator);
  const watching = setInterval(() => {
    for (const { kind, name, url } of watch.next())
      console.log(`The ${kind} ${name} is pending. Complete it at ${url}`);
  }, WATCH_INTERVAL);
  const reason = await Promise.race([interrupted, aws.ended]);
  clearInterval(watching);
  await aws.stop();
  if (reason) throw new Error(`the local AWS has stopped: ${reason}`);
  console.log('The local AWS has stopped; nothing of it is left.');
}

function portOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65535) throw new Error(`${option} takes a port, 0 to 65535, but got '${value}'`);
  return port;
}

function welcome(aws: LocalAws): string {
  const exports = Object.entries(aws.env).map(([name, value]) => `export ${name}=${value}`);
  return `
The local AWS runs at ${aws.endpoint}. In another terminal, paste:

unset AWS_PROFILE AWS_SESSION_TOKEN
${exports.join('\n')}
export SIMULATOR_TOKEN=${aws.simulator.token}

and deploy: npx cdk bootstrap (once, for apps with assets), npx cdk deploy.
When a connection or host waits for a person, the link to its page is printed here. All pages, those of synced stacks
and dashboards too: ${aws.simulator.url}
The keys and the token are new with each start, and nothing is done without them.
Ctrl-C stops everything.
`;
}
