import { BLOCKER_ID, STACK_NAME, type TextLimit } from '../../private/limits';
import { splitArn } from '../client/arn';
import { cloudFormationLink, codeSuiteLink, consoleLink } from '../client/console-link';
import { quoted, shortCommits, tame } from '../client/text';
import type { ProblemDetail, ProblemKind } from './contract';
import type { Announcement } from './memory';
import { MAX_CONTEXTS, type Problem } from './problem';
import type { Location } from './run';

/** Names that stand unquoted in messages, links and commands. Everything else is text of others, which is quoted. */
const isStackName = within(STACK_NAME);
const isBlockerId = within({ ...BLOCKER_ID, pattern: /^[a-z0-9][\w-]*$/i });
const COMMIT = /^[0-9a-f]{7,64}$/;
const OPERATION = /^[a-z]+$/i;
const SERVICE = /^(codeconnections|codestar-connections)$/;
const RESOURCE = /^(connection|host)\/[\w-]+$/;

/** Whether it is the ARN of a connection or a host of the account. */
function isOfAccount(arn: string, { partition, account }: Location): boolean {
  const parts = splitArn(arn);
  if (!parts || !SERVICE.test(parts.service) || !RESOURCE.test(parts.resource)) return false;
  return parts.account === account && parts.partition === partition;
}

const MAX_QUOTED_CHARACTERS = 300;
/** PutEvents accepts 256 KB, for up to ten events. */
const MAX_DETAIL_BYTES = 25_000;

/** Whether a text has the length and the pattern of a limit. */
function within({ min, max, pattern }: TextLimit): (text?: string) => boolean {
  return (text = '') => text.length >= min && text.length <= max && (pattern?.test(text) ?? true);
}

const quote = (text = '') => quoted(text, MAX_QUOTED_CHARACTERS);
const quoteUnless = (pattern: RegExp, text = '') => (pattern.test(text) ? text : quote(text));

/** The message to people: what has happened, on the first line, and what to do. */
export function messageOf({ problem, resolvedAt, outcome }: Announcement, location: Location): string {
  const { since, reason } = problem;
  const title = titleOf(problem, location);
  const { resolveByCli, resolveByConstruct } = outcome ? {} : resolutionOf(problem, location);
  const lines = outcome
    ? [`${OUTCOMES[outcome]}: ${title}`, `It lasted from ${iso(since)} to ${iso(resolvedAt ?? since)}.`]
    : [title, `Reason: ${quote(reason)}`, `Since: ${iso(since)}`, ...contextLines(problem)];
  if (resolveByCli) {
    lines.push(
      'Git sync does not update the stack until the blocker is resolved. Review the change, then either run',
      `  ${resolveByCli}`,
      'or deploy, in the app with the sync configuration,',
      `  ${resolveByConstruct}`,
    );
  }
  const remedy = outcome ? undefined : REMEDIES[problem.kind];
  if (remedy) lines.push(remedy);
  lines.push(`Where: ${consoleLinkOf(problem, location)} (account ${location.account}, ${location.region})`);
  return lines.join('\n');
}

/** The detail of an event. It goes without the contexts of a blocker if they make it too large. */
export function detailOf(announcement: Announcement, location: Location): ProblemDetail {
  const { problem, resolvedAt, outcome } = announcement;
  const { id, scope: _, kind, since, blockerContexts, ...subject } = problem;
  // EventBridge is not known to escape double quotes when a rule inserts a field into a text.
  const [title, message] = [titleOf(problem, location), messageOf(announcement, location)].map((text) =>
    text.replaceAll('"', "'"),
  );
  const contexts = contextsOf(problem).map((context) => context.map(tamed));
  const detail = {
    problemId: tame(id, 2 * MAX_QUOTED_CHARACTERS),
    kind: kind as ProblemKind,
    account: location.account,
    region: location.region,
    title,
    message,
    since: iso(since),
    consoleLink: consoleLinkOf(problem, location),
    ...(Object.fromEntries(Object.entries(subject).map(([name, text]) => [name, tamed(text)])) as typeof subject),
    ...(contexts.length > 0 && { blockerContexts: Object.fromEntries(contexts) }),
    ...(outcome ? { resolvedAt: iso(resolvedAt ?? since), outcome } : resolutionOf(problem, location)),
  };
  if (!blockerContexts || Buffer.byteLength(JSON.stringify(detail)) <= MAX_DETAIL_BYTES) return detail;
  return detailOf({ ...announcement, problem: { ...problem, blockerContexts: undefined } }, location);
}

