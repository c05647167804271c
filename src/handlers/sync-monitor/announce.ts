import { isTransient, ServiceError } from '../client/aws';
import type { Runtime } from '../client/runtime';
import type { Recipient } from './channels';
import { CHANNELS, type Channel } from './memory';
import { type Announcements, markAnnounced, ownedBy } from './outbox';
import type { Run } from './run';
import type { Store, Stored } from './store';

const TRIES = 3;
const PAUSE_MS = 1_000;

/** The time at the end of a run in which nothing new is sent: for a request that is in progress, and for the table. */
const RESERVED_MS = 15_000;

/**
 * Sends the announcements that a run owns, to all channels at the same time, and removes them from the outbox.
 *
 * @throws if a channel did not accept all of them; the next run sends those again
 */
export async function announce(
  stored: Stored,
  run: Run,
  recipients: Readonly<Record<Channel, Recipient>>,
  store: Store,
  runtime: Runtime,
): Promise<void> {
  const announceTo = async (channel: Channel) => {
    const announcements = ownedBy(run, stored.memory, channel);
    if (announcements.length === 0) return;
    const recipient = recipients[channel];
    const unaccepted = await deliver(announcements, recipient, run, runtime);
    await store.update(stored, (memory) => markAnnounced(memory, run, channel, unaccepted));
    for (const reason of unaccepted.values()) {
      throw new Error(
        `${recipient.name} did not accept ${unaccepted.size} of ${announcements.length} messages, which the next run sends again: ${reason}`,
      );
    }
  };
  const results = await Promise.allSettled(CHANNELS.map(announceTo));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? result.reason.message : []));
  if (failures.length > 0) throw new Error(failures.join('; '));
}

/**
 * Sends each announcement at least once if the time allows it. If the recipient denies access, the first try is enough.
 *
 * @returns the keys of those that the recipient did not accept, with the reason
 */
async function deliver(
  announcements: Announcements,
  { batchSize, send }: Recipient,
  { until }: Run,
  { now, sleep }: Runtime,
): Promise<Map<string, string>> {
  const unaccepted = new Map(announcements.map(([key]) => [key, 'the run had no time left']));
  let size = batchSize;
  let denied = false;
  for (let tries = 1; ; tries += 1) {
    const left = announcements.filter(([key]) => unaccepted.has(key));
    const step = size;
    for (let start = 0; start < left.length; start += step) {
      const batch = left.slice(start, start + step);
      const reasons = await send(batch).catch((error: Error) => {
        denied = error instanceof ServiceError && error.denied;
        // One bad message must not keep the others of its batch from being accepted.
        if (error instanceof ServiceError && !isTransient(error)) size = 1;
        return batch.map(() => error.message);
      });
      for (const [index, [key]] of batch.entries()) {
        const reason = reasons[index];
        if (reason === undefined) unaccepted.delete(key);
        else unaccepted.set(key, reason);
      }
      if (denied || now() > until - RESERVED_MS) return unaccepted;
    }
    if (unaccepted.size === 0 || tries === TRIES) return unaccepted;
    await sleep(PAUSE_MS * tries);
  }
}
