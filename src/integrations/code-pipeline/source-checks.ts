import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { GitPullRequestFilter, GitPushFilter } from 'aws-cdk-lib/aws-codepipeline';
import { ErrorCode } from '../../error-code';
import { checkCount, checkGitName, checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { PIPELINE_ACTION_NAME, PIPELINE_FILTERS } from '../../private/limits';
import { checkPipelineFilter, type PipelineFilter } from '../../private/pipeline-filters';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { providerOf } from '../../validation/connections';
import type { ConnectionSourceOptions } from './connection-source-options';

/** The common props of all pipeline sources. */
interface Source extends ConnectionSourceOptions {
  readonly connection: IConnectionRef;
  readonly repository: string;
  readonly branch: string;
  readonly actionName?: string;
}

/** Refuses a source that CodePipeline would refuse. */
export function checkSource(source: Source): void {
  const { connection, repository, branch, actionName, pushFilter, pullRequestFilter } = source;
  checkReference('connection', connection, 'connectionRef', undefined);
  const violations = [
    ...checkRepository('repository', repository, providerOf(connection)),
    ...checkGitName('branch', branch),
    ...checkString('actionName', actionName, PIPELINE_ACTION_NAME),
    ...checkFilters('pushFilter', 'push', pushFilter),
    ...checkFilters('pullRequestFilter', 'pullRequest', pullRequestFilter),
  ];
  throwIfInvalid(ErrorCode.INVALID_CONNECTION_SOURCE, violations, connection);
}

function checkFilters(
  prop: string,
  event: PipelineFilter['event'],
  filters: ((GitPushFilter & GitPullRequestFilter) | undefined)[] | undefined,
): string[] {
  const violations = checkCount(prop, filters, PIPELINE_FILTERS);
  if (violations.length > 0) return violations;
  return (filters ?? []).flatMap((filter, i) => {
    const name = `${prop}[${i}]`;
    const lists = (subject: 'branches' | 'filePaths' | 'tags') => ({
      [`${name}.${subject}Includes`]: filter?.[`${subject}Includes`],
      [`${name}.${subject}Excludes`]: filter?.[`${subject}Excludes`],
    });
    const [branches, filePaths, tags] = [lists('branches'), lists('filePaths'), lists('tags')];
    return checkPipelineFilter({ name, event, branches, filePaths, tags });
  });
}
