import { splitArn } from '../client/arn';
import type { CodeConnections } from '../client/codeconnections';
import type { Entry, ListOperation, Operations, Page, RepositoryLink, SyncConfiguration } from '../client/operations';
import type { Ask } from './caller';
import {
  isWell,
  judgeBranch,
  judgeConnection,
  judgeHost,
  judgeStack,
  type Limits,
  type Look,
  type StackView,
  scopes,
} from './judge';
import { knownOf, type Memory, type Observation } from './remember';

/** One in so many polls also asks for the blockers of a stack that seems well. */
const BLOCKERS_OF_WELL_STACKS = 4;

/** How a survey looks. */
export interface Watch {
  readonly ask: Ask;
  /** The account and the Region that are watched. */
  readonly home: { readonly account: string; readonly region: string };
  /** A client of the API that a connection was made with, in the Region that is watched. */
  readonly clientOf: (connectionArn: string) => CodeConnections;
  readonly limits: Limits;
  readonly now: () => number;
}

/** What a survey of everything has seen. */
export interface Survey extends Observation {
  readonly configurations: number;
  /** Sync configurations whose status could not be seen, as far as it is known that there are any. */
  readonly unseen: number;
  /** When the latest success began that is the oldest of all stacks' latest ones, if there is any. */
  readonly oldestSuccess: number | undefined;
}

const SyncType = 'CFN_STACK_SYNC';

/** Looks at everything in the account and Region, each thing once. */
export async function surveyAll(watch: Watch, loading: Promise<Memory>): Promise<Survey> {
  const { ask, now } = watch;
  const at = now();
  const stacks: SeenStack[] = [];
  const looks: Look[] = [];
  /** What there is, whether or not it could be seen how it is. */
  const present = new Set<string>();
  /** Families of scopes of which everything that there is was listed. */
  const complete = new Set<string>();
  /** Lists of stacks that could not be read: each counts as one stack. */
  let unread = 0;

  const follow = async (link: RepositoryLink) => {
    const { RepositoryLinkId: linkId = '', OwnerId, RepositoryName } = link;
    const { entries, all } = await listFollowers(watch, linkId);
    if (!all) unread += 1;
    const lookAtFollower = async (configuration: SyncConfiguration) => {
      const memory = await loading;
      stacks.push(await lookAtStack(watch, memory, configuration, isDue(configuration, memory)));
    };
    const lookAtBranch = async (branch: string) => {
      present.add(scopes.branch(linkId, branch));
      const repository = `${OwnerId}/${RepositoryName}`;
      looks.push(...(await surveyBranch(watch, { linkId, repository, branch })).looks);
    };
    const branches = new Set(entries.map(({ Branch }) => Branch));
    await Promise.all([...entries.map(lookAtFollower), ...[...branches].map(lookAtBranch)]);
  };

  const followLinks = async () => {
    const links = await list(watch, 'ListRepositoryLinks');
    if (!links.all) unread += 1;
    const used = new Set(links.entries.flatMap(({ ConnectionArn }) => ConnectionArn ?? []));
    for (const arn of used) present.add(scopes.connection(arn));
    await Promise.all([lookAtConnections(used, links.all), ...links.entries.map(follow)]);
    if (unread === 0) complete.add('stack').add('branch');
  };

  const connections = list(watch, 'ListConnections');
  const lookAtConnections = async (used: ReadonlySet<string>, areAllUsed: boolean) => {
    const { entries, all } = await connections;
    const ours = entries.filter(({ ConnectionArn = '' }) => isAt(watch.home, ConnectionArn) || used.has(ConnectionArn));
    for (const { ConnectionArn: arn = '', ConnectionName = arn, ConnectionStatus = '' } of ours) {
      present.add(scopes.connection(arn));
      looks.push(judgeConnection(arn, ConnectionName, ConnectionStatus, at));
    }
    if (!all) return;
    if (areAllUsed) complete.add('connection');
    const listed = new Set(entries.map(({ ConnectionArn }) => ConnectionArn));
    const unlisted = [...used].filter((arn) => !listed.has(arn));
    looks.push(...(await Promise.all(unlisted.map((arn) => lookAtUnlistedConnection(watch, arn)))).flat());
  };

  const lookAtHosts = async () => {
    const { entries, all } = await list(watch, 'ListHosts');
    for (const { HostArn = '', Name = '', Status = '', StatusMessage } of entries) {
      present.add(scopes.host(HostArn));
      looks.push(judgeHost(HostArn, Name, Status, StatusMessage, at));
    }
    if (all) complete.add('host');
  };

  /** Only events ask for it, which may be long in coming: whether it is still denied shows with any name. */
  const askForConfigurationAgain = async () => {
    const denied = knownOf(await loading, scopes.operation('GetSyncConfiguration'));
    if (denied.length > 0) await ask('GetSyncConfiguration', { ResourceName: 'any', SyncType });
  };

  await Promise.all([loading, followLinks(), lookAtHosts(), askForConfigurationAgain()]);
  for (const { look } of stacks) {
    present.add(look.scope);
    looks.push(look);
  }
  const successes = stacks.flatMap(({ succeededAt }) => succeededAt ?? []);
  return {
    looks,
    at,
    isGone: (scope) => complete.has(scope.slice(0, scope.indexOf(' '))) && !present.has(scope),
    configurations: stacks.length,
    unseen: unread + stacks.filter(({ seen }) => !seen).length,
    oldestSuccess: successes.length > 0 ? successes.reduce((a, b) => Math.min(a, b)) : undefined,
  };
}