const GONE = 'If the stack was deleted, create it again first: Git sync does not.';

/** What to do, if the title and the reason do not say it. */
const REMEDIES: Partial<Record<Problem['kind'], string>> = {
  SYNC_BLOCKED: GONE,
  SYNC_FAILED: `Repair the cause, and push a commit. ${GONE}`,
  SYNC_STUCK: 'Push a commit. If no sync follows, create the sync configuration again.',
  REPOSITORY_SYNC_FAILED: 'Check the connection, and push a commit.',
  REPOSITORY_SYNC_STUCK: 'Check the connection, and push a commit.',
};

const tamed = (text: unknown) => tame(String(text), MAX_QUOTED_CHARACTERS);

const OUTCOMES = {
  RESOLVED: 'Resolved',
  SUPERSEDED: 'Superseded by another problem',
  GONE: 'Resolved by a deletion',
};

function titleOf(problem: Problem, location: Location): string {
  const { kind, stackName, repository, branch, commit, connectionArn, hostArn, operation } = problem;
  const stack = isStackName(stackName) ? stackName : quote(stackName);
  const arn = (text = '') => (isOfAccount(text, location) ? text : quote(text));
  const toCommit = commit ? ` to commit ${COMMIT.test(commit) ? shortCommits(commit) : quote(commit)}` : '';
  const followed = `branch ${quote(branch)} of ${quote(repository)}`;
  const syncOfStack = (state: string) => `Git sync of the stack ${stack}${toCommit} ${state} (${followed})`;
  switch (kind) {
    case 'SYNC_BLOCKED':
      return syncOfStack('is blocked');
    case 'SYNC_FAILED':
      return syncOfStack('has failed');
    case 'SYNC_STUCK':
      return syncOfStack('is stuck');
    case 'REPOSITORY_SYNC_FAILED':
      return `Git sync could not read ${followed}`;
    case 'REPOSITORY_SYNC_STUCK':
      return `Git sync of ${followed} is stuck`;
    case 'CONNECTION_UNAVAILABLE':
      return `The connection ${arn(connectionArn)} is not available`;
    case 'HOST_UNAVAILABLE':
      return `The host ${arn(hostArn)} is not available`;
    case 'INCOMPLETE_POLL':
      return `The monitor of Git sync is not allowed to call ${quoteUnless(OPERATION, operation)}`;
    default:
      return `The stack ${stack} is behind ${followed}`;
  }
}

/** The page of the AWS console on which a person continues. */
export function consoleLinkOf({ stackName = '', connectionArn, hostArn }: Problem, location: Location): string {
  if (isStackName(stackName)) return cloudFormationLink(stackName, location);
  const arn = connectionArn ?? hostArn ?? '';
  return isOfAccount(arn, location) ? consoleLink(arn) : codeSuiteLink(location);
}

/** The two ways to resolve a blocker. The names have no character with a meaning in a shell or in TypeScript. */
function resolutionOf({ kind, stackName = '', blockerId = '' }: Problem, { region }: Location) {
  if (kind !== 'SYNC_BLOCKED' || !isStackName(stackName) || !isBlockerId(blockerId)) return {};
  return {
    resolveByCli: `aws codeconnections update-sync-blocker --region ${region} --sync-type CFN_STACK_SYNC --resource-name '${stackName}' --id '${blockerId}' --resolved-reason 'YOUR REASON'`,
    resolveByConstruct: `new SyncBlockerResolution(this, 'Resolution', { syncConfiguration, blockers: SyncBlockers.withIds('${blockerId}'), reason: 'YOUR REASON' });`,
  };
}

const contextsOf = ({ blockerContexts = {} }: Problem) => Object.entries(blockerContexts).slice(0, MAX_CONTEXTS);

function contextLines(problem: Problem): string[] {
  return contextsOf(problem).map(([key, value]) => `${quote(key)}: ${quote(value)}`);
}

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
