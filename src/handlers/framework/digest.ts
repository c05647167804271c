import { createHash } from 'node:crypto';

/** A short digest of a value for a physical id. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
