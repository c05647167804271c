import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnvironment } from '../../../local/aws/python-environment.ts';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';

/** A program that responds to each line of JSON with one. */
interface Program {
  // biome-ignore lint/suspicious/noExplicitAny: each program has responses of its own
  ask(question: unknown): Promise<any>;
  stop(): void;
}

/** For the tests of a file: a simulator, empty at each test, and a script of this folder that calls it. */
export function usePython(script: string) {
  let simulator: Simulator;
  let program: Program;
  beforeAll(async () => {
    simulator = await startSimulator();
    program = await startPython(simulator, script);
  }, 300_000);
  afterAll(async () => {
    program?.stop();
    await simulator?.close();
  });
  beforeEach(() => simulator.reset());
  return {
    get simulator() {
      return simulator;
    },
    ask: (question: unknown) => program.ask(question),
  };
}

/** Starts a script with an AWS SDK for Python that calls the simulator. */
async function startPython(simulator: Simulator, script: string): Promise<Program> {
  const executable = await pythonEnvironment({
    folder: join(__dirname, '.venv'),
    requirements: join(__dirname, 'aws-cli-requirements.txt'),
    modules: ['awscli', 'botocore'],
    log: (message) => process.stderr.write(`${message}\n`),
  });
  const { accessKeyId, secretAccessKey } = simulator.credentials();
  const python = spawn(executable, [join(__dirname, script)], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: simulator.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  python.stderr.pipe(process.stderr);
  const reader = createInterface({ input: python.stdout });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async ask(question) {
      python.stdin.write(`${JSON.stringify(question)}\n`);
      return JSON.parse((await lines.next()).value);
    },
    stop() {
      reader.close();
      python.kill();
    },
  };
}
