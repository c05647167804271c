import { ServiceError } from '../errors.ts';
import { GitSync, isBranchName } from '../git-sync.ts';
import type { Input, Output, Value } from '../model/types.ts';
import { notFoundBy } from '../model/validate.ts';
import { type Context, isVisible, type RepositoryLink, type SyncConfiguration } from '../state.ts';
import { page } from './paging.ts';
import { findLink } from './repository-links.ts';

/** Providers whose repositories Git sync does not follow. */
export const UNSYNCED_PROVIDERS: readonly Value<'ProviderType'>[] = ['AzureDevOps'];

/** What the declared input allows, but no CloudFormation stack can be called. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

export function createSyncConfiguration(
  input: Input<'CreateSyncConfiguration'>,
  context: Context,
): Output<'CreateSyncConfiguration'> {
  const { here, world } = context;
  const key = keyOf(input);
  const link = existingLink(context, input.RepositoryLinkId);
  checkRole(context, input.RoleArn);
  checkBranch(input.Branch);
  checkConfigFile(input.ConfigFile);
  if (here.syncConfigurations.has(key)) {
    throw new ServiceError(
      'ResourceAlreadyExistsException',
      `Stack ${input.ResourceName} has a sync configuration already`,
    );
  }
  const { quotas } = world.settings;
  if (here.syncConfigurations.size >= quotas.syncConfigurations) {
    throw new ServiceError(
      'LimitExceededException',
      `There are ${quotas.syncConfigurations} sync configurations in ${context.region}, which is the limit`,
    );
  }
  checkQuotas(context, link, input.Branch);
  const sync: SyncConfiguration = {
    ...world.stored(),
    resourceName: input.ResourceName,
    syncType: input.SyncType,
    branch: input.Branch,
    configFile: input.ConfigFile,
    roleArn: input.RoleArn,
    link,
    publishDeploymentStatus: input.PublishDeploymentStatus,
    triggerResourceUpdateOn: input.TriggerResourceUpdateOn,
    pullRequestComment: input.PullRequestComment,
    running: false,
    waiting: false,
    attempts: [],
    blockers: [],
    failingRetries: 0,
  };
  here.syncConfigurations.set(key, sync);
  new GitSync(world).syncToLatest(context, sync);
  return { SyncConfiguration: describe(context, sync) };
}

export function getSyncConfiguration(
  input: Input<'GetSyncConfiguration'>,
  context: Context,
): Output<'GetSyncConfiguration'> {
  return { SyncConfiguration: describe(context, findSyncConfiguration(context, input)) };
}

export function listSyncConfigurations(
  input: Input<'ListSyncConfigurations'>,
  context: Context,
): Output<'ListSyncConfigurations'> {
  const link = findLink(context, input.RepositoryLinkId);
  const { items, NextToken } = page(
    context,
    `sync ${link.id} ${input.SyncType}`,
    syncConfigurationsOf(context, link),
    input,
    {
      invalid: 'InvalidInputException',
      expired: 'ResourceNotFoundException',
    },
  );
  return { SyncConfigurations: items.map((sync) => describe(context, sync)), NextToken };
}

export function updateSyncConfiguration(
  input: Input<'UpdateSyncConfiguration'>,
  context: Context,
): Output<'UpdateSyncConfiguration'> {
  const sync = findSyncConfiguration(context, input);
  if (sync.running) {
    throw new ServiceError('UpdateOutOfSyncException', `Stack ${sync.resourceName} is being synced`);
  }
  const link = input.RepositoryLinkId === undefined ? sync.link : findLink(context, input.RepositoryLinkId);
  const branch = input.Branch ?? sync.branch;
  checkProvider(link);
  checkBranch(branch);
  if (input.RoleArn !== undefined) {
    checkRole(context, input.RoleArn);
  }
  if (input.ConfigFile !== undefined) {
    checkConfigFile(input.ConfigFile);
  }
  if (link !== sync.link || branch !== sync.branch) {
    checkQuotas(context, link, branch, 'InvalidInputException', sync);
  }
  const configFile = input.ConfigFile ?? sync.configFile;
  const moved = link !== sync.link || branch !== sync.branch || configFile !== sync.configFile;
  sync.link = link;
  sync.branch = branch;
  sync.configFile = configFile;
  sync.roleArn = input.RoleArn ?? sync.roleArn;
  sync.publishDeploymentStatus = input.PublishDeploymentStatus ?? sync.publishDeploymentStatus;
  sync.triggerResourceUpdateOn = input.TriggerResourceUpdateOn ?? sync.triggerResourceUpdateOn;
  sync.pullRequestComment = input.PullRequestComment ?? sync.pullRequestComment;
  if (moved) {
    new GitSync(context.world).syncToLatest(context, sync);
  }
  return { SyncConfiguration: describe(context, sync) };
}

/** Deleting what is not there is no error: the operation declares none for it. */
export function deleteSyncConfiguration(
  input: Input<'DeleteSyncConfiguration'>,
  { here }: Context,
): Output<'DeleteSyncConfiguration'> {
  here.syncConfigurations.delete(keyOf(input));
  return {};
}

