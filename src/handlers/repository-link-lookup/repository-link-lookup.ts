import { resourceId } from '../client/arn';
import { listAll } from '../client/codeconnections';
import type { RepositoryLink } from '../client/operations';
import { lookupResource } from '../lookup/lookup';
import { REPOSITORY_LINK_LOOKUP } from './contract';

/** Finds one repository link. */
export const repositoryLinkLookup = lookupResource(REPOSITORY_LINK_LOOKUP, {
  kind: 'repository link',
  list: (call) => listAll(call, 'ListRepositoryLinks'),
  get: async (call, arn) => {
    const name = { RepositoryLinkId: resourceId(arn) };
    return (await call('GetRepositoryLink', name, { retryDenied: false })).RepositoryLinkInfo;
  },
  known: (arn): Partial<RepositoryLink> => ({ RepositoryLinkArn: arn, RepositoryLinkId: resourceId(arn) }),
  describe: ({ RepositoryLinkArn = '', OwnerId, RepositoryName, ConnectionArn, ProviderType }) => ({
    arn: RepositoryLinkArn,
    title: `${OwnerId}/${RepositoryName}`,
    traits: { owner: OwnerId, repository: RepositoryName, connection: ConnectionArn, provider: ProviderType },
  }),
  criteria: ({ OwnerId, RepositoryName, ConnectionArn, ProviderType }) => ({
    owner: OwnerId,
    repository: RepositoryName,
    connection: ConnectionArn,
    provider: ProviderType,
  }),
});
