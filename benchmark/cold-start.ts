import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CodeStarConnectionsClient, CreateConnectionCommand } from '@aws-sdk/client-codestar-connections';
import { build, type Plugin } from 'esbuild';
import { type Simulator, startSimulator } from '../local/simulator/index.ts';
import { type Library, ROOT } from './library.ts';
import { compare, run, type Usage } from './processes.ts';
import { atMost, type Figure, ratio } from './table.ts';

const REGION = 'eu-west-1';
const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/benchmark/00000000-0000-0000-0000-000000000000';

const MAX_BYTES = 33_000;
const CPU_LIMIT_TO_SDK = 0.45;
const CPU_LIMIT_TO_AWS_CUSTOM_RESOURCE = 0.35;
const ROUNDS = 25;

/** The function of AwsCustomResource. It loads the installed client of the SDK, as it does in Lambda. */
const AWS_CUSTOM_RESOURCE = join(
  ROOT,
  'node_modules/aws-cdk-lib/custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler/index.js',
);

/**
 * The CPU time of the handler to load and to handle its first event, compared with the same handler on the SDK's
 * client, and with AwsCustomResource with the same call.
 */
export async function measureColdStart(library: Library): Promise<Figure[]> {
  const onSdk = join(library.folder, 'handler-on-sdk.js');
  await bundleOnSdk(onSdk);
  const size = (path: string) => readFileSync(path).byteLength;

  const simulator = await startSimulator();
  const { accessKeyId, secretAccessKey } = simulator.credentials();
  const cloudFormation = await acceptResponses();
  try {
    const connectionArn = await availableConnection(simulator);
    const call = (handler: string, properties: object) => () =>
      run(library.app('cold-start'), [handler, JSON.stringify(properties), `${cloudFormation.url}/response`], {
        AWS_ENDPOINT_URL: cloudFormation.url, // a handler responds nowhere else
        AWS_ENDPOINT_URL_CODESTAR_CONNECTIONS: simulator.url,
        STACK_ID,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      });
    const waiter = {
      ContractVersion: '1',
      ConnectionArn: connectionArn,
      TimeoutInSeconds: '60',
      ContinueWhenPending: 'false',
    };
    const sdkCall = {
      service: 'CodeStarConnections',
      action: 'GetConnection',
      parameters: { ConnectionArn: connectionArn },
    };
    const comparison = await compare(
      {
        ours: call(library.handler, waiter),
        sdk: call(onSdk, waiter),
        aws: call(AWS_CUSTOM_RESOURCE, { Create: JSON.stringify(sdkCall), InstallLatestAwsSdk: 'false' }),
      },
      ROUNDS,
    );
    const { ours, sdk, aws } = comparison.medians;
    const against = (other: Usage) => `${ours.cpu.toFixed(1)} ms against ${other.cpu.toFixed(1)} ms`;
    const detail = `${against(sdk)} and ${size(onSdk).toLocaleString('en')} bytes`;
    return [
      atMost('handler, bytes', size(library.handler), MAX_BYTES),
      ratio(
        'handler, CPU of a cold start, to SDK client',
        comparison.ratio('ours', 'sdk').cpu,
        CPU_LIMIT_TO_SDK,
        detail,
      ),
      ratio(
        'handler, CPU of a cold start, to AwsCustomResource',
        comparison.ratio('ours', 'aws').cpu,
        CPU_LIMIT_TO_AWS_CUSTOM_RESOURCE,
        against(aws),
      ),
    ];
  } finally {
    cloudFormation.close();
    await simulator.close();
  }
}

/** The handler with the SDK's client of CodeConnections. */
async function bundleOnSdk(outfile: string): Promise<void> {
  const client: Plugin = {
    name: 'sdk-client',
    setup: ({ onResolve }) => {
      onResolve({ filter: /\/codeconnections$/ }, () => ({
        path: join(import.meta.dirname, 'codeconnections-on-sdk.ts'),
      }));
    },
  };
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/handlers/custom-resource.lambda.ts'],
    outfile,
    plugins: [client],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
  });
}

/** A connection of the older API, the only one that the SDK's client supports. */
async function availableConnection(simulator: Simulator): Promise<string> {
  const credentials = simulator.credentials();
  const client = new CodeStarConnectionsClient({ endpoint: simulator.url, region: REGION, credentials });
  const { ConnectionArn } = await client.send(
    new CreateConnectionCommand({ ConnectionName: 'benchmark', ProviderType: 'GitHub' }),
  );
  client.destroy();
  if (!ConnectionArn) throw new Error('the simulator has created no connection');
  simulator.completeConnection(ConnectionArn);
  return ConnectionArn;
}

/** Takes the place of the bucket to which CloudFormation has responses sent. */
async function acceptResponses(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