/** Looks at one stack. */
export async function surveyStack(watch: Watch, memory: Memory, stackName: string): Promise<Observation> {
  const at = watch.now();
  const answer = await watch.ask('GetSyncConfiguration', { ResourceName: stackName, SyncType });
  const looks: Look[] = [];
  if (answer === null) looks.push({ scope: scopes.stack(stackName), at, problems: [], undecided: [], gone: true });
  const configuration = answer?.SyncConfiguration;
  if (configuration) looks.push((await lookAtStack(watch, memory, configuration, false)).look);
  return { looks, at, isGone: () => false };
}

/** Looks at one branch, if some stack follows it: of which repository it is, the service tells, and no event. */
export async function surveyFollowedBranch(watch: Watch, linkId: string, branch: string): Promise<Observation> {
  const { entries } = await listFollowers(watch, linkId);
  const follower = entries.find(({ Branch }) => Branch === branch);
  if (!follower) return { looks: [], at: watch.now(), isGone: () => false };
  return surveyBranch(watch, { linkId, repository: `${follower.OwnerId}/${follower.RepositoryName}`, branch });
}

/** Looks at one branch, which some stack follows. */
async function surveyBranch(
  { ask, limits, now }: Watch,
  about: { readonly linkId: string; readonly repository: string; readonly branch: string },
): Promise<Observation> {
  const at = now();
  const { linkId: RepositoryLinkId, branch: Branch } = about;
  const status = await ask('GetRepositorySyncStatus', { RepositoryLinkId, Branch, SyncType });
  const looks = status === undefined ? [] : [judgeBranch({ ...about, at, status }, limits)];
  return { looks, at, isGone: () => false };
}

interface SeenStack {
  readonly look: Look;
  readonly seen: boolean;
  readonly succeededAt: number | undefined;
}

async function lookAtStack(
  { ask, limits, now }: Watch,
  memory: Memory,
  configuration: SyncConfiguration,
  isDueForBlockers: boolean,
): Promise<SeenStack> {
  const at = now();
  const { ResourceName } = configuration;
  const known = knownOf(memory, scopes.stack(ResourceName));
  const status = await ask('GetResourceSyncStatus', { ResourceName, SyncType });
  const isBlocked = known.some(({ kind }) => kind === 'SYNC_BLOCKED');
  let blockers: StackView['blockers'];
  if (isBlocked || isDueForBlockers || !isWell({ configuration, status })) {
    const answer = await ask('GetSyncBlockerSummary', { ResourceName, SyncType });
    if (answer) blockers = answer.SyncBlockerSummary?.LatestBlockers ?? [];
  }
  const behindSince = known.find(({ kind }) => kind === 'STACK_BEHIND')?.since;
  const success = status?.LatestSuccessfulSync;
  return {
    look: judgeStack({ configuration, at, status, blockers, behindSince }, limits),
    seen: status !== undefined,
    succeededAt: success && success.StartedAt * 1_000,
  };
}

/** A blocker may not show in the status of a stack: so the well ones are asked for theirs by turns. */
function isDue({ ResourceName }: SyncConfiguration, { polls }: Memory): boolean {
  let sum = polls;
  for (let index = 0; index < ResourceName.length; index += 1) sum += ResourceName.charCodeAt(index);
  return sum % BLOCKERS_OF_WELL_STACKS === 0;
}

/** Connections of all Regions are listed, and those that others share. */
function isAt({ account, region }: Watch['home'], arn: string): boolean {
  const parts = splitArn(arn);
  return parts?.account === account && parts.region === region;
}

/** That a connection is not listed need not mean that it is gone: it may be one of the older API. */
async function lookAtUnlistedConnection({ ask, clientOf, now }: Watch, arn: string): Promise<Look[]> {
  const at = now();
  const answer = await ask('GetConnection', { ConnectionArn: arn }, clientOf(arn));
  if (answer === undefined) return [];
  const { ConnectionName = arn, ConnectionStatus } = answer?.Connection ?? {};
  return [judgeConnection(arn, ConnectionName, ConnectionStatus, at)];
}

/** The sync configurations on a repository link. */
const listFollowers = (watch: Watch, RepositoryLinkId: string) =>
  list(watch, 'ListSyncConfigurations', { RepositoryLinkId, SyncType });

/** The entries of a list, over its pages, as far as they can be seen. */
async function list<O extends ListOperation>(
  { ask }: Watch,
  operation: O,
  input?: Omit<Operations[O]['input'], keyof Page>,
): Promise<{ readonly entries: Entry<O>[]; readonly all: boolean }> {
  const entries: Entry<O>[] = [];
  let next: string | undefined;
  do {
    const page = { ...input, MaxResults: 100, NextToken: next };
    const answer = await ask(operation, page as Operations[O]['input']);
    if (!answer) return { entries, all: false };
    const { NextToken, ...lists } = answer; // the list is all there is but for the token
    entries.push(...(Object.values(lists).flatMap((some) => some ?? []) as Entry<O>[]));
    next = NextToken;
  } while (next);
  return { entries, all: true };
}
