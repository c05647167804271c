import { splitArn } from '../client/arn';
import type { Target } from '../client/aws';
import { cloudFormationLink, codeSuiteLink, consoleLink } from '../client/console-link';
import { quoted, tame } from '../client/text';
import type { ProblemDetail, ProblemKind } from './contract';
import { MAX_CONTEXTS, type Problem } from './judge';
import type { Announcement } from './remember';

/** Where the monitor runs, which is also what it watches. */
export type Home = Omit<Target, 'service'> & { readonly account: string };

/** What stands in a message as it is, and goes into links and commands. Everything else is other people's words. */
const STACK_NAME = /^[a-z][a-z0-9-]{0,127}$/i;
const BLOCKER_ID = /^[a-z0-9][\w-]{0,49}$/i;
const COMMIT = /^[0-9a-f]{7,64}$/;
const OPERATION = /^[a-z]+$/i;
const SERVICE = /^(codeconnections|codestar-connections)$/;
const RESOURCE = /^(connection|host)\/[\w-]+$/;

/** Whether it is the ARN of a connection or a host of the account. */
function isOurs(arn: string, { partition, account }: Home): boolean {
  const parts = splitArn(arn);
  if (!parts || !SERVICE.test(parts.service) || !RESOURCE.test(parts.resource)) return false;
  return parts.account === account && parts.partition === partition;
}

const MAX_WORDS = 300;
/** Of an event: PutEvents takes 256 KB, and ten of them at once. */
const MAX_DETAIL = 25_000;

const words = (text = '') => quoted(text, MAX_WORDS);
const named = (pattern: RegExp, text = '') => (pattern.test(text) ? text : words(text));

/** What a person is sent: what happened, on the first line, and what to do. */
export function messageOf({ problem, resolvedAt, outcome }: Announcement, home: Home): string {
  const { since, reason } = problem;
  const title = titleOf(problem, home);
  const { resolveByCli, resolveByConstruct } = outcome ? {} : resolutionOf(problem, home);
  const lines = outcome
    ? [`${ENDED[outcome]}: ${title}`, `It lasted from ${iso(since)} to ${iso(resolvedAt ?? since)}.`]
    : [title, `Reason: ${words(reason)}`, `Since: ${iso(since)}`, ...contextLines(problem)];
  if (resolveByCli) {
    lines.push(
      'Nothing is synced to the stack before somebody has looked at what was changed, and resolves the blocker. Either call',
      `  ${resolveByCli}`,
      'or deploy, beside the sync configuration,',
      `  ${resolveByConstruct}`,
    );
  }
  lines.push(`Where: ${linkOf(problem, home)} (account ${home.account}, ${home.region})`);
  return lines.join('\n');
}

/** What a rule gets to know of a problem: without the contexts of a blocker, if it would be too much with them. */
export function detailOf(announcement: Announcement, home: Home): ProblemDetail {
  const { problem, resolvedAt, outcome } = announcement;
  const { id, scope: _, kind, since, blockerContexts, ...about } = problem;
  // EventBridge is not known to escape double quotes in what a rule makes of a field.
  const [title, message] = [titleOf(problem, home), messageOf(announcement, home)].map((text) =>
    text.replaceAll('"', "'"),
  );
  const contexts = contextsOf(problem).map((context) => context.map(tamed));
  const detail = {
    problemId: tame(id, 2 * MAX_WORDS),
    kind: kind as ProblemKind,
    account: home.account,
    region: home.region,
    title,
    message,
    since: iso(since),
    consoleLink: linkOf(problem, home),
    ...(Object.fromEntries(Object.entries(about).map(([name, text]) => [name, tamed(text)])) as typeof about),
    ...(contexts.length > 0 && { blockerContexts: Object.fromEntries(contexts) }),
    ...(outcome ? { resolvedAt: iso(resolvedAt ?? since), outcome } : resolutionOf(problem, home)),
  };
  if (!blockerContexts || Buffer.byteLength(JSON.stringify(detail)) <= MAX_DETAIL) return detail;
  return detailOf({ ...announcement, problem: { ...problem, blockerContexts: undefined } }, home);
}

const tamed = (text: unknown) => tame(String(text), MAX_WORDS);

const ENDED = {
  RESOLVED: 'Over',
  SUPERSEDED: 'Replaced by another problem',
  GONE: 'Over, gone with what it was about',
};

function titleOf(problem: Problem, home: Home): string {
  const { kind, stackName, repository, branch, commit, connectionArn, hostArn, operation } = problem;
  const stack = named(STACK_NAME, stackName);
  const arn = (text = '') => (isOurs(text, home) ? text : words(text));
  const toCommit = commit ? ` to commit ${named(COMMIT, commit)}` : '';
  const followed = `branch ${words(branch)} of ${words(repository)}`;
  switch (kind) {
    case 'SYNC_BLOCKED':
      return `Git sync of the stack ${stack} is blocked (${followed})`;
    case 'SYNC_FAILED':
      return `Git sync of the stack ${stack}${toCommit} has failed (${followed})`;
    case 'SYNC_STUCK':
      return `Git sync of the stack ${stack}${toCommit} is stuck (${followed})`;
    case 'REPOSITORY_SYNC_FAILED':
      return `Git sync could not read ${followed}`;
    case 'REPOSITORY_SYNC_STUCK':
      return `Git sync of ${followed} is stuck`;
    case 'CONNECTION_UNAVAILABLE':
      return `The connection ${arn(connectionArn)} is not available`;
    case 'HOST_UNAVAILABLE':
      return `The host ${arn(hostArn)} is not available`;
    case 'INCOMPLETE_POLL':
      return `The monitor of Git sync is not allowed to call ${named(OPERATION, operation)}`;
    default:
      return `The stack ${stack} is behind ${followed}`;
  }
}

/** Where a person goes on. */
export function linkOf({ stackName = '', connectionArn, hostArn }: Problem, home: Home): string {
  if (STACK_NAME.test(stackName)) return cloudFormationLink(stackName, home);
  const arn = connectionArn ?? hostArn ?? '';
  return isOurs(arn, home) ? consoleLink(arn) : codeSuiteLink(home);
}

/** The ways to answer a blocker. The names have no character that a shell or TypeScript would see anything in. */
function resolutionOf({ kind, stackName = '', blockerId = '' }: Problem, { region }: Home) {
  if (kind !== 'SYNC_BLOCKED' || !STACK_NAME.test(stackName) || !BLOCKER_ID.test(blockerId)) return {};
  return {
    resolveByCli: `aws codeconnections update-sync-blocker --region ${region} --sync-type CFN_STACK_SYNC --resource-name '${stackName}' --id '${blockerId}' --resolved-reason 'WHY IT MAY BE RESOLVED'`,
    resolveByConstruct: `new SyncBlockerResolution(this, 'Resolution', { syncConfiguration, blockerIds: ['${blockerId}'], reason: 'WHY IT MAY BE RESOLVED' });`,
  };
}

const contextsOf = ({ blockerContexts = {} }: Problem) => Object.entries(blockerContexts).slice(0, MAX_CONTEXTS);

function contextLines(problem: Problem): string[] {
  return contextsOf(problem).map(([key, value]) => `${words(key)}: ${words(value)}`);
}

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
