import { type Contract, CUSTOM } from '../framework/contract';
import { connectionsArn } from '../framework/schema';
import { type WaiterProperties, waiterProperties } from '../waiter/contract';
import { PERMISSIONS } from './permissions';

export interface AvailableConnectionProperties extends WaiterProperties {
  readonly ConnectionArn: string;
}

export type AvailableConnectionAttribute = 'ConnectionArn' | 'ConnectionStatus';

export const AVAILABLE_CONNECTION: Contract<AvailableConnectionProperties, AvailableConnectionAttribute> = {
  resourceType: `${CUSTOM}AvailableConnection`,
  version: 1,
  properties: { ConnectionArn: connectionsArn('connection'), ...waiterProperties },
  attributes: ['ConnectionArn', 'ConnectionStatus'],
  permissions: PERMISSIONS,
};
