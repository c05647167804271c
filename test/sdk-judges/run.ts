/**
 * AWS's SDKs judge the simulator and the local AWS: each calls all operations of CodeConnections, and must get the outputs
 * that a plain request in JSON gets. Prints a table of versions, protocols and results.
 *
 * It needs Rust, Go, a JDK and Maven, and their registries; what is not installed is left out, and the table says so.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { type LocalAws, startLocalAws } from 'cdk-codeconnections-local';
import { everyOperation } from '../local/simulator/every-operation.ts';

const HERE = import.meta.dirname;
const TARGET = 'CodeConnections_20231201';
const MISSING = 'arn:aws:codeconnections:us-east-1:123456789012:connection/missing';

/** A program in one language: it responds to each line of JSON with one. */
interface Judge {
  readonly sdk: string;
  readonly folder: string;
  /** The file that pins the SDK, and its version there. */
  readonly version: [file: string, pattern: RegExp];
  readonly build: readonly string[];
  readonly run: () => readonly string[];
}

const JUDGES: readonly Judge[] = [
  {
    sdk: 'Rust (aws-sdk-codeconnections)',
    folder: 'rust',
    version: ['Cargo.toml', /aws-sdk-codeconnections = \{ version = "=([^"]+)"/],
    build: ['cargo', 'build', '--quiet'],
    run: () => [join('target', 'debug', 'judge')],
  },
  {
    sdk: 'Go (aws-sdk-go-v2/service/codeconnections)',
    folder: 'go',
    version: ['go.mod', /service\/codeconnections v(\S+)/],
    build: ['go', 'build', '-o', join('target', 'judge'), '.'],
    run: () => [join('target', 'judge')],
  },
  {
    sdk: 'Java (software.amazon.awssdk:codeconnections)',
    folder: 'java',
    version: ['pom.xml', /<artifactId>codeconnections<\/artifactId>\s*<version>([^<]+)/],
    build: ['mvn', '-q', '-B', 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=target/classpath'],
    run: () => {
      const libraries = readFileSync(join(HERE, 'java', 'target', 'classpath'), 'utf8').trim();
      return ['java', '-cp', `${join('target', 'classes')}:${libraries}`, 'Judge'];
    },
  },
];

interface Response {
  readonly output?: unknown;
  /** The whole output as the language writes it, where `output` has the ids only. */
  readonly text?: string;
  readonly error?: string;
  readonly message?: string;
}

interface Program {
  readonly ask: (operation: string, input: object) => Promise<Response>;
  readonly stop: () => void;
}

function start({ folder, run }: Judge, aws: LocalAws, endpoint: string): Program {
  const [command, ...options] = run();
  const env = { ...process.env, ...aws.env, AWS_ENDPOINT_URL: endpoint, AWS_MAX_ATTEMPTS: '1' };
  const child = spawn(command, options, { cwd: join(HERE, folder), env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(operation, input) {
      child.stdin.write(`${JSON.stringify({ operation, input })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program ended at ${operation}`);
      return JSON.parse(value);
    },
    stop: () => void child.kill(),
  };
}

/** What the simulator responds with to a plain request in JSON, which it takes for one of AWS itself. */
async function plain({ simulator }: LocalAws, operation: string, input: object): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `${TARGET}.${operation}`,
    'x-sim-token': simulator.token,
    'x-sim-region': 'us-east-1',
    'x-sim-internal': '1',
  };
  return (await fetch(simulator.url, { method: 'POST', headers, body: JSON.stringify(input) })).json();
}

/** An output with times in milliseconds, without what only the SDK knows, and without empty texts, which Go has for none. */
function simplified(value: unknown, name = ''): unknown {
  if (/At$|^Time$/.test(name))
    return typeof value === 'string' ? Date.parse(value) : Math.round((value as number) * 1000);
  if (Array.isArray(value)) return value.map((item) => simplified(item));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([key, item]) => item !== null && item !== '' && key !== 'ResultMetadata',
  );
  return Object.fromEntries(members.sort().map(([key, item]) => [key, simplified(item, key)]));
}

const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/** A time as Rust writes it, as far as its last digit that is not zero. */
const written = (time: number) => new Date(time).toISOString().replace(/\.?0*Z$/, '');

/** The texts and times in an output, each in the ways that it may be written: Rust cuts milliseconds off a fraction. */
function leaves(value: unknown): string[][] {
  if (typeof value === 'number') return [[written(value), written(value - 1)]];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [[String(value)]];
}

function check(operation: string, response: Response, expected: unknown): void {
  const wanted = simplified(expected);
  if (response.text === undefined) {
    const got = simplified(response.output);
    if (!isDeepStrictEqual(got, wanted)) {
      throw new Error(`${operation}: ${JSON.stringify(got)} is not ${JSON.stringify(wanted)}`);
    }
    return;
  }
  const text = letters(response.text);
  const lacking = leaves(wanted).filter((ways) => !ways.some((way) => text.includes(letters(way))));
  if (lacking.length > 0) throw new Error(`${operation}: ${lacking.join(', ')} is not in ${response.text}`);
}

/** Lets an SDK call everything. Returns the protocols that it spoke and the operations that it called. */
async function judge(program: Program, aws: LocalAws): Promise<{ protocols: Set<string>; operations: Set<string> }> {
  aws.simulator.reset();
  await everyOperation(async (operation, input = {}) => {
    const response = await program.ask(operation, input);
    if (response.error) throw new Error(`${operation}: ${response.error}: ${response.message} ${response.text ?? ''}`);
    if (/^(Get|List)/.test(operation)) check(operation, response, await plain(aws, operation, input));
    return response.output;
  }, aws.simulator);
  const { error, message } = await program.ask('GetConnection', { ConnectionArn: MISSING });
  if (error !== 'ResourceNotFoundException' || !message?.includes('not found')) {
    throw new Error(`an error arrives as ${error}: ${message}`);
  }
  const calls = aws.simulator.calls.filter(({ internal }) => !internal);
  return {
    protocols: new Set(calls.map(({ protocol }) => protocol)),
    operations: new Set(calls.map(({ operation }) => String(operation))),
  };
}

const rows: string[] = [];
const aws = await startLocalAws({ port: 0, simulatorPort: 0 });
try {
  for (const each of JUDGES) {
    const [file, pattern] = each.version;
    const version = pattern.exec(readFileSync(join(HERE, each.folder, file), 'utf8'))?.[1];
    const [command, ...options] = each.build;
    try {
      execFileSync(command, options, { cwd: join(HERE, each.folder), stdio: 'inherit' });
    } catch (error) {
      rows.push(`| ${each.sdk} | ${version} | – | – | – | not built: ${(error as Error).message} |`);
      process.exitCode = 1;
      continue;
    }
    for (const [target, endpoint] of [
      ['simulator', aws.simulator.url],
      ['local AWS', aws.endpoint],
    ] as const) {
      const program = start(each, aws, endpoint);
      const row = `| ${each.sdk} | ${version} | ${target} |`;
      try {
        const { protocols, operations } = await judge(program, aws);
        rows.push(`${row} ${[...protocols].join(', ')} | ${operations.size} | right |`);
      } catch (error) {
        rows.push(`${row} – | – | ${(error as Error).message} |`);
        process.exitCode = 1;
      } finally {
        program.stop();
      }
    }
  }
} finally {
  await aws.stop();
}
console.log(
  ['| SDK | version | at | protocol | operations | result |', '|---|---|---|---|---|---|', ...rows].join('\n'),
);
