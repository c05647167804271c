import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The usage of a child process: its CPU time in milliseconds, and its maximum memory in MB. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** Runs a script in a separate process, and returns the last line of its output, parsed as JSON. */
export async function run(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...process.env, CDK_VALIDATION: 'false', NODE_OPTIONS: '', ...env },
  });
  const lastLine = stdout.trim().split('\n').at(-1);
  return lastLine ? JSON.parse(lastLine) : undefined;
}

export interface Comparison<V extends string> {
  readonly medians: Record<V, Usage>;
  /** The median of the ratios of two variants in each round, so that the load on the machine cancels out. */
  ratio(ours: V, theirs: V): Usage;
}

/**
 * Runs each variant once in each round, so that other load on the machine affects all of them alike.
 */
export async function compare<V extends string>(
  variants: Record<V, () => Promise<unknown>>,
  rounds: number,
): Promise<Comparison<V>> {
  const names = Object.keys(variants) as V[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Usage[]])) as Record<V, Usage[]>;
  for (const name of names) await variants[name](); // to warm the disk's cache
  for (let round = 0; round < rounds; round++) {
    // The order alternates, too.
    for (const name of round % 2 === 0 ? names : names.toReversed())
      samples[name].push((await variants[name]()) as Usage);
  }
  return {
    medians: Object.fromEntries(names.map((name) => [name, medianUsage(samples[name])])) as Record<V, Usage>,
    ratio: (ours, theirs) =>
      medianUsage(
        samples[ours].map(({ cpu, memory }, round) => ({
          cpu: cpu / samples[theirs][round].cpu,
          memory: memory / samples[theirs][round].memory,
        })),
      ),
  };
}

function medianUsage(usages: Usage[]): Usage {
  return { cpu: median(usages.map(({ cpu }) => cpu)), memory: median(usages.map(({ memory }) => memory)) };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
