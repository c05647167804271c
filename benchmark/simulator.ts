import { join } from 'node:path';
import { run } from './processes.ts';
import { atMost, type Figure, ratio } from './table.ts';

interface Speed {
  readonly get: number;
  readonly list: number;
}

interface Measured {
  readonly start: number;
  readonly few: Speed;
  readonly many: Speed;
  readonly before: number;
  readonly after: number;
}

/**
 * Measures that the simulator starts quickly, is as fast with many connections as with few, and does not leak memory.
 */
export async function measureSimulator(): Promise<Figure[]> {
  const { start, few, many, before, after } = (await run(
    join(import.meta.dirname, 'simulator-load.ts'),
    [],
  )) as Measured;
  const perSecond = (a: number, b: number) => `${Math.round(a)} and ${Math.round(b)} a second of CPU`;
  return [
    atMost('simulator, ms to start', Math.ceil(start), 200),
    ratio('simulator, GetConnection with 10,000 of them', few.get / many.get, 1.25, perSecond(few.get, many.get)),
    ratio('simulator, a page of 10 of 10,000 connections', few.list / many.list, 1.25, perSecond(few.list, many.list)),
    ratio(
      'simulator, memory after 100,000 calls',
      after / before,
      1.1,
      `${before.toFixed(1)} and ${after.toFixed(1)} MB`,
    ),
  ];
}
