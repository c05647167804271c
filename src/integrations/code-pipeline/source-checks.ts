import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { ErrorCode } from '../../error-code';
import { checkCount, checkGitName } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { PIPELINE_FILTERS } from '../../private/limits';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { providerOf } from '../../validation/connections';
import type { ConnectionSourceOptions } from './connection-source-options';

/** The common props of all pipeline sources. */
interface Source extends ConnectionSourceOptions {
  readonly connection: IConnectionRef;
  readonly repository: string;
  readonly branch: string;
}

/** Refuses a source that CodePipeline would refuse. */
export function checkSource({ connection, repository, branch, pushFilter, pullRequestFilter }: Source): void {
  checkReference('connection', connection, 'connectionRef', undefined);
  const violations = [
    ...checkRepository('repository', repository, providerOf(connection)),
    ...checkGitName('branch', branch),
    ...checkCount('pushFilter', pushFilter, PIPELINE_FILTERS),
    ...checkCount('pullRequestFilter', pullRequestFilter, PIPELINE_FILTERS),
  ];
  throwIfInvalid(ErrorCode.INVALID_CONNECTION_SOURCE, violations, connection);
}
