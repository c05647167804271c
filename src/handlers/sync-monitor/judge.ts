import type {
  Operations,
  ResourceSyncAttempt,
  SyncAttempt,
  SyncBlocker,
  SyncConfiguration,
} from '../client/operations';
import { tame } from '../client/text';
import { eventsOf, isActive } from '../synced-stack/status';
import type { ProblemDetail, ProblemKind } from './contract';

/** That a stack is behind is remembered like a problem, but nobody is told. */
export type Kind = ProblemKind | 'STACK_BEHIND';

/** What a problem is about, as the event bus is told. */
type Subject = Pick<
  ProblemDetail,
  | 'stackName'
  | 'repository'
  | 'branch'
  | 'commit'
  | 'connectionArn'
  | 'hostArn'
  | 'operation'
  | 'blockerId'
  | 'blockerContexts'
>;

/** Something that is wrong. Times are in milliseconds. */
export interface Problem extends Subject {
  /** The same whenever it is seen: what it is about, its kind, and what tells it from others of that kind. */
  readonly id: string;
  /** What it is about, and what was looked at to see it. */
  readonly scope: string;
  readonly kind: Kind;
  readonly since: number;
  readonly reason: string;
}

/** What was seen of one thing at a time. */
export interface Look {
  readonly scope: string;
  /** When it was asked for: what it shows may be as old as that. */
  readonly at: number;
  readonly problems: readonly Problem[];
  /** Kinds of problems of which it does not tell whether they are over. */
  readonly undecided: readonly Kind[];
  /** Whether the thing is there no more. */
  readonly gone?: boolean;
}

/** By scope. It has no space but the one behind the family: none of these names may have one. */
export const scopes = {
  stack: (name: string) => `stack ${name}`,
  branch: (linkId: string, branch: string) => `branch ${linkId}/${branch}`,
  connection: (arn: string) => `connection ${arn}`,
  host: (arn: string) => `host ${arn}`,
  operation: (name: string) => `operation ${name}`,
};

/** So that the memory of all problems that an account can have fits into one item of the table. */
const MAX_REASON = 300;
export const MAX_CONTEXTS = 20;

const RUNNING = ['INITIATED', 'IN_PROGRESS', 'QUEUED'];

export interface Limits {
  /** Milliseconds. */
  readonly stuckAfter: number;
}

/** What there is to see of a stack; `undefined` is what could not be seen, or was not looked at. */
export interface StackView {
  readonly configuration: SyncConfiguration;
  readonly at: number;
  readonly status: Operations['GetResourceSyncStatus']['output'] | null | undefined;
  readonly blockers: readonly SyncBlocker[] | undefined;
  /** Since when it is known to be behind. */
  readonly behindSince: number | undefined;
}

/** Whether the stack is where it should be, so that a blocker is unlikely. */
export function isWell({ configuration, status }: Pick<StackView, 'configuration' | 'status'>): boolean {
  const { LatestSync, LatestSuccessfulSync, DesiredState } = status ?? {};
  if (LatestSync?.Status !== 'SUCCEEDED') return false;
  // A commit that changes neither of its files is none that the stack has to be brought to.
  if (configuration.TriggerResourceUpdateOn === 'FILE_CHANGE') return true;
  return !DesiredState || DesiredState.Sha === (LatestSuccessfulSync ?? LatestSync).TargetRevision.Sha;
}

export function judgeStack(view: StackView, { stuckAfter }: Limits): Look {
  const { configuration, at, status, blockers, behindSince } = view;
  const { ResourceName: stackName, OwnerId, RepositoryName, Branch: branch } = configuration;
  const about = { scope: scopes.stack(stackName), stackName, repository: `${OwnerId}/${RepositoryName}`, branch };
  const problems: Problem[] = [];
  const undecided: Kind[] = [];

  const active = blockers?.filter(isActive) ?? [];
  for (const blocker of active) {
    const contexts = Object.fromEntries(
      (blocker.Contexts ?? []).slice(0, MAX_CONTEXTS).map(({ Key, Value }) => [cut(Key), cut(Value)]),
    );
    problems.push({
      ...problem(about, 'SYNC_BLOCKED', milliseconds(blocker.CreatedAt), blocker.CreatedReason, blocker.Id),
      blockerId: blocker.Id,
      ...(Object.keys(contexts).length > 0 && { blockerContexts: contexts }),
    });
  }
  if (!blockers) undecided.push('SYNC_BLOCKED');

  if (status === undefined) undecided.push('STACK_BEHIND', 'SYNC_FAILED', 'SYNC_STUCK');
  else if (!isWell(view)) {
    const { LatestSync: latest, DesiredState } = status ?? {};
    const since = behindSince ?? (latest && latest.Status !== 'SUCCEEDED' ? milliseconds(latest.StartedAt) : at);
    const commit = (DesiredState ?? latest?.TargetRevision)?.Sha;
    const at_ = { ...about, ...(commit && { commit }) };
    const why = whyBehind(latest);
    problems.push(problem(at_, 'STACK_BEHIND', since, why));
    if (latest?.Status === 'FAILED') {
      const failed = { ...about, commit: latest.TargetRevision.Sha };
      // A failure that comes of a blocker is no problem of its own.
      if (active.length === 0)
        problems.push(problem(failed, 'SYNC_FAILED', endOf(latest), eventsOf(latest), failed.commit));
    } else {
      if (latest && isRunning(latest)) undecided.push('SYNC_FAILED');
      // A stack that is behind for long may have been synced meanwhile, but not to this commit.
      const waitsSince = latest ? Math.max(since, milliseconds(latest.StartedAt)) : since;
      if (at - waitsSince >= stuckAfter) problems.push(problem(at_, 'SYNC_STUCK', waitsSince, why, commit));
    }
  }
  return { scope: about.scope, at, problems, undecided };
}

