import type { FilterGroup } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { PullRequestBuildPolicy } from './pull-request-build-policy';

/** Options of all CodeBuild sources that use a connection. */
export interface ConnectionBuildSourceOptions {
  /**
   * The connection, created by any construct or imported. With an `AvailableConnection`, the project is created only
   * after the handshake.
   */
  readonly connection: IConnectionRef;

  /**
   * The number of commits to fetch from the history.
   *
   * @default - the whole history
   */
  readonly cloneDepth?: number;

  /**
   * Whether to fetch submodules.
   *
   * @default false
   */
  readonly fetchSubmodules?: boolean;

  /**
   * Whether an event starts a batch build instead of a single build.
   *
   * @default false
   */
  readonly webhookTriggersBatchBuild?: boolean;

  /**
   * Whether to report the start and the result of a build to the provider.
   *
   * @default true
   */
  readonly reportBuildStatus?: boolean;

  /**
   * The name of the build status at the provider.
   *
   * @default - chosen by CodeBuild
   */
  readonly buildStatusContext?: string;

  /**
   * The target URL of the build status at the provider.
   *
   * @default - the page of the build in the AWS console
   */
  readonly buildStatusUrl?: string;
}

/** Options of all CodeBuild sources of one repository. */
export interface RepositoryBuildSourceOptions extends ConnectionBuildSourceOptions {
  /**
   * The identifier of the source in the project. Secondary sources need one.
   *
   * @default - no identifier
   */
  readonly identifier?: string;

  /**
   * The branch, tag, pull request or commit to build.
   *
   * @default - the head of the default branch
   */
  readonly branchOrRef?: string;

  /**
   * Whether events of the repository start builds.
   *
   * @default - `true` if `webhookFilters` are given, otherwise `false`
   */
  readonly webhook?: boolean;

  /**
   * Filters for the events that start a build. An event must match at least one of the groups.
   *
   * `WebhookFilters` creates groups from names. CDK's own groups take regular expressions, which match anywhere in a
   * value.
   *
   * @default - all pushes, and all pull requests that are created or updated
   */
  readonly webhookFilters?: FilterGroup[];

  /**
   * Whether pull requests are built at once, or after an approval. It needs a webhook.
   *
   * @default - set by CodeBuild: builds reportedly wait for an approval in new projects
   */
  readonly pullRequestBuildPolicy?: PullRequestBuildPolicy;
}

/** Properties of a source on GitHub, GitLab.com or Bitbucket Cloud. */
export interface RepositoryBuildSourceProps extends RepositoryBuildSourceOptions {
  /** The repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`. */
  readonly repository: string;
}

/** Properties of a source on a provider that you installed yourself. */
export interface CloneUrlBuildSourceProps extends RepositoryBuildSourceOptions {
  /** The HTTPS URL to clone the repository from, for example `https://git.example.com/my-group/app.git`. */
  readonly cloneUrl: string;

  /**
   * Whether to ignore errors of the provider's TLS certificate.
   *
   * @default false
   */
  readonly ignoreSslErrors?: boolean;
}
