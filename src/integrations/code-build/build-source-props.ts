import type { FilterGroup } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';

/** What all sources of a CodeBuild project over a connection have. */
export interface ConnectionBuildSourceOptions {
  /**
   * The connection, made by any construct or imported. A connection that waits for its handshake makes the project wait.
   */
  readonly connection: IConnectionRef;

  /**
   * The name of the source in the project: secondary sources need one.
   *
   * @default - the source has no name
   */
  readonly identifier?: string;

  /**
   * What is built: a branch, a tag, a pull request or a commit.
   *
   * @default - the head of the default branch
   */
  readonly branchOrRef?: string;

  /**
   * How many commits of the history are fetched.
   *
   * @default - the whole history
   */
  readonly cloneDepth?: number;

  /**
   * Whether submodules are fetched.
   *
   * @default false
   */
  readonly fetchSubmodules?: boolean;

  /**
   * Whether events of the repository start builds.
   *
   * @default - true where `webhookFilters` are given, otherwise false
   */
  readonly webhook?: boolean;

  /**
   * The events that start a build: those that at least one of the groups lets through.
   *
   * `WebhookFilters` makes them of names. CDK's own groups take regular expressions, which CodeBuild looks for anywhere
   * in a value.
   *
   * @default - every push, and every pull request that is created or updated
   */
  readonly webhookFilters?: FilterGroup[];

  /**
   * Whether an event starts a batch of builds in place of one build.
   *
   * @default false
   */
  readonly webhookTriggersBatchBuild?: boolean;

  /**
   * Whether the provider is told when a build starts and how it ends.
   *
   * @default true
   */
  readonly reportBuildStatus?: boolean;

  /**
   * What the provider shows as the name of the build's status.
   *
   * @default - a name that CodeBuild chooses
   */
  readonly buildStatusContext?: string;

  /**
   * The address that the provider links the build's status to.
   *
   * @default - the build in the console
   */
  readonly buildStatusUrl?: string;
}

/** Properties of a source at GitHub, GitLab.com or Bitbucket Cloud. */
export interface RepositoryBuildSourceProps extends ConnectionBuildSourceOptions {
  /** The repository as `owner/name`. In GitLab the owner may be a group with subgroups: `group/subgroup/name`. */
  readonly repository: string;
}

/** Properties of a source at a provider that you installed yourself. */
export interface CloneUrlBuildSourceProps extends ConnectionBuildSourceOptions {
  /** The address to clone the repository from, for example `https://git.example.com/my-group/app.git`. */
  readonly cloneUrl: string;

  /**
   * Whether errors of the provider's TLS certificate are ignored.
   *
   * @default false
   */
  readonly ignoreSslErrors?: boolean;
}
