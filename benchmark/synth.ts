import type { Library } from './library.ts';
import { compare, run } from './processes.ts';
import { type Figure, ratio } from './table.ts';

const MEMORY_LIMIT = 1.1;

/**
 * The number of connections, each with a repository link and a sync configuration; the CPU limit; the number of runs.
 */
const SIZES = [
  { count: 1, cpuLimit: 1.1, rounds: 25 },
  { count: 100, cpuLimit: 1.2, rounds: 21 },
  { count: 500, cpuLimit: 1.35, rounds: 21 },
];

/** Compares the synthesis of the library's constructs with that of the same L1s. */
export async function measureSynth(library: Library): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { count, cpuLimit, rounds } of SIZES) {
    const synth = (app: string) => () => run(library.app(app), [String(count)]);
    const comparison = await compare({ l2: synth('triples-l2'), l1: synth('triples-l1') }, rounds);
    const { l2, l1 } = comparison.medians;
    const { cpu, memory } = comparison.ratio('l2', 'l1');
    const detail = (a: number, b: number, unit: string) => `${a.toFixed(0)} ${unit} against ${b.toFixed(0)} ${unit}`;
    figures.push(
      ratio(`synth of ${count}, CPU, L2 to L1`, cpu, cpuLimit, detail(l2.cpu, l1.cpu, 'ms')),
      ratio(`synth of ${count}, memory`, memory, MEMORY_LIMIT, detail(l2.memory, l1.memory, 'MB')),
    );
  }
  return figures;
}
