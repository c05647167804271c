import { type Contract, CUSTOM } from '../framework/contract';
import { connectionsArn } from '../framework/schema';
import { type WaiterProperties, waiterProperties } from '../waiter/contract';
import { PERMISSIONS } from './permissions';

export interface AvailableHostProperties extends WaiterProperties {
  readonly HostArn: string;
}

export type AvailableHostAttribute = 'HostArn' | 'Status';

export const AVAILABLE_HOST: Contract<AvailableHostProperties, AvailableHostAttribute> = {
  resourceType: `${CUSTOM}AvailableHost`,
  version: 1,
  properties: { HostArn: connectionsArn('host'), ...waiterProperties },
  attributes: ['HostArn', 'Status'],
  permissions: PERMISSIONS,
};
