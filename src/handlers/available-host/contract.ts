import { type Contract, CUSTOM, type Permissions } from '../framework/contract';
import { connectionsArn } from '../framework/schema';
import { type WaiterProperties, waiterProperties } from '../waiter/contract';

export interface AvailableHostProperties extends WaiterProperties {
  readonly HostArn: string;
}

export type AvailableHostAttribute = 'HostArn' | 'Status';

export const AVAILABLE_HOST: Contract<AvailableHostProperties, AvailableHostAttribute> = {
  resourceType: `${CUSTOM}AvailableHost`,
  properties: { HostArn: connectionsArn('host'), ...waiterProperties },
  attributes: ['HostArn', 'Status'],
};

export const AVAILABLE_HOST_PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetHost'], on: 'host' },
    { operations: ['ListHosts'], on: '*' },
  ],
  continues: true,
};
