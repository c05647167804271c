import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Library, ROOT } from './library.ts';
import { run } from './processes.ts';
import { STACKS_PER_LINK, SyncedAccount } from './synced-account.ts';
import { atMost, type Figure, percent, ratio } from './table.ts';

const BUNDLE = join(ROOT, 'lib', 'handlers', 'sync-monitor.js');
const MAX_BYTES = 30_000;

/** The latency of the service for each call. */
const LATENCY_MS = 20;

const CALLS_LIMIT = 50;
const TIME_LIMIT = 100 / 15;
const EXTRA_CALLS_LIMIT = 10;
const THROTTLED_TIME_LIMIT = 1.2;

interface Poll {
  readonly seconds: number;
  readonly Calls: number;
  readonly ThrottledCalls: number;
  readonly FailedCalls: number;
  readonly UnreadSyncConfigurations: number;
}

/**
 * The calls and the time of a poll of the monitor, including its table, compared with three sequential calls for each
 * stack. For a service that throttles, the time is compared with the ideal one.
 */
export async function measureMonitor(library: Library): Promise<Figure[]> {
  const oneByOne = await naiveSeconds(library, 1_000);
  return [
    atMost('monitor, bytes', statSync(BUNDLE).size, MAX_BYTES),
    ...(await compared(library, 100, await naiveSeconds(library, 100), 5)),
    ...(await compared(library, 1_000, oneByOne, 3)),
    ...(await compared(library, 10_000, 10 * oneByOne, 1, ', ten times what 1,000 take')),
    ...(await throttled(library, 10)),
    ...(await throttled(library, 5)),
  ];
}

async function compared(
  library: Library,
  stacks: number,
  naive: number,
  polls: number,
  remark = '',
): Promise<Figure[]> {
  const account = await SyncedAccount.create(stacks, LATENCY_MS);
  const results = await poll(library, account, polls).finally(() => account.close());
  const seconds = median(results.map((each) => each.seconds));
  const calls = Math.max(...results.map(({ Calls }) => Calls));
  const name = `monitor, ${stacks.toLocaleString('en')} stacks`;
  const count = (number: number) => number.toLocaleString('en');
  return [
    percent(`${name}: calls`, calls, 3 * stacks, CALLS_LIMIT, `${count(calls)} against ${count(3 * stacks)}`),
    percent(
      `${name}: time`,
      seconds,
      naive,
      TIME_LIMIT,
      `${seconds.toFixed(2)} s against ${naive.toFixed(1)} s${remark}`,
    ),
    atMost(`${name}: not read`, unread(results), 0),
  ];
}

async function throttled(library: Library, rate: number): Promise<Figure[]> {
  const account = await SyncedAccount.create(100, LATENCY_MS);
  account.simulator.configure({ requestsPerSecond: rate });
  const results = await poll(library, account, 1).finally(() => account.close());
  const [{ seconds, Calls, ThrottledCalls }] = results;
  const useful = Calls - ThrottledCalls;
  // The service accepts the calls of one second as a burst.
  const ideal = (useful - rate) / rate;
  const name = `monitor, 100 stacks at ${rate} calls a second`;
  return [
    percent(`${name}: calls again`, ThrottledCalls, useful, EXTRA_CALLS_LIMIT, `${ThrottledCalls} of ${useful}`),
    ratio(
      `${name}: time to ideal`,
      seconds / ideal,
      THROTTLED_TIME_LIMIT,
      `${seconds.toFixed(1)} s against ${ideal.toFixed(1)} s`,
    ),
    atMost(`${name}: not read`, unread(results), 0),
  ];
}

async function poll(library: Library, account: SyncedAccount, polls: number): Promise<Poll[]> {
  return (await run(library.app('poll'), [BUNDLE, String(polls)], account.environment)) as Poll[];
}

/** Uses the client of the monitor, but not its pacing. */
async function naiveSeconds(library: Library, stacks: number): Promise<number> {
  const script = join(library.folder, 'poll-one-by-one.js');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['benchmark/poll-one-by-one.ts'],
    outfile: script,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
  });
  const account = await SyncedAccount.create(stacks, LATENCY_MS);
  try {
    const args = [String(stacks), String(STACKS_PER_LINK), JSON.stringify(account.linkIds)];
    const { seconds } = (await run(script, args, account.environment)) as { seconds: number };
    return seconds;
  } finally {
    await account.close();
  }
}

const unread = (polls: Poll[]): number =>
  Math.max(...polls.map(({ FailedCalls, UnreadSyncConfigurations }) => FailedCalls + UnreadSyncConfigurations));

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
