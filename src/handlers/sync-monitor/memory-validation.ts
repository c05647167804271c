import { CHANNELS, type Channel, type Memory } from './memory';

/** Whether a value is valid under its key in an object. */
type Check = (value: unknown, key?: string) => boolean;

const isText: Check = (value) => typeof value === 'string';
/** Milliseconds, in the range of `Date`. */
const isTime: Check = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15;
const isChannel: Check = (value) => CHANNELS.includes(value as Channel);

const KIND =
  /^(STACK_BEHIND|PENDING|(REPOSITORY_)?SYNC_(FAILED|STUCK)|SYNC_BLOCKED|(CONNECTION|HOST)_UNAVAILABLE|INCOMPLETE_POLL)$/;
const OUTCOME = /^(RESOLVED|SUPERSEDED|GONE)$/;
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const has =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(members).every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name], name));

const isEach =
  (check: Check): Check =>
  (value) =>
    has({})(value) && Object.entries(value as object).every(([key, it]) => check(it, key));

const TEXTS = /^(id|scope|kind|reason|stackName|repository|branch|commit|connectionArn|hostArn|operation|blockerId)$/;

/** A problem goes into events with all of its members, so it must have no others. */
const isMember: Check = (value, key = '') => {
  if (key === 'blockerContexts') return isEach(isText)(value);
  return TEXTS.test(key) ? isText(value) : /^(since|seenAt)$/.test(key) && isTime(value);
};
const hasRequired = has({ id: isText, scope: isText, kind: matches(KIND), since: isTime, reason: isText });
const isProblem: Check = (value) => hasRequired(value) && isEach(isMember)(value);
const isKnownProblem: Check = (value, key) =>
  isProblem(value) && has({ id: (id) => id === key, seenAt: isTime })(value);

const isAnnouncement = has({
  problem: isProblem,
  channel: isChannel,
  at: isTime,
  owner: isText,
  until: isTime,
  resolvedAt: (value) => value === undefined || isTime(value),
  outcome: (value) => value === undefined || matches(OUTCOME)(value),
});

/** Whether a value is a memory, in all that a run relies on. Another version, or anybody else, may have written it. */
export const isMemory = has({
  polls: isTime,
  problems: isEach(isKnownProblem),
  resolved: isEach(isTime),
  outbox: isEach(isAnnouncement),
}) as (value: unknown) => value is Memory;
