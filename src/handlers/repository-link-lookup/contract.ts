import { OWNER_ID, REPOSITORY_NAME } from '../../private/limits';
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
    OwnerId: optional(text(OWNER_ID.min, OWNER_ID.max)),
    RepositoryName: optional(text(REPOSITORY_NAME.min, REPOSITORY_NAME.max)),
    ConnectionArn: optional(connectionsArn('connection')),
  },
  attributes: ['RepositoryLinkArn', 'RepositoryLinkId', 'ProviderType'],
  permissions: PERMISSIONS,
};
