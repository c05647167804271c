import { splitArn } from '../client/arn';
import type { Entry, ListOperation, Operations, Page, RepositoryLink, SyncConfiguration } from '../client/operations';
import type { Runtime } from '../client/runtime';
import type { Caller } from './caller';
import type { Change } from './change';
import { knownProblems, type Memory } from './memory';
import { scopes } from './problem';
import type { Location } from './run';
import {
  type BranchSnapshot,
  type ConnectionSnapshot,
  type HostSnapshot,
  isUpToDate,
  type Snapshots,
  type StackSnapshot,
} from './snapshot';
import type { Stored } from './store';

/** Where snapshots come from. */
export interface Source {
  readonly caller: Caller;
  readonly location: Location;
  readonly runtime: Runtime;
}

/** A poll reads the blockers of a quarter of the stacks that are up to date. */
const POLLS_PER_BLOCKER_CHECK = 4;

/** How long a branch that was read, without a sync of a stack that follows it, is a sign of a blocker: for some polls. */
const SIGN_OF_BLOCKER_MS = 900_000;

const SyncType = 'CFN_STACK_SYNC';

/**
 * Reads the state of Git sync from the service, each thing once: of a stack or a branch that has changed, or of
 * everything.
 *
 * @param loading the memory, whose problems need more calls; it loads while lists are read
 */
export async function collect(
  source: Source,
  change: Change | undefined,
  loading: Promise<Stored>,
): Promise<Snapshots> {
  const at = source.runtime.now();
  const collected = await (change ? collectChange(source, change, loading) : collectAll(source, loading));
  return {
    at,
    stacks: [],
    branches: [],
    connections: [],
    hosts: [],
    complete: new Set(),
    unreadLists: 0,
    ...collected,
    operations: source.caller.operations,
  };
}

async function collectChange(source: Source, change: Change, loading: Promise<Stored>): Promise<Partial<Snapshots>> {
  if ('stackName' in change) {
    const response = await source.caller.call('GetSyncConfiguration', { ResourceName: change.stackName, SyncType });
    if (response === null) return { complete: new Set([change.scope]) };
    const configuration = response?.SyncConfiguration;
    return { stacks: configuration ? [await collectStack(source, configuration, await loading, false)] : [] };
  }
  const { linkId, branch } = change;
  const { entries } = await listConfigurations(source, linkId);
  const follower = entries.find(({ Branch }) => Branch === branch);
  // The repository is taken from the service, not from the event.
  return { branches: follower ? [await collectBranch(source, linkId, repositoryOf(follower), branch)] : [] };
}

async function collectAll(source: Source, loading: Promise<Stored>): Promise<Partial<Snapshots>> {
  const links = list(source, 'ListRepositoryLinks');
  const [followers, { connections, all: allConnections }, { hosts, all: allHosts }] = await Promise.all([
    collectFollowers(source, links, loading),
    collectConnections(source, links),
    collectHosts(source),
    checkDeniedOperation(source, loading),
  ]);
  const complete = new Set<string>();
  if (followers.unreadLists === 0) complete.add('stack').add('branch');
  if (allConnections) complete.add('connection');
  if (allHosts) complete.add('host');
  return { ...followers, connections, hosts, complete };
}

/** The stacks that follow branches, and the branches. */
async function collectFollowers(source: Source, links: List<'ListRepositoryLinks'>, loading: Promise<Stored>) {
  const { entries, all } = await links;
  const ofLinks = await Promise.all(entries.map((link) => collectFollowersOf(source, link, loading)));
  return {
    stacks: ofLinks.flatMap(({ stacks }) => stacks),
    branches: ofLinks.flatMap(({ branches }) => branches),
    unreadLists: [{ all }, ...ofLinks].filter((listed) => !listed.all).length,
  };
}

async function collectFollowersOf(
  source: Source,
  { RepositoryLinkId: linkId = '' }: RepositoryLink,
  loading: Promise<Stored>,
) {
  const { entries, all } = await listConfigurations(source, linkId);
  const branches = new Map<string, Promise<BranchSnapshot>>();
  for (const { Branch } of entries) {
    if (!branches.has(Branch)) branches.set(Branch, collectBranch(source, linkId, repositoryOf(entries[0]), Branch));
  }
  const stacks = await Promise.all(
    entries.map(async (configuration) => {
      const stored = await loading;
      const isTurn = isTurnOf(configuration, stored.memory);
      return collectStack(source, configuration, stored, isTurn, branches.get(configuration.Branch));
    }),
  );
  return { stacks, branches: await Promise.all(branches.values()), all };
}

/**
 * @param isTurn whether to read the blockers even if there is no sign of one
 * @param branch the branch that the stack follows, if it is read as well
 */
async function collectStack(
  { caller, runtime }: Source,
  configuration: SyncConfiguration,
  { memory }: Pick<Stored, 'memory'>,
  isTurn: boolean,
  branch?: Promise<BranchSnapshot>,
): Promise<StackSnapshot> {
  const at = runtime.now();
  const { ResourceName } = configuration;
  const status = await caller.call('GetResourceSyncStatus', { ResourceName, SyncType });
  const isBlocked = knownProblems(memory, scopes.stack(ResourceName)).some(({ kind }) => kind === 'SYNC_BLOCKED');
  let blockers: StackSnapshot['blockers'];
  if (isBlocked || isTurn || !isUpToDate({ configuration, status }) || isPassedOver(status, await branch)) {
    const response = await caller.call('GetSyncBlockerSummary', { ResourceName, SyncType });
    if (response) blockers = response.SyncBlockerSummary?.LatestBlockers ?? [];
  }
  return { at, configuration, status, blockers };
}

