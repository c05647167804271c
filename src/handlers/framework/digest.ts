import { createHash } from 'node:crypto';

/** What stands for a value in a physical id: the same for the same value, and short. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
