import { HOST_NAME, PROVIDER_ENDPOINT } from '../../private/limits';
import { type Contract, CUSTOM } from '../framework/contract';
import { optional, text } from '../framework/schema';
import { type NamedLookupProperties, namedLookupProperties } from '../lookup/contract';
import { PERMISSIONS } from './permissions';

export interface HostLookupProperties extends NamedLookupProperties {
  readonly ProviderEndpoint: string | undefined;
}

export type HostLookupAttribute = 'HostArn' | 'Name' | 'ProviderEndpoint' | 'ProviderType' | 'Status';

export const HOST_LOOKUP: Contract<HostLookupProperties, HostLookupAttribute> = {
  resourceType: `${CUSTOM}HostLookup`,
  version: 1,
  properties: {
    ...namedLookupProperties(HOST_NAME),
    ProviderEndpoint: optional(text(PROVIDER_ENDPOINT.min, PROVIDER_ENDPOINT.max)),
  },
  attributes: ['HostArn', 'Name', 'ProviderEndpoint', 'ProviderType', 'Status'],
  permissions: PERMISSIONS,
};
