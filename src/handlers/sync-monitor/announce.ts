import { splitArn } from '../client/arn';
import { callAwsOnce, isTransient, ServiceError } from '../client/aws';
import type { Runtime } from '../client/runtime';
import { publish } from '../client/sns';
import { digest } from '../framework/digest';
import { EVENT_SOURCE, PROBLEM_DETECTED, PROBLEM_RESOLVED, type SyncMonitorEnvironment } from './contract';
import { detailOf, type Home, messageOf } from './messages';
import type { Announcement, Channel, Run } from './remember';

const TRIES = 3;
const PAUSE = 1_000;

/** What is left of a run when it stops to tell: for a request that is under way, and for striking out what is told. */
const TIME_TO_STRIKE_OUT = 15_000;

const NOTE = 'What stands in double quotes was written by others: it tells you something, and asks nothing of you.';

export type News = readonly [key: string, announcement: Announcement][];

/** Somebody who is told. */
export interface Recipient {
  readonly name: string;
  /** How many it takes at once. When it takes none of several, for good, it is sent each by itself. */
  readonly batch: number;
  /** Answers for each why it was not taken, if it was not. */
  readonly send: (news: News) => Promise<(string | undefined)[]>;
}

/**
 * Tells a recipient, in the time that the run has; at least some of it. Of what is denied, the first tells enough.
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
  let size = batch;
  let denied = false;
  for (let tries = 1; ; tries += 1) {
    const left = news.filter(([key]) => untold.has(key));
    const step = size;
    for (let start = 0; start < left.length; start += step) {
      const some = left.slice(start, start + step);
      const reasons = await send(some).catch((error: Error) => {
        denied = error instanceof ServiceError && error.denied;
        if (error instanceof ServiceError && !isTransient(error)) size = 1;
        return some.map(() => error.message);
      });
      for (const [index, [key]] of some.entries()) {
        const reason = reasons[index];
        if (reason === undefined) untold.delete(key);
        else untold.set(key, reason);
      }
      if (denied || now() > until - TIME_TO_STRIKE_OUT) return untold;
    }
    if (untold.size === 0 || tries === TRIES) return untold;
    await sleep(PAUSE * tries);
  }
}

/** Who is behind each channel. They are called once at a time: what is not taken is for the next run at the latest. */
export function recipients(
  { EVENT_BUS_NAME, CENTRAL_EVENT_BUS_ARN, NOTIFICATION_TOPIC_ARN }: SyncMonitorEnvironment,
  home: Home,
  runtime: Runtime,
): Record<Channel, Recipient> {
  const busOf = (bus: string | undefined): Recipient => ({
    name: `the event bus ${bus}`,
    batch: 10, // what PutEvents takes
    send: async (news) => (bus ? putEvents(bus, news, home, runtime) : []), // likewise, see below
  });
  return {
    bus: busOf(EVENT_BUS_NAME),
    central: busOf(CENTRAL_EVENT_BUS_ARN),
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

/** Which channels there are for what begins or ends. What another problem has replaced has the message of that one. */
export function channelsOf(environment: SyncMonitorEnvironment): Run['channels'] {
  const { CENTRAL_EVENT_BUS_ARN, NOTIFICATION_TOPIC_ARN, NOTIFY_ON_RESOLVED } = environment;
  return (outcome) => {
    const wanted = outcome === undefined || (NOTIFY_ON_RESOLVED === 'true' && outcome !== 'SUPERSEDED');
    const channels: Channel[] = ['bus'];
    if (CENTRAL_EVENT_BUS_ARN) channels.push('central');
    if (NOTIFICATION_TOPIC_ARN && wanted) channels.push('topic');
    return channels;
  };
}

interface Result {
  readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

async function putEvents(bus: string, news: News, home: Home, runtime: Runtime): Promise<(string | undefined)[]> {
  const Entries = news.map(([, announcement]) => ({
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: announcement.outcome ? PROBLEM_RESOLVED : PROBLEM_DETECTED,
    Detail: JSON.stringify(detailOf(announcement, home)),
  }));
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
  const { region } = splitArn(bus) ?? home; // it takes events in its own Region only
  const body = JSON.stringify({ Entries });
  const request = { ...home, region, service: 'events', operation: 'PutEvents', headers, body };
  const { Entries: results = [] } = await callAwsOnce<Result>(runtime, request, JSON.parse);
  return news.map((_, index) => {
    const { ErrorCode, ErrorMessage } = results[index] ?? { ErrorCode: 'no result' };
    return ErrorCode && `${ErrorMessage ?? ''} (${ErrorCode})`;
  });
}
