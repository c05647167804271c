import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';

/** Options of all pipeline sources that use a connection. */
export interface ConnectionSourceOptions {
  /**
   * Whether builds clone the repository with its history instead of getting an archive of the commit.
   *
   * Only CodeBuild actions can use such an output. Their roles are allowed to clone the repository through the
   * connection.
   *
   * @default false - the output is an archive of the commit without history
   */
  readonly codeBuildCloneOutput?: boolean;

  /**
   * Whether a push to the branch starts the pipeline.
   *
   * @default - `false` if filters are given, otherwise `true`
   */
  readonly triggerOnPush?: boolean;

  /**
   * Filters for the pushes that start the pipeline: 1 to 3, each by tags, by branches, or by branches and file paths. A
   * list has up to 8 patterns. The pipeline must be of type V2.
   *
   * @default - all pushes to the branch
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
   */
  readonly pushFilter?: codepipeline.GitPushFilter[];

  /**
   * Filters for the pull requests that start the pipeline: 1 to 3, each by target branches, or by these and changed file
   * paths. A list has up to 8 patterns. The pipeline must be of type V2.
   *
   * @default - none; pull requests do not start the pipeline
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
   */
  readonly pullRequestFilter?: codepipeline.GitPullRequestFilter[];
}
