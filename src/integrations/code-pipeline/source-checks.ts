import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { checkCount, checkGitName } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { providerOf } from '../../validation/connections';
import { checkRepository } from '../consumer';
import type { ConnectionSourceOptions } from './connection-source-action';

/** What the sources of all kinds of pipelines have in common. */
interface Source extends ConnectionSourceOptions {
  readonly connection: IConnectionRef;
  readonly repository: string;
  readonly branch: string;
}

/** Refuses a source that CodePipeline would refuse. */
export function checkSource({ connection, repository, branch, pushFilter, pullRequestFilter }: Source): void {
  const violations = [
    ...checkRepository(repository, providerOf(connection)),
    ...checkGitName('branch', branch),
    ...checkCount('pushFilter', pushFilter, 1, 3),
    ...checkCount('pullRequestFilter', pullRequestFilter, 1, 3),
  ];
  throwIfInvalid('InvalidConnectionSource', violations, connection);
}
