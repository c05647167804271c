import { fromRe2 } from './re2.ts';
import type { EventType, Field, Webhook, WebhookEvent, WebhookFilter } from './webhook.ts';

/** What CodeBuild decides about an event. */
export interface WebhookDecision {
  /** Whether a build would start. The local AWS does not run it. */
  readonly starts: boolean;
  /** The build that would start: `BUILD`, or `BUILD_BATCH`. */
  readonly buildType: string;
  /** Why, in one line. */
  readonly reason: string;
  /** The event that CodeBuild makes of the payload; undefined when it makes none. */
  readonly event?: EventType;
  /** The index of the first filter group that matches, from 0; undefined when none does, or there are none. */
  readonly matchedGroup?: number;
  /** What each filter group says, in their order. */
  readonly groups: readonly GroupDecision[];
}

export interface GroupDecision {
  readonly matches: boolean;
  readonly filters: readonly FilterDecision[];
}

export interface FilterDecision extends WebhookFilter {
  readonly passes: boolean;
  /** What the filter looked at: the event, or a field of it. Undefined when the event has no such field. */
  readonly value?: string | readonly string[];
  /** Why the filter lets the event pass, or does not. */
  readonly reason: string;
}

/** Builds start on these when a webhook has no filters. CDK documents them; AWS documents pushes only. */
const UNFILTERED: readonly EventType[] = [
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
];
const MOST_FILES = 3_000;

/** What each filter group of a webhook says to an event. */
export function decideGroups(webhook: Webhook, event: WebhookEvent): GroupDecision[] {
  return (webhook.filterGroups ?? []).map((group) => {
    const filters = group.map((filter) => decideFilter(filter, event, webhook));
    const missing = filters.find(({ type }) => isMissing(event, type));
    if (missing && filters.every(({ type, passes }) => passes || isMissing(event, type))) {
      const name = missing.type === 'FILE_PATH' ? 'changedFiles' : 'commitMessage';
      throw new Error(`the filter ${missing.type} needs ${name}, which CodeBuild asks the provider for`);
    }
    return { matches: filters.every(({ passes }) => passes), filters };
  });
}

/** Whether a webhook without filter groups starts a build. */
export function isUnfilteredEvent({ type, fields }: WebhookEvent, branchFilter?: string): boolean {
  const branch = String(fields.HEAD_REF ?? '').replace('refs/heads/', '');
  return UNFILTERED.includes(type) && (!branchFilter || fromRe2(branchFilter).test(branch));
}

function isMissing({ asked, fields }: WebhookEvent, type: WebhookFilter['type']): boolean {
  return type !== 'EVENT' && asked.includes(type) && fields[type] === undefined;
}

function decideFilter(filter: WebhookFilter, event: WebhookEvent, webhook: Webhook): FilterDecision {
  const { pattern, excludeMatchedPattern = false } = filter;
  const decided = (matches: boolean, value: FilterDecision['value'], reason: string): FilterDecision => ({
    ...filter,
    excludeMatchedPattern,
    passes: matches !== excludeMatchedPattern,
    ...(value !== undefined && { value }),
    reason: excludeMatchedPattern ? `${reason}, and the filter excludes what matches` : reason,
  });
  if (filter.type === 'EVENT') return decided(...decideEvent(pattern, event.type));
  const problem = scopeProblem(filter.type, webhook);
  const value = problem === undefined ? event.fields[filter.type] : undefined;
  if (value === undefined) return decided(false, undefined, problem ?? `an event ${event.type} has no ${filter.type}`);
  const expression = fromRe2(pattern);
  const values = typeof value === 'string' ? [value] : value.slice(0, MOST_FILES);
  const found = values.find((each) => expression.test(each));
  const shown = values.map((each) => `'${each}'`).join(', ') || 'no files';
  return found === undefined
    ? decided(false, value, `'${pattern}' is not found in ${shown}`)
    : decided(true, value, `'${pattern}' is found in '${found}'`);
}

function decideEvent(pattern: string, type: EventType): [boolean, string, string] {
  const events = pattern.split(',').map((each) => each.trim());
  const matches = events.includes(type);
  const doubt =
    matches && type !== events[0] && /\s/.test(pattern)
      ? '; with spaces, AWS reportedly reads the first event only (aws-cdk#33197)'
      : '';
  return [matches, type, `the event ${type} is ${matches ? '' : 'not '}one of ${pattern}${doubt}`];
}

/** Why a filter cannot match with the scope that a webhook has. */
function scopeProblem(type: Field, { scopeConfiguration }: Webhook): string | undefined {
  const scope = scopeConfiguration?.scope;
  if (type === 'REPOSITORY_NAME' && scope === undefined) {
    return 'REPOSITORY_NAME is for webhooks of an organization, a group or GitHub global only';
  }
  if (type === 'ORGANIZATION_NAME' && scope !== 'GITHUB_GLOBAL')
    return 'ORGANIZATION_NAME is for GitHub global webhooks only';
  return undefined;
}
