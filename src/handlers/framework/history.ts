import type { Runtime } from '../client/runtime';
import type { Outcome, Request, Waiting } from './custom-resource';

/**
 * What a resource has accepted is in its physical id, newest first: it is all that a resource can remember, and a
 * rollback Update cannot be told from any other, except that it goes back to something that was accepted before.
 *
 * An entry is a key, or a key with a value.
 */

const MAX_PHYSICAL_ID = 1_024;

export interface Accepted {
  /** The physical id when it is this entry that was accepted last. */
  readonly physicalId: string;
  readonly value: string;
}

/** What was accepted under the key, or nothing. Nothing newer is forgotten: going back may itself be rolled back. */
export function findAccepted(key: string, physicalId = ''): Accepted | undefined {
  const entries = physicalId.split('|');
  const found = entries.find((entry) => entry === key || entry.startsWith(`${key}=`));
  if (found === undefined) return undefined;
  const others = entries.filter((entry) => entry !== found);
  return { physicalId: [found, ...others].join('|'), value: found.slice(key.length + 1) };
}

/** The physical id with one entry more. The oldest ones are forgotten when there are too many. */
export function addAccepted(entry: string, physicalId?: string): string {
  const entries = [entry, ...(physicalId?.split('|') ?? [])];
  while (entries.length > 1 && Buffer.byteLength(entries.join('|')) > MAX_PHYSICAL_ID) entries.pop();
  return entries.join('|');
}

/** Something that is accepted once, and then stays so. */
export interface Acceptance<A extends string> {
  readonly key: string;
  /** Accepts it, with a value to remember if need be; or hands over to the next run. */
  readonly accept: () => Promise<{ readonly attributes: Attributes<A>; readonly value?: string } | Waiting>;
  /** How it is, when it was accepted before. */
  readonly read: (value: string) => Promise<Attributes<A>>;
  /** What to say when that cannot be read. */
  readonly unreadable: (value: string) => Attributes<A>;
}

type Attributes<A extends string> = Readonly<Record<A, string>>;

/** Accepts what is new. What was accepted before may be what a rollback goes back to: it neither waits nor fails. */
export async function acceptOnce<A extends string>(
  { key, accept, read, unreadable }: Acceptance<A>,
  { physicalId }: Pick<Request<unknown>, 'physicalId'>,
  runtime: Runtime,
): Promise<Outcome<A>> {
  const accepted = findAccepted(key, physicalId);
  if (accepted) {
    const { value } = accepted;
    const attributes = await read(value).catch((error) => {
      runtime.log(`this was accepted before, and cannot be read: ${error.message}`);
      return unreadable(value);
    });
    return { physicalId: accepted.physicalId, attributes };
  }
  const result = await accept();
  if ('deadline' in result) return result;
  const entry = result.value === undefined ? key : `${key}=${result.value}`;
  return { physicalId: addAccepted(entry, physicalId), attributes: result.attributes };
}
