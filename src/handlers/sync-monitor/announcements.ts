import { callAws, type Target } from '../shared/aws';
import { cloudFormationLink, codeSuiteLink, consoleLink } from '../shared/console';
import type { Runtime } from '../shared/runtime';
import { EVENT_SOURCE, TROUBLE_BEGAN, TROUBLE_ENDED, type TroubleDetail, type TroubleKind } from './contract';
import type { Announcement } from './memory';
import type { Trouble } from './troubles';

/** What PutEvents takes at once. */
const BATCH = 10;
const TRIES = 3;
const PAUSE = 1_000;

/** Where the monitor runs, which is also what it watches. */
export type Home = Omit<Target, 'service'> & { readonly account: string };

interface Result {
  readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

/**
 * Tells an event bus.
 *
 * @returns what it did not take, with the reason
 */
export async function announce(
  bus: string,
  announcements: readonly [string, Announcement][],
  home: Home,
  runtime: Runtime,
): Promise<Map<string, string>> {
  for (let tries = 1, left = announcements; ; tries += 1) {
    const refused = new Map<string, string>();
    for (let start = 0; start < left.length; start += BATCH) {
      for (const [key, reason] of await put(bus, left.slice(start, start + BATCH), home, runtime)) {
        if (reason !== undefined) refused.set(key, reason);
      }
    }
    if (refused.size === 0 || tries === TRIES) return refused;
    left = left.filter(([key]) => refused.has(key));
    await runtime.sleep(PAUSE * tries);
  }
}

/** Puts events at once, and answers for each why it was not taken, if it was not. */
async function put(
  bus: string,
  batch: readonly [string, Announcement][],
  home: Home,
  runtime: Runtime,
): Promise<[string, string | undefined][]> {
  const Entries = batch.map(([, announcement]) => ({
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: announcement.outcome ? TROUBLE_ENDED : TROUBLE_BEGAN,
    Detail: JSON.stringify(detailOf(announcement, home)),
  }));
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
  const request = { ...home, service: 'events', operation: 'PutEvents', headers, body: JSON.stringify({ Entries }) };
  try {
    const { Entries: results = [] } = await callAws<Result>(runtime, request, JSON.parse);
    return batch.map(([key], index) => {
      const { ErrorCode, ErrorMessage } = results[index] ?? { ErrorCode: 'no result' };
      return [key, ErrorCode && `${ErrorMessage ?? ''} (${ErrorCode})`];
    });
  } catch (error) {
    return batch.map(([key]) => [key, (error as Error).message]);
  }
}

/** What a person and a rule get to know of a trouble. */
export function detailOf({ trouble, endedAt, outcome }: Announcement, home: Home): TroubleDetail {
  const { account, region } = home;
  const { id, scope: _, kind, since, reason, ...about } = trouble;
  const title = titleOf(trouble);
  const link = linkOf(trouble, home);
  const resolution = outcome ? {} : resolutionOf(trouble, home);
  const lines = outcome
    ? [`${ENDED[outcome]}: ${title}`, `It lasted from ${iso(since)} to ${iso(endedAt ?? since)}.`]
    : [title, `Why: ${reason}`, `Since: ${iso(since)}`, ...contextLines(trouble)];
  if (resolution.resolveByCli) {
    lines.push(
      'Nothing is synced to the stack before somebody has looked at what was changed, and resolves the blocker. Either call',
      `  ${resolution.resolveByCli}`,
      'or deploy, beside the sync configuration,',
      `  ${resolution.resolveByConstruct}`,
    );
  }
  lines.push(`Where: ${link} (account ${account}, ${region})`);
  return {
    troubleId: id,
    kind: kind as TroubleKind,
    account,
    region,
    title,
    message: lines.join('\n'),
    reason,
    since: iso(since),
    consoleLink: link,
    ...about,
    ...resolution,
    ...(outcome && { endedAt: iso(endedAt ?? since), outcome }),
  };
}

const ENDED = { RESOLVED: 'Over', SUPERSEDED: 'Replaced by another trouble', GONE: 'Gone with what it was about' };

function titleOf({ kind, stackName, repository, branch, commit, connectionArn, hostArn, operation }: Trouble): string {
  const followed = `branch ${branch} of ${repository}`;
  switch (kind) {
    case 'SYNC_BLOCKED':
      return `Git sync of the stack ${stackName} is blocked (${followed})`;
    case 'SYNC_FAILED':
      return `Git sync of the stack ${stackName} to commit ${commit} has failed (${followed})`;
    case 'SYNC_STUCK':
      return `Git sync of the stack ${stackName}${commit ? ` to commit ${commit}` : ''} is stuck (${followed})`;
    case 'STACK_BEHIND':
      return `The stack ${stackName} is behind ${followed}`;
    case 'REPOSITORY_SYNC_FAILED':
      return `Git sync could not read ${followed}`;
    case 'REPOSITORY_SYNC_STUCK':
      return `Git sync of ${followed} is stuck`;
    case 'CONNECTION_UNAVAILABLE':
      return `The connection ${connectionArn} is not available`;
    case 'HOST_UNAVAILABLE':
      return `The host ${hostArn} is not available`;
    case 'MONITOR_BLIND':
      return `The monitor of Git sync is not allowed to call ${operation}`;
  }
}

/** Where a person goes on. */
export function linkOf({ stackName, connectionArn, hostArn }: Trouble, home: Home): string {
  if (stackName) return cloudFormationLink(stackName, home);
  const arn = connectionArn ?? hostArn;
  return arn ? consoleLink(arn) : codeSuiteLink(home);
}

function resolutionOf({ kind, stackName, blockerId }: Trouble, { region }: Home) {
  if (kind !== 'SYNC_BLOCKED') return {};
  return {
    resolveByCli: `aws codeconnections update-sync-blocker --region ${region} --sync-type CFN_STACK_SYNC --resource-name ${stackName} --id ${blockerId} --resolved-reason 'WHY IT MAY BE RESOLVED'`,
    resolveByConstruct: `new SyncBlockerResolution(this, 'Resolution', { syncConfiguration, blockerIds: ['${blockerId}'], reason: 'WHY IT MAY BE RESOLVED' });`,
  };
}

function contextLines({ blockerContexts = {} }: Trouble): string[] {
  return Object.entries(blockerContexts).map(([key, value]) => `${key}: ${value}`);
}

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
