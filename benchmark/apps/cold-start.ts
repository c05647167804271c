/** Loads a handler, lets it handle one event, and prints the CPU time. */
const [path, properties, responseUrl] = process.argv.slice(2);

const event = {
  RequestType: 'Create',
  ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:benchmark',
  ResponseURL: responseUrl,
  StackId: process.env.STACK_ID,
  RequestId: '00000000-0000-0000-0000-000000000001',
  ResourceType: 'Custom::CodeConnectionsAvailableConnection',
  LogicalResourceId: 'Ready',
  ResourceProperties: JSON.parse(properties),
};
const context = { getRemainingTimeInMillis: () => 60_000, invokedFunctionArn: event.ServiceToken };

async function main(): Promise<void> {
  const log: string[] = [];
  console.log = (...texts: unknown[]) => log.push(texts.join(' '));
  const start = process.cpuUsage();
  const { handler } = require(path);
  // AwsCustomResource responds over HTTPS to port 443 only: its response is redirected to where the others send theirs.
  require('node:https').request = (options: object, then: () => void) =>
    require('node:http').request({ ...options, port: new URL(responseUrl).port }, then);
  await handler(event, context);
  const { user, system } = process.cpuUsage(start);
  if (!log.some((line) => line.includes('SUCCESS'))) throw new Error(`the handler failed: ${log.join('\n')}`);
  const memory = process.resourceUsage().maxRSS / 1024;
  const result = JSON.stringify({ cpu: (user + system) / 1000, memory });
  process.stdout.write(`${result}\n`, () => process.exit()); // otherwise it would wait for idle connections to close
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
