import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';

/** What a pipeline reads over a connection, and when that starts it. */
export interface ConnectionSourceOptions {
  /**
   * Whether builds clone the repository, with its history, in place of an archive of the commit.
   *
   * Only CodeBuild actions can use such an output. Their roles are allowed to clone the repository over the connection.
   *
   * @default false - the output is an archive of the commit, without history
   */
  readonly codeBuildCloneOutput?: boolean;

  /**
   * Whether a push to the branch starts the pipeline.
   *
   * @default - true, but false where filters are given: they decide what starts the pipeline
   */
  readonly triggerOnPush?: boolean;

  /**
   * Pushes that start the pipeline: of branches, of tags, to file paths. One to three filters. The pipeline must be of
   * type V2.
   *
   * @default - a push to the branch starts the pipeline
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
   */
  readonly pushFilter?: codepipeline.GitPushFilter[];

  /**
   * Pull requests that start the pipeline: into branches, with changes of file paths. One to three filters. The
   * pipeline must be of type V2.
   *
   * @default - pull requests do not start the pipeline
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
   */
  readonly pullRequestFilter?: codepipeline.GitPullRequestFilter[];
}
