import { parseArgs } from 'node:util';
import { startSimulator } from './index.ts';

const USAGE = 'Usage: node local/simulator/cli.ts [--port N]';

try {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port must be a number from 0 to 65535, got '${values.port}'`);
  }
  const simulator = await startSimulator({ port });
  const { accessKeyId, secretAccessKey } = simulator.credentials();
  console.log(`The CodeConnections simulator listens at ${simulator.url}

export AWS_ENDPOINT_URL_CODECONNECTIONS=${simulator.url}
export AWS_ENDPOINT_URL_CODESTAR_CONNECTIONS=${simulator.url}
export AWS_ACCESS_KEY_ID=${accessKeyId}
export AWS_SECRET_ACCESS_KEY=${secretAccessKey}
export SIMULATOR_TOKEN=${simulator.token}
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.close());
  }
} catch (error) {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use: end what listens there, or give another one with --port (0 takes a free one)`,
    EACCES: `Port ${port} may not be used by this user: give one from 1024 with --port`,
  };
  console.error(reasons[code ?? ''] ?? `${message}\n${USAGE}`);
  process.exitCode = 1;
}
