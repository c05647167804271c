import { lookupResource } from '../lookup/lookup';
import { resourceId } from '../shared/arn';
import { REPOSITORY_LINK_LOOKUP } from './contract';

/** Finds one repository link. */
export const repositoryLinkLookup = lookupResource(REPOSITORY_LINK_LOOKUP, {
  kind: 'repository link',
  list: async (call, page) => {
    const { RepositoryLinks, NextToken } = await call('ListRepositoryLinks', page);
    return [RepositoryLinks, NextToken];
  },
  get: async (call, arn) => {
    const id = { RepositoryLinkId: resourceId(arn) };
    const { RepositoryLinkInfo } = await call('GetRepositoryLink', id, { patient: false });
    return RepositoryLinkInfo;
  },
  known: (arn) => ({ RepositoryLinkArn: arn, RepositoryLinkId: resourceId(arn) }),
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
