/**
 * What a resource has accepted is in its physical id, newest first: it is all that a resource can remember, and a
 * rollback Update cannot be told from any other, except that it goes back to something that was accepted before.
 *
 * An entry is a key, or a key with a value.
 */

const LONGEST_PHYSICAL_ID = 1_024;

export interface Accepted {
  /** The physical id when it is this entry that was accepted last. */
  readonly physicalId: string;
  readonly value: string;
}

/** What was accepted under the key, or nothing. Nothing newer is forgotten: going back may itself be rolled back. */
export function recall(key: string, physicalId = ''): Accepted | undefined {
  const entries = physicalId.split('|');
  const found = entries.find((entry) => entry === key || entry.startsWith(`${key}=`));
  if (found === undefined) return undefined;
  const others = entries.filter((entry) => entry !== found);
  return { physicalId: [found, ...others].join('|'), value: found.slice(key.length + 1) };
}

/** The physical id with one entry more. The oldest ones are forgotten when there are too many. */
export function remember(entry: string, physicalId?: string): string {
  const entries = [entry, ...(physicalId?.split('|') ?? [])];
  while (entries.length > 1 && Buffer.byteLength(entries.join('|')) > LONGEST_PHYSICAL_ID) entries.pop();
  return entries.join('|');
}
