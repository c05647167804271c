import { type Contract, CUSTOM } from '../framework/contract';
import { connectionsArn, optional, text } from '../framework/schema';
import { type LookupProperties, lookupProperties } from '../lookup/contract';
import { PERMISSIONS } from './permissions';

export interface RepositoryLinkLookupProperties extends LookupProperties {
  readonly OwnerId: string | undefined;
  readonly RepositoryName: string | undefined;
  readonly ConnectionArn: string | undefined;
}

export type RepositoryLinkLookupAttribute = 'RepositoryLinkArn' | 'RepositoryLinkId' | 'ProviderType';

export const REPOSITORY_LINK_LOOKUP: Contract<RepositoryLinkLookupProperties, RepositoryLinkLookupAttribute> = {
  resourceType: `${CUSTOM}RepositoryLinkLookup`,
  version: 1,
  properties: {
    ...lookupProperties,
    OwnerId: optional(text(1, 255)),
    RepositoryName: optional(text(1, 128)),
    ConnectionArn: optional(connectionsArn('connection')),
  },
  attributes: ['RepositoryLinkArn', 'RepositoryLinkId', 'ProviderType'],
  permissions: PERMISSIONS,
};
