import { activeBlockers, block, blockedBy, newDrift } from './blockers.ts';
import { type DeploymentFile, parseDeploymentFile } from './deployment-file.ts';
import { ControlError } from './errors.ts';
import { newCommit } from './git/objects.ts';
import type { Value } from './model/types.ts';
import type { StackContent, StackDeployer, SyncedStack } from './stack-deployer.ts';
import type { SyncStatusChange } from './state.ts';
import {
  type Account,
  type Branch,
  DEFAULT_ACCOUNT,
  type Region,
  type RepositoryLink,
  type SyncConfiguration,
  type World,
} from './state.ts';
import { SyncProgress, seconds } from './sync-progress.ts';

/** A commit that arrives on a branch. */
export interface Push {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** The files that the commit changes, with their content; null for one that it deletes. */
  readonly files: Readonly<Record<string, string | null>>;
  /** That of the commit as Git has it if omitted. Git serves the commit under no other one. */
  readonly sha?: string;
  /** Why CloudFormation cannot bring a stack to this commit; it can if omitted. */
  readonly failure?: string;
}

/** Which stack is meant. */
export interface StackReference {
  readonly stackName: string;
  /** us-east-1 if omitted. */
  readonly region?: string;
  /** 123456789012 if omitted. */
  readonly account?: string;
}

export interface BlockerRequest extends StackReference {
  readonly reason?: string;
  readonly contexts?: Readonly<Record<string, string>>;
}

/** What somebody else than Git sync has done to a stack. */
export const STACK_CHANGES = ['updated', 'deleted'] as const;

export interface StackChange extends StackReference {
  readonly change: (typeof STACK_CHANGES)[number];
}

/** Where a link and its sync configurations are. */
export interface Location {
  readonly account: Account;
  readonly here: Region;
}

type ResourceAttempt = Value<'ResourceSyncAttempt'>;

const KEPT_ATTEMPTS = 10;

/** Git sync: what a push sets in motion. */
export class GitSync {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Puts a commit on a branch. Returns its SHA. */
  push({ repository, branch: name, files, sha, failure }: Push): string {
    this.world.clock.catchUp();
    requireCommit(repository, name, Object.keys(files));
    const branches = this.world.branchesOf(repository);
    requireBranch(name, branches.keys());
    const before = branches.get(name);
    const content = new Map(before?.files);
    for (const [path, text] of Object.entries(files)) {
      if (text === null) {
        content.delete(path);
      } else {
        content.set(path, text);
      }
    }
    requireFolders(content);
    const commit = newCommit({
      parent: before?.commit,
      files: content,
      message: `Push to ${repository} ${name}`,
      time: Math.floor(seconds(this.world.clock.now())),
    });
    const branch: Branch = { sha: sha ?? commit.id, previousSha: before?.sha, files: content, commit, failure };
    branches.set(name, branch);
    if (Object.keys(files).length === 0) return branch.sha; // an empty commit syncs nothing
    for (const account of this.world.accounts.values()) {
      for (const here of account.regions.values()) {
        for (const link of here.links.values()) {
          if (
            repositoryOf(link) === repository &&
            this.syncConfigurationsOn({ account, here }, link, name).length > 0
          ) {
            this.syncRepository({ account, here }, link, name, Object.keys(files));
          }
        }
      }
    }
    return branch.sha;
  }

  /** The stack was changed by hand: nothing is synced to it until the blocker is resolved. Returns the blocker's id. */
  raiseBlocker({ reason = 'The stack was changed by hand', contexts = {}, ...stack }: BlockerRequest): string {
    return block(this.world, this.find(stack), reason, contexts).Id;
  }

  /** Somebody else than Git sync has updated or deleted the stack. Returns the id of the blocker, if it raises one. */
  stackChanged({ change, ...stack }: StackChange): string | undefined {
    const sync = this.find(stack);
    if (change === 'deleted' && !this.world.settings.deletionBlocks) return undefined;
    return block(this.world, sync, `Stack ${sync.resourceName} was ${change} by somebody else than Git sync`).Id;
  }

  /** Makes the next retries of the latest commit fail: UpdateSyncBlocker responds with RetryLatestCommitFailedException. */
  failRetries(stack: StackReference, times = 1): void {
    this.find(stack).failingRetries = times;
  }

