/**
 * Compiles with `exactOptionalPropertyTypes` only when every class can be used as the interfaces that it implements in
 * an app that is compiled so. Compiled by index.test.ts, never run.
 */

import type { IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IRepositoryLinkRef, ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type {
  Connection,
  ConnectionLookup,
  GitSyncedStack,
  GitSyncRole,
  Host,
  HostLookup,
  IConnection,
  IHost,
  IRepositoryLink,
  ISyncConfiguration,
  RepositoryLink,
  SuccessfulSync,
  SyncConfiguration,
} from '../../src';

declare const connection: Connection;
declare const host: Host;
declare const repositoryLink: RepositoryLink;
declare const syncConfiguration: SyncConfiguration;
declare const gitSyncedStack: GitSyncedStack;
declare const gitSyncRole: GitSyncRole;
declare const connectionLookup: ConnectionLookup;
declare const hostLookup: HostLookup;
declare const successfulSync: SuccessfulSync;

export const interfaces: [IConnection, IHost, IRepositoryLink, ISyncConfiguration, IRole] = [
  connection,
  host,
  repositoryLink,
  syncConfiguration,
  gitSyncRole,
];
export const references: [IConnectionRef, IHostRef, IRepositoryLinkRef, ISyncConfigurationRef] = [
  connection,
  host,
  repositoryLink,
  syncConfiguration,
];
export const found: [IConnection, IHost, ISyncConfiguration] = [connectionLookup, hostLookup, successfulSync];
export const grantable: IGrantable = gitSyncedStack;
