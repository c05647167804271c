import { AVAILABLE_CONNECTION } from '../../src/handlers/available-connection/contract';
import { AVAILABLE_HOST } from '../../src/handlers/available-host/contract';
import { ACCOUNT } from './rig/account';
import type { Rig } from './rig/rig';

/** What can be waited for, in each of the two APIs: how the tests make one, complete it and let it fail. */
export interface Subject {
  readonly name: string;
  readonly kind: 'connection' | 'host';
  readonly prefix: string;
  readonly type: string;
  readonly get: string;
  readonly operation: 'GetConnection' | 'GetHost';
  readonly arnProperty: 'ConnectionArn' | 'HostArn';
  readonly statusAttribute: 'ConnectionStatus' | 'Status';
  readonly create: (rig: Rig, name: string, region?: string) => Promise<string>;
  readonly complete: (rig: Rig, arn: string) => void;
  readonly fail: (rig: Rig, arn: string) => void;
  readonly remove: (rig: Rig, arn: string) => Promise<unknown>;
  readonly unknownArn: string;
  readonly attributes: readonly string[];
}

const connection = (prefix: string): Subject => ({
  name: `a connection of ${prefix}`,
  kind: 'connection',
  prefix,
  type: AVAILABLE_CONNECTION.resourceType,
  attributes: AVAILABLE_CONNECTION.attributes,
  get: `${prefix}:GetConnection`,
  operation: 'GetConnection',
  arnProperty: 'ConnectionArn',
  statusAttribute: 'ConnectionStatus',
  create: async (rig, ConnectionName, region) => {
    const input = { ConnectionName, ProviderType: 'GitHub' };
    return (await rig.internally<{ ConnectionArn: string }>(prefix, 'CreateConnection', input, region)).ConnectionArn;
  },
  complete: (rig, arn) => rig.simulator.completeConnection(arn),
  fail: (rig, arn) => rig.simulator.failConnection(arn),
  remove: (rig, ConnectionArn) => rig.internally(prefix, 'DeleteConnection', { ConnectionArn }),
  unknownArn: `arn:aws:${prefix}:us-east-1:${ACCOUNT}:connection/00000000-0000-4000-8000-000000000000`,
});

const host = (prefix: string): Subject => ({
  name: `a host of ${prefix}`,
  kind: 'host',
  prefix,
  type: AVAILABLE_HOST.resourceType,
  attributes: AVAILABLE_HOST.attributes,
  get: `${prefix}:GetHost`,
  operation: 'GetHost',
  arnProperty: 'HostArn',
  statusAttribute: 'Status',
  create: async (rig, Name, region) => {
    const ProviderEndpoint = `https://${Name}.example.com`;
    const input = { Name, ProviderType: 'GitHubEnterpriseServer', ProviderEndpoint };
    return (await rig.internally<{ HostArn: string }>(prefix, 'CreateHost', input, region)).HostArn;
  },
  complete: (rig, arn) => rig.simulator.completeHost(arn),
  fail: (rig, arn) => rig.simulator.failHost(arn, 'the app was deleted'),
  remove: (rig, HostArn) => rig.internally(prefix, 'DeleteHost', { HostArn }),
  unknownArn: `arn:aws:${prefix}:us-east-1:${ACCOUNT}:host/unknown-00000000`,
});

export const SUBJECTS = ['codeconnections', 'codestar-connections'].flatMap((prefix) => [
  connection(prefix),
  host(prefix),
]);
