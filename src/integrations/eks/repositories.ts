import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ConnectionGrants } from '../../connection';
import { grantService } from '../../private/grants';
import { checkReference } from '../../private/references';
import { attachStageValidator } from '../../validation';
import { checkRegion, checkSupport } from '../consumer';

/** What Argo CD reads over one connection. */
export interface ArgoCdSource {
  readonly connection: IConnectionRef;
  readonly repositories: string[];
}

/**
 * Allows the role of an Argo CD capability to read repositories.
 *
 * The pages of AWS differ: two ask for `UseConnection` alone, another one for `GetConnection` as well.
 *
 * @param add adds a statement to the permissions of the role
 */
export function allowArgoCd(
  scope: IConstruct,
  role: iam.IRole,
  { connection, repositories }: ArgoCdSource,
  add: (statement: iam.PolicyStatement) => void,
): void {
  checkReference('connection', connection, 'connectionRef', scope);
  attachStageValidator(scope);
  checkRegion(connection, scope);
  checkSupport(connection, 'argoCd', scope);
  const grantee = granteeOf(role, add);
  ConnectionGrants.fromConnection(connection).readRepositories(grantee, repositories);
  grantService({ grantee, actions: ['GetConnection'], resource: connection.connectionRef.connectionArn, scope });
}

/** A role whose permissions are added somewhere else than to its default policy. */
function granteeOf(role: iam.IRole, add: (statement: iam.PolicyStatement) => void): iam.IGrantable {
  const { assumeRoleAction, policyFragment, principalAccount } = role;
  const grantPrincipal: iam.IPrincipal = {
    assumeRoleAction,
    policyFragment,
    ...(principalAccount && { principalAccount }),
    grantPrincipal: role,
    addToPrincipalPolicy: (statement) => {
      add(statement);
      return { statementAdded: true, policyDependable: role };
    },
  };
  return { grantPrincipal };
}
