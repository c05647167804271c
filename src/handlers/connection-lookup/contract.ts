import { CONNECTION_NAME, REGION } from '../../private/limits';
import { type Contract, CUSTOM } from '../framework/contract';
import { connectionsArn, optional, text } from '../framework/schema';
import { type NamedLookupProperties, namedLookupProperties } from '../lookup/contract';
import { PERMISSIONS } from './permissions';

export interface ConnectionLookupProperties extends NamedLookupProperties {
  readonly HostArn: string | undefined;
  /** The Region in which the connection was created. Connections are visible from every Region. */
  readonly HomeRegion: string | undefined;
}

export type ConnectionLookupAttribute =
  | 'ConnectionArn'
  | 'ConnectionName'
  | 'ConnectionStatus'
  | 'OwnerAccountId'
  | 'ProviderType';

export const CONNECTION_LOOKUP: Contract<ConnectionLookupProperties, ConnectionLookupAttribute> = {
  resourceType: `${CUSTOM}ConnectionLookup`,
  version: 1,
  properties: {
    ...namedLookupProperties(CONNECTION_NAME),
    HostArn: optional(connectionsArn('host')),
    HomeRegion: optional(text(REGION.min, REGION.max)),
  },
  attributes: ['ConnectionArn', 'ConnectionName', 'ConnectionStatus', 'OwnerAccountId', 'ProviderType'],
  permissions: PERMISSIONS,
};