function whyBehind(latest: ResourceSyncAttempt | undefined): string {
  if (!latest) return 'it has never been synced';
  if (latest.Status === 'SUCCEEDED') return 'no sync of the latest commit has begun';
  return isRunning(latest) ? `its sync is ${latest.Status}: ${eventsOf(latest)}` : eventsOf(latest);
}

/** A branch that some stack follows, and the status of its latest sync; `null` when there was none. */
export interface BranchView {
  readonly linkId: string;
  readonly repository: string;
  readonly branch: string;
  readonly at: number;
  readonly status: Operations['GetRepositorySyncStatus']['output'] | null;
}

export function judgeBranch({ linkId, repository, branch, at, status }: BranchView, { stuckAfter }: Limits): Look {
  const about = { scope: scopes.branch(linkId, branch), repository, branch };
  const latest = status?.LatestSync;
  const look = { scope: about.scope, at, undecided: [] };
  if (latest?.Status === 'FAILED') {
    return { ...look, problems: [problem(about, 'REPOSITORY_SYNC_FAILED', endOf(latest), eventsOf(latest))] };
  }
  if (!latest || !isRunning(latest)) return { ...look, problems: [] };
  const since = milliseconds(latest.StartedAt);
  const why = `the sync is ${latest.Status}: ${eventsOf(latest)}`;
  const stuck = at - since >= stuckAfter ? [problem(about, 'REPOSITORY_SYNC_STUCK', since, why)] : [];
  return { ...look, undecided: ['REPOSITORY_SYNC_FAILED'], problems: stuck };
}

/** A connection; without a status it is not there any more, although a repository link is on it. */
export function judgeConnection(connectionArn: string, name: string, status: string | undefined, at: number): Look {
  const about = { scope: scopes.connection(connectionArn), connectionArn };
  const reason = status ? `${name} is ${status}` : 'it does not exist any more, but a repository link is on it';
  const problems =
    status === 'AVAILABLE' ? [] : [problem(about, 'CONNECTION_UNAVAILABLE', at, reason, status ?? 'DELETED')];
  return { scope: about.scope, at, problems, undecided: [] };
}

/** What a host passes through by itself when it is made or deleted. */
const PASSING = ['VPC_CONFIG_INITIALIZING', 'VPC_CONFIG_DELETING'];

export function judgeHost(
  hostArn: string,
  name: string,
  status: string,
  message: string | undefined,
  at: number,
): Look {
  const about = { scope: scopes.host(hostArn), hostArn };
  const well = status === 'AVAILABLE' || PASSING.includes(status);
  const reason = `${name} is ${status}${message ? `: ${message}` : ''}`;
  const problems = well ? [] : [problem(about, 'HOST_UNAVAILABLE', at, reason, status)];
  return { scope: about.scope, at, problems, undecided: [] };
}

/** An operation of the service that the monitor has called; with what was said when it was denied. */
export function judgeOperation(operation: string, denial: string | undefined, at: number): Look {
  const about = { scope: scopes.operation(operation), operation };
  const problems = denial === undefined ? [] : [problem(about, 'INCOMPLETE_POLL', at, denial)];
  return { scope: about.scope, at, problems, undecided: [] };
}

function problem(
  about: Partial<Problem> & Pick<Problem, 'scope'>,
  kind: Kind,
  since: number,
  reason: string,
  discriminator?: string,
): Problem {
  const id = [about.scope, kind, discriminator].filter((part) => part !== undefined).join(' ');
  return { id, ...about, kind, since, reason: cut(reason) };
}

const isRunning = ({ Status }: SyncAttempt): boolean => RUNNING.includes(Status);

/** When an attempt came to its end, as far as its events tell. */
function endOf({ Events, StartedAt }: SyncAttempt): number {
  return milliseconds(Math.max(StartedAt, ...Events.map(({ Time }) => Time)));
}

/** The service counts in seconds. */
const milliseconds = (seconds: number): number => Math.round(seconds * 1_000);

/** As one line, and without double quotes: EventBridge is not known to escape them. */
const cut = (text: string): string => tame(text, MAX_REASON);
