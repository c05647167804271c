import type { Announcement, Channel, Memory } from './memory';
import type { Run } from './run';

/** Announcements with their keys in the outbox. */
export type Announcements = readonly [key: string, announcement: Announcement][];

/** The oldest first. */
export function byAge(outbox: Memory['outbox']): Announcements {
  return Object.entries(outbox).sort(([, one], [, other]) => one.at - other.at);
}

export function forChannel(channel: Channel, announcements: Announcements): Announcements {
  return announcements.filter(([, announcement]) => announcement.channel === channel);
}

/** The announcements that a run has to send to a channel. */
export function ownedBy({ id }: Run, { outbox }: Memory, channel: Channel): Announcements {
  return forChannel(channel, Object.entries(outbox)).filter(([, { owner }]) => owner === id);
}

/** The members that make a run the owner of an announcement. */
export const ownership = ({ id, until }: Run) => ({ owner: id, until });

/** Removes what a run has sent to a channel. What the channel did not accept is left to the next run. */
export function markAnnounced(
  memory: Memory,
  run: Run,
  channel: Channel,
  unaccepted: ReadonlyMap<string, unknown>,
): Memory {
  const outbox = { ...memory.outbox };
  for (const [key, announcement] of ownedBy(run, memory, channel)) {
    if (unaccepted.has(key)) outbox[key] = { ...announcement, until: 0 };
    else delete outbox[key];
  }
  return { ...memory, outbox };
}

/** Whether the channel certainly does not know of the problem that it announces. */
export const isUnsent = ({ outcome, until, mayBeSent }: Announcement): boolean => !outcome && until === 0 && !mayBeSent;
