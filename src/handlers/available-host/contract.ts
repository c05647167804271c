import { type Contract, CUSTOM, type Permissions } from '../framework/contract';
import { connectionsArn } from '../framework/schema';
import { type GateProperties, gateProperties } from '../waiter/contract';

export interface AvailableHostProperties extends GateProperties {
  readonly HostArn: string;
}

export type AvailableHostAttribute = 'HostArn' | 'Status';

export const AVAILABLE_HOST: Contract<AvailableHostProperties, AvailableHostAttribute> = {
  resourceType: `${CUSTOM}AvailableHost`,
  properties: { HostArn: connectionsArn('host'), ...gateProperties },
  attributes: ['HostArn', 'Status'],
};

export const AVAILABLE_HOST_PERMISSIONS: Permissions = {
  calls: [
    { operations: ['GetHost'], on: 'host' },
    { operations: ['ListHosts'], on: '*' },
  ],
  continues: true,
};
