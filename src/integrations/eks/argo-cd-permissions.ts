import { Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ConnectionGrants } from '../../connection';
import { ErrorCode } from '../../error-code';
import { checkRequiredTexts, type TextCheck } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { grantService } from '../../private/grants';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { statementsOf } from '../../private/roles';
import { attachStageValidator } from '../../validation';
import { providerOf } from '../../validation/connections';
import { checkPlace, checkSupport } from '../consumer';

/** What Argo CD reads over one connection. */
export interface ArgoCdSource {
  readonly connection: IConnectionRef;
  readonly repositories: string[];
}

/**
 * Refuses what Argo CD cannot read.
 *
 * @param scope the construct that the error is about: the connection where there is no other one yet
 */
export function checkArgoCdSource({ connection, repositories }: ArgoCdSource, scope?: IConstruct): void {
  checkReference('connection', connection, 'connectionRef', scope);
  const provider = providerOf(connection);
  const check: TextCheck = (name, repository) => checkRepository(name, repository, provider);
  const violations = Token.isUnresolved(repositories)
    ? ["'repositories' must be a list of repositories, each of which may be a token, got one token for the whole list"]
    : checkRequiredTexts('repositories', repositories, check);
  throwIfInvalid(ErrorCode.INVALID_ARGO_CD_CAPABILITY_ROLE, violations, scope ?? connection);
  checkSupport(connection, 'argoCd', scope ?? connection);
}

/**
 * What the role of an Argo CD capability needs to read repositories, which `checkArgoCdSource` has taken.
 *
 * The pages of AWS differ: two ask for `UseConnection` alone, another one for `GetConnection` as well.
 */
export function argoCdStatements(scope: IConstruct, { connection, repositories }: ArgoCdSource): PolicyStatement[] {
  attachStageValidator(scope);
  checkPlace(connection, scope);
  return statementsOf((grantee) => {
    ConnectionGrants.fromConnection(connection).readRepositories(grantee, repositories);
    grantService({ grantee, actions: ['GetConnection'], resource: connection.connectionRef.connectionArn, scope });
  });
}
