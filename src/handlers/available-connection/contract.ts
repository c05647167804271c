import { type Contract, CUSTOM, type Permissions } from '../framework/contract';
import { connectionsArn } from '../framework/schema';
import { type WaiterProperties, waiterProperties } from '../waiter/contract';

export interface AvailableConnectionProperties extends WaiterProperties {
  readonly ConnectionArn: string;
}

export type AvailableConnectionAttribute = 'ConnectionArn' | 'ConnectionStatus';

export const AVAILABLE_CONNECTION: Contract<AvailableConnectionProperties, AvailableConnectionAttribute> = {
  resourceType: `${CUSTOM}AvailableConnection`,
  properties: { ConnectionArn: connectionsArn('connection'), ...waiterProperties },
  attributes: ['ConnectionArn', 'ConnectionStatus'],
};

export const AVAILABLE_CONNECTION_PERMISSIONS: Permissions = {
  calls: [{ operations: ['GetConnection'], on: 'connection' }],
  continues: true,
};
