import { CONNECTION_NAME, PROVIDER_ENDPOINT, PROVIDER_TYPE } from '../../private/limits';
import { type Contract, CUSTOM } from '../framework/contract';
import { flag, optional, text, texts } from '../framework/schema';
import { PERMISSIONS } from './permissions';

/** What the service needs for a connection that CloudFormation cannot make, by the names that CloudFormation uses. */
export interface ConnectionProperties {
  readonly ConnectionName: string;
  readonly ProviderType: string;
  readonly ProviderEndpoint: string;
  readonly Tags: Readonly<Record<string, string>> | undefined;
  /** Whether a connection that has been replaced is kept. */
  readonly RetainWhenReplaced: boolean;
}

export type ConnectionAttribute = 'ConnectionArn' | 'ConnectionStatus' | 'OwnerAccountId';

export const CONNECTION: Contract<ConnectionProperties, ConnectionAttribute> = {
  resourceType: `${CUSTOM}Connection`,
  version: 1,
  properties: {
    ConnectionName: text(CONNECTION_NAME.min, CONNECTION_NAME.max),
    ProviderType: text(PROVIDER_TYPE.min, PROVIDER_TYPE.max),
    ProviderEndpoint: text(PROVIDER_ENDPOINT.min, PROVIDER_ENDPOINT.max),
    Tags: (value) => (JSON.stringify(value) === '{}' ? undefined : optional(texts)(value)),
    RetainWhenReplaced: flag,
  },
  attributes: ['ConnectionArn', 'ConnectionStatus', 'OwnerAccountId'],
  permissions: PERMISSIONS,
  handler: 'connection',
};
