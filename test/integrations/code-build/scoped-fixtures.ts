import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { ConnectionBuildSource } from '../../../src';

export const LOCATION = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';
export const JOBS = [[{ Type: 'EVENT', Pattern: 'WORKFLOW_JOB_QUEUED' }]];
export const SERVER = 'https://git.example.com';

/** A source of each kind, for one name. */
const SOURCES: Record<string, (connection: IConnectionRef, name: string, more?: object) => codebuild.ISource> = {
  gitHubOrganization: (connection, organization, more) =>
    ConnectionBuildSource.gitHubOrganization({ connection, organization, ...more }),
  gitHubGlobal: (connection, enterprise, more) =>
    ConnectionBuildSource.gitHubGlobal({ connection, enterprise, ...more }),
  gitHubEnterpriseServerOrganization: (connection, organization, more) =>
    ConnectionBuildSource.gitHubEnterpriseServerOrganization({ connection, organization, domain: SERVER, ...more }),
  gitLabGroup: (connection, group, more) => ConnectionBuildSource.gitLabGroup({ connection, group, ...more }),
  gitLabSelfManagedGroup: (connection, group, more) =>
    ConnectionBuildSource.gitLabSelfManagedGroup({ connection, group, domain: SERVER, ...more }),
};
export const source = (kind: string, connection: IConnectionRef, name = 'my-org', more?: object) =>
  (SOURCES[kind] as (typeof SOURCES)[string])(connection, name, more);

export const TYPES: [kind: string, type: string, scope: object][] = [
  ['gitHubOrganization', 'GITHUB', { Name: 'my-org', Scope: 'GITHUB_ORGANIZATION' }],
  ['gitHubGlobal', 'GITHUB', { Name: 'my-org', Scope: 'GITHUB_GLOBAL' }],
  [
    'gitHubEnterpriseServerOrganization',
    'GITHUB_ENTERPRISE',
    { Name: 'my-org', Scope: 'GITHUB_ORGANIZATION', Domain: SERVER },
  ],
  ['gitLabGroup', 'GITLAB', { Name: 'my-org', Scope: 'GITLAB_GROUP' }],
  ['gitLabSelfManagedGroup', 'GITLAB_SELF_MANAGED', { Name: 'my-org', Scope: 'GITLAB_GROUP', Domain: SERVER }],
];
export const KINDS = TYPES.map(([kind]) => kind);
