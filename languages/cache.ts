import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { lock } from '../local/aws/lock.ts';

export const ROOT = join(import.meta.dirname, '..');

/** The one folder for all that is kept between runs, but for dist/. */
export const CACHE = join(import.meta.dirname, '.cache');

export interface Step {
  /** What is made, as it is told: also the name of the step's mark. */
  readonly name: string;
  /** Files and folders that it is made from. */
  readonly from: readonly string[];
  /** Versions and the like that it is made from. @default none */
  readonly of?: readonly string[];
  /** Files and folders that it makes. They are recreated if one was changed or deleted since. */
  readonly to: readonly string[];
}

/** Makes something, unless it is as it was made of the same before. Several processes may ask at once: one makes it. */
export async function made(step: Step, make: () => Promise<void>): Promise<void> {
  const mark = join(CACHE, 'made', step.name.replace(/\W+/g, '-'));
  const upToDate = () => existsSync(mark) && readFileSync(mark, 'utf8') === digest(step, step.to);
  if (upToDate()) return;

  mkdirSync(dirname(mark), { recursive: true });
  const unlock = await lock(`${mark}.lock`, () => log(`waiting for another process: ${step.name}`));
  try {
    if (upToDate()) return;
    rmSync(mark, { force: true });
    const started = performance.now();
    log(`${step.name} …`);
    await make();
    log(`${step.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    writeFileSync(mark, digest(step, step.to));
  } finally {
    await unlock();
  }
}

/** Progress goes to standard error: standard output is for results. */
export function log(message: string): void {
  process.stderr.write(`  ${message}\n`);
}

function digest({ from, of = [] }: Step, to: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(of));
  for (const path of [...from, ...to]) add(hash, path);
  return hash.digest('hex');
}

function add(hash: Hash, path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  hash.update(`${relative(ROOT, path)}\n${stat?.isDirectory() ? 'folder' : stat?.size}\n`);
  if (stat?.isDirectory()) {
    for (const entry of readdirSync(path).sort()) add(hash, join(path, entry));
  } else if (stat) {
    hash.update(readFileSync(path));
  }
}