  /** A repository sync: it reads the deployment files of the branch and starts the resource syncs. */
  private syncRepository(location: Location, link: RepositoryLink, branch: string, changed: readonly string[]): void {
    const attempt: Value<'RepositorySyncAttempt'> = {
      StartedAt: seconds(this.world.clock.now()),
      Status: 'QUEUED',
      Events: [],
    };
    const progress = new SyncProgress(this.world, attempt, this.subjectOf(location, link, branch));
    const branchSync = link.branchSyncs.get(branch) ?? {
      latest: attempt,
      running: false,
      waiting: false,
      changed: new Set<string>(),
    };
    link.branchSyncs.set(branch, branchSync);
    branchSync.latest = attempt;
    for (const path of changed) {
      branchSync.changed.add(path);
    }
    if (branchSync.running) {
      branchSync.waiting = true;
      progress.note('QUEUED', `Waiting for the sync of branch ${branch} that is in progress`);
      return;
    }
    branchSync.running = true;
    const files = new Set(branchSync.changed);
    branchSync.changed.clear();
    progress.run(`sync of branch ${branch} of ${repositoryOf(link)}`, () => {
      branchSync.running = false;
      const status = location.account.connections.get(link.connectionArn)?.status ?? 'deleted';
      if (status === 'AVAILABLE') {
        progress.note('SUCCEEDED', `Read branch ${branch} of ${repositoryOf(link)}`);
        for (const sync of this.syncConfigurationsOn(location, link, branch).filter((each) =>
          this.isTriggered(each, files),
        )) {
          this.syncResource(location, sync);
        }
      } else {
        progress.note('FAILED', `Connection ${link.connectionArn} is ${status}`);
      }
      if (branchSync.waiting) {
        branchSync.waiting = false;
        this.syncRepository(location, link, branch, []);
      }
    });
  }

  /** A resource sync: it brings the stack to the latest commit of its branch, if there is one, and nothing blocks it. */
  syncResource(location: Location, sync: SyncConfiguration): void {
    const branch = this.branchOf(sync);
    if (!branch || (activeBlockers(sync).length > 0 && !this.world.settings.syncsWhileBlocked)) {
      return;
    }
    if (sync.running) {
      sync.waiting = true;
      return;
    }
    const target = revisionOf(sync, branch.sha);
    const attempt: Value<'ResourceSyncAttempt'> = {
      StartedAt: seconds(this.world.clock.now()),
      Status: 'INITIATED',
      Events: [],
      InitialRevision: sync.latestSuccess?.TargetRevision ?? revisionOf(sync, branch.previousSha ?? branch.sha),
      TargetRevision: target,
      Target: sync.resourceName,
    };
    sync.latest = attempt;
    sync.attempts = [attempt, ...sync.attempts.slice(0, KEPT_ATTEMPTS - 1)];
    sync.running = true;
    const progress = new SyncProgress(this.world, attempt, {
      ...this.subjectOf(location, sync.link, sync.branch),
      stackName: sync.resourceName,
    });
    progress.run(`sync of stack ${sync.resourceName} to ${branch.sha}`, () => {
      const end = (problem?: string) => this.endResourceSync(location, sync, attempt, progress, problem);
      const { deployer } = this.world;
      const [blocker] = activeBlockers(sync);
      if (blocker) {
        return end(blockedBy(blocker));
      }
      const content = contentOf(sync, branch);
      if (typeof content === 'string' || !deployer || !isThere(location, sync)) {
        return end(typeof content === 'string' ? content : undefined);
      }
      void this.deploy(deployer, sync, content, progress).then(
        () => end(),
        (error: Error) => end(error.message),
      );
    });
  }

  private endResourceSync(
    location: Location,
    sync: SyncConfiguration,
    attempt: ResourceAttempt,
    progress: SyncProgress,
    problem?: string,
  ): void {
    sync.running = false;
    if (problem === undefined) {
      sync.latestSuccess = attempt;
      progress.note('SUCCEEDED', `Stack ${sync.resourceName} is at ${attempt.TargetRevision.Sha}`);
    } else {
      progress.note('FAILED', problem);
    }
    if (sync.waiting && isThere(location, sync)) {
      sync.waiting = false;
      this.syncResource(location, sync);
    }
  }

  private async deploy(
    deployer: StackDeployer,
    sync: SyncConfiguration,
    content: StackContent,
    progress: SyncProgress,
  ): Promise<void> {
    const stack = stackOf(sync);
    if (this.world.settings.driftBlocks) {
      const drift = await deployer.driftOf(stack);
      const reason = newDrift(sync, drift);
      if (reason !== undefined) throw new Error(blockedBy(block(this.world, sync, reason, drift)));
    }
    await deployer.deploy(stack, content, (event, arn) => progress.note('IN_PROGRESS', event, arn));
  }

  /** The stack's desired state: the latest commit of its branch. */
  desiredState(sync: SyncConfiguration): Value<'Revision'> | undefined {
    const branch = this.branchOf(sync);
    return branch && revisionOf(sync, branch.sha);
  }

  /** A new or moved sync configuration is brought to the latest commit of its branch, unless that takes a push. */
  syncToLatest(location: Location, sync: SyncConfiguration): void {
    if (this.branchOf(sync) && this.world.settings.firstSync === 'on-creation') {
      this.syncRepository(location, sync.link, sync.branch, [sync.configFile]);
    }
  }

  find({ stackName, region = 'us-east-1', account = DEFAULT_ACCOUNT }: StackReference): SyncConfiguration {
    this.world.clock.catchUp();
    const syncs = this.world.accounts.get(account)?.regions.get(region)?.syncConfigurations.values() ?? [];
    for (const sync of syncs) {
      if (sync.resourceName === stackName) {
        return sync;
      }
    }
    throw new ControlError(`stack ${stackName} has no sync configuration in account ${account}, ${region}`, 404);
  }