interface SyncName {
  readonly ResourceName: string;
  readonly SyncType: string;
}

export function tryFindSyncConfiguration(context: Context, name: SyncName): SyncConfiguration | undefined {
  const sync = context.here.syncConfigurations.get(keyOf(name));
  return sync && isVisible(context, sync) ? sync : undefined;
}

export function findSyncConfiguration(context: Context, name: SyncName): SyncConfiguration {
  const sync = tryFindSyncConfiguration(context, name);
  if (!sync) {
    throw new ServiceError('ResourceNotFoundException', `Stack ${name.ResourceName} has no sync configuration`);
  }
  return sync;
}

/** The sync configurations that a repository link serves. */
export function syncConfigurationsOf({ here }: Context, link: RepositoryLink): SyncConfiguration[] {
  return [...here.syncConfigurations.values()].filter((sync) => sync.link === link);
}

function keyOf({ ResourceName, SyncType }: SyncName): string {
  if (!STACK_NAME.test(ResourceName)) {
    throw new ServiceError('InvalidInputException', `ResourceName '${ResourceName}' cannot be the name of a stack`);
  }
  return `${SyncType} ${ResourceName}`;
}

function existingLink(context: Context, id: string): RepositoryLink {
  const link = context.here.links.get(id.toLowerCase());
  if (!link || !isVisible(context, link)) {
    throw new ServiceError(
      notFoundBy(context.service, 'CreateSyncConfiguration'),
      `Repository link ${id} does not exist`,
    );
  }
  checkProvider(link);
  return link;
}

function checkProvider({ arn, providerType }: RepositoryLink): void {
  if (UNSYNCED_PROVIDERS.includes(providerType)) {
    throw new ServiceError(
      'InvalidInputException',
      `Repository link ${arn} is for ${providerType}, which Git sync does not support`,
    );
  }
}

function checkRole({ account }: Context, arn: string): void {
  if (arn.split(':')[4] !== account.id) {
    throw new ServiceError('AccessDeniedException', `Role ${arn} is not in account ${account.id}`);
  }
}

export function checkBranch(branch: string): void {
  if (!isBranchName(branch)) {
    throw new ServiceError('InvalidInputException', `'${branch}' cannot be the name of a branch`);
  }
}

function checkConfigFile(path: string): void {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    throw new ServiceError(
      'InvalidInputException',
      `ConfigFile must be a path from the root of the repository, but is '${path}'`,
    );
  }
}

function checkQuotas(
  context: Context,
  link: RepositoryLink,
  branch: string,
  error = 'LimitExceededException',
  except?: SyncConfiguration,
): void {
  const { quotas } = context.world.settings;
  const others = syncConfigurationsOf(context, link).filter((sync) => sync !== except);
  if (others.length >= quotas.syncConfigurationsPerLink) {
    throw new ServiceError(
      error,
      `Repository link ${link.arn} has ${quotas.syncConfigurationsPerLink} sync configurations, which is the limit`,
    );
  }
  if (others.filter((sync) => sync.branch === branch).length >= quotas.syncConfigurationsPerBranch) {
    throw new ServiceError(
      error,
      `Branch ${branch} of repository link ${link.arn} has ${quotas.syncConfigurationsPerBranch} sync configurations, which is the limit`,
    );
  }
}

function describe({ service }: Context, sync: SyncConfiguration): Value<'SyncConfiguration'> {
  return {
    Branch: sync.branch,
    ConfigFile: sync.configFile,
    OwnerId: sync.link.ownerId,
    ProviderType: sync.link.providerType,
    RepositoryLinkId: sync.link.id,
    RepositoryName: sync.link.repositoryName,
    ResourceName: sync.resourceName,
    RoleArn: sync.roleArn,
    SyncType: sync.syncType,
    PublishDeploymentStatus: sync.publishDeploymentStatus,
    TriggerResourceUpdateOn: sync.triggerResourceUpdateOn,
    PullRequestComment: service === 'codeconnections' ? sync.pullRequestComment : undefined,
  };
}
