import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isForeign } from '../aws/command.ts';
import { runInForeground } from './command.ts';
import { LOCAL_AWS_USAGE, type Options, optionsOf, SIMULATOR_USAGE, UsageError } from './options.ts';
import { parentGone } from './parent.ts';
import { PendingWatch } from './pending-watch.ts';
import { type Session, startSession } from './session.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `cdk-codeconnections-local`. Sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(optionsOf(args));
  } catch (error) {
    const hint = error instanceof UsageError ? '. Its options: npx cdk-codeconnections-local --help' : '';
    console.error((error instanceof Error ? error.message : String(error)) + hint);
    process.exitCode = 1;
  }
}

async function run(options: Options): Promise<number> {
  if (options.help) {
    console.log(options.isSimulator ? SIMULATOR_USAGE : LOCAL_AWS_USAGE);
    return 0;
  }
  if (options.version) {
    console.log(version());
    return 0;
  }
  // Standard output belongs to the line of JSON, or to the command.
  const isOutputTaken = options.json || options.command.length > 0;
  const log = isOutputTaken ? console.error : console.log;
  const interrupted = interruption(parentGone());
  const starting = new AbortController();
  interrupted.listeners.add((signal) => starting.abort(signal));
  const session = await startSession(options, log, starting.signal).catch((error: unknown) => {
    if (starting.signal.aborted) return undefined;
    throw error;
  });
  if (session === undefined || starting.signal.aborted) {
    await session?.stop();
    return 128 + constants.signals[starting.signal.reason as NodeJS.Signals];
  }
  if (options.json) console.log(JSON.stringify({ ...session.urls, environment: session.env }));
  else if (options.command.length === 0) console.log(welcome(session));
  else log(`${sentence(session.name)} runs: ${Object.values(session.urls).join(', ')}`);
  const watch = new PendingWatch(session.simulator, log);
  try {
    return options.command.length > 0
      ? await withCommand(options.command, session, interrupted)
      : await untilInterrupted(session, interrupted, log);
  } finally {
    watch.close();
    await session.stop();
  }
}

/** What ends this process from outside: a signal, or the end of the npm that has started it. */
interface Interruption {
  readonly first: Promise<NodeJS.Signals>;
  /** Called at each of them. */
  readonly listeners: Set<(signal: NodeJS.Signals) => void>;
}

function interruption(orphaned: Promise<void>): Interruption {
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  const first = new Promise<NodeJS.Signals>((resolve) => listeners.add(resolve));
  const interrupt = (signal: NodeJS.Signals) => {
    for (const listener of listeners) listener(signal);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  void orphaned.then(() => interrupt('SIGTERM'));
  return { first, listeners };
}

async function withCommand(command: readonly string[], session: Session, { listeners }: Interruption): Promise<number> {
  const running = runInForeground(command, session.env);
  listeners.add(running.end);
  const outcome = await Promise.race([running.ended, session.ended]);
  if (typeof outcome === 'number') return outcome;
  running.end('SIGTERM');
  await running.ended;
  throw new Error(`${session.name} has stopped, and so was the command: ${outcome}`);
}

async function untilInterrupted(
  session: Session,
  { first }: Interruption,
  log: (message: string) => void,
): Promise<number> {
  const reason = await Promise.race([first.then(() => undefined), session.ended]);
  if (reason !== undefined) throw new Error(`${session.name} has stopped: ${reason}`);
  await session.stop(); // before the message
  log(`${sentence(session.name)} has stopped; nothing of it is left.`);
  return 0;
}

function welcome({ name, urls, env, advice }: Session): string {
  const [url] = Object.values(urls);
  // What is set in many shells, and what is set in this one.
  const set = Object.keys(process.env).filter((variable) => isForeign(variable) && !(variable in env));
  const foreign = [...new Set(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', ...set])];
  const exports = Object.entries(env).map(([variable, value]) => `export ${variable}=${value}`);
  return `
${sentence(name)} runs at ${url}. In another terminal, paste:

unset ${foreign.join(' ')}
${exports.join('\n')}

${advice}
When a connection or host waits for a person, the link to its page is printed here.
The keys and the token are new with each start, and nothing is done without them.
Ctrl-C stops everything.
`;
}

const sentence = (text: string): string => text[0].toUpperCase() + text.slice(1);

/** From the package's own description, which is beside the compiled folder, or in it where the sources run. */
function version(): string {
  const path = join(__dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
