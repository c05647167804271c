import type { CodeStarSourceVariables } from 'aws-cdk-lib/aws-codepipeline-actions';

/**
 * The variables that a `ConnectionSourceAction` exports.
 *
 * CodePipeline reportedly sets those of pull requests only in a run that a pull request has started. AWS does not say
 * what becomes of a reference to them in another run, so refer to them in pipelines that only pull requests start.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
export interface ConnectionSourceVariables extends CodeStarSourceVariables {
  /** The id of the pull request at the provider. */
  readonly pullRequestId: string;

  /** The title of the pull request. Others write it, so do not make it a part of a command. */
  readonly pullRequestTitle: string;

  /** The branch that the pull request comes from. Others name it, so do not make it a part of a command. */
  readonly sourceBranchName: string;

  /** The branch that the pull request goes to. */
  readonly destinationBranchName: string;
}
