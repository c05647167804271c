import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { Input, Output, Value } from '../model/types.ts';
import { notFoundBy } from '../model/validate.ts';
import { arnOf, type Connection, type Context, isVisible, type RepositoryLink } from '../state.ts';
import { isKnownHere, isSupported } from './connections.ts';
import { page } from './paging.ts';
import { tagsOf } from './tags.ts';

export function createRepositoryLink(
  input: Input<'CreateRepositoryLink'>,
  context: Context,
): Output<'CreateRepositoryLink'> {
  const { here, world, region } = context;
  const connection = usableConnection(
    context,
    input.ConnectionArn,
    notFoundBy(context.service, 'CreateRepositoryLink'),
  );
  const limit = world.settings.quotas.repositoryLinks;
  if (here.links.size >= limit) {
    throw new ServiceError(
      'LimitExceededException',
      `There are ${limit} repository links in ${region}, which is the limit`,
    );
  }
  checkOnlyLink(context, connection, input.OwnerId, input.RepositoryName, 'ResourceAlreadyExistsException');
  const id = randomUUID();
  const link: RepositoryLink = {
    ...world.stored(),
    arn: arnOf(context, 'repository-link', id),
    id,
    ownerId: input.OwnerId,
    repositoryName: input.RepositoryName,
    providerType: connection.providerType,
    connectionArn: connection.arn,
    hostArn: connection.hostArn,
    encryptionKeyArn: input.EncryptionKeyArn,
    tags: tagsOf(context, input.Tags),
    branchSyncs: new Map(),
  };
  here.links.set(id, link);
  return { RepositoryLinkInfo: describe(link) };
}

export function getRepositoryLink(
  { RepositoryLinkId }: Input<'GetRepositoryLink'>,
  context: Context,
): Output<'GetRepositoryLink'> {
  return { RepositoryLinkInfo: describe(findLink(context, RepositoryLinkId)) };
}

export function listRepositoryLinks(
  input: Input<'ListRepositoryLinks'>,
  context: Context,
): Output<'ListRepositoryLinks'> {
  const { items, NextToken } = page(context, 'links', context.here.links.values(), input, {
    invalid: 'InvalidInputException',
    expired: 'ResourceNotFoundException',
  });
  return { RepositoryLinks: items.map(describe), NextToken };
}

export function updateRepositoryLink(
  input: Input<'UpdateRepositoryLink'>,
  context: Context,
): Output<'UpdateRepositoryLink'> {
  const link = findLink(context, input.RepositoryLinkId);
  if ([...link.branchSyncs.values()].some(({ running }) => running)) {
    throw new ServiceError('UpdateOutOfSyncException', `Repository link ${link.arn} is being synced`);
  }
  if (input.ConnectionArn !== undefined) {
    const connection = usableConnection(context, input.ConnectionArn);
    if (connection.providerType !== link.providerType) {
      throw new ServiceError(
        'InvalidInputException',
        `Connection ${connection.arn} is for ${connection.providerType}, the repository link for ${link.providerType}`,
      );
    }
    checkOnlyLink(context, connection, link.ownerId, link.repositoryName, 'InvalidInputException', link);
    link.connectionArn = connection.arn;
    link.hostArn = connection.hostArn;
  }
  link.encryptionKeyArn = input.EncryptionKeyArn ?? link.encryptionKeyArn;
  return { RepositoryLinkInfo: describe(link) };
}

export function deleteRepositoryLink(
  { RepositoryLinkId }: Input<'DeleteRepositoryLink'>,
  context: Context,
): Output<'DeleteRepositoryLink'> {
  const { here } = context;
  const link = findLink(context, RepositoryLinkId);
  if (!isSupported(context, link.providerType)) {
    throw new ServiceError(
      'UnsupportedProviderTypeException',
      `Repository link ${link.arn} is for ${link.providerType}, which is not supported`,
    );
  }
  for (const sync of here.syncConfigurations.values()) {
    if (sync.link === link) {
      throw new ServiceError(
        'SyncConfigurationStillExistsException',
        `Repository link ${link.arn} is used by the sync configuration of ${sync.resourceName}`,
      );
    }
  }
  here.links.delete(link.id);
  return {};
}

export function findLink(context: Context, id: string): RepositoryLink {
  if (/^[0-]+$/.test(id)) {
    throw new ServiceError('InvalidInputException', `${id} cannot be the id of a repository link`);
  }
  const link = context.here.links.get(id.toLowerCase());
  if (!link || !isVisible(context, link)) {
    throw new ServiceError('ResourceNotFoundException', `Repository link ${id} not found`);
  }
  return link;
}

/** There is one link for a repository of a provider, or of a host. */
function checkOnlyLink(
  { here }: Context,
  { providerType, hostArn }: Connection,
  ownerId: string,
  repositoryName: string,
  error: string,
  except?: RepositoryLink,
): void {
  for (const link of here.links.values()) {
    if (
      link !== except &&
      link.ownerId === ownerId &&
      link.repositoryName === repositoryName &&
      link.providerType === providerType &&
      link.hostArn === hostArn
    ) {
      throw new ServiceError(
        error,
        `Repository ${ownerId}/${repositoryName} has a repository link already: ${link.arn}`,
      );
    }
  }
}

/** The connection, if a repository can be read through it. */
function usableConnection(context: Context, arn: string, missing = 'InvalidInputException'): Connection {
  const { account } = context;
  if (arn.split(':')[4] !== account.id) {
    throw new ServiceError('AccessDeniedException', `Account ${account.id} has no access to connection ${arn}`);
  }
  const connection = account.connections.get(arn);
  if (!connection || !isVisible(context, connection) || !isKnownHere(context, connection)) {
    throw new ServiceError(missing, `Connection ${arn} does not exist in ${context.region}`);
  }
  if (connection.status !== 'AVAILABLE') {
    throw new ServiceError('InvalidInputException', `Connection ${arn} is ${connection.status}, not AVAILABLE`);
  }
  return connection;
}

const describe = (link: RepositoryLink): Value<'RepositoryLinkInfo'> => ({
  ConnectionArn: link.connectionArn,
  EncryptionKeyArn: link.encryptionKeyArn,
  OwnerId: link.ownerId,
  ProviderType: link.providerType,
  RepositoryLinkArn: link.arn,
  RepositoryLinkId: link.id,
  RepositoryName: link.repositoryName,
});
