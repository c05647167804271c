import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../aws/local-aws.ts';
import { DEFAULT_SIMULATOR_PORT } from '../simulator/index.ts';

const NAME = 'npx cdk-codeconnections-local';

export const LOCAL_AWS_USAGE = `Usage: ${NAME} [options] [-- command …]
       ${NAME} simulator [options] [-- command …]

Starts a local AWS, and leaves it running until Ctrl-C. With a command, runs it in the environment of the local AWS, and
ends with it. The first start installs Python packages, about 90 MB.

  simulator               start the simulator of AWS CodeConnections alone, which needs nothing but Node.js

  --port PORT             the port of the AWS endpoint (default ${DEFAULT_PORT}, 0 for any)
  --simulator-port PORT   the port of AWS CodeConnections and its console pages (default ${DEFAULT_SIMULATOR_PORT}, 0 for any)
  --complete-handshakes   complete what is pending within two seconds, so that deployments go on without a person
  --json                  when it is ready, print one line of JSON with URLs and environment; all else is on stderr
  --help, --version`;

export const SIMULATOR_USAGE = `Usage: ${NAME} simulator [options] [-- command …]

Starts a simulator of AWS CodeConnections, and leaves it running until Ctrl-C. With a command, runs it in the environment
of the simulator, and ends with it.

  --port PORT             the port of the APIs and the console pages (default ${DEFAULT_SIMULATOR_PORT}, 0 for any)
  --complete-handshakes   complete what is pending within two seconds
  --json                  when it is ready, print one line of JSON with URL and environment; all else is on stderr
  --help, --version`;

/** What the command line asks for. */
export interface Options {
  readonly isSimulator: boolean;
  readonly port?: number;
  readonly simulatorPort?: number;
  readonly completeHandshakes: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** The command to run, with its arguments; empty to run until Ctrl-C. */
  readonly command: readonly string[];
}

/** A command line that cannot be meant. */
export class UsageError extends Error {}

export function optionsOf(args: readonly string[]): Options {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const command = end < 0 ? [] : args.slice(end + 1);
  if (end >= 0 && command.length === 0) throw new UsageError('a command has to follow --');
  const isSimulator = own[0] === 'simulator';
  const { values } = parsed(isSimulator ? own.slice(1) : own);
  if (isSimulator && values['simulator-port'] !== undefined) {
    throw new UsageError('the simulator alone has one port: give it by --port');
  }
  return {
    isSimulator,
    port: portOf('--port', values.port),
    simulatorPort: portOf('--simulator-port', values['simulator-port']),
    completeHandshakes: values['complete-handshakes'],
    json: values.json,
    help: values.help,
    version: values.version,
    command,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'simulator-port': { type: 'string' },
        'complete-handshakes': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error as Error));
  }
}

/** Node.js explains an unknown option in more sentences than it takes. */
const messageOf = ({ message }: Error): string => message.split(/\. (?=To )|\n/)[0];

function portOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65535) {
    throw new UsageError(`${option} takes a port, 0 to 65535, but got '${value}'`);
  }
  return port;
}
