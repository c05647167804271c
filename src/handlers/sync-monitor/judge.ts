import type { ResourceSyncAttempt, SyncAttempt, SyncBlocker } from '../client/operations';
import { tame } from '../client/text';
import { eventsOf, isActive, isRunning } from '../synced-stack/status';
import { knownProblems, type Memory } from './memory';
import { familyOf, type Kind, MAX_CONTEXTS, MAX_REASON_CHARACTERS, type Problem, scopes } from './problem';
import {
  type BranchSnapshot,
  type ConnectionSnapshot,
  type HostSnapshot,
  isUpToDate,
  type Snapshots,
  type StackSnapshot,
} from './snapshot';

/** The problems that one snapshot shows. */
export interface Assessment {
  readonly scope: string;
  /** The time of the snapshot. */
  readonly at: number;
  readonly problems: readonly Problem[];
  /** Kinds of problems of which the snapshot does not show whether they are resolved. */
  readonly undecided: readonly Kind[];
}

/** The problems that the snapshots of one run show. */
export interface Judgement {
  readonly assessments: readonly Assessment[];
  /** When the run began to collect. */
  readonly at: number;
  /** Whether the subject of a problem certainly does not exist any more. */
  readonly isGone: (scope: string) => boolean;
}

/**
 * Finds the problems in snapshots.
 *
 * @param stuckAfter how long a sync may take, and a commit or a handshake may wait, in milliseconds
 */
export function judge(snapshots: Snapshots, memory: Memory, stuckAfter: number): Judgement {
  const { at, stacks, branches, connections, hosts, operations, complete } = snapshots;
  const assessments = [
    ...stacks.map((stack) => judgeStack(stack, memory, stuckAfter)),
    ...branches.map((branch) => judgeBranch(branch, stuckAfter)),
    ...connections.map((connection) => judgeConnection(connection, memory, stuckAfter)),
    ...hosts.map((host) => judgeHost(host, memory, stuckAfter)),
    ...[...operations].map(([operation, denial]) => judgeOperation(operation, denial, at)),
  ];
  const existing = new Set(assessments.map(({ scope }) => scope));
  const isGone = (scope: string) => !existing.has(scope) && (complete.has(scope) || complete.has(familyOf(scope)));
  return { assessments, at, isGone };
}

function judgeStack(snapshot: StackSnapshot, memory: Memory, stuckAfter: number): Assessment {
  const { configuration, at, status, blockers } = snapshot;
  const { ResourceName: stackName, OwnerId, RepositoryName, Branch: branch } = configuration;
  const scope = scopes.stack(stackName);
  const subject = { scope, stackName, repository: `${OwnerId}/${RepositoryName}`, branch };

  const active = blockers?.filter(isActive) ?? [];
  const problems = active.map((blocker) => blockerProblem(subject, blocker));
  const undecided: Kind[] = blockers ? [] : ['SYNC_BLOCKED'];
  const known = knownProblems(memory, scope);
  const isBlocked = active.length > 0 || (!blockers && known.some(({ kind }) => kind === 'SYNC_BLOCKED'));

  if (status === undefined) undecided.push('STACK_BEHIND', 'SYNC_FAILED', 'SYNC_STUCK');
  if (status === undefined || isUpToDate(snapshot)) return { scope, at, problems, undecided };

  const { LatestSync: latest, DesiredState } = status ?? {};
  const behind = known.find(({ kind }) => kind === 'STACK_BEHIND');
  const since = behind?.since ?? (latest && latest.Status !== 'SUCCEEDED' ? milliseconds(latest.StartedAt) : at);
  const commit = (DesiredState ?? latest?.TargetRevision)?.Sha;
  const target = { ...subject, ...(commit && { commit }) };
  const reason = reasonBehind(latest);
  problems.push(problemOf(target, 'STACK_BEHIND', since, reason));
  if (latest?.Status === 'FAILED') {
    const failed = { ...subject, commit: latest.TargetRevision.Sha };
    // A sync that fails, or does not start, because of a blocker is not a second problem.
    if (!isBlocked) {
      problems.push(problemOf(failed, 'SYNC_FAILED', endOf(latest), eventsOf(latest), failed.commit));
    }
  } else {
    if (latest && isRunning(latest)) undecided.push('SYNC_FAILED');
    // A stack that has been behind for a long time may have been synced meanwhile, but not to this commit.
    const waitingSince = latest ? Math.max(since, milliseconds(latest.StartedAt)) : since;
    if (!isBlocked && at - waitingSince >= stuckAfter)
      problems.push(problemOf(target, 'SYNC_STUCK', waitingSince, reason, commit));
  }
  return { scope, at, problems, undecided };
}

function blockerProblem(subject: Subject, { Id, CreatedAt, CreatedReason, Contexts = [] }: SyncBlocker): Problem {
  const contexts = Contexts.slice(0, MAX_CONTEXTS).map(({ Key, Value }) => [shorten(Key), shorten(Value)]);
  return {
    ...problemOf(subject, 'SYNC_BLOCKED', milliseconds(CreatedAt), CreatedReason, Id),
    blockerId: Id,
    ...(contexts.length > 0 && { blockerContexts: Object.fromEntries(contexts) }),
  };
}