/**
 * Whether the branch was read lately, and no sync of the stack has started since. A push to a stack that is blocked
 * starts none, so its status stays as it was.
 */
function isPassedOver(status: StackSnapshot['status'], branch: BranchSnapshot | undefined): boolean {
  const read = branch?.status?.LatestSync;
  if (read?.Status !== 'SUCCEEDED' || branch === undefined) return false;
  const isLate = branch.at - read.StartedAt * 1_000 < SIGN_OF_BLOCKER_MS;
  return isLate && (status?.LatestSync?.StartedAt ?? 0) < read.StartedAt;
}

/** The status of a stack may not show a blocker, so the stacks that are up to date take turns. */
function isTurnOf({ ResourceName }: SyncConfiguration, { polls }: Memory): boolean {
  let sum = polls;
  for (let index = 0; index < ResourceName.length; index += 1) sum += ResourceName.charCodeAt(index);
  return sum % POLLS_PER_BLOCKER_CHECK === 0;
}

async function collectBranch(
  { caller, runtime }: Source,
  linkId: string,
  repository: string,
  branch: string,
): Promise<BranchSnapshot> {
  const at = runtime.now();
  const input = { RepositoryLinkId: linkId, Branch: branch, SyncType } as const;
  return { at, linkId, repository, branch, status: await caller.call('GetRepositorySyncStatus', input) };
}

/** The connections of the account and Region, and others that repository links use. */
async function collectConnections(source: Source, links: List<'ListRepositoryLinks'>) {
  const at = source.runtime.now();
  const [ofLinks, { entries, all }] = await Promise.all([links, list(source, 'ListConnections')]);
  const used = new Set(ofLinks.entries.flatMap(({ ConnectionArn }) => ConnectionArn ?? []));
  const connections: ConnectionSnapshot[] = [];
  const unlisted = new Set(used);
  for (const { ConnectionArn: arn = '', ConnectionName: name = arn, ConnectionStatus: status } of entries) {
    unlisted.delete(arn);
    // The list has connections of all Regions, and connections that other accounts share.
    if (isAt(source.location, arn) || used.has(arn)) connections.push({ at, arn, name, status });
  }
  // A connection that is not in the list may belong to the older API.
  if (all) connections.push(...(await Promise.all([...unlisted].map((arn) => collectConnection(source, arn)))));
  return { connections, all: all && ofLinks.all };
}

async function collectConnection({ caller, runtime }: Source, arn: string): Promise<ConnectionSnapshot> {
  const at = runtime.now();
  const response = await caller.call('GetConnection', { ConnectionArn: arn }, splitArn(arn)?.service ?? '');
  const { ConnectionName = arn, ConnectionStatus } = response?.Connection ?? {};
  return { at, arn, name: ConnectionName, status: response === null ? null : ConnectionStatus };
}

async function collectHosts(source: Source) {
  const at = source.runtime.now();
  const { entries, all } = await list(source, 'ListHosts');
  const hosts = entries.map(
    ({ HostArn: arn = '', Name: name = '', Status: status = '', StatusMessage: message }): HostSnapshot => ({
      at,
      arn,
      name,
      status,
      message,
    }),
  );
  return { hosts, all };
}

/** Polls do not need GetSyncConfiguration, so a denial of it would last until the next event: any name will do here. */
async function checkDeniedOperation({ caller }: Source, loading: Promise<Stored>): Promise<void> {
  const denied = knownProblems((await loading).memory, scopes.operation('GetSyncConfiguration'));
  if (denied.length > 0) await caller.call('GetSyncConfiguration', { ResourceName: 'any', SyncType });
}

const repositoryOf = ({ OwnerId, RepositoryName }: SyncConfiguration) => `${OwnerId}/${RepositoryName}`;

function isAt({ account, region }: Location, arn: string): boolean {
  const parts = splitArn(arn);
  return parts?.account === account && parts.region === region;
}

/** The entries of a list, and whether all of its pages could be read. */
type List<O extends ListOperation> = Promise<{ readonly entries: Entry<O>[]; readonly all: boolean }>;

function listConfigurations(source: Source, RepositoryLinkId: string): List<'ListSyncConfigurations'> {
  return list(source, 'ListSyncConfigurations', { RepositoryLinkId, SyncType });
}

async function list<O extends ListOperation>(
  { caller }: Source,
  operation: O,
  input?: Omit<Operations[O]['input'], keyof Page>,
): List<O> {
  const entries: Entry<O>[] = [];
  let next: string | undefined;
  do {
    const page = { ...input, MaxResults: 100, NextToken: next };
    const response = await caller.call(operation, page as Operations[O]['input']);
    if (!response) return { entries, all: false };
    const { NextToken, ...lists } = response; // the list is the only other member
    entries.push(...(Object.values(lists).flatMap((some) => some ?? []) as Entry<O>[]));
    next = NextToken;
  } while (next);
  return { entries, all: true };
}
