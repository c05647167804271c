import type { Runtime } from '../client/runtime';
import type { Outcome, Request, Waiting } from './custom-resource';

/**
 * The physical id of a resource contains what it has accepted, newest first. A resource has no other memory, and an
 * Update in a rollback differs from other Updates only in returning to something that was accepted before.
 *
 * An entry is a key, or a key with a value.
 */

const MAX_PHYSICAL_ID = 1_024;

/** The attribute of something that was accepted before and cannot be read now. */
export const UNKNOWN = 'UNKNOWN';

export interface Accepted {
  /** The physical id with this entry as the newest one. */
  readonly physicalId: string;
  readonly value: string;
}

/** The entry that was accepted under the key, if any. Newer entries are kept: a rollback may itself be rolled back. */
export function findAccepted(key: string, physicalId = ''): Accepted | undefined {
  const entries = physicalId.split('|');
  const found = entries.find((entry) => entry === key || entry.startsWith(`${key}=`));
  if (found === undefined) return undefined;
  const others = entries.filter((entry) => entry !== found);
  return { physicalId: [found, ...others].join('|'), value: found.slice(key.length + 1) };
}

/** The physical id with an additional entry. The oldest entries are dropped if there are too many. */
export function addAccepted(entry: string, physicalId?: string): string {
  const entries = [entry, ...(physicalId?.split('|') ?? [])];
  while (entries.length > 1 && Buffer.byteLength(entries.join('|')) > MAX_PHYSICAL_ID) entries.pop();
  return entries.join('|');
}

/** Something that is accepted once, and then stays accepted. */
export interface Acceptance<A extends string> {
  readonly key: string;
  /** Accepts it, with an optional value to remember, or hands over to the next run. */
  readonly accept: () => Promise<{ readonly attributes: Attributes<A>; readonly value?: string } | Waiting>;
  /** Reads the attributes if it was accepted before. */
  readonly read: (value: string) => Promise<Attributes<A>>;
  /** The attributes if they cannot be read. */
  readonly unreadable: (value: string) => Attributes<A>;
}

type Attributes<A extends string> = Readonly<Record<A, string>>;

/** Accepts something new. If it was accepted before, this may be a rollback, which neither waits nor fails. */
export async function acceptOnce<A extends string>(
  { key, accept, read, unreadable }: Acceptance<A>,
  { physicalId }: Pick<Request<unknown>, 'physicalId'>,
  runtime: Runtime,
): Promise<Outcome<A>> {
  const accepted = findAccepted(key, physicalId);
  if (accepted) {
    const { value } = accepted;
    const attributes = await read(value).catch((error) => {
      runtime.log(`this was accepted before, but cannot be read: ${error.message}`);
      return unreadable(value);
    });
    return { physicalId: accepted.physicalId, attributes };
  }
  const result = await accept();
  if ('deadline' in result) return result;
  const entry = result.value === undefined ? key : `${key}=${result.value}`;
  return { physicalId: addAccepted(entry, physicalId), attributes: result.attributes };
}