function reasonBehind(latest: ResourceSyncAttempt | undefined): string {
  if (!latest) return 'no sync has started yet: a push to the branch starts one';
  if (latest.Status === 'SUCCEEDED')
    return 'no sync of the latest commit has started: push another one that changes a file';
  return isRunning(latest) ? reasonRunning(latest) : eventsOf(latest);
}

const reasonRunning = (latest: SyncAttempt) => `the sync is ${latest.Status}: ${eventsOf(latest)}`;

function judgeBranch({ linkId, repository, branch, at, status }: BranchSnapshot, stuckAfter: number): Assessment {
  const scope = scopes.branch(linkId, branch);
  const subject = { scope, repository, branch };
  const latest = status?.LatestSync;
  const problems: Problem[] = [];
  const undecided: Kind[] = [];
  if (status === undefined) undecided.push('REPOSITORY_SYNC_FAILED', 'REPOSITORY_SYNC_STUCK');
  else if (latest?.Status === 'FAILED') {
    problems.push(problemOf(subject, 'REPOSITORY_SYNC_FAILED', endOf(latest), eventsOf(latest)));
  } else if (latest && isRunning(latest)) {
    undecided.push('REPOSITORY_SYNC_FAILED');
    const since = milliseconds(latest.StartedAt);
    if (at - since >= stuckAfter) {
      problems.push(problemOf(subject, 'REPOSITORY_SYNC_STUCK', since, reasonRunning(latest)));
    }
  }
  return { scope, at, problems, undecided };
}

function judgeConnection(
  { arn, name, status, at }: ConnectionSnapshot,
  memory: Memory,
  stuckAfter: number,
): Assessment {
  const scope = scopes.connection(arn);
  const kind = 'CONNECTION_UNAVAILABLE';
  if (status === undefined) return { scope, at, problems: [], undecided: [kind, 'PENDING'] };
  const subject = { scope, connectionArn: arn };
  if (status === 'PENDING') return judgePending({ subject, at, name, step: 'handshake' }, kind, memory, stuckAfter);
  const reason = status
    ? `${name} is ${status}`
    : 'the connection was deleted, but a repository link still uses it: give the link another one';
  const problem = problemOf(subject, kind, at, reason, status ?? 'DELETED');
  return { scope, at, problems: status === 'AVAILABLE' ? [] : [problem], undecided: [] };
}

interface Pending {
  readonly subject: Subject;
  readonly at: number;
  readonly name: string;
  /** What a person has to complete. */
  readonly step: string;
}

/** A problem only after some time, which starts at the first poll: the service does not say when a resource was created. */
function judgePending(
  { subject, at, name, step }: Pending,
  kind: Kind,
  memory: Memory,
  stuckAfter: number,
): Assessment {
  const { scope } = subject;
  const since = knownProblems(memory, scope).find((known) => known.kind === 'PENDING')?.since ?? at;
  const reason = `${name} is PENDING: a person has to complete its ${step}`;
  const problems = [problemOf(subject, 'PENDING', since, reason)];
  if (at - since >= stuckAfter) problems.push(problemOf(subject, kind, since, reason, 'PENDING'));
  return { scope, at, problems, undecided: [] };
}

/** A host without a problem: available, or in a transition that needs nobody. */
const HEALTHY_HOST = ['AVAILABLE', 'VPC_CONFIG_INITIALIZING', 'VPC_CONFIG_DELETING'];

function judgeHost({ arn, name, status, message, at }: HostSnapshot, memory: Memory, stuckAfter: number): Assessment {
  const scope = scopes.host(arn);
  const kind = 'HOST_UNAVAILABLE';
  const subject = { scope, hostArn: arn };
  if (status === 'PENDING') return judgePending({ subject, at, name, step: 'setup' }, kind, memory, stuckAfter);
  const reason = `${name} is ${status}${message ? `: ${message}` : ''}`;
  const problem = problemOf(subject, kind, at, reason, status);
  return { scope, at, problems: HEALTHY_HOST.includes(status) ? [] : [problem], undecided: [] };
}

function judgeOperation(operation: string, denial: string | undefined, at: number): Assessment {
  const scope = scopes.operation(operation);
  const problems = denial === undefined ? [] : [problemOf({ scope, operation }, 'INCOMPLETE_POLL', at, denial)];
  return { scope, at, problems, undecided: [] };
}

type Subject = Partial<Problem> & Pick<Problem, 'scope'>;

function problemOf(subject: Subject, kind: Kind, since: number, reason: string, discriminator?: string): Problem {
  const id = [subject.scope, kind, discriminator].filter((part) => part !== undefined).join(' ');
  return { id, ...subject, kind, since, reason: shorten(reason) };
}

/** The end of an attempt, as far as its events show it. */
function endOf({ Events, StartedAt }: SyncAttempt): number {
  return milliseconds(Math.max(StartedAt, ...Events.map(({ Time }) => Time)));
}

/** The times of the service are in seconds. */
const milliseconds = (seconds: number): number => Math.round(seconds * 1_000);

/** As one line without double quotes, which EventBridge is not known to escape. */
const shorten = (text: string): string => tame(text, MAX_REASON_CHARACTERS);