  private subjectOf({ account }: Location, link: RepositoryLink, branch: string): SyncStatusChange {
    const { arn, id, connectionArn, ownerId, providerType, repositoryName } = link;
    const commit = this.world.repositories.get(repositoryOf(link))?.get(branch)?.sha ?? '';
    const ids = { repositoryLinkId: id, repositoryLinkArn: arn, connectionArn };
    const detail = { ...ids, ownerId, repositoryName, providerType, branch, commit, syncType: 'CFN_STACK_SYNC' };
    return { account: account.id, region: arn.split(':')[3], detail };
  }

  private branchOf({ link, branch }: SyncConfiguration): Branch | undefined {
    return this.world.repositories.get(repositoryOf(link))?.get(branch);
  }

  private syncConfigurationsOn({ here }: Location, link: RepositoryLink, branch: string): SyncConfiguration[] {
    return [...here.syncConfigurations.values()].filter((sync) => sync.link === link && sync.branch === branch);
  }

  private isTriggered(sync: SyncConfiguration, changed: ReadonlySet<string>): boolean {
    if (sync.triggerResourceUpdateOn !== 'FILE_CHANGE' || changed.has(sync.configFile)) {
      return true;
    }
    const deployment = deploymentOf(sync, this.branchOf(sync)?.files);
    return typeof deployment !== 'string' && changed.has(deployment.templateFilePath);
  }
}

export const repositoryOf = ({ ownerId, repositoryName }: RepositoryLink): string => `${ownerId}/${repositoryName}`;

/** Whether the sync configuration has not been deleted meanwhile. */
const isThere = ({ here }: Location, sync: SyncConfiguration): boolean =>
  [...here.syncConfigurations.values()].includes(sync);

/** What the commit says of the stack, or why it cannot be brought there. */
function contentOf(sync: SyncConfiguration, { files, failure }: Branch): StackContent | string {
  const deployment = deploymentOf(sync, files);
  if (typeof deployment === 'string') {
    return deployment;
  }
  const { templateFilePath, parameters, tags } = deployment;
  const template = files.get(templateFilePath);
  if (template === undefined) {
    return `Template file ${templateFilePath} does not exist`;
  }
  return failure ?? { template, parameters, tags };
}

/** The deployment file of the stack, or what is wrong with it. */
function deploymentOf({ configFile }: SyncConfiguration, files: Branch['files'] = new Map()): DeploymentFile | string {
  const text = files.get(configFile);
  if (text === undefined) {
    return `Deployment file ${configFile} does not exist`;
  }
  try {
    return parseDeploymentFile(text);
  } catch (error) {
    return `Deployment file ${configFile} ${(error as Error).message}`;
  }
}

function stackOf({ resourceName, roleArn, link }: SyncConfiguration): SyncedStack {
  const { arn, connectionArn } = link;
  return { stackName: resourceName, region: arn.split(':')[3], roleArn, connectionArn };
}

function revisionOf({ link, branch, configFile }: SyncConfiguration, sha: string): Value<'Revision'> {
  return {
    Branch: branch,
    Directory: configFile,
    OwnerId: link.ownerId,
    RepositoryName: link.repositoryName,
    ProviderType: link.providerType,
    Sha: sha,
  };
}

/** A commit that Git and a provider can have. */
function requireCommit(repository: string, branch: string, paths: readonly string[]): void {
  if (!/^[^/\s]+(\/[^/\s]+)+$/.test(repository)) {
    throw new ControlError(`repository must be owner/name, got '${repository}'`, 400);
  }
  if (!isBranchName(branch)) throw new ControlError(`branch '${branch}' cannot be the name of a branch`, 400);
  const outside = paths.find((path) =>
    path.split('/').some((name) => /^(|\.{1,2}|\.git)$/i.test(name) || name.includes('\0')),
  );
  if (outside !== undefined) {
    throw new ControlError(`files must be paths from the root of the repository, got '${outside}'`, 400);
  }
}

/** A folder has no content of its own. */
function requireFolders(files: ReadonlyMap<string, string>): void {
  for (const path of files.keys()) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (files.has(folder)) throw new ControlError(`'${folder}' cannot be a file and the folder of ${path}`, 400);
    }
  }
}

/** What Git itself accepts as the name of a branch. */
export const isBranchName = (name: string): boolean =>
  name !== '' && name !== '@' && !/[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/[/.]|^[-./]|[/.]$|\.lock(?:\/|$)/u.test(name);

/** Git keeps branches as files: one cannot be a folder of another one. */
function requireBranch(name: string, others: Iterable<string>): void {
  for (const other of others) {
    if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) {
      throw new ControlError(`branch '${name}' cannot be beside the branch '${other}'`, 400);
    }
  }
}
