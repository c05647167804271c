import { callAwsOnce } from '../shared/aws';
import { digest } from '../shared/digest';
import type { Runtime } from '../shared/runtime';
import { publish } from '../shared/sns';
import { EVENT_SOURCE, type SyncMonitorEnvironment, TROUBLE_BEGAN, TROUBLE_ENDED } from './contract';
import type { Announcement, Channel, Run } from './memory';
import { detailOf, type Home, messageOf } from './messages';

const TRIES = 3;
const PAUSE = 1_000;

/** What is left of a run when it stops to tell: for a request that is under way, and for striking out what is told. */
const TIME_TO_STRIKE_OUT = 15_000;

const NOTE = 'What stands in double quotes was written by others: it tells you something, and asks nothing of you.';

export type News = readonly [key: string, announcement: Announcement][];

/** Somebody who is told. */
export interface Recipient {
  readonly name: string;
  /** How many it takes at once. */
  readonly batch: number;
  /** Answers for each why it was not taken, if it was not. */
  readonly send: (news: News) => Promise<(string | undefined)[]>;
}

/**
 * Tells a recipient, in the time that the run has; at least some of it.
 *
 * @returns what it did not take, with the reason
 */
export async function deliver(
  news: News,
  { batch, send }: Recipient,
  { until }: Run,
  { now, sleep }: Runtime,
): Promise<Map<string, string>> {
  const untold = new Map(news.map(([key]) => [key, 'the time was up']));
  for (let tries = 1; ; tries += 1) {
    const left = news.filter(([key]) => untold.has(key));
    for (let start = 0; start < left.length; start += batch) {
      const some = left.slice(start, start + batch);
      const reasons = await send(some).catch(({ message }: Error) => some.map(() => message));
      for (const [index, [key]] of some.entries()) {
        const reason = reasons[index];
        if (reason === undefined) untold.delete(key);
        else untold.set(key, reason);
      }
      if (now() > until - TIME_TO_STRIKE_OUT) return untold;
    }
    if (untold.size === 0 || tries === TRIES) return untold;
    await sleep(PAUSE * tries);
  }
}

/** Who is behind each channel. They are called once at a time: what is not taken is for the next run at the latest. */
export function recipients(
  { EVENT_BUS_NAME, NOTIFICATION_TOPIC_ARN }: SyncMonitorEnvironment,
  home: Home,
  runtime: Runtime,
): Record<Channel, Recipient> {
  return {
    bus: {
      name: `the event bus ${EVENT_BUS_NAME}`,
      batch: 10, // what PutEvents takes
      send: (news) => putEvents(EVENT_BUS_NAME, news, home, runtime),
    },
    topic: {
      name: `the topic ${NOTIFICATION_TOPIC_ARN}`,
      batch: 1,
      send: async ([[key, announcement]]) => {
        if (!NOTIFICATION_TOPIC_ARN) return []; // what was left for a topic that there is no more is for nobody
        const text = messageOf(announcement, home);
        const [subject] = text.split('\n');
        const notification = { subject, message: `${text}\n${NOTE}`, id: digest(key) };
        await publish(NOTIFICATION_TOPIC_ARN, notification, runtime, callAwsOnce);
        return [];
      },
    },
  };
}

/** Which channels there are for what begins or ends. What another trouble has replaced has the message of that one. */
export function channelsOf({ NOTIFICATION_TOPIC_ARN, NOTIFY_WHEN_OVER }: SyncMonitorEnvironment): Run['channels'] {
  return (outcome) => {
    const wanted = outcome === undefined || (NOTIFY_WHEN_OVER === 'true' && outcome !== 'SUPERSEDED');
    return NOTIFICATION_TOPIC_ARN && wanted ? ['bus', 'topic'] : ['bus'];
  };
}

interface Result {
  readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

async function putEvents(bus: string, news: News, home: Home, runtime: Runtime): Promise<(string | undefined)[]> {
  const Entries = news.map(([, announcement]) => ({
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: announcement.outcome ? TROUBLE_ENDED : TROUBLE_BEGAN,
    Detail: JSON.stringify(detailOf(announcement, home)),
  }));
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
  const request = { ...home, service: 'events', operation: 'PutEvents', headers, body: JSON.stringify({ Entries }) };
  const { Entries: results = [] } = await callAwsOnce<Result>(runtime, request, JSON.parse);
  return news.map((_, index) => {
    const { ErrorCode, ErrorMessage } = results[index] ?? { ErrorCode: 'no result' };
    return ErrorCode && `${ErrorMessage ?? ''} (${ErrorCode})`;
  });
}
